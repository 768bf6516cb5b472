"""A session publishes what happens, obeys its control, and leaves a valid recording."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.protocol.commands import (
    Advance,
    Collected,
    Continue,
    ExplainCell,
    Goal,
    Pause,
    Save,
    Speed,
    Stop,
    Watch,
)
from playground.protocol.events import (
    CheckpointSaved,
    Evaluated,
    Event,
    Explained,
    Pictures,
    Progress,
    RunStarted,
    RunState,
    StateChanged,
)
from playground.runs.reader import RunReader
from playground.runs.replay import started_from
from playground.session.control import Control
from playground.session.recording import Recording
from playground.session.requests import Requests
from playground.session.session import Session
from playground.training import devices
from playground.training.trainer import Trainer
from playground.worked.example import Question

DIGITS = presets.find("cnn-digits").experiment
NEVER = (
    "maximising",
    "survey.time",
    "survey.disturbances",
    "survey.landscape",
    "survey.wanted",
    "survey.transplant",
    "survey.sanity",
)  # dearer

METHODS = (
    "integrated-gradients", "gradient-x-input", "grad-cam.stages.1.activation"
)  # fmt: skip


def experiment(steps: int, *assignments: str) -> Experiment:
    return override(DIGITS, [f"training.duration={steps}", "training.duration_unit=steps", *assignments])


def losses(events: list[Event]) -> list[float]:
    return [loss for event in events if isinstance(event, Progress) for loss in event.losses.tolist()]


def states(events: list[Event]) -> list[RunState]:
    return [event.state for event in events if isinstance(event, StateChanged)]


class Ran:
    """One session run to its end in this thread; ``react`` sees each event with the control."""

    def __init__(
        self,
        path: Path,
        experiment: Experiment,
        react: Callable[[Event, Control], None] = lambda event, control: None,
        control: Control | None = None,
        resume: bool = False,
    ) -> None:
        self.events: list[Event] = []
        self.control = control or Control()

        def publish(event: Event) -> None:
            self.events.append(event)
            react(event, self.control)

        self.session = Session(7, experiment, path, publish, self.control, resume)
        self.state = self.session.run()


def test_that_a_run_tells_its_story_in_order(tmp_path: Path) -> None:
    ran = Ran(tmp_path / "a.run", experiment(100))
    assert states(ran.events) == [RunState.PREPARING, RunState.RUNNING, RunState.FINISHED]
    started = next(event for event in ran.events if isinstance(event, RunStarted))
    assert (started.parameters, started.total_steps, started.threads) == (1898, 100, 1)
    assert {info.name for info in started.pictures} >= {"input", "stages.0.activation", "stages.0.convolution.weight"}
    steps = [event.first_step for event in ran.events if isinstance(event, Progress)]
    assert steps[0] == 1 and len(losses(ran.events)) == 100
    evaluated = [event for event in ran.events if isinstance(event, Evaluated)]
    assert evaluated[0].step == 0 and evaluated[-1].step == 100
    assert evaluated[-1].metrics["accuracy"] > evaluated[0].metrics["accuracy"]
    assert isinstance(ran.events[-2], CheckpointSaved) and ran.events[-2].step == 100


def test_that_the_recording_holds_what_was_published(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    ran = Ran(path, experiment(60))
    with RunReader(path) as reader:
        steps, values = reader.losses()
        assert steps.tolist() == list(range(1, 61))
        assert values.tolist() == losses(ran.events)
        assert [step for step, _ in reader.metrics()] == [e.step for e in ran.events if isinstance(e, Evaluated)]
        assert reader.state == "finished"
        assert reader.snapshot_steps()[0] == 0 and reader.snapshot_steps()[-1] == 60
        published = {info.name for info in ran.events[1].pictures}  # type: ignore[union-attr]
        seldom = (*NEVER, "attribution")  # of which hardly any is recorded
        dear = {name for name in published if name.startswith(seldom)}
        kept = {f"attribution.answer.{method}" for method in METHODS}
        assert {shot.name for shot in reader.snapshots(60)} == published - dear | kept
    assert [file.name for file in tmp_path.iterdir()] == ["a.run"]


def test_that_the_references_beside_the_curve_are_measured_on_the_examples_of_the_curve(tmp_path: Path) -> None:
    ran = Ran(tmp_path / "a.run", experiment(20))
    (started,) = (event for event in ran.events if isinstance(event, RunStarted))
    data = DIGITS.task.load(1)
    test, most = data.test.targets, np.bincount(data.train.targets).argmax()
    assert started.live_examples == 256 < len(test) == 360
    frequent = {name: values["accuracy"] for name, values in started.beside_the_curve.items()}
    assert frequent["majority class"] == np.mean(test[:256] == most) == 0.0625 != started.baseline["accuracy"]
    assert set(frequent) == {"majority class", "nearest neighbour"}
    with RunReader(tmp_path / "a.run") as reader:
        again = started_from(reader, 1)
    assert again is not None and again.beside_the_curve == started.beside_the_curve


def test_that_a_recording_from_before_keeps_its_references(tmp_path: Path) -> None:
    Ran(tmp_path / "a.run", experiment(20))
    with closing(sqlite3.connect(tmp_path / "a.run")) as file, file:
        (info,) = file.execute("SELECT value FROM meta WHERE key = 'info'").fetchone()
        values = json.loads(info)
        values["weaker"] = values.pop("others")
        del values["live"], values["live_examples"]
        file.execute("UPDATE meta SET value = ? WHERE key = 'info'", (json.dumps(values),))
    with RunReader(tmp_path / "a.run") as reader:
        started = started_from(reader, 1)
    assert started is not None and list(started.beside_the_curve) == ["majority class", "nearest neighbour"]
    assert started.beside_the_curve["majority class"] == started.baseline
    assert Ran(tmp_path / "a.run", experiment(30), resume=True).state is RunState.FINISHED


def test_that_pictures_on_or_off_give_the_same_bits(tmp_path: Path) -> None:
    plain = Ran(tmp_path / "a.run", experiment(80))
    control = Control()
    control.send(Watch(frozenset({"stages.0.activation", "stages.1.convolution.weight", "input"})))

    def collect(event: Event, control: Control) -> None:
        control.send(Collected())

    watched = Ran(tmp_path / "b.run", experiment(80), collect, control)
    assert any(isinstance(event, Pictures) for event in watched.events)
    assert losses(plain.events) == losses(watched.events)
    assert _weights(tmp_path / "a.run") == _weights(tmp_path / "b.run")


def test_that_the_explanation_that_stays_is_of_the_last_step(tmp_path: Path) -> None:
    control = Control()
    control.send(ExplainCell(Question("prediction", (4,))))
    ran = Ran(tmp_path / "a.run", experiment(60), control=control)
    steps = [event.step for event in ran.events if isinstance(event, Explained)]
    assert steps[-1] == 60


def test_that_a_question_asked_in_the_middle_of_a_test_is_answered_before_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    control, answers, during = Control(), [0], []
    evaluate = Trainer.evaluate

    def count(event: Event, control: Control) -> None:
        first = isinstance(event, Explained) and event.example is not None and not event.example.sources
        answers[0] += first  # the same follows with all that it was made from

    def asked(
        self: Trainer, limit: int | None = None, between: Callable[[], None] | None = None
    ) -> dict[str, float]:  # fmt: skip
        before = answers[0]
        if between is not None:
            control.send(ExplainCell(Question("prediction", (4,))))
        found = evaluate(self, limit, between)
        if between is not None:
            during.append(answers[0] - before)
        return found

    monkeypatch.setattr(Trainer, "evaluate", asked)
    Ran(tmp_path / "a.run", experiment(40), count, control)
    assert len(during) > 3 and set(during) == {1}


def test_that_only_watched_pictures_are_made_and_only_when_the_last_were_collected(tmp_path: Path) -> None:
    control = Control()
    control.send(Watch(frozenset({"stages.0.pooling"})))
    ran = Ran(tmp_path / "a.run", experiment(300), control=control)
    pictures = [event for event in ran.events if isinstance(event, Pictures)]
    assert len(pictures) <= 2  # the first look, and the last one at the end
    assert {snapshot.name for event in pictures for snapshot in event.snapshots} == {"stages.0.pooling"}


def test_that_a_run_whose_newest_checkpoint_is_damaged_goes_on_from_the_one_before(
    tmp_path: Path, through: tuple[Ran, Path]
) -> None:
    path, asked = tmp_path / "b.run", experiment(90, "architecture.dropout=0.2")

    def stop(event: Event, control: Control) -> None:
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
            control.send(Stop())

    for steps in (30, 20):
        control = Control()
        control.send(Pause())
        control.send(Advance(steps))
        Ran(path, asked, stop, control, resume=steps == 20)
    with sqlite3.connect(path) as connection:
        (found,) = connection.execute("SELECT weights FROM checkpoints WHERE step = 50").fetchone()
        connection.execute("UPDATE checkpoints SET weights = ? WHERE step = 50", (found[:-8] + bytes(8),))
    connection.close()
    with RunReader(path) as reader:
        whole = reader.checkpoint_steps()[-2]  # 30, or later where the machine is so busy that time has made one
    second = Ran(path, asked, resume=True)
    assert second.state is RunState.FINISHED
    assert losses(second.events) == losses(through[0].events)[whole:]
    assert _weights(through[1]) == _weights(path)
    with RunReader(path) as reader:
        assert "The checkpoint of step 50 is damaged; this one goes on." in [text for _, _, text in reader.log()]


@pytest.fixture(scope="module")
def through(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """A run that nobody stopped, and its recording."""
    path = tmp_path_factory.mktemp("through") / "a.run"
    return Ran(path, experiment(90, "architecture.dropout=0.2")), path


@pytest.mark.parametrize("cut", [5, 33, 70])
def test_that_a_stopped_run_resumes_bitwise_equal(tmp_path: Path, cut: int, through: tuple[Ran, Path]) -> None:
    whole = losses(through[0].events)
    control = Control()
    control.send(Pause())
    control.send(Advance(cut))

    def stop(event: Event, control: Control) -> None:
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
            control.send(Stop())

    first = Ran(tmp_path / "b.run", experiment(90, "architecture.dropout=0.2"), stop, control)
    assert first.state is RunState.STOPPED
    second = Ran(tmp_path / "b.run", experiment(90, "architecture.dropout=0.2"), resume=True)
    assert second.state is RunState.FINISHED
    assert losses(first.events) + losses(second.events) == whole
    assert _weights(through[1]) == _weights(tmp_path / "b.run")
    with RunReader(tmp_path / "b.run") as reader:
        assert reader.losses()[1].tolist() == whole


def test_that_a_run_goes_on_with_the_threads_it_was_begun_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever another version, or another machine, would choose by itself: the bits depend on it."""
    control = Control(Pause(), Advance(20))

    def stop(event: Event, control: Control) -> None:
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
            control.send(Stop())

    with monkeypatch.context() as patches:
        patches.setattr(devices, "threads", lambda wanted, cost: 2)
        through = Ran(tmp_path / "a.run", experiment(40))
        first = Ran(tmp_path / "b.run", experiment(40), stop, control)
    second = Ran(tmp_path / "b.run", experiment(40), resume=True)
    started = [event.threads for event in second.events if isinstance(event, RunStarted)]
    assert started == [2] and losses(first.events) + losses(second.events) == losses(through.events)


def test_that_pausing_and_stepping_do_not_disturb(tmp_path: Path) -> None:
    plain = Ran(tmp_path / "a.run", experiment(40))
    control = Control(Pause())
    asked = iter([1, 1, 5, 0])

    def go(event: Event, control: Control) -> None:
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
            control.send(Continue())
        if isinstance(event, Progress) and (steps := next(asked, None)):
            control.send(Advance(steps))

    held = Ran(tmp_path / "b.run", experiment(40), go, control)
    if held.state is not RunState.FINISHED:
        pytest.fail(f"ended {held.state}")
    assert losses(held.events) == losses(plain.events)


def test_that_a_held_session_steps_and_shows_on_request(tmp_path: Path) -> None:
    control = Control(Pause())
    control.send(Watch(frozenset({"input"})))
    events: list[Event] = []
    session = Session(1, experiment(50), tmp_path / "a.run", events.append, control)
    thread = Thread(target=session.run)
    thread.start()
    try:
        _until(lambda: RunState.PAUSED in states(events))
        control.send(Advance(3))
        _until(lambda: len(losses(events)) == 3)
        control.send(Watch(frozenset({"stages.0.pooling"})))
        _until(lambda: _last_picture(events) == ("stages.0.pooling", 3))
        assert len(losses(events)) == 3
    finally:
        control.send(Stop())
        thread.join(10)
    assert states(events)[-1] is RunState.STOPPED


def test_that_a_held_run_that_is_saved_can_be_seen_again_as_it_stood(tmp_path: Path) -> None:
    control = Control(Pause())
    events: list[Event] = []
    session = Session(1, experiment(50), tmp_path / "a.run", events.append, control)
    thread = Thread(target=session.run)
    thread.start()
    try:
        _until(lambda: RunState.PAUSED in states(events))
        control.send(Advance(31))  # at which no look is due
        _until(lambda: len(losses(events)) == 31)
        control.send(Pause())
        control.send(Save())
        _until(lambda: any(isinstance(event, CheckpointSaved) and event.step == 31 for event in events))
        with RunReader(tmp_path / "a.run") as reader:
            assert reader.snapshot_steps()[-1] == 31
        control.send(Continue())
    finally:
        thread.join(10)
    assert losses(events) == losses(Ran(tmp_path / "b.run", experiment(50)).events)


def test_that_a_loss_that_is_not_finite_ends_the_run_at_its_step_with_a_reason(tmp_path: Path) -> None:
    stages = '[{channels = 8, activation = "none"}, {channels = 16, activation = "none"}]'
    settings = ["training.learning_rate=10", "training.optimizer=sgd", f"architecture.stages={stages}"]

    def save(event: Event, control: Control) -> None:
        control.send(Save())

    ran = Ran(tmp_path / "a.run", experiment(500, *settings), save)
    assert ran.state is RunState.FAILED
    values = losses(ran.events)
    assert not np.isfinite(values[-1]) and np.isfinite(values[:-1]).all()
    last = ran.events[-1]
    assert isinstance(last, StateChanged) and f"step {len(values)}" in last.reason and "learning rate" in last.reason
    with RunReader(tmp_path / "a.run") as reader:
        assert reader.state == "failed"
        steps = reader.checkpoint_steps()
        assert steps and max(steps) < len(values)
        assert all(np.isfinite(array).all() for array in reader.checkpoint().weights.values())


def test_that_an_existing_recording_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    path.write_bytes(b"precious")
    ran = Ran(path, experiment(10))
    assert ran.state is RunState.FAILED and str(path) in ran.events[-1].reason  # type: ignore[union-attr]
    assert path.read_bytes() == b"precious"


def test_that_missing_data_is_one_sentence(tmp_path: Path) -> None:
    fashion = presets.find("cnn-seed-fashion").experiment
    ran = Ran(tmp_path / "a.run", override(fashion, [f"task.folder={tmp_path}"]))
    assert ran.state is RunState.FAILED and "train-images" in ran.events[-1].reason  # type: ignore[union-attr]


def _weights(path: Path) -> dict[str, bytes]:
    with RunReader(path) as reader:
        return {name: array.tobytes() for name, array in reader.checkpoint().weights.items()}


def _last_picture(events: list[Event]) -> tuple[str, int] | None:
    pictures = [event for event in events if isinstance(event, Pictures)]
    return (pictures[-1].snapshots[0].name, pictures[-1].step) if pictures else None


def _until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    import time

    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_that_a_question_taken_back_takes_no_look_away_that_the_window_waits_for() -> None:
    requests = Requests(Control(Watch(frozenset({"input"})), ExplainCell(None)))
    requests.update()
    assert requests.take_all_pictures() and requests.take_look()
    assert not requests.take_all_pictures() and not requests.take_look()


def test_that_what_is_asked_just_before_a_run_sleeps_in_slow_motion_is_not_slept_through() -> None:
    """A step is due in a quarter of an hour; whoever pauses or speeds up at that very moment need not wait for it."""
    paused, hurried = (Requests(Control(Speed(0.001), command)) for command in (Pause(), Speed(None)))
    sleeper = Thread(target=lambda: [requests.wait(900.0) for requests in (paused, hurried)], daemon=True)
    sleeper.start()
    sleeper.join(20.0)
    assert not sleeper.is_alive() and paused.held and hurried.speed is None


@pytest.mark.parametrize("during", ["a test", "a checkpoint"])
def test_that_a_stop_that_comes_during_a_test_or_a_checkpoint_ends_the_run_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, during: str
) -> None:
    owner, name = (Trainer, "evaluate") if during == "a test" else (Recording, "checkpoint")
    method, control, stopped = getattr(owner, name), Control(), []

    def stopping(self: Any, *words: Any) -> Any:
        trainer = self if during == "a test" else words[0]
        if trainer.step >= 10 and not stopped:
            stopped.append(trainer.step)
            control.send(Stop())
        return method(self, *words)

    def save(event: Event, control: Control) -> None:
        if isinstance(event, Evaluated) and event.step == 10:
            control.send(Save())

    monkeypatch.setattr(owner, name, stopping)
    ran = Ran(tmp_path / "a.run", experiment(300, "training.evaluate_every=10"), save, control)
    assert ran.state is RunState.STOPPED and stopped == [10] and len(losses(ran.events)) == 10


def test_that_steps_taken_for_a_goal_end_at_the_very_test_that_meets_it(tmp_path: Path) -> None:
    goal = Goal("accuracy", above=0.5)
    control = Control(Pause())
    control.send(Advance(300, goal))
    held: list[int] = []

    def react(event: Event, control: Control) -> None:
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED and ran_steps:
            held.append(ran_steps[-1])
            control.send(Stop())
        if isinstance(event, Progress):
            ran_steps.append(event.last_step)

    ran_steps: list[int] = []
    ran = Ran(tmp_path / "a.run", experiment(300, "training.evaluate_every=10"), react, control)
    tests = [(event.step, event.metrics["accuracy"]) for event in ran.events if isinstance(event, Evaluated)]
    first = next(step for step, accuracy in tests if accuracy > 0.5)
    assert held == [first] and 0 < first < 300 and max(step for step, _ in tests) == first
