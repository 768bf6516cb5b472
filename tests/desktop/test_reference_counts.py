"""R00: Qt calls that return nothing, and emits, must not lose references to None, True and False."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 10_000


class Emitter(QObject):
    fired = Signal()
    said = Signal(object)


def counts() -> list[int]:
    return [sys.getrefcount(one) for one in (None, True, False)]


def lost(before: list[int]) -> int:
    return max(old - new for old, new in zip(before, counts(), strict=True))


def test_that_void_calls_lose_no_references(qtbot: QtBot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    before = counts()
    for _ in range(CALLS):
        label.update()
        label.setEnabled(True)
    assert lost(before) <= 10


def test_that_emits_lose_no_references(qtbot: QtBot) -> None:
    emitter = Emitter()
    heard: list[object] = []
    emitter.fired.connect(lambda: heard.append(1) if False else None)
    emitter.said.connect(lambda value: None)
    before = counts()
    for _ in range(CALLS):
        emitter.fired.emit()
        emitter.said.emit(None)
    assert lost(before) <= 10
