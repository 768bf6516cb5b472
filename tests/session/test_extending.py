"""A finished run can be extended, a stopped one resumed, and what cannot go on says so in one sentence."""

from pathlib import Path

import numpy as np
import pytest

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.foundation.errors import RunFileError
from playground.protocol.events import Event, RunState, StateChanged
from playground.runs.extending import continued, same_run, total_steps
from playground.runs.lock import WriterLock
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter
from playground.session.control import Control
from playground.session.session import Session
from playground.training import schedules

DIGITS = presets.find("cnn-digits").experiment


def experiment(steps: int, *more: str) -> Experiment:
    return override(DIGITS, [f"training.duration={steps}", "training.duration_unit=steps", *more])


def train(experiment: Experiment, path: Path, resume: bool = False) -> tuple[RunState, str]:
    events: list[Event] = []
    state = Session(1, experiment, path, events.append, Control(), resume).run()
    return state, next(event.reason for event in reversed(events) if isinstance(event, StateChanged))


def test_that_an_extended_run_is_bitwise_the_one_that_was_long_from_the_start(tmp_path: Path) -> None:
    path, long = tmp_path / "a.run", tmp_path / "b.run"
    train(experiment(40), path)
    extended = continued(path, 90)
    assert train(extended, path, resume=True) == (RunState.FINISHED, "")
    train(experiment(90), long)
    with RunReader(path) as one, RunReader(long) as other:
        assert one.losses()[1].tobytes() == other.losses()[1].tobytes()
        mine, theirs = one.checkpoint(), other.checkpoint()
        assert {n: a.tobytes() for n, a in mine.weights.items()} == {n: a.tobytes() for n, a in theirs.weights.items()}
        assert Experiment.from_json(one.experiment_json) == experiment(90)
        assert (one.info["total_steps"], one.state) == (90, "finished")


def test_that_a_schedule_is_stretched_to_the_new_total_from_the_resumed_step_on(tmp_path: Path) -> None:
    """The learning rate of step 40 is then that of 40 / 80, not of 40 / 40, where a cosine has come down to zero."""
    path, flat = tmp_path / "a.run", tmp_path / "b.run"
    train(experiment(40, "training.schedule=cosine"), path)
    with RunReader(path) as reader:
        before = reader.losses()[1]
    train(continued(path, 80), path, resume=True)
    with RunReader(path) as reader:
        assert reader.losses()[1][:40].tobytes() == before.tobytes()
        after = reader.losses()[1]
    train(experiment(80, "training.schedule=cosine"), flat)
    with RunReader(flat) as reader:
        assert reader.losses()[1][:40].tobytes() != before.tobytes()
    assert schedules.factor("cosine", 40, 80) == pytest.approx(0.5)
    assert after[-10:].mean() < after[30:40].mean()


def test_that_time_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    train(experiment(60), path)
    with RunReader(path) as reader:
        steps, seconds = reader.clock()
        assert steps[-1] == 60 and 0 < seconds[0] <= seconds[-1]
    train(continued(path, 120), path, resume=True)
    with RunReader(path) as reader:
        later, both = reader.clock()
    assert later[: len(steps)].tolist() == steps.tolist() and later[-1] == 120
    assert (np.diff(both) >= 0).all() and both[-1] > seconds[-1]


def test_that_what_cannot_go_on_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    train(experiment(20), path)
    with pytest.raises(RunFileError, match="finished after 20 steps"):
        continued(path)
    with pytest.raises(RunFileError, match="taken 20 steps already"):
        continued(path, 20)
    lock = WriterLock(path)
    try:
        with pytest.raises(RunFileError, match="being recorded"):
            continued(path, 30)
    finally:
        lock.release()
    RunWriter.create(tmp_path / "empty.run", DIGITS.to_json(), {}).close("running")
    with pytest.raises(RunFileError, match="no checkpoint"):
        continued(tmp_path / "empty.run")


def test_that_a_recording_goes_on_with_its_own_experiment_only(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    train(experiment(20), path)
    before = path.read_bytes()
    state, reason = train(experiment(40, "training.seed=9"), path, resume=True)
    assert state is RunState.FAILED and "another experiment" in reason
    state, reason = train(experiment(20), path, resume=True)
    assert state is RunState.FAILED and "larger length" in reason
    assert path.read_bytes() == before


def test_that_the_new_total_is_known_where_the_recording_tells_the_length_of_an_epoch() -> None:
    three, five = (override(DIGITS, [f"training.duration={n}", "training.duration_unit=epochs"]) for n in (3, 5))
    assert same_run(three, five) and total_steps(five, three, 120) == 200
    assert total_steps(experiment(500), three, 120) == 500
    assert total_steps(five, experiment(500), 500) is None
    assert not same_run(three, override(five, ["training.batch_size=7"]))


def test_that_a_run_may_go_on_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    train(experiment(20, "training.device=auto"), path)
    one = continued(path, 40, "cpu")
    assert one.training.device == "cpu" and same_run(one, experiment(20, "training.device=auto"))
    assert train(one, path, resume=True)[0] is RunState.FINISHED
