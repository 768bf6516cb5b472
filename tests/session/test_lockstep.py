"""Two runs in lockstep: each as if it were alone, and never more than one step apart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.protocol.commands import Advance, Continue, Pause, Watch
from playground.protocol.events import Event, Pictures, RunState, StateChanged
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.lockstep import Lockstep, RacingControl
from playground.session.session import Session

STEPS = 30


def experiment(name: str, *changes: str, steps: int = STEPS) -> Experiment:
    length = [f"training.duration={steps}", "training.duration_unit=steps", "training.threads=1"]
    return override(presets.find(name).experiment, [*length, *changes])


class Counting(Lockstep):
    """Remembers whose step it was, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[int] = []

    def count(self, lane: int) -> None:
        super().count(lane)
        self.order.append(lane)


class Lane:
    """One run of a race in its own thread, and what it said."""

    def __init__(self, race: Lockstep, number: int, one: Experiment, folder: Path) -> None:
        self.path = folder / f"raced-{number}.run"
        self.control = RacingControl(race, number)
        self.control.send(Watch(frozenset({"prediction"})))
        self.events: list[Event] = []
        self._session = Session(number, one, self.path, self.events.append, self.control)
        self.thread = Thread(target=self._work)

    @property
    def state(self) -> RunState | None:
        states = [event.state for event in list(self.events) if isinstance(event, StateChanged)]
        return states[-1] if states else None

    def _work(self) -> None:
        with self.control:
            self._session.run()
            self.control.leave()
            self._session.linger()


@contextmanager
def race(folder: Path, *experiments: Experiment) -> Iterator[tuple[Counting, list[Lane]]]:
    """Both train until they are over or the test leaves."""
    lockstep = Counting()
    lanes = [Lane(lockstep, number, one, folder) for number, one in enumerate(experiments)]
    for lane in lanes:
        lane.thread.start()
    try:
        yield lockstep, lanes
    finally:
        for lane in lanes:
            lane.control.release()
        for lane in lanes:
            lane.thread.join(60.0)
            assert not lane.thread.is_alive()


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60.0
    while not until():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.005)


def over(lanes: list[Lane]) -> bool:
    return all(lane.state is not None and lane.state.over for lane in lanes)


def kept(path: Path) -> tuple[NDArray[np.float32], dict[str, NDArray[Any]]]:
    with RunReader(path) as reader:
        return reader.losses()[1], dict(reader.checkpoint().weights)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("cnn-digits", "architecture.dropout=0.3", "architecture.hidden=[16]"), ("cnn-one-by-one",)),
        (("rnn-first-symbol-lstm",), ("rnn-first-symbol-elman",)),
        (("transformer-gpt", "architecture.width=16", "task.context=16"), ("rnn-characters", "architecture.hidden=32")),
        (("vae-digits", "training.threads=2"), ("vae-digits",)),
    ],
)  # fmt: skip
def test_that_each_run_of_a_race_is_bitwise_the_run_alone(
    first: tuple[str, ...], second: tuple[str, ...], tmp_path: Path
) -> None:
    experiments = experiment(*first), experiment(*second)
    with race(tmp_path, *experiments) as (_, lanes):
        wait(lambda: over(lanes))
    for number, (one, lane) in enumerate(zip(experiments, lanes, strict=True)):
        alone = tmp_path / f"alone-{number}.run"
        assert Session(1, one, alone, lambda event: None, Control()).run() is RunState.FINISHED
        losses, weights = kept(alone)
        raced_losses, raced_weights = kept(lane.path)
        assert len(losses) == STEPS
        np.testing.assert_array_equal(losses, raced_losses)
        assert weights.keys() == raced_weights.keys()
        for name, array in weights.items():
            np.testing.assert_array_equal(array, raced_weights[name])


def test_that_the_number_of_threads_decides_bits_so_that_a_race_must_keep_them_apart(tmp_path: Path) -> None:
    found = []
    for threads in (1, 2):
        path = tmp_path / f"{threads}.run"
        Session(1, experiment("vae-digits", f"training.threads={threads}"), path, lambda _: None, Control()).run()
        found.append(kept(path)[0])
    assert not np.array_equal(*found)


def test_that_the_runs_take_their_steps_in_turns(tmp_path: Path) -> None:
    with race(tmp_path, experiment("cnn-digits"), experiment("cnn-digits", "training.optimizer=sgd")) as (steps, lanes):
        wait(lambda: over(lanes))
    assert steps.order == [0, 1] * STEPS
    for lane in lanes:
        assert any(isinstance(event, Pictures) for event in lane.events)


def test_that_paused_runs_stand_at_the_same_step_and_show_it(tmp_path: Path) -> None:
    long = experiment("cnn-digits", steps=100_000)
    with race(tmp_path, long, long) as (steps, lanes):
        for _ in range(5):
            wait(lambda: len(steps.order) > 20)
            with steps.still():
                for lane in lanes:
                    lane.control.send(Pause())
            wait(lambda: all(lane.state is RunState.PAUSED for lane in lanes))
            assert steps.order.count(0) == steps.order.count(1)
            steps.order.clear()
            with steps.still():
                for lane in lanes:
                    lane.control.send(Advance(3))
            wait(lambda: len(steps.order) == 6)
            wait(lambda: all(lane.state is RunState.PAUSED for lane in lanes))
            assert steps.order == [0, 1] * 3
            with steps.still():
                for lane in lanes:
                    lane.control.send(Continue())


def test_that_the_other_goes_on_when_one_run_is_stopped_or_fails(tmp_path: Path) -> None:
    broken = experiment("broken-diverged")
    with race(tmp_path, broken, experiment("cnn-digits")) as (steps, lanes):
        wait(lambda: over(lanes))
    assert lanes[0].state is RunState.FAILED and lanes[1].state is RunState.FINISHED
    assert steps.order.count(1) == STEPS


def test_that_a_shorter_run_does_not_hold_the_longer_one(tmp_path: Path) -> None:
    with race(tmp_path, experiment("cnn-digits", steps=10), experiment("cnn-digits")) as (steps, lanes):
        wait(lambda: over(lanes))
    assert (steps.order.count(0), steps.order.count(1)) == (10, STEPS)
    assert all(lane.state is RunState.FINISHED for lane in lanes)
