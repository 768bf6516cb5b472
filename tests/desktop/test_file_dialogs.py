"""File dialogs: one place asks for files, it asks about the final name, and rows for paths can be browsed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from desk import Desk
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton, QTreeView
from pytestqt.qtbot import QtBot

from playground.desktop.i18n.language import speak
from playground.desktop.setup.form.editors import make
from playground.desktop.setup.form.rows import describe
from playground.desktop.widgets import file_dialogs
from playground.experiment.registry import settings_class

ROOT = Path(__file__).resolve().parents[2]
ZIP = {"Pack": ".zip"}


class Hand:
    """A person: types a name in each file dialog and answers each question, as often as they come."""

    def __init__(self, names: list[str], answers: list[QMessageBox.StandardButton]) -> None:
        self.names, self.answers = names, answers
        self.questions: list[str] = []
        self.timer = QTimer()
        self.timer.timeout.connect(self.act)
        self.timer.start(10)

    def act(self) -> None:
        widget = QApplication.activeModalWidget()
        if isinstance(widget, QMessageBox):
            self.questions.append(widget.text())
            widget.button(self.answers.pop(0)).click()
        elif isinstance(widget, QFileDialog) and widget.isVisible():
            if not self.names:
                widget.reject()
                return
            widget.findChild(QLineEdit, "fileNameEdit").setText(self.names.pop(0))
            widget.accept()


@pytest.fixture
def parent(qtbot: QtBot) -> QPushButton:
    widget = QPushButton()
    qtbot.addWidget(widget)
    return widget


YES, NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No


@pytest.mark.parametrize("typed", ["model", "model.zip", "run 13.05"])
def test_that_a_file_is_asked_about_under_its_final_name_before_it_is_replaced(
    parent: QPushButton, tmp_path: Path, typed: str
) -> None:
    final = tmp_path / (typed if typed.endswith(".zip") else f"{typed}.zip")
    final.write_bytes(b"precious")
    hand = Hand([str(tmp_path / typed)], [NO])
    assert file_dialogs.to_save(parent, "Save", "other.zip", ZIP) is None
    hand.timer.stop()
    assert len(hand.questions) == 1 and str(final) in hand.questions[0]
    hand = Hand([str(tmp_path / typed)], [YES])
    assert file_dialogs.to_save(parent, "Save", "other.zip", ZIP) == final
    hand.timer.stop()
    assert len(hand.questions) == 1


def test_that_no_brings_the_dialog_back_and_another_name_can_be_typed(parent: QPushButton, tmp_path: Path) -> None:
    (tmp_path / "model.zip").write_bytes(b"precious")
    hand = Hand([str(tmp_path / "model"), str(tmp_path / "new")], [NO])
    assert file_dialogs.to_save(parent, "Save", "model.zip", ZIP) == tmp_path / "new.zip"
    hand.timer.stop()
    assert len(hand.questions) == 1


def test_that_an_ending_among_the_offered_ones_is_kept_and_a_new_name_is_not_asked_about(
    parent: QPushButton, tmp_path: Path
) -> None:
    hand = Hand([str(tmp_path / "a.ONNX")], [])
    kinds = {"Weights": ".safetensors", "ONNX": ".onnx"}
    assert file_dialogs.to_save(parent, "Save", "a.safetensors", kinds) == tmp_path / "a.ONNX"
    hand.timer.stop()
    assert hand.questions == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("asks", ["save", "open", "folder"])
def test_that_no_column_of_the_list_of_files_is_cut(
    parent: QPushButton, tmp_path: Path, asks: str, language: str
) -> None:
    speak(language)
    names = ["momentum 0.9.toml", "recordings of today"]  # the screen of these tests is 800 points wide
    (tmp_path / names[0]).write_text("x")
    (tmp_path / names[1]).mkdir()
    cut: list[tuple[str, int, int]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        files = dialog.findChild(QTreeView, "treeView")
        if files is None or files.model().rowCount(files.rootIndex()) < (1 if asks == "folder" else 2):
            return  # it is read by a thread of its own
        reading.stop()
        for column in range(files.model().columnCount()):
            room, needed = files.columnWidth(column), files.sizeHintForColumn(column)
            if needed > room:
                cut.append((str(files.model().headerData(column, Qt.Orientation.Horizontal)), needed, room))
        if files.header().length() > files.viewport().width():
            cut.append(("all", files.header().length(), files.viewport().width()))
        dialog.reject()

    reading = QTimer()
    reading.timeout.connect(look)
    reading.start(20)
    if asks == "save":
        file_dialogs.to_save(parent, "Save", tmp_path / "x.toml", {"Experiment": ".toml"})
    elif asks == "open":
        file_dialogs.to_open(parent, "Open", "All (*)", str(tmp_path))
    else:
        file_dialogs.folder(parent, "Folder", str(tmp_path))
    assert cut == []


def test_that_one_module_asks_for_files() -> None:
    users = set()
    for path in sorted((ROOT / "playground").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "QFileDialog" not in text:
            continue
        tree = ast.parse(text)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        if "QFileDialog" in names:
            users.add(path.name)
    assert users == {"file_dialogs.py"}, "ask through file_dialogs: it asks before anything is replaced"


@pytest.mark.parametrize(
    ("task", "key", "asks"),
    [("characters", "file", "getOpenFileName"), ("idx-images", "folder", "getExistingDirectory")],
)
def test_that_a_row_for_a_file_or_a_folder_can_be_browsed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: str, key: str, asks: str
) -> None:
    row = next(row for row in describe(settings_class("task", task)) if row.key == key)
    editor = make(row)
    qtbot.addWidget(editor)
    chosen = str(tmp_path / "文 本.txt")
    monkeypatch.setattr(QFileDialog, asks, lambda *a, **k: (chosen, "") if asks == "getOpenFileName" else chosen)
    heard: list[object] = []
    editor.edited.connect(heard.append)
    button = editor.findChild(QPushButton)
    assert button.accessibleName()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == [chosen] and editor.findChild(QLineEdit).text() == chosen


def test_that_every_setting_that_is_a_path_can_be_browsed() -> None:
    from playground.experiment.registry import kinds

    for family in ("architecture", "task"):
        for kind in kinds(family):
            for row in describe(settings_class(family, kind)):
                if row.key in ("file", "folder", "path"):
                    assert row.kind in ("file", "folder"), (kind, row.key)


def test_that_saving_a_pack_asks_before_it_replaces_one(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lesson.toml").write_bytes(b"precious")
    answers = iter([(str(tmp_path / "lesson"), ""), ("", "")])
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: next(answers))
    monkeypatch.setattr(QMessageBox, "question", lambda *a: asked.append(a[2]) or NO)
    from playground.experiment import presets

    desk.parts.lessons.starter.preset = presets.find("cnn-digits")
    desk.parts.actions_.save_experiment.trigger()
    assert len(asked) == 1 and (tmp_path / "lesson.toml").read_bytes() == b"precious"
