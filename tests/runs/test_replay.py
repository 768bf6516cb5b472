"""A recording replays as the events of the live run."""

from pathlib import Path

import numpy as np
import pytest

from playground.protocol.events import Evaluated, Event, Pictures, Progress, RunStarted, RunState, StateChanged
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs import replay as module
from playground.runs.reader import RunReader
from playground.runs.replay import pictures_at, replay, run_info, started_from
from playground.runs.writer import RunWriter


def beginning(path: Path) -> RunStarted:
    pictures = (PictureInfo("input", ("row", "column"), (2, 2)), PictureInfo("output", ("class",), (10,)))
    return RunStarted(4, '{"a": 1}', 0, 95, 123, "cpu", 2, {"accuracy": 0.1}, pictures, "a seven, 七", path)


def record(path: Path, state: str = "finished", reason: str = "") -> None:
    with RunWriter.create(path, '{"a": 1}', {}) as writer:
        writer.set_info(run_info(beginning(path)))
        writer.add_metrics(0, {"loss": 2.3})
        for step in range(10, 100, 10):
            writer.add_losses(step - 9, np.arange(step - 9, step + 1, dtype=np.float32))
            writer.add_metrics(step, {"loss": 1 / step})
            writer.add_snapshots([Snapshot(step, "input", ("row", "column"), np.full((2, 2), step, np.float32))])
        writer.set_state(state, reason)


def events_of(path: Path) -> list[Event]:
    with RunReader(path) as reader:
        return list(replay(reader, 4))


def test_that_the_beginning_is_the_one_that_was_announced(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    record(path)
    with RunReader(path) as reader:
        assert started_from(reader, 4) == beginning(path)


@pytest.mark.parametrize("block", [7, 10, 25, 10_000])
def test_that_losses_and_evaluations_come_whole_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(module, "BLOCK", block)
    record(tmp_path / "a.run")
    events = events_of(tmp_path / "a.run")
    progress = [event for event in events if isinstance(event, Progress)]
    assert np.concatenate([event.losses for event in progress]).tolist() == list(range(1, 91))
    assert [event.first_step for event in progress] == list(range(1, 91, block))
    evaluated = [event.step for event in events if isinstance(event, Evaluated)]
    assert evaluated == [0, *range(10, 100, 10)]
    seen = 0
    for event in events:
        if isinstance(event, Progress):
            seen = event.last_step
        if isinstance(event, Evaluated):
            assert event.step <= seen, "no evaluation before its steps"


def test_that_it_ends_with_the_newest_pictures_and_the_state(tmp_path: Path) -> None:
    record(tmp_path / "a.run", "failed", "The loss is no number.")
    *_, pictures, end = events_of(tmp_path / "a.run")
    assert isinstance(pictures, Pictures) and pictures.step == 90
    assert end == StateChanged(4, RunState.FAILED, "The loss is no number.")


@pytest.mark.parametrize("state", ["running", "paused", "stopped", "something new"])
def test_that_a_run_that_was_cut_off_replays_as_stopped(tmp_path: Path, state: str) -> None:
    record(tmp_path / "a.run", state)
    assert events_of(tmp_path / "a.run")[-1] == StateChanged(4, RunState.STOPPED, "")


def test_that_a_run_that_never_began_replays_as_nothing(tmp_path: Path) -> None:
    RunWriter.create(tmp_path / "a.run", "{}", {}).close()
    assert events_of(tmp_path / "a.run") == []


def test_that_pictures_are_the_last_ones_at_or_before_a_step(tmp_path: Path) -> None:
    record(tmp_path / "a.run")
    with RunReader(tmp_path / "a.run") as reader:
        assert pictures_at(reader, 9) is None
        pictures = pictures_at(reader, 39, 4)
    assert pictures is not None
    assert (pictures.run, pictures.step, pictures.snapshots[0].values.tolist()) == (4, 30, [[30.0, 30.0], [30.0, 30.0]])
