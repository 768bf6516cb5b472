"""A metric is one line of its task: everything that shows, ranks or judges a value goes by what is declared there."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from playground import tasks
from playground.cli import main
from playground.desktop.export.handout import content
from playground.desktop.panels.loss import LossPanel
from playground.desktop.race.lane_header import LaneHeader
from playground.desktop.race.race_lane import RaceLane
from playground.desktop.runs.recordings_table_model import RecordingsTableModel
from playground.desktop.setup.preset_model import expected
from playground.desktop.state.reference import Standing, reference
from playground.experiment import metrics, presets, registry
from playground.experiment.experiment import Experiment
from playground.experiment.lessons import Until
from playground.experiment.preset_text import own
from playground.experiment.writing import to_toml
from playground.inspection.diagnosis import not_better
from playground.protocol.events import Event, RunStarted
from playground.runs.listing import Entry, read
from playground.runs.reader import RunReader
from playground.runs.replay import replay

TASK = '''
"""Throws: how far does it fly, told from its speed at eight moments."""

from typing import ClassVar, Literal

import numpy as np

from playground.data.datasets import Data, Split
from playground.data.metrics import Better, Metric
from playground.data.shapes import DataShape, SequenceInput, ValueTarget
from playground.experiment.experiment import TaskSettings


class ThrowsSettings(TaskSettings):
    """Speeds, and the distance."""

    title: ClassVar[str] = "Throws"
    measured: ClassVar[tuple[Metric, ...]] = (Metric("reach", Better.HIGHER, unit="km", words="mean reach"),)

    kind: Literal["throws"] = "throws"

    def shape(self) -> DataShape:
        """Sequences (8, 1) and one number."""
        return DataShape(SequenceInput(8, ("speed",)), ValueTarget(("distance",)))

    def load(self, seed: int) -> Data:
        """Drawn from the seed."""
        train, test = self._draw(seed, 0, 256), self._draw(seed, 1, 64)
        zero = np.zeros_like(test.targets)
        return Data(
            self.shape(), train, test,
            lambda count: {"stand still": {**self.metrics(zero[:count], test.targets[:count]), "loss": 1.0}},
        )

    def metrics(self, outputs, targets):
        """The further, the nearer to the distance; without an end."""
        return {"reach": 20.0 + float(10 / (0.1 + ((outputs - targets) ** 2).mean()))}

    def _draw(self, seed: int, part: int, count: int) -> Split:
        speeds = np.random.default_rng([seed, part]).normal(size=(count, 8, 1)).astype(np.float32)
        return Split((speeds,), speeds.mean(axis=1) + 1)
'''


def forget() -> None:
    """What is found by looking through the tasks once."""
    for found in (registry.kinds, registry.settings_class, registry.titles, metrics.declared):
        found.cache_clear()


@pytest.fixture
def throws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Experiment]:
    """A few steps of a task in a file of its own, there as long as the test goes on."""
    (tmp_path / "throws.py").write_text(TASK, encoding="utf-8")
    monkeypatch.setattr(tasks, "__path__", [*tasks.__path__, str(tmp_path)])
    forget()
    values = presets.find("rnn-sine").experiment.values()
    values["task"] = {"kind": "throws"}
    values["training"] |= {"duration": 30, "duration_unit": "steps", "device": "cpu", "threads": 1}
    yield Experiment.parse(values)
    forget()
    sys.modules.pop("playground.tasks.throws", None)
    vars(tasks).pop("throws", None)


def trained(folder: Path, asked: Experiment) -> Path:
    (folder / "mine.toml").write_text(to_toml(own(asked, "reach", 21.0, {"reach": 20.0}), asked), encoding="utf-8")
    assert main(["train", str(folder / "mine.toml"), "--out", str(folder / "mine.run")]) == 0
    return folder / "mine.run"


def told(recording: Path) -> list[Event]:
    with RunReader(recording) as reader:
        return list(replay(reader))


def plain(words: str) -> str:
    return re.sub("<[^>]*>", "", words).replace("&nbsp;", " ").replace("\u2009", " ").replace("\u202f", " ")


def test_that_the_terminal_the_table_the_curve_the_race_and_the_handout_say_it(
    throws: Experiment, tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = trained(tmp_path, throws)
    assert re.search(r"test reach \d+(\.\d+)? km", said := capsys.readouterr().out), said
    assert main(["runs", str(tmp_path)]) == 0
    assert re.search(r"reach \d+(\.\d+)? km", capsys.readouterr().out)
    entry = read(recording, recording.stat().st_size, held=False)
    assert entry.metric == "reach" and entry.result is not None and entry.baseline is not None
    assert entry.result > entry.baseline, "it is to have learned, or what follows says nothing"

    table = RecordingsTableModel()
    worse = replace(entry, path=tmp_path / "worse.run", name="worse", result=entry.baseline)
    table.show_entries([worse, entry])
    table.sort(table.columns.index("result"), Qt.SortOrder.DescendingOrder)
    assert [one.name for one in table.rows] == [entry.name, "worse"]
    shown = plain(str(table.data(table.index(0, table.columns.index("result")))))
    assert re.fullmatch(r"mean reach [\d.]+ km \(baseline [\d.]+ km\)", shown), shown

    panel, lane = LossPanel(), RaceLane("A", 0, holder := QObject())
    lane.begin(1, throws)
    for event in told(recording):
        panel.take(event)
        lane.take(event)
    panel.choose("reach")
    assert "mean reach" in plain(panel.caption()) and re.search(r"[\d.]+ km", plain(panel.caption()))
    assert panel.scene.highest("reach") > entry.result
    header = LaneHeader(lane)
    header.follow()
    assert plain(header._state.text()).startswith("mean reach ") and " km " in plain(header._state.text())

    page = content.gather(recording, [], "en", 30)
    assert page.verdict == "The model does better than the baseline (stand still)."
    assert [(name, plain(value)) for name, value in page.result[:2]] == [
        ("Test mean reach", f"{entry.result:.3g} km"), ("Baseline", f"{entry.baseline:.3g} km"),
    ]  # fmt: skip
    panel.deleteLater()
    header.deleteLater()
    holder.deleteLater()


def test_that_a_lesson_a_band_and_a_diagnosis_judge_by_it(throws: Experiment, tmp_path: Path) -> None:
    assert Until(metric="reach", above=25.0, at_most=10).met(26.0)
    with pytest.raises(ValueError, match="use above"):
        Until(metric="reach", below=25.0, at_most=10)
    assert not_better({"reach": 20.5}, {"reach": 20.0}) is not None
    assert not_better({"reach": 40.0}, {"reach": 20.0}) is None
    begun = next(event for event in told(trained(tmp_path, throws)) if isinstance(event, RunStarted))
    known = presets.read(tmp_path / "mine.toml")
    assert reference(begun, throws, []).metric == "reach"
    band = known.about.expected.model_copy(update={"low": 22.0, "high": 30.0})
    known = known.model_copy(update={"about": known.about.model_copy(update={"expected": band})})
    held = reference(begun, throws, [known])
    standings = [held.standing(value) for value in (21.0, 25.0, 31.0)]
    assert standings == [Standing.WORSE, Standing.WITHIN, Standing.BETTER]
    assert plain(expected(known)) == "mean reach 22–30 km"


def test_that_a_recording_whose_task_is_gone_is_listed_with_a_plain_number(throws: Experiment, tmp_path: Path) -> None:
    recording = trained(tmp_path, throws)
    (tmp_path / "throws.py").unlink()
    forget()
    entry: Entry = read(recording, recording.stat().st_size, held=False)
    assert entry.metric == "reach" and entry.task == "throws" and not entry.problem
    assert metrics.metric("reach") == metrics.Metric("reach")
