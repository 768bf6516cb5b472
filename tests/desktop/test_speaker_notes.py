"""The lecturer's notes: large enough to be read while standing, and whole for every scene that is shipped."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEventLoop, QRect
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from playground.desktop.i18n.language import speak
from playground.desktop.presentation.key_bindings import unbroken
from playground.desktop.presentation.scene_view_model import SceneViewModel
from playground.desktop.presentation.speaker_window import SpeakerWindow
from playground.desktop.style import theme
from playground.experiment import presets

KEYS = {
    "en": "→ next     ← back     R scene again     Home start over     1–9 count a hand     Esc end",
    "zh": "→ 下一页     ← 上一页     R 重放本场景     Home 从头开始     1–9 计一次举手     Esc 结束",
}


def notes_on(parent: QWidget, monkeypatch: pytest.MonkeyPatch, room: QRect, keys: str) -> SpeakerWindow:
    monkeypatch.setattr(QWidget, "screen", lambda self: SimpleNamespace(availableGeometry=lambda: room))
    window = SpeakerWindow(parent, unbroken(keys))
    monkeypatch.undo()
    window.show()
    return window


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_the_notes_of_every_shipped_scene_are_large_and_whole(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    theme.apply(qapp, theme.LIGHT)
    speak("zh_CN" if language == "zh" else "en")
    room = QRect(0, 0, 1024, 600)
    parent = QWidget()
    qtbot.addWidget(parent)
    window = notes_on(parent, monkeypatch, room, KEYS[language])
    size, cut = window.size(), []
    for name in presets.names():
        scenes = presets.find(name).lesson
        for scene, after in zip(scenes, [*scenes[1:], None], strict=False):
            ahead = [scene.ask.reveal.read(language)] if scene.ask is not None else []
            ahead += [after.text.read(language)] if after is not None else []
            words, note = scene.text.read(language), "Training until accuracy is above 90 %: step 1 200"
            window.show_view(SceneViewModel(scene.panels, words, note, "1 / 8", ahead="\n\n".join(ahead)))
            for _ in range(2):
                QEventLoop().processEvents()
            labels = [label for label in window.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
            cut += [(name, label.text()) for label in labels if label.height() < label.heightForWidth(label.width())]
    assert cut == [] and window.size() == size
    shown = {name: window.findChild(QLabel, name) for name in ("words", "ahead", "clock")}
    assert all(label is not None and label.fontInfo().pixelSize() >= 17 for label in shown.values())
    assert shown["words"] is not None and shown["words"].fontInfo().pixelSize() >= 22


def test_that_a_row_of_keys_ends_a_line_between_two_keys_only() -> None:
    for keys in KEYS.values():
        plain = unbroken(keys)
        assert plain.replace("\u00a0", " ").replace("\u2060", "") == keys
        for entry in plain.split(5 * " "):
            assert " " not in entry
    assert "指\u2060示\u2060圈" in unbroken("P 指示圈")
