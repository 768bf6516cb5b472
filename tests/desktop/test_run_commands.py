"""The commands turns clicks into commands and never lets two runs be on."""

import random
from pathlib import Path

import numpy as np
import pytest

from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.state.engine_state import Engine
from playground.experiment import presets
from playground.protocol.commands import Advance, Command, Continue, Pause, Start, Stop
from playground.protocol.engine_events import EngineLost, EngineReady, EngineSilent
from playground.protocol.events import CheckpointSaved, Event, Progress, RunStarted, RunState, StateChanged

DIGITS = presets.find("cnn-digits").experiment


class Desk:
    """A commands whose commands are kept, and an engine played by the test."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.restarts = 0
        self.commands = RunCommands(self.sent.append, self._restart, lambda name: Path(f"{name}.run"))

    def _restart(self) -> None:
        self.restarts += 1

    def run(self) -> None:
        assert self.commands.start(DIGITS, "digits")
        self.say(StateChanged(self.commands.run.number, RunState.RUNNING))

    def say(self, event: Event) -> bool:
        return self.commands.take(event)

    def state(self, state: RunState, reason: str = "") -> None:
        self.say(StateChanged(self.commands.run.number, state, reason))


@pytest.fixture
def desk() -> Desk:
    one = Desk()
    one.say(EngineReady("2.13.0", ("auto", "cpu")))
    return one


def test_that_run_starts_once_and_again_only_when_the_run_is_over(desk: Desk) -> None:
    desk.run()
    assert not desk.commands.start(DIGITS, "digits")
    desk.commands.stop()
    assert not desk.commands.run.can_run and not desk.commands.run.can_stop
    desk.state(RunState.STOPPED)
    assert desk.commands.run.can_run
    assert [type(command) for command in desk.sent] == [Start, Stop]


def test_that_run_after_pause_goes_on(desk: Desk) -> None:
    desk.run()
    desk.commands.pause()
    desk.state(RunState.PAUSED)
    assert desk.commands.start(DIGITS, "digits")
    assert [type(command) for command in desk.sent] == [Start, Pause, Continue]


def test_that_a_step_without_a_run_starts_one_that_waits(desk: Desk) -> None:
    desk.commands.advance(DIGITS, "digits")
    start, step = desk.sent
    assert isinstance(start, Start) and start.paused and step == Advance(1)


def test_that_events_of_an_older_run_are_not_heard(desk: Desk) -> None:
    desk.run()
    old = desk.commands.run.number
    desk.commands.reset()
    assert not desk.say(Progress(old, 1, np.ones(3, np.float32), 1.0))
    assert not desk.say(StateChanged(old, RunState.STOPPED))
    assert desk.commands.run.state is None and desk.commands.run.step == 0


def test_that_a_running_state_said_before_the_stop_was_heard_does_not_undo_it(desk: Desk) -> None:
    desk.run()
    desk.commands.stop()
    desk.state(RunState.RUNNING)
    assert desk.commands.run.state is RunState.STOPPING


def test_that_a_lost_engine_is_replaced_and_its_run_can_be_resumed(desk: Desk) -> None:
    desk.run()
    desk.say(CheckpointSaved(desk.commands.run.number, 40, Path("digits.run")))
    desk.say(EngineLost("The engine crashed (signal 11)."))
    assert desk.restarts == 1 and desk.commands.engine.status is Engine.LOADING
    assert desk.commands.run.state is RunState.FAILED and desk.commands.run.resumable
    assert desk.commands.resume()
    start = desk.sent[-1]
    assert isinstance(start, Start) and start.resume and start.path == Path("digits.run")


def test_that_without_a_checkpoint_nothing_is_offered(desk: Desk) -> None:
    desk.run()
    desk.say(EngineLost("gone"))
    assert not desk.commands.run.resumable and not desk.commands.resume() and desk.commands.run.can_run


def test_that_an_engine_that_keeps_dying_is_not_restarted_for_ever(desk: Desk) -> None:
    for _ in range(6):
        desk.say(EngineLost("PyTorch cannot be loaded."))
    assert desk.restarts == 3 and desk.commands.engine.status is Engine.LOST


def test_that_silence_is_said_only_of_an_engine_that_was_ready() -> None:
    desk = Desk()
    assert not desk.say(EngineSilent(2.0))
    desk.say(EngineReady("2", ("cpu",)))
    assert desk.say(EngineSilent(2.0)) and desk.commands.engine.status is Engine.SILENT
    assert desk.say(EngineSilent(0.0)) and desk.commands.engine.status is Engine.READY


def test_that_the_time_left_follows_the_rate(desk: Desk) -> None:
    desk.run()
    number = desk.commands.run.number
    desk.say(RunStarted(number, DIGITS.to_json(), 0, 900, 1898, "cpu", 1, {}, (), "", Path("x.run")))
    desk.say(Progress(number, 1, np.ones(100, np.float32), 50.0))
    assert desk.commands.run.seconds_left == pytest.approx(16.0)


@pytest.mark.parametrize("seed", range(5))
def test_that_two_hundred_random_clicks_and_events_never_start_a_second_run(seed: int) -> None:
    dice, desk = random.Random(seed), Desk()
    commands, on = desk.commands, 0
    for _ in range(200):
        sent = len(desk.sent)
        dice.choice(
            [
                lambda: commands.start(DIGITS, "x"), commands.pause, commands.stop, commands.reset, commands.resume,
                lambda: commands.advance(DIGITS, "x"),
                lambda: desk.state(dice.choice(list(RunState))),
                lambda: desk.say(CheckpointSaved(commands.run.number, 5, Path("x.run"))),
                lambda: desk.say(EngineLost("gone")),
            ]
        )()  # fmt: skip
        for command in desk.sent[sent:]:
            if isinstance(command, Start):
                assert command.run == commands.run.number
                on = command.run
        assert commands.run.number >= on
        assert not (commands.run.can_run and commands.run.can_pause)
