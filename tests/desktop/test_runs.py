"""The Runs dock: hidden until asked for, then every recording of a folder, and the checked ones overlaid."""

from pathlib import Path

import numpy as np
import pytest
from desk import DIGITS, Desk, press, started, story
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from playground.desktop.export import panel_picture
from playground.desktop.runs import overlay_curves, recordings_model, run_markers
from playground.desktop.runs.overlay_curves import OverlayView, RunCurves, overlay
from playground.desktop.runs.recordings_table_model import NAME, TAGS
from playground.desktop.runs.recordings_view import RecordingsView
from playground.desktop.state.png_metadata import texts
from playground.desktop.style import theme
from playground.experiment.overrides import override
from playground.protocol.commands import Start
from playground.protocol.events import CheckpointSaved, RunState, StateChanged
from playground.runs import trash
from playground.runs.listing import Entry, Listing
from playground.runs.lock import WriterLock
from tests.recordings import recorded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "runs"
    place.mkdir()
    for seed in (1, 2, 3):
        recorded(place / f"slow {seed}.run", f"training.seed={seed}")
    recorded(place / "fast.run", "training.learning_rate=0.02", fall=10.0)
    (place / "half.run").write_bytes((place / "fast.run").read_bytes()[:5000])
    return place


@pytest.fixture
def view(desk: Desk, folder: Path) -> RecordingsView:
    """The dock's contents with the folder listed to its end."""
    desk.parts.runs._folder = lambda: folder
    desk.parts.runs.show()
    view = desk.parts.runs.view
    assert view is not None
    view.shelf.read_all()
    return view


def cells(view: RecordingsView, name: str) -> list[str]:
    column = view.model.columns.index(name)
    return [view.model.index(row, column).data() for row in range(view.model.rowCount())]


def check(view: RecordingsView, *names: str) -> None:
    for name in names:
        row = cells(view, "name").index(name)
        view.model.setData(view.model.index(row, NAME), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    view.shelf.read_all()


def runs_of(folder: Path) -> list[tuple[Entry, int, RunCurves]]:
    found = [entry for entry in Listing(folder).scan() if not entry.problem]
    return [(entry, slot, RunCurves.load(entry.path)) for slot, entry in enumerate(found)]


def test_that_the_dock_is_hidden_and_made_only_when_it_is_shown(desk: Desk, folder: Path) -> None:
    dock = desk.parts.runs
    assert dock.isHidden() and dock.view is None
    assert dock.toggleViewAction().shortcut().toString() == "Ctrl+R"
    dock.toggleViewAction().trigger()
    assert not dock.isHidden() and dock.view is not None
    dock.view.leave.trigger()
    assert dock.isHidden()


def test_that_the_table_shows_every_recording_and_the_settings_in_which_they_differ(view: RecordingsView) -> None:
    assert sorted(cells(view, "name")) == ["fast", "half", "slow 1", "slow 2", "slow 3"]
    assert view.model.columns[3:5] == ["training.learning_rate", "training.seed"]
    heads = [view.model.headerData(i, Qt.Orientation.Horizontal) for i in range(view.model.columnCount())]
    assert heads[:5] == ["Run", "Tags", "Result", "learning rate", "seed"]
    by_name = dict(zip(cells(view, "name"), cells(view, "result"), strict=True))
    assert by_name["slow 2"] == "accuracy 90.2\u2009% (baseline 10.0\u2009%)"
    several = dict(zip(cells(view, "name"), cells(view, "seeds"), strict=True))
    assert several["slow 2"] == "3 seeds: mean 90.2\u2009%, 90.1\u2009% … 90.3\u2009%" and several["fast"] == ""
    assert "is damaged" in by_name["half"]
    half = view.model.index(cells(view, "name").index("half"), NAME)
    assert not view.model.flags(half) & Qt.ItemFlag.ItemIsUserCheckable


def test_that_rows_are_filtered_and_sorted_with_the_unreadable_ones_last(view: RecordingsView) -> None:
    view.model.sort(view.model.columns.index("training.seed"), Qt.SortOrder.DescendingOrder)
    assert cells(view, "training.seed")[:2] == ["3", "2"] and cells(view, "name")[-1] == "half"
    view.model.sort(2, Qt.SortOrder.DescendingOrder)
    assert cells(view, "name") == ["slow 3", "slow 2", "slow 1", "fast", "half"] or cells(view, "name")[0] == "slow 3"
    view.filter.setText("slow seed=2")
    assert cells(view, "name") == ["slow 2"] and view.count.text() == "1 of 5"
    assert view.model.columns[3] == "state", "one run differs from nobody"
    view.filter.setText("nothing like it")
    assert cells(view, "name") == [] and not view.table.grab().isNull()


def test_that_name_and_tags_are_edited_in_place_and_kept_in_the_file(view: RecordingsView, folder: Path) -> None:
    row = cells(view, "name").index("fast")
    view.model.setData(view.model.index(row, NAME), "the fast one")
    view.model.setData(view.model.index(row, TAGS), "good, lecture 3")
    view.shelf.read_all()
    assert "the fast one" in cells(view, "name") and "good, lecture 3" in cells(view, "tags")
    entry = next(entry for entry in Listing(folder).scan() if entry.path.name == "fast.run")
    assert (entry.name, entry.tags) == ("the fast one", ("good", "lecture 3"))


def test_that_what_cannot_be_done_to_a_file_is_one_sentence_in_the_window(
    desk: Desk, view: RecordingsView, folder: Path
) -> None:
    lock = WriterLock(folder / "fast.run")
    try:
        view.model.setData(view.model.index(cells(view, "name").index("fast"), NAME), "x")
        assert "being recorded" in desk.parts.banner.text
    finally:
        lock.release()


def test_that_deleted_runs_are_put_back_by_undo_and_lose_their_curve_meanwhile(
    view: RecordingsView, folder: Path
) -> None:
    check(view, "slow 1", "fast")
    view.table.selectRow(cells(view, "name").index("fast"))
    view.delete.trigger()
    view.shelf.read_all()
    assert "fast" not in cells(view, "name") and not (folder / "fast.run").exists()
    assert [entry.name for entry, _ in view.model.shown()] == ["slow 1"]
    view.undo.trigger()
    view.shelf.read_all()
    assert "fast" in cells(view, "name") and not view.undo.isEnabled()
    assert not (folder / trash.NAME).exists()


def test_that_checked_runs_are_drawn_and_seeds_share_one_mark_while_their_mean_is_shown(view: RecordingsView) -> None:
    assert view.compare.is_empty()
    check(view, "fast", "slow 1", "slow 2")
    assert not view.compare.is_empty()
    plot = view.compare._plot
    assert plot is not None and [line.name for line in plot._lines if line.shown] == [
        "fast", "slow · learning rate 0.003 · 2 ×"
    ]  # fmt: skip
    assert len(set(view.compare.shared().values())) == 2
    view.compare.set_view(mean=False)
    assert len(set(view.compare.shared().values())) == 3
    assert len([line for line in plot._lines if line.shown]) == 3
    check_off = view.model.check
    for entry, _ in view.model.shown():
        check_off(entry.path, False)
    assert view.compare.is_empty()


def test_that_many_checked_runs_are_read_a_little_at_a_time_and_the_window_lives(
    qtbot: QtBot, view: RecordingsView, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        recorded(folder / f"many {number}.run", f"training.seed={number + 10}")
    view.shelf.read_all()
    load, seen = RunCurves.load, []
    monkeypatch.setattr(recordings_model, "SLICE_SECONDS", 0.0)  # as if each file took long
    monkeypatch.setattr(RunCurves, "load", lambda path: seen.append(path) or load(path))
    view.table.selectAll()
    view.check_chosen()
    assert not seen and view.shelf.reading == 24
    assert "being read" in view.compare.empty_words()
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(len(seen)))
    timer.start(0)
    qtbot.waitUntil(lambda: view.shelf.reading == 0)
    timer.stop()
    assert len(seen) == len(set(seen)) == 24
    assert len(set(ticks)) > 10  # the event loop turned between them
    assert len(view.compare._runs) == 24 and not view.compare.is_empty()
    view.check_chosen()
    assert view.shelf.reading == 0 and view.compare.is_empty()
    view.check_chosen()
    assert len(seen) == 24 and len(view.compare._runs) == 24  # what is known is not read again


def test_that_the_overlay_can_be_saved_as_a_picture_in_both_themes(
    view: RecordingsView, tmp_path: Path, themed: theme.Theme
) -> None:
    check(view, "fast", "slow 1", "slow 2")
    view.compare.resize(500, 300)
    panel_picture.save_png(view.compare, tmp_path / "a.png", 2, themed, {})
    picture = QImage(str(tmp_path / "a.png"))
    wanted = {theme.QColor(run_markers.color(slot)).rgb() for slot in view.compare.shared().values()}
    seen = {picture.pixel(x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)}
    assert wanted <= seen


def test_that_the_overlay_is_saved_and_copied_from_its_header(
    desk: Desk, view: RecordingsView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not view.save.isEnabled() and not view.copy.isEnabled()
    check(view, "fast", "slow 1")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "曲线.png"), ""))
    view.save.trigger()
    press(desk.parts.saving.dialog, "Save …")
    assert QImage(str(tmp_path / "曲线.png")).width() > 300
    assert "experiment" not in texts(tmp_path / "曲线.png")  # it shows several
    view.copy.trigger()
    assert not QApplication.clipboard().image().isNull()
    QApplication.clipboard().clear()


def test_that_a_double_click_opens_the_recording(desk: Desk, view: RecordingsView, folder: Path) -> None:
    view.table.doubleClicked.emit(view.model.index(cells(view, "name").index("slow 2"), NAME))
    assert desk.parts.commands.run.path == folder / "slow 2.run"
    assert desk.parts.draft.experiment is not None and desk.parts.draft.experiment.training.seed == 2


def test_that_a_colour_stays_with_its_run_and_36_runs_have_different_marks() -> None:
    slots = run_markers.MarkerSlots()
    for name in "abc":
        slots.take(name)
    slots.free("b")
    slots.take("d")
    assert [(name, slots[name]) for name in slots.order()] == [("a", 0), ("c", 2), ("d", 1)]
    assert len({(run_markers.color(slot), run_markers.shape(slot)) for slot in range(36)}) == 36
    assert len({run_markers.shape(slot) for slot in range(6)}) == 6, "colour alone must not tell runs apart"


def test_that_smoothing_is_the_mean_of_the_neighbours_and_leaves_out_what_is_not_finite() -> None:
    y = np.array([0.0, 3.0, np.nan, 9.0, 12.0])
    np.testing.assert_allclose(overlay_curves.smoothed(y, 1), [1.5, 1.5, 6.0, 10.5, 10.5])
    assert overlay_curves.smoothed(y, 0) is y


@pytest.mark.parametrize("log", [False, True])
def test_that_thinning_keeps_the_mean_and_the_end_and_shows_the_start_of_a_logarithmic_axis(log: bool) -> None:
    x = np.arange(1, 100_001, dtype=np.float64)
    xs, ys = overlay_curves.thinned(x, 2 * x, 240, log)
    assert len(xs) <= 241 and (np.diff(xs) >= 0).all() and (xs[-1], ys[-1]) == (100_000, 200_000)
    np.testing.assert_allclose(ys, 2 * xs)
    assert bool(np.count_nonzero(xs < 100) > 50) is log


def test_that_a_mean_has_the_standard_deviation_of_its_seeds_as_its_band(folder: Path) -> None:
    runs = [run for run in runs_of(folder) if run[0].name.startswith("slow")]
    (line,) = overlay(runs, OverlayView("accuracy", 0.0))
    values = np.stack([np.interp(line.x, *run[2].curves["accuracy"]) for run in runs])
    np.testing.assert_allclose(line.y, values.mean(axis=0))
    assert line.low is not None and line.high is not None
    np.testing.assert_allclose(line.high - line.y, values.std(axis=0, ddof=1))
    np.testing.assert_allclose(line.y - line.low, values.std(axis=0, ddof=1))
    assert len(overlay(runs, OverlayView("accuracy", 0.0, mean=False))) == 3
    assert overlay(runs, OverlayView("no such metric")) == []


def test_that_curves_by_time_lie_where_the_clock_says(folder: Path) -> None:
    run = next(run for run in runs_of(folder) if run[0].name == "fast")
    (line,) = overlay([run], OverlayView("train", 0.0, by_seconds=True))
    np.testing.assert_allclose(line.x, 0.01 * np.arange(1, 101))
    without = RunCurves(run[2].curves, (np.zeros(1), np.zeros(1)))
    assert overlay([(run[0], 0, without)], OverlayView("train", by_seconds=True)) == []


def test_that_a_finished_run_is_extended_when_the_form_asks_for_more(desk: Desk) -> None:
    window = desk.window
    run = desk.run()
    go_on = window.parts.actions_.go_on
    desk.say(*story(run)[:-1], CheckpointSaved(run, 900, Path("x.run")), StateChanged(run, RunState.FINISHED))
    assert not go_on.isVisible(), "nothing is left to do"
    window.parts.draft.set("training.batch_size", 7)
    window.parts._follow()
    assert not go_on.isVisible(), "that would be another run"
    window.parts.draft.undo()
    window.parts.draft.set("training.duration", 2 * DIGITS.training.duration)
    window.parts._follow()
    assert go_on.isVisible() and go_on.text() == "Extend to 1\u2009800 steps"
    go_on.trigger()
    last = desk.sent[-1]
    assert isinstance(last, Start) and last.resume
    assert last.experiment == override(DIGITS, [f"training.duration={2 * DIGITS.training.duration}"]).to_json()
    assert not go_on.isVisible() and started(run).total_steps == 900
    desk.say(StateChanged(last.run, RunState.FAILED, "why"))


def test_that_a_stopped_run_is_resumed_from_the_toolbar(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run)[:-1], CheckpointSaved(run, 300, Path("x.run")), StateChanged(run, RunState.STOPPED))
    go_on = desk.parts.actions_.go_on
    assert go_on.isVisible() and go_on.text() == "Resume from step 300"
    go_on.trigger()
    last = desk.sent[-1]
    assert isinstance(last, Start) and last.resume and last.experiment == DIGITS.to_json()
