"""A window with more in it than it was made for: cards become low, and none of them lies on another."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from desk import Desk, discard
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDockWidget, QPushButton, QTabBar
from pytestqt.qtbot import QtBot
from test_geometry import begun, on_screen, settle
from written import written

from playground.desktop.i18n import language
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.kernels import KernelsPanel

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
@pytest.mark.parametrize("room", [(1024, 600), (1280, 720)])
def test_that_no_card_lies_on_another_while_docks_stand_at_the_foot_and_something_is_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: tuple[int, int], spoken: str
) -> None:
    language.speak(spoken)
    on_screen(monkeypatch, room)
    desk = begun(tmp_path)
    window = desk.window
    window.resize(room[0] - 4, room[1] - 30)
    desk.parts.banner.say("To record, one more package is needed: pip install 'neural-playground[camera]'")
    try:
        docks = {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}
        for name in ("sweep", "queue", "runs"):
            docks[name].show()
            docks[name].raise_()
            settle()
            seen = {key: dock for key, dock in docks.items() if not dock.visibleRegion().isEmpty()}
            assert len(seen) >= 4
            roomy = room[1] >= 720
            assert not roomy or docks[name].height() >= 0.22 * window.height(), "it was asked for, and there is room"
            places = {key: dock.geometry() for key, dock in seen.items()}
            bars = [bar for bar in window.findChildren(QTabBar, options=DIRECT) if not bar.visibleRegion().isEmpty()]
            places |= {f"tabs {at}": bar.geometry() for at, bar in enumerate(bars)}
            for (one, place), (other, beside) in combinations(places.items(), 2):
                assert not place.intersects(beside), f"{one} {place} lies on {other} {beside}"
            assert window.height() == room[1] - 30
    finally:
        discard(desk)


def test_that_a_dock_at_the_foot_that_is_asked_for_stands_before_the_others(qtbot: QtBot, desk: Desk) -> None:
    desk.parts.many.sweep_dock.show()
    settle()
    qtbot.keyClick(desk.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    settle()
    seen = {dock.objectName() for dock in desk.window.findChildren(QDockWidget) if not dock.visibleRegion().isEmpty()}
    assert "runs" in seen and "sweep" not in seen


def test_that_an_empty_panel_has_its_whole_sentence_however_low_it_is(qtbot: QtBot) -> None:
    panel = KernelsPanel()
    qtbot.addWidget(panel)
    panel.show()
    for high, button in ((200, True), (110, True), (75, False), (48, False), (200, True)):
        panel.resize(260, high)
        size, place = QSize(260, high), QRectF(0, 0, 260, high)
        texts = written(Picture(size, QColor("white"), lambda painter, _, room=place: panel.paint_empty(painter, room)))
        assert all(text.place.top() >= 0 and text.place.bottom() <= high for text in texts)
        panel.grab()
        shown = panel.findChild(QPushButton)
        assert shown is not None and shown.isVisible() is button
        if button:
            assert max(text.place.bottom() for text in texts) <= shown.y()
            assert shown.geometry().bottom() <= high
