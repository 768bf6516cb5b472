"""Collecting data: classes by name, frames and seconds while a button is held, and what no device and no room say."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from PIL import Image
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.corpora.looking import look
from playground.desktop.setup.collect import class_folders, collect_dialog, devices
from playground.desktop.setup.collect.class_folders import RATE, ClassFolders
from playground.desktop.setup.collect.collect_dialog import CollectDialog
from playground.desktop.widgets import file_dialogs
from playground.foundation.errors import DataError, SaveError


class Device(QObject):
    """A camera and a microphone that the test holds."""

    seen, heard, failed = Signal(QImage), Signal(bytes), Signal(str)
    there = True

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.on = False

    def start(self) -> None:
        self.on = True

    def stop(self) -> None:
        self.on = False


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], CollectDialog]:
    monkeypatch.setattr(collect_dialog, "Camera", Device)
    monkeypatch.setattr(collect_dialog, "Microphone", Device)
    parent = QWidget()
    qtbot.addWidget(parent)

    def made() -> CollectDialog:
        one = CollectDialog(tmp_path / "class", parent)
        one.show()
        return one

    (tmp_path / "class").mkdir()
    return made


def frame(grey: int) -> QImage:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    for x in range(80, 560):
        image.setPixel(x, 240, 0xFF000000 | grey * 0x010101)
    return image


def name_class(qtbot: QtBot, dialog: CollectDialog, name: str) -> None:
    dialog.name.setText(name)  # QTest types Latin letters only
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)


def test_that_frames_are_kept_while_a_button_is_held_and_can_be_learned_from(
    qtbot: QtBot, dialog: Callable[[], CollectDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect_dialog, "BETWEEN", 0.0)
    one = dialog()
    assert one.camera.on and not one.use.isEnabled()  # type: ignore[attr-defined]
    for name in ("cat", "狗"):
        name_class(qtbot, one, name)
        one.camera.seen.emit(frame(10))  # nobody holds a button
        qtbot.mousePress(one.buttons[name], Qt.MouseButton.LeftButton)
        for grey in (50, 100, 200):
            one.camera.seen.emit(frame(grey))
        qtbot.mouseRelease(one.buttons[name], Qt.MouseButton.LeftButton)
        one.camera.seen.emit(frame(10))
    files = sorted((tmp_path / "class").rglob("*.png"))
    assert [str(path.relative_to(tmp_path / "class")) for path in files] == [
        f"{name}/{number:04}.png" for name in ("cat", "狗") for number in (1, 2, 3)
    ]
    with Image.open(files[0]) as kept:
        assert kept.size == (224, 224)
    inventory = look(str(tmp_path / "class"))
    assert inventory.kind == "picture-folder"
    told: list[Path] = []
    one.collected.connect(told.append)
    qtbot.mouseClick(one.use, Qt.MouseButton.LeftButton)
    assert told == [tmp_path / "class"] and not one.camera.on  # type: ignore[attr-defined]


def test_that_whole_seconds_of_the_microphone_become_sounds(
    qtbot: QtBot, dialog: Callable[[], CollectDialog], tmp_path: Path
) -> None:
    one = dialog()
    one.kind.setCurrentIndex(1)
    assert not one.camera.on  # type: ignore[attr-defined]
    for name in ("a", "b"):
        name_class(qtbot, one, name)
        qtbot.mousePress(one.buttons[name], Qt.MouseButton.LeftButton)
        assert one.microphone.on  # type: ignore[attr-defined]
        one.microphone.heard.emit((np.arange(RATE) % 99).astype("<i2").tobytes())
        qtbot.mouseRelease(one.buttons[name], Qt.MouseButton.LeftButton)
        assert not one.microphone.on  # type: ignore[attr-defined]
    with wave.open(str(tmp_path / "class" / "a" / "0001.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (RATE, 1, RATE)
    assert one.use.isEnabled()


def test_that_classes_that_are_there_already_are_added_to_and_bad_names_are_one_sentence(
    qtbot: QtBot, dialog: Callable[[], CollectDialog], tmp_path: Path
) -> None:
    ClassFolders(tmp_path / "class").add("cat")
    ClassFolders(tmp_path / "class").save("cat", b"x", ".png")
    one = dialog()
    assert list(one.buttons) == ["cat"] and ClassFolders(tmp_path / "class").classes() == {"cat": 1}
    assert ClassFolders(tmp_path / "class").save("cat", b"y", ".png").name == "0002.png"
    for name in ("a/b", "_hidden", "x" * 61):
        name_class(qtbot, one, name)
        assert "A class needs a name" in one.remark.text()
        one.name.clear()
    assert list(one.buttons) == ["cat"]


def test_that_a_folder_that_cannot_be_written_stops_the_recording_with_a_sentence(
    qtbot: QtBot, dialog: Callable[[], CollectDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = dialog()
    name_class(qtbot, one, "cat")

    def full(path: Path, data: bytes) -> None:
        raise SaveError(f"{path}: could not be saved (No space left on device); choose another place or name.")

    monkeypatch.setattr(class_folders, "save_bytes", full)
    qtbot.mousePress(one.buttons["cat"], Qt.MouseButton.LeftButton)
    one.camera.seen.emit(frame(9))
    assert "No space left" in one.remark.text()
    one.remark.clear()
    one.camera.seen.emit(frame(9))
    assert not one.remark.text()
    with pytest.raises(DataError, match="cannot be read"):
        ClassFolders(Path("/nowhere/at/all")).classes()


def test_that_a_machine_without_a_device_says_so(
    dialog: Callable[[], CollectDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Device, "there", False)
    one = dialog()
    assert "No camera was found" in one.preview.text()
    one.kind.setCurrentIndex(1)
    assert "No microphone was found" in one.preview.text()


def test_that_without_the_extra_the_window_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "installed", lambda: False)
    desk.parts.actions_.collect.trigger()
    assert "pip install 'neural-playground[camera]'" in desk.parts.banner.text


@pytest.mark.qt_log_level_fail("CRITICAL")  # it tells of each library of the system that is not there
def test_that_the_real_devices_are_asked_for_and_what_is_missing_is_no_error(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("PySide6.QtMultimedia")
    monkeypatch.setattr(file_dialogs, "folder", lambda *words: tmp_path)
    desk.parts.actions_.collect.trigger()
    dialog = desk.parts.doors.data.collecting
    assert dialog is not None and dialog.isVisible()
    dialog.hold("cat")
    dialog.hold("")
    dialog.close()
