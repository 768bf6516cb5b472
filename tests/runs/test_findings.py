"""A diagnosis survives the log of a recording; what else stands there is no concern of it."""

from math import inf, isnan, nan
from pathlib import Path

import numpy as np

from playground.experiment.diagnoses import DiagnosisKind as Kind
from playground.protocol.events import Diagnosed, Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs import findings
from playground.runs.reader import RunReader
from playground.runs.replay import replay, run_info
from playground.runs.writer import RunWriter

EVENTS = [
    Diagnosed(0, 40, Kind.DEAD_RELUS, "stages.1.activation", "dead_share", 0.94, 0.75),
    Diagnosed(0, 80, Kind.DEAD_RELUS, "stages.1.activation", "dead_share", 0.94, 0.75, holds=False),
    Diagnosed(0, 90, Kind.DIVERGED, "层.0", "last_finite_loss", 1e38, inf),
]


def test_that_diagnoses_come_back_as_they_were_and_other_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    noise = ["hello", "{", "{}", "[1]", '{"diagnosed": 3}', '{"diagnosed": {"kind": "of-the-future"}}', '{"rate": 1}']
    with RunWriter.create(path, "{}", {}) as writer:
        for event, text in zip(EVENTS, noise, strict=False):
            writer.add_log(event.step, text)
            writer.add_log(event.step, findings.line(event))
        for text in noise:
            writer.add_log(99, text)
    with RunReader(path) as reader:
        assert list(findings.read(reader, 0)) == EVENTS


def test_that_a_number_that_is_none_comes_back_too(tmp_path: Path) -> None:
    event = Diagnosed(0, 1, Kind.DIVERGED, "", "last_finite_loss", nan, inf)
    with RunWriter.create(tmp_path / "a.run", "{}", {}) as writer:
        writer.add_log(1, findings.line(event))
    with RunReader(tmp_path / "a.run") as reader:
        assert isnan(next(findings.read(reader, 0)).value)


def test_that_pictures_over_steps_are_replayed_at_every_recorded_step_and_the_others_at_the_last(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.run"
    infos = (PictureInfo("gradient.norms", ("measure", "layer"), (2, 1)), PictureInfo("input", ("row",), (2,)))
    with RunWriter.create(path, "{}", {}) as writer:
        writer.set_info(run_info(RunStarted(0, "{}", 0, 9, 1, "cpu", 1, {}, infos, "", path)))
        for step in (1, 2, 5):
            shots = [Snapshot(step, info.name, info.axes, np.full(info.shape, step, np.float32)) for info in infos]
            writer.add_snapshots(shots)
    with RunReader(path) as reader:
        pictures = [event for event in replay(reader) if isinstance(event, Pictures)]
        assert [shot.name for shot in reader.snapshots(2, {"input"})] == ["input"]
        assert reader.snapshots(2, set()) == []
    names = [(event.step, [shot.name for shot in event.snapshots]) for event in pictures]
    assert names == [(1, ["gradient.norms"]), (2, ["gradient.norms"]), (5, ["gradient.norms", "input"])]
