"""A session changes its run between two steps, records that, resumes with it, and replays it bit for bit."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import Intervention, ReplacePattern, SetLearningRate, SwitchOff, Undo
from playground.experiment.overrides import override
from playground.protocol.commands import Advance, Collected, Continue, ExplainStep, Intervene, Pause, Speed, Stop, Watch
from playground.protocol.events import (
    Evaluated,
    Event,
    Intervened,
    Pictures,
    Progress,
    Refused,
    RunStarted,
    RunState,
    StateChanged,
)
from playground.protocol.explained import StepExplained, StepTaken
from playground.runs.interventions import Recorded, recorded
from playground.runs.reader import RunReader
from playground.runs.replay import replay
from playground.session.control import Control
from playground.session.session import Session

CHANNEL = SwitchOff("stages.0.activation", "channel", 2)
RATE = SetLearningRate(0.02)
SCRIPT: list[tuple[int, Intervention]] = [(5, CHANNEL), (12, RATE), (20, Undo(CHANNEL)), (20, SetLearningRate(0.001))]


def experiment(preset: str = "cnn-digits", steps: int = 40, *more: str) -> Experiment:
    words = [f"training.duration={steps}", "training.duration_unit=steps", *more]
    return override(presets.find(preset).experiment, words)


class Ran:
    """A session run in this thread; ``script`` says what is asked after how many steps."""

    def __init__(
        self, path: Path, experiment: Experiment, script: list[tuple[int, Intervention]] = [],  # noqa: B006
        plan: list[Recorded] = [], resume: bool = False, stop_at: int | None = None,  # noqa: B006
        watched: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.events: list[Event] = []
        self.control = Control(*[Pause()] * (bool(script) or stop_at is not None))
        self.control.send(Watch(watched))
        todo, awaited = list(script), [-1]

        def publish(event: Event) -> None:
            self.events.append(event)
            self.control.send(Collected())
            paused = isinstance(event, StateChanged) and event.state is RunState.PAUSED
            if not paused and not (isinstance(event, Progress) and event.last_step == awaited[0]):
                return
            step = self.steps
            while todo and todo[0][0] <= step:
                self.control.send(Intervene(todo.pop(0)[1]))
            following = todo[0][0] if todo else stop_at
            if following is None:
                self.control.send(Continue())
            elif following > step:
                awaited[0] = following
                self.control.send(Advance(following - step))
            else:
                self.control.send(Stop())

        self.session = Session(3, experiment, path, publish, self.control, resume, plan=plan)
        self.state = self.session.run()

    @property
    def steps(self) -> int:
        started = next((event.step for event in self.events if isinstance(event, RunStarted)), 0)
        return max([started, *(event.last_step for event in self.events if isinstance(event, Progress))])

    def all(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def losses(self) -> list[float]:
        return [loss for event in self.events if isinstance(event, Progress) for loss in event.losses.tolist()]


def weights(path: Path) -> dict[str, bytes]:
    with RunReader(path) as reader:
        return {name: array.tobytes() for name, array in reader.checkpoint().weights.items()}


def log(path: Path) -> list[tuple[int, Intervention]]:
    with RunReader(path) as reader:
        return [(one.step, one.intervention) for one in recorded(reader)]


DROPPING = experiment("cnn-digits", 40, "architecture.dropout=0.2")


@pytest.fixture(scope="module")
def through(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """A run with all of the script that nobody stopped, and its recording."""
    path = tmp_path_factory.mktemp("through") / "a.run"
    return Ran(path, DROPPING, SCRIPT), path


def test_that_each_intervention_is_answered_recorded_and_shown_at_its_step(tmp_path: Path) -> None:
    watched = frozenset({"stages.0.activation"})
    ran = Ran(tmp_path / "a.run", experiment(), SCRIPT, watched=watched)
    assert ran.state is RunState.FINISHED
    told = [event for event in ran.events if isinstance(event, Intervened)]
    assert [(event.step, event.intervention) for event in told] == SCRIPT == log(tmp_path / "a.run")
    assert told[0].before != told[0].after and told[2].before != told[2].after  # the metric answers
    assert told[1].before == told[1].after  # a rate changes nothing yet
    for event in told:
        following = ran.events[ran.events.index(event) + 1]
        assert isinstance(following, Evaluated) and following.step == event.step and following.metrics == event.after
    first = ran.events.index(told[0])
    shown = next(event for event in ran.events[first:] if isinstance(event, Pictures))
    assert shown.step == 5 and not shown.snapshots[0].values[2].any()


@pytest.mark.parametrize(
    ("preset", "script", "more"),
    [
        ("cnn-digits", SCRIPT, ["architecture.dropout=0.2"]),
        ("rnn-first-symbol-lstm", [(5, SwitchOff("layers.0.hidden", "unit", 1)), (15, RATE)], ["task.length=12"]),
        (
            "transformer-reverse",
            [(5, ReplacePattern("decoder.0.attention.weights", 1, "uniform")),
             (9, SwitchOff("encoder.0.attention.weights", "head", 0)),
             (15, Undo(ReplacePattern("decoder.0.attention.weights", 1, "uniform")))],
            ["architecture.dropout=0.1", "training.batch_size=16"],
        ),
    ],
    ids=["cnn", "rnn", "transformer"],
)  # fmt: skip
def test_that_a_replay_gives_the_same_bits(
    tmp_path: Path, preset: str, script: list[tuple[int, Intervention]], more: list[str]
) -> None:
    asked = experiment(preset, 25, *more)
    live = Ran(tmp_path / "a.run", asked, script)
    with RunReader(tmp_path / "a.run") as reader:
        plan = recorded(reader)
    again = Ran(tmp_path / "b.run", asked, plan=plan)
    assert live.losses == again.losses and len(live.losses) == 25
    assert weights(tmp_path / "a.run") == weights(tmp_path / "b.run")
    assert log(tmp_path / "a.run") == log(tmp_path / "b.run") == script
    plain = Ran(tmp_path / "c.run", asked)
    assert plain.losses[:5] == live.losses[:5] and plain.losses[5:] != live.losses[5:]


@pytest.mark.parametrize("cut", [5, 8, 12, 20, 33])
def test_that_a_run_that_was_changed_resumes_bitwise_equal(tmp_path: Path, cut: int, through: tuple[Ran, Path]) -> None:
    early = [entry for entry in SCRIPT if entry[0] <= cut]
    late = [entry for entry in SCRIPT if entry[0] > cut]
    first = Ran(tmp_path / "b.run", DROPPING, early, stop_at=cut)
    assert first.state is RunState.STOPPED and first.steps == cut
    second = Ran(tmp_path / "b.run", DROPPING, late, resume=True)
    assert first.losses + second.losses == through[0].losses
    assert weights(through[1]) == weights(tmp_path / "b.run")
    told = [(event.step, event.intervention) for event in second.events if isinstance(event, Intervened)]
    assert told == SCRIPT == log(tmp_path / "b.run")  # the earlier ones are told again, and logged once


def test_that_a_recording_replays_its_interventions_as_events(through: tuple[Ran, Path]) -> None:
    with RunReader(through[1]) as reader:
        events = [event for event in replay(reader, 9) if isinstance(event, Intervened)]
    assert [(event.run, event.step, event.intervention) for event in events] == [(9, *entry) for entry in SCRIPT]
    assert events[0].before["accuracy"] >= 0


def test_that_what_is_refused_changes_nothing(tmp_path: Path) -> None:
    bad = SwitchOff("stages.7.activation", "channel", 0)
    ran = Ran(tmp_path / "a.run", experiment(), [(3, bad), (3, Undo(RATE))])
    plain = Ran(tmp_path / "b.run", experiment())
    assert [event.reason.endswith(".") for event in ran.events if isinstance(event, Refused)] == [True, True]
    assert ran.losses == plain.losses and log(tmp_path / "a.run") == []


@pytest.mark.parametrize(
    ("preset", "steps", "words"), [("cnn-digits", 15, "ends at step 15"), ("rnn-adding-gru", 40, "stages.0.activation")]
)
def test_that_a_plan_that_does_not_fit_is_refused_before_anything_is_recorded(
    tmp_path: Path, preset: str, steps: int, words: str
) -> None:
    plan = [Recorded(step, intervention, {}, {}) for step, intervention in SCRIPT]
    ran = Ran(tmp_path / "a.run", experiment(preset, steps), plan=plan)
    assert ran.state is RunState.FAILED and words in ran.events[-1].reason  # type: ignore[union-attr]
    assert not (tmp_path / "a.run").exists()


def test_that_a_finished_run_answers_and_keeps_its_result(tmp_path: Path) -> None:
    ran = Lingering(tmp_path / "a.run", experiment(steps=60))
    with ran:
        ran.until(lambda: ran.state is RunState.FINISHED)
        with RunReader(tmp_path / "a.run") as reader:
            result, before = reader.metrics()[-1], weights(tmp_path / "a.run")
        ran.control.send(Intervene(CHANNEL))
        ran.until(lambda: bool(ran.all(Intervened)))
        ran.control.send(ExplainStep())
        ran.until(lambda: bool(ran.all(Refused)))
    assert ran.all(Intervened)[0].before == result[1] != ran.all(Intervened)[0].after  # type: ignore[union-attr]
    with RunReader(tmp_path / "a.run") as reader:
        assert reader.metrics()[-1] == result and reader.state == "finished"
        assert reader.checkpoint().state["interventions"][0]["index"] == 2
    assert log(tmp_path / "a.run") == [(60, CHANNEL)] and weights(tmp_path / "a.run") == before
    assert [file.name for file in tmp_path.glob("a.run*") if file.suffix == ".run"] == ["a.run"]
    with RunReader(tmp_path / "a.run") as reader:
        again = Ran(tmp_path / "b.run", experiment(steps=60), plan=recorded(reader))
    assert log(tmp_path / "b.run") == [(60, CHANNEL)] and again.losses == ran.losses
    assert again.session.result.metrics == result[1]


def test_that_the_step_explained_is_the_step_taken(tmp_path: Path) -> None:
    ran = Lingering(tmp_path / "a.run", experiment(steps=200), paused=True)
    with ran:
        ran.until(lambda: ran.state is RunState.PAUSED)
        for count in (1, 2):
            ran.control.send(ExplainStep())
            ran.until(lambda count=count: len(ran.all(StepExplained)) == count)
            ran.control.send(Advance(1))
            ran.until(lambda count=count: len(ran.all(StepTaken)) == count)
        ran.control.send(ExplainStep("output.bias", (3,)))
        ran.until(lambda: len(ran.all(StepExplained)) == 3)
        ran.control.send(Intervene(SetLearningRate(0.5)))  # what was foretold no longer holds
        ran.until(lambda: len(ran.all(StepExplained)) == 4)
        ran.control.send(Continue())  # also at full speed the very next step is told
        ran.until(lambda: len(ran.all(StepTaken)) == 3)
        ran.until(lambda: ran.state is RunState.FINISHED)
    told = [event for event in ran.events if isinstance(event, StepExplained)]
    taken = [event for event in ran.events if isinstance(event, StepTaken)]
    assert [event.value for event in taken] == [told[0].new, told[1].new, told[3].new]
    assert told[2].new != told[3].new and told[3].index == (3,)


def test_that_slow_motion_shows_each_step_reacts_at_once_and_gives_the_same_bits(tmp_path: Path) -> None:
    plain = Ran(tmp_path / "a.run", experiment(steps=12))
    ran = Lingering(tmp_path / "b.run", experiment(steps=12), speed=50.0)
    ran.control.send(Watch(frozenset({"stages.0.activation"})))
    with ran:
        ran.until(lambda: ran.steps >= 6)
        ran.control.send(Speed(0.001))  # the next step would be due in a quarter of an hour
        seen = len(ran.all(Progress))
        ran.control.send(Pause())
        ran.until(lambda: ran.state is RunState.PAUSED)
        ran.control.send(Speed(None))
        ran.control.send(Continue())
        ran.until(lambda: ran.state is RunState.FINISHED)
    assert all(len(event.losses) == 1 for event in ran.all(Progress)[:seen])  # type: ignore[union-attr]
    pictured = {event.step for event in ran.all(Pictures)}  # type: ignore[union-attr]
    assert pictured >= set(range(1, 6))
    assert ran.losses == plain.losses and weights(tmp_path / "a.run") == weights(tmp_path / "b.run")


def test_that_a_stop_in_slow_motion_ends_the_run_at_once(tmp_path: Path) -> None:
    ran = Lingering(tmp_path / "a.run", experiment(steps=100), speed=0.001)
    with ran:
        ran.until(lambda: ran.steps == 1)
        ran.control.send(Stop())
        ran.until(lambda: ran.state is RunState.STOPPED)
    assert ran.steps == 1


class Lingering(Ran):
    """A session in a thread of its own that stays to be asked, until the block is left."""

    def __init__(self, path: Path, experiment: Experiment, paused: bool = False, speed: float | None = None) -> None:
        self.events = []
        self.control = Control(Speed(speed), *[Pause()] * paused)
        self.session = Session(3, experiment, path, self.events.append, self.control)
        self._thread = Thread(target=self._run)

    def _run(self) -> None:
        self.session.run()
        self.session.linger()

    @property
    def state(self) -> RunState | None:  # type: ignore[override]
        states = [event.state for event in self.events if isinstance(event, StateChanged)]
        return states[-1] if states else None

    def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        import time

        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.005)

    def __enter__(self) -> "Lingering":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.control.release()
        self._thread.join(20.0)
