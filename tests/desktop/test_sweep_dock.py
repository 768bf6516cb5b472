"""The Sweep dock: the folder of a sweep, ranked, drawn and brushed, with the best one in the form by a click."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from desk import Desk
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from written import written

from playground.cli import main
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.runs.sweep_chart import IMPORTANCE, PARALLEL
from playground.desktop.runs.sweep_view import SweepView
from playground.desktop.style import theme
from playground.experiment import presets
from playground.sweeps.folders import PLAN
from playground.sweeps.plan import Plan
from tests.sweeps import quick

PRESET = "attention-equal-keys"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sweep")
    asked = Plan(
        preset=PRESET, experiment=presets.find(PRESET).experiment.to_json(), seeds=2,
        assignments=("training.learning_rate=log:1e-3..1e-1:5", "training.optimizer=adam,sgd"),
    )  # fmt: skip
    asked.write(place)
    for run in list(asked.runs(place))[:-2]:
        quick.train(run.words(), Event())
    return place


@pytest.fixture
def view(desk: Desk, folder: Path) -> SweepView:
    desk.parts.doors.open_file(str(folder))
    view = desk.parts.many.sweep
    assert view is not None and not desk.parts.many.sweep_dock.isHidden()
    view.sweep.read_all()
    view.chart.resize(600, 300)
    return view


def column(view: SweepView, at: int) -> list[str]:
    return [view.model.index(row, at).data() for row in range(view.model.rowCount())]


def drag(qtbot: QtBot, view: SweepView, axis: int, first: float, last: float) -> None:
    room = view.chart._axes()[axis]
    ends = [QPoint(round(room.center().x()), round(room.bottom() - room.height() * part)) for part in (first, last)]
    qtbot.mousePress(view.chart, Qt.MouseButton.LeftButton, pos=ends[0])
    qtbot.mouseMove(view.chart, ends[1])
    qtbot.mouseRelease(view.chart, Qt.MouseButton.LeftButton, pos=ends[1])


def test_that_the_best_setting_stands_first_and_only_its_test_result_is_told(view: SweepView) -> None:
    heads = [view.model.headerData(at, Qt.Orientation.Horizontal) for at in range(view.model.columnCount())]
    assert heads == ["learning rate", "optimizer", "Validation NMSE", "", "Runs"]
    assert column(view, 0)[0] == "0.01" and column(view, 3)[0] == "best" and column(view, 3)[1] == "≈"
    assert " ± " in column(view, 2)[0] and column(view, 4)[0] == "2 finished"
    assert "18 of 20 runs begun" in view.said.text() and "Best: learning rate 0.01" in view.said.text()
    assert view.said.text().count("Test") == 1


def test_that_without_a_sweep_the_dock_says_how_to_make_one_and_shows_nothing_else(desk: Desk) -> None:
    desk.parts.many.sweep_dock.show()
    view = desk.parts.many.sweep
    assert view is not None and not view.table.isVisible() and not view.picture.isVisible() and not view.said.text()
    view.chart.resize(600, 120)
    size = view.chart.size()
    drawing = Picture(size, QColor("white"), lambda painter, _: view.chart.render_to(painter, size))
    assert "playground sweep" in " ".join(text.words for text in written(drawing))


def test_that_dragging_over_an_axis_brushes_and_a_click_takes_it_away(view: SweepView, qtbot: QtBot) -> None:
    whole = view.model.rowCount()
    drag(qtbot, view, 0, 0.4, 0.6)
    assert set(column(view, 0)) == {"0.01"} and view.unbrush.isEnabled()
    drag(qtbot, view, 1, 0.0, 0.5)
    assert column(view, 1) == ["adam"]
    drag(qtbot, view, 1, 0.9, 0.9)
    assert sorted(column(view, 1)) == ["adam", "sgd"]
    view.unbrush.trigger()
    assert view.model.rowCount() == whole and view.chart.kept() is None


def test_that_the_best_is_set_up_by_one_click(view: SweepView, desk: Desk) -> None:
    view.best.trigger()
    experiment = desk.parts.draft.experiment
    assert experiment is not None and experiment.training.learning_rate == 0.01
    assert experiment.training.validation == 0.1 and desk.parts.setup.name == PRESET


def test_that_all_are_overlaid_and_brushed_ones_in_their_place(view: SweepView, desk: Desk, qtbot: QtBot) -> None:
    view.compare.trigger()
    runs = desk.parts.runs.view
    assert runs is not None and not desk.parts.runs.isHidden()
    runs.shelf.read_all()
    assert len(runs.model.shown()) == 18
    drag(qtbot, view, 0, 0.4, 0.6)
    view.compare.trigger()
    runs.shelf.read_all()
    assert {entry.settings["training.learning_rate"] for entry, _ in runs.model.shown()} == {0.01}


def test_that_a_row_stands_out_and_opens_its_recording(view: SweepView, qtbot: QtBot, said: list[str]) -> None:
    view.table.selectRow(2)
    assert view.chart.chosen == 2
    with qtbot.waitSignal(view.opened) as heard:
        view.table.doubleClicked.emit(view.model.index(2, 0))
    assert heard.args == [str(view.model.rows[2].runs[0].path)]


@pytest.mark.parametrize("picture", [PARALLEL, IMPORTANCE, 0, 1])
def test_that_each_picture_is_another_and_follows_the_theme(view: SweepView, picture: int) -> None:
    before = view.chart.grab().toImage()
    view.picture.setCurrentIndex(view.picture.findData(picture))
    view.picture.activated.emit(view.picture.currentIndex())
    light = view.chart.grab().toImage()
    assert view.chart.picture == picture and (light == before) is (picture == PARALLEL)
    view.set_theme(theme.THEMES["dark"])
    assert view.chart.grab().toImage() != light


def test_that_the_sweep_speaks_the_language_of_the_window(view: SweepView, desk: Desk) -> None:
    desk.parts.appearance.set_language("zh_CN")
    assert view.picture.itemText(0) != "parallel coordinates" and "runs begun" not in view.said.text()
    assert desk.parts.many.sweep_dock.windowTitle() != "Sweep" and desk.parts.many.dock.windowTitle() != "Queue"


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"version": 9}'])
def test_that_a_folder_that_holds_no_sweep_is_one_sentence(
    desk: Desk, content: bytes | None, tmp_path: Path, qtbot: QtBot
) -> None:
    if content is not None:
        (tmp_path / PLAN).write_bytes(content)
    desk.parts.many.show_sweep(tmp_path)
    assert str(tmp_path) in desk.parts.banner.text and desk.parts.many.sweep_dock.isHidden()


def test_that_a_sweep_without_results_says_so(desk: Desk, tmp_path: Path) -> None:
    experiment = presets.find(PRESET).experiment.to_json()
    Plan(preset=PRESET, experiment=experiment, assignments=("training.batch_size=8,9",)).write(tmp_path)
    desk.parts.many.show_sweep(tmp_path)
    view = desk.parts.many.sweep
    assert view is not None
    view.sweep.read_all()
    assert view.said.text() == "0 of 2 runs begun" and not view.best.isEnabled() and not view.compare.isEnabled()
    assert not view.chart.grab().isNull()


def test_that_a_sweep_that_is_named_on_the_command_line_is_opened(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str | None] = []
    monkeypatch.setattr("playground.app.run", lambda find, start, later: seen.append(later) or 0)
    monkeypatch.setattr("playground.cli.window.display_problem", lambda: "")
    assert main([str(folder)]) == 0 and seen == [str(folder)]
    (tmp_path / PLAN).write_text("{}")
    assert main([str(tmp_path)]) == 2 and "no plan of a sweep" in capsys.readouterr().err and len(seen) == 1
