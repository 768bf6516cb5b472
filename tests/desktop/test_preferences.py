"""Preferences: language, theme, type size, where and how densely runs are recorded; all at once, and kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import DIGITS, Desk, discard, story
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from playground.desktop.shell.preferences import PreferencesDialog
from playground.desktop.style import type_size
from playground.desktop.widgets import file_dialogs
from playground.experiment.experiment import Experiment
from playground.foundation.places import recordings
from playground.protocol.commands import Start


@pytest.fixture(autouse=True)
def _usual_size_again() -> Iterator[None]:
    yield
    type_size.choose(100)


def opened(desk: Desk) -> PreferencesDialog:
    desk.parts.actions_.preferences.trigger()
    dialog = desk.parts.choices.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def pick(box: object, value: object) -> None:
    index = box.findData(value)  # type: ignore[attr-defined]
    box.setCurrentIndex(index)  # type: ignore[attr-defined]
    box.activated.emit(index)  # type: ignore[attr-defined]


def test_that_the_language_is_changed_at_once_in_the_dialog_itself_too(desk: Desk) -> None:
    dialog = opened(desk)
    pick(dialog.language, "zh_CN")
    assert dialog.windowTitle() == "首选项" and desk.memory.language == "zh_CN"
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    assert "主题" in labels and "Theme" not in labels
    pick(dialog.language, "en")
    assert dialog.windowTitle() == "Preferences"


def test_that_the_theme_is_the_systems_until_one_is_chosen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    window = desk.window
    assert desk.memory.theme == "system" and window.parts.appearance.theme.name == "light"
    dark = type("Hints", (), {"colorScheme": lambda self: Qt.ColorScheme.Dark})()
    with monkeypatch.context() as patch:
        patch.setattr(QGuiApplication, "styleHints", lambda: dark)
        window.parts.appearance._follow_system()
        assert window.parts.appearance.theme.name == "dark"
        pick(opened(desk).theme, "light")
        window.parts.appearance._follow_system()
        assert window.parts.appearance.theme.name == "light" and desk.memory.theme == "light"
    window.parts.actions_.theme.trigger()
    assert window.parts.appearance.theme.name == "dark" and desk.memory.theme == "dark"


def test_that_keys_make_letters_and_pictures_larger_and_smaller_everywhere(desk: Desk, qtbot: QtBot) -> None:
    run = desk.run()
    desk.say(*story(run))
    window = desk.window
    before = window.parts.setup.fontMetrics().height()
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert type_size.percent() == 125 == desk.memory.type_size
    assert window.parts.setup.fontMetrics().height() > before
    assert {panel.zoom for panel in window.parts.board.panels} == {1.25}
    assert window.parts.board.loss._plot is not None and window.parts.board.loss._plot._style[2] == 1.25
    label = next(one for one in window.findChildren(QLabel) if one.property("second") and one.isVisible())
    assert label.font().pixelSize() == 15, "second text is in proportion"
    window.parts.actions_.usual_size.trigger()
    qtbot.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert type_size.percent() == 90 and window.parts.setup.fontMetrics().height() < before
    for _ in range(9):
        window.parts.actions_.smaller.trigger()
    assert type_size.percent() == 80 == desk.memory.type_size


def test_that_a_panel_comes_back_from_the_stage_as_large_as_it_was(desk: Desk) -> None:
    desk.parts.actions_.larger.trigger()
    desk.parts.actions_.present.trigger()
    assert desk.parts.lessons.presentation.stage is not None
    desk.parts.lessons.presentation.leave()
    assert {panel.zoom for panel in desk.parts.board.panels} == {1.1}


def test_that_runs_are_recorded_in_the_folder_that_was_chosen(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(desk)
    monkeypatch.setattr(file_dialogs, "folder", lambda *words, **more: tmp_path / "mine")
    dialog._change.click()
    assert desk.memory.folder == tmp_path / "mine" and str(tmp_path / "mine") in dialog._folder.text()
    dialog._usual.click()
    assert desk.memory.folder == recordings()


def test_that_the_room_of_a_recording_is_as_chosen_and_the_experiment_stays_the_presets(desk: Desk) -> None:
    pick(opened(desk).room, 1000)
    desk.run()
    started = next(command for command in desk.sent if isinstance(command, Start))
    asked = Experiment.from_json(started.experiment)
    assert asked.training.recording == 1000 and DIGITS.training.recording == 200
    assert desk.parts.commands.run.experiment == DIGITS
    again = Desk(desk.folder)
    assert again.window.parts.commands.room == 1000
    discard(again)


def test_that_damaged_preferences_are_the_usual_ones(desk: Desk) -> None:
    for key in ("type_size", "room", "width", "theme", "folder"):
        desk.memory._settings.setValue(key, "³x")
    memory = desk.memory
    assert (memory.type_size, memory.room, memory.width, memory.theme) == (100, 0, 0, "system")
