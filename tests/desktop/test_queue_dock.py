"""The Queue dock: what the form holds is put into a file, which a process of its own works off."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from desk import DIGITS, Desk
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from playground.desktop.runs.queue_view import QueueView
from playground.foundation import interpreter
from playground.runs.lock import WriterLock, is_held
from playground.sweeps import leading_on
from playground.sweeps.planned import Progressed
from playground.sweeps.queue_file import NAME, QueueFile
from playground.sweeps.working import Verb
from tests.recordings import recorded
from tests.sweeps import quick


@pytest.fixture
def folder(desk: Desk, tmp_path: Path) -> Path:
    place = tmp_path / "runs"
    desk.parts.many._folder = lambda: place
    return place


@pytest.fixture
def view(desk: Desk, folder: Path) -> QueueView:
    folder.mkdir()
    lines = [f'[[run]]\npreset = "attention-equal-keys"\nname = "{name}"\n\n' for name in ("a", "b", "c")]
    (folder / NAME).write_text("".join(lines), encoding="utf-8")
    desk.parts.many.show()
    view = desk.parts.many.queue
    assert view is not None
    view.queue.read_all()
    return view


TYPED = "training.learning_rate=0.5 training.seed=9"


def names(view: QueueView) -> list[str]:
    view.queue.read_all()  # now; by itself it is read a few milliseconds at a time
    return [view.model.index(row, 0).data() for row in range(view.model.rowCount())]


def choose(view: QueueView, name: str) -> None:
    view.table.selectRow(names(view).index(name))


def test_that_the_experiment_of_the_form_is_put_in(desk: Desk, folder: Path) -> None:
    window = desk.window
    assert window.parts.many.dock.isHidden() and window.parts.many.queue is None
    window.parts.actions_.queue_up.trigger()
    assert not window.parts.many.dock.isHidden()
    (run,) = QueueFile(folder).runs
    assert run.experiment == DIGITS and run.preset == "cnn-digits"
    window.parts.draft.set("training.learning_rate", 0.0123)
    window.parts.actions_.queue_up.trigger()
    window.parts.actions_.queue_up.trigger()
    runs = QueueFile(folder).runs
    assert len({run.path for run in runs}) == 3
    assert [run.experiment.training.learning_rate for run in runs][1:] == [0.0123, 0.0123]
    window.parts.draft.set("training.batch_size", -1)
    window.parts.actions_.queue_up.trigger()
    assert len(QueueFile(folder).runs) == 3, "what has problems is not put in"


def test_that_one_click_trains_the_experiment_of_the_form_with_five_seeds(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    led: list[tuple[str, Path, int]] = []
    monkeypatch.setattr(leading_on, "lead", lambda *words: led.append(words))
    window = desk.window
    window.parts.draft.set("training.seed", 40)
    window.parts.actions_.five_seeds.trigger()
    runs = QueueFile(folder).runs
    assert [run.experiment.training.seed for run in runs] == [40, 41, 42, 43, 44]
    assert {run.experiment.changed({"training.seed": 1}) for run in runs} == {DIGITS.changed({"training.seed": 1})}
    assert led == [("queue", folder, 1)] and not window.parts.many.dock.isHidden()
    window.parts.actions_.five_seeds.trigger()
    again = QueueFile(folder).runs
    assert len({run.path for run in again}) == 10 and again[:5] == runs
    window.parts.draft.set("training.batch_size", -1)
    window.parts.actions_.five_seeds.trigger()
    assert len(QueueFile(folder).runs) == 10, "what has problems is not put in"


def choose_in_menu(words: str) -> None:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    try:  # by key: a click where the pointer last was does not count as one
        menu.setActiveAction(next(action for action in menu.actions() if action.text() == words))
        QTest.keyClick(menu, Qt.Key.Key_Return)
    finally:
        menu.close()  # else a test that fails would wait in it


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_that_a_row_of_the_runs_trains_its_experiment_with_five_seeds_whatever_the_form_holds(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    led: list[tuple[str, Path, int]] = []
    monkeypatch.setattr(leading_on, "lead", lambda *words: led.append(words))
    folder.mkdir()
    recording = recorded(folder / "mine.run", "training.seed=40", "training.learning_rate=0.0123")
    window = desk.window
    view = window.parts.runs.fill()
    view.shelf.open(folder)
    view.shelf.read_all()
    assert not view.seeds.isEnabled()
    view.table.selectRow(0)
    QTimer.singleShot(0, lambda: choose_in_menu("Train with five seeds"))
    view.table.customContextMenuRequested.emit(view.table.visualRect(view.model.index(0, 0)).center())
    runs = QueueFile(folder).runs
    assert [run.experiment.training.seed for run in runs] == [40, 41, 42, 43, 44]
    assert {run.experiment.training.learning_rate for run in runs} == {0.0123}
    assert all(run.path.stem.startswith("mine") for run in runs) and led == [("queue", folder, 1)]
    recording.write_bytes(b"no recording")
    window.parts.many.train_again_with_seeds(str(recording))
    assert len(QueueFile(folder).runs) == 5 and window.parts.banner.isVisibleTo(window)


def test_that_runs_are_moved_held_and_taken_out(view: QueueView, folder: Path) -> None:
    assert names(view) == ["a", "b", "c"]
    choose(view, "c")
    view.first.trigger()
    assert [run.path.stem for run in QueueFile(folder).runs] == ["c", "a", "b"] == names(view)
    assert not view.up.isEnabled() and view.down.isEnabled()
    view.down.trigger()
    assert names(view) == ["a", "c", "b"]
    view.hold.trigger()
    assert [path.stem for path in QueueFile(folder).held] == ["c"] and "held" in view.model.index(1, 2).data()
    view.remove.trigger()
    assert names(view) == ["a", "b"]


def test_that_a_duplicate_has_the_change_that_was_typed(
    view: QueueView, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(view, "a")
    monkeypatch.setattr(QInputDialog, "getText", lambda *words: (TYPED, True))
    view.duplicate.trigger()
    assert names(view) == ["a", "a 2", "b", "c"]
    assert QueueFile(folder).runs[1].changes == {"training.learning_rate": 0.5, "training.seed": 9}
    monkeypatch.setattr(QInputDialog, "getText", lambda *words: ("training.learning_rate=hot", True))
    with qtbot.waitSignal(view.failed):
        view.duplicate.trigger()
    assert names(view) == ["a", "a 2", "b", "c"]


def test_that_the_verbs_are_words_in_the_file(view: QueueView, folder: Path) -> None:
    assert view.start.isEnabled() and not view.pause.isEnabled()
    lock = WriterLock(folder / NAME)  # a process leads
    view.queue.read_all()
    assert not view.start.isEnabled() and view.pause.isEnabled() and "beside this window" in view.said.text()
    for action, verb in ((view.pause, Verb.PAUSE), (view.start, Verb.RUN), (view.stop, Verb.STOP),
                         (view.start, Verb.RUN), (view.cancel, Verb.CANCEL)):  # fmt: skip
        action.trigger()
        assert QueueFile(folder).verb is verb
    assert view.start.text() == "Resume"
    lock.release()


def test_that_a_run_that_is_aborted_stays_first_and_held(view: QueueView, folder: Path) -> None:
    lock = WriterLock(folder / "c.run")
    view.queue.read_all()
    choose(view, "c")
    assert view.abort.isEnabled()
    view.abort.trigger()
    lock.release()
    assert names(view) == ["c", "a", "b"] and [path.stem for path in QueueFile(folder).held] == ["c"]


def test_that_a_file_that_makes_no_sense_is_told_and_not_changed(view: QueueView, folder: Path, qtbot: QtBot) -> None:
    (folder / NAME).write_text("[[run", encoding="utf-8")
    view.queue.read_all()
    assert "not valid TOML" in view.said.text() and names(view) == ["a", "b", "c"]
    choose(view, "b")
    with qtbot.waitSignal(view.failed):
        view.remove.trigger()
    assert (folder / NAME).read_text(encoding="utf-8") == "[[run"


def test_that_the_queue_goes_on_when_the_window_is_gone(
    view: QueueView, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(interpreter, "command", quick.command)
    monkeypatch.setenv(quick.SECONDS, "1")
    view.jobs.setValue(2)
    view.start.trigger()
    assert not view.start.isEnabled()
    qtbot.waitUntil(lambda: view.queue.led, timeout=20_000)
    qtbot.waitUntil(lambda: any(row.state is Progressed.RUNNING for row in view.queue.rows), timeout=20_000)
    desk.window.close()
    end = time.monotonic() + 60
    while is_held(folder / NAME) and time.monotonic() < end:
        time.sleep(0.1)
    assert {row.look()[0] for row in QueueFile(folder).runs} == {Progressed.FINISHED}
