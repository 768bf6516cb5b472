"""What is kept back from the training has a curve, a column and a row of its own; without it nothing of it is seen."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from desk import falling, started
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.desktop.export.handout import content
from playground.desktop.panels.loss import LossPanel
from playground.desktop.runs.recordings_table_model import VALIDATION, RecordingsTableModel
from playground.desktop.setup.form.form import Form
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.protocol.events import Evaluated
from playground.runs.listing import Entry, read
from playground.session.headless import train


@pytest.fixture
def panel(qtbot: QtBot) -> LossPanel:
    one = LossPanel()
    qtbot.addWidget(one)
    one.resize(480, 320)
    one.show()
    one.take(started())
    one.take(falling(1, 50))
    return one


def words(panel: LossPanel) -> str:
    return re.sub("<[^>]*>", "", panel._legend.text()).replace("&nbsp;", " ")


def test_that_loss_draws_it_with_a_line_of_its_own_and_names_it(panel: LossPanel) -> None:
    panel.take(Evaluated(1, 0, {"loss": 2.0, "accuracy": 0.1}, {"loss": 2.4, "accuracy": 0.2}))
    panel.take(Evaluated(1, 50, {"loss": 1.0, "accuracy": 0.9}, {"loss": 1.5, "accuracy": 0.8}))
    panel.draw()
    assert "┅ validation 1.500" in words(panel) and "━ test 1.000" in words(panel)
    assert "validation accuracy 80.0" in words(panel)
    plot = panel._plot
    assert plot is not None and plot._validation.getData()[1].tolist() == [2.4, 1.5]
    assert plot._validation.opts["pen"].style() == Qt.PenStyle.DashDotLine != plot._test.opts["pen"].style()
    chosen, tested = panel.chosen_by("accuracy"), panel.tested("accuracy")
    assert chosen is not None and tested is not None and (chosen.y[-1], tested.y[-1]) == (0.8, 0.9)
    panel.choose("accuracy")
    panel.draw()
    assert plot._validation.getData()[1].tolist() == [0.2, 0.8] and plot._test.getData()[1].tolist() == [0.1, 0.9]
    assert words(panel).startswith("┅ validation accuracy 80.0 %   ━ accuracy 90.0")
    panel.show_moment(0, hide_later=True)
    panel.draw()
    assert plot._validation.getData()[1].tolist() == [0.2]
    panel.take(replace(started(), run=2))
    panel.draw()
    assert not panel.scene.curves.validation


def test_that_a_run_without_one_shows_nothing_of_it(panel: LossPanel) -> None:
    panel.take(Evaluated(1, 50, {"loss": 1.0, "accuracy": 0.9}))
    panel.draw()
    assert "validation" not in words(panel) and panel.chosen_by("accuracy") is panel.tested("accuracy") is not None
    assert panel._plot is not None and panel._plot._validation.getData()[1] is None


def test_that_the_table_has_a_column_where_a_run_has_one_and_ranks_by_it(qtbot: QtBot) -> None:
    made = {"architecture": "cnn", "task": "digits", "state": "finished", "metric": "accuracy"}
    good = Entry(Path("good.run"), 1, name="good", result=0.8, validation=0.95, **made)  # type: ignore[arg-type]
    poor = Entry(Path("poor.run"), 1, name="poor", result=0.9, validation=0.85, **made)  # type: ignore[arg-type]
    none = Entry(Path("none.run"), 1, name="none", result=0.7, **made)  # type: ignore[arg-type]
    table = RecordingsTableModel()
    table.show_entries([none])
    assert VALIDATION not in table.columns
    table.show_entries([none, poor, good])
    column = table.columns.index(VALIDATION)
    assert table.columns[:4] == ["name", "tags", "result", VALIDATION]
    table.sort(column, Qt.SortOrder.DescendingOrder)
    assert [table.data(table.index(row, column)) for row in range(3)] == ["95.0\u2009%", "85.0\u2009%", ""]
    assert table.headerData(column, Qt.Orientation.Horizontal) == "Validation"


def test_that_the_handout_and_the_form_have_it(qtbot: QtBot, tmp_path: Path) -> None:
    changes = ["training.duration=10", "training.duration_unit=steps", "training.validation=0.2"]
    asked = override(presets.find("cnn-digits").experiment, changes)
    recording = train(asked, tmp_path / "a.run").path
    entry = read(recording, recording.stat().st_size, held=False)
    page = content.gather(recording, [], "en", 10)
    assert entry.validation is not None
    assert page.result[1] == ("Validation accuracy", f"{100 * entry.validation:.1f}\u2009%")
    assert ("Validation share", "0.2") in dict(page.settings)["Training"]
    draft = ExperimentDraft()
    draft.replace(asked)
    form = Form(draft)
    qtbot.addWidget(form)
    form.refresh()
    assert form.row("training.validation").row.title == "Validation share"
