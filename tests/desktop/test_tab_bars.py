"""Docks that are arranged anew leave no bar of tabs behind: over its tabs Qt would crash."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from desk import DIGITS, Desk, story
from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QTabBar, QWidget

from playground.desktop.docking.dock_watcher import TabOverflow, bars
from playground.desktop.state.open_document import OpenDocument
from playground.protocol.events import RunState, StateChanged


def settle() -> None:
    for _ in range(3):
        QEventLoop().processEvents()


def groups(desk: Desk) -> list[set[str]]:
    """The docks that really are tabs of one place."""
    window, found = desk.window, []
    for dock in window.findChildren(QDockWidget):
        names = {one.windowTitle() for one in (dock, *window.tabifiedDockWidgets(dock)) if not one.isHidden()}
        if len(names) > 1 and names not in found:
            found.append(names)
    return found


def tabs(bar: QTabBar) -> set[str]:
    return {bar.tabText(index) for index in range(bar.count())}


def arranged_again_and_again(desk: Desk) -> None:
    window = desk.window
    for name in ("transformer-sort", "cnn-digits", "rnn-sine", "cnn-digits"):
        window.parts.control.choose(name)
        settle()
        window.parts.board.docks.default()
        settle()
    window.parts.control.open(OpenDocument("cnn-digits", DIGITS))
    run = desk.run()
    desk.say(*story(run), StateChanged(run, RunState.FINISHED))
    card = window.parts.board.cards[0]
    for _ in range(2):
        window.parts.board._expand(card)
        settle()


def test_that_every_bar_that_is_seen_belongs_to_docks_that_are_tabs(desk: Desk) -> None:
    arranged_again_and_again(desk)
    seen = [bar for bar in bars(desk.window) if bar.isVisible() and bar.count() > 1]
    assert seen and sorted(map(sorted, map(tabs, seen))) == sorted(map(sorted, groups(desk)))


def test_that_a_tab_is_dragged_to_another_place_however_often_the_docks_were_arranged(desk: Desk) -> None:
    arranged_again_and_again(desk)
    for bar in bars(desk.window):
        if bar.isVisible() and bar.count() > 1:
            before = [bar.tabText(index) for index in range(bar.count())]
            first, last = (bar.tabRect(index).center() for index in (0, bar.count() - 1))
            QTest.mousePress(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
            for share in (0.3, 0.7, 1.0):
                QTest.mouseMove(bar, QPoint(round(first.x() + share * (last.x() - first.x())), first.y()))
            QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, last)
            settle()
            assert sorted(before) == sorted(tabs(bar))


def test_that_no_tab_is_seen_in_part(desk: Desk) -> None:
    window = desk.window
    desk.say(*story(desk.run()))
    for width in (1600, 1280, 1024):
        window.resize(width, 700)
        settle()
        for bar in (bar for bar in bars(window) if bar.isVisible() and bar.x() > 0):
            for index in range(bar.count()):
                bar.setCurrentIndex(index)
                settle()
                bar.grab()
                covers = [part.geometry() for part in bar.findChildren(QWidget) if part.isVisible()]
                for at in range(bar.count()):
                    tab = bar.tabRect(at)
                    whole = bar.rect().contains(tab) and not any(cover.intersects(tab) for cover in covers)
                    seen = tab & bar.rect()
                    assert whole or any(cover.contains(seen) for cover in covers) or seen.isEmpty(), bar.tabText(at)
                    assert whole or at != index


def test_that_a_window_that_is_deleted_while_it_is_seen_asks_nothing_of_what_is_gone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.window.resize(940, 540)
    desk.window.show()
    desk.parts.control.open(OpenDocument("cnn-digits", DIGITS))
    desk.say(*story(desk.run()))
    for panel in desk.parts.board.panels:
        desk.parts.board.reveal(panel)
        settle()
    assert any(button.isVisible() for button in desk.window.findChildren(TabOverflow))
    shiboken6.delete(desk.window)
