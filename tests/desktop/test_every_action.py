"""A button or menu entry that is enabled does something that can be seen, whatever the run is doing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import DIGITS, Desk, discard, started, story
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.desktop.state.open_document import OpenDocument
from playground.desktop.state.window_settings import LAYOUT_VERSION
from playground.desktop.widgets import file_dialogs
from playground.protocol.commands import Watch
from playground.protocol.engine_events import EngineReady
from playground.protocol.events import CheckpointSaved, RunState, StateChanged

pytestmark = pytest.mark.early

Situation = Callable[[Desk], None]


def running(desk: Desk) -> int:
    run = desk.run()
    desk.say(*story(run), CheckpointSaved(run, 300, desk.folder / "x.run"))
    return run


def paused(desk: Desk) -> None:
    desk.say(StateChanged(running(desk), RunState.PAUSED))


def finished(desk: Desk) -> None:
    desk.say(StateChanged(running(desk), RunState.FINISHED))


def stopped(desk: Desk) -> None:
    desk.say(StateChanged(running(desk), RunState.STOPPED))


def recorded(desk: Desk) -> None:
    window = desk.window
    window.parts.commands.run.adopt(desk.folder / "x.run", DIGITS, started(9), RunState.STOPPED, 300)
    window.parts._follow()


def broken(desk: Desk) -> None:
    desk.parts.draft.set("architecture.stages.0.kernel", 99)
    desk.parts.setup.form.refresh()
    desk.parts._follow()


SITUATIONS: dict[str, Situation] = {
    "no run": lambda desk: None, "running": lambda desk: (running(desk), None)[1], "paused": paused,
    "finished": finished, "stopped": stopped, "recorded": recorded, "invalid setup": broken,
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What dialogs were opened; nobody answers them."""
    found: list[str] = []
    for name in ("to_open", "to_save", "folder"):
        if hasattr(file_dialogs, name):
            monkeypatch.setattr(file_dialogs, name, lambda *words, name=name, **more: found.append(name))
    for name in ("warning", "information", "question"):
        monkeypatch.setattr(QMessageBox, name, lambda *words, name=name: found.append(name))
    return found


def seen(desk: Desk, asked: list[str]) -> tuple[object, ...]:
    """Everything that a person can see change, and all that the engine was told."""
    window = desk.window
    parts = window.parts
    return (
        list(desk.sent), desk.restarts, list(asked), parts.appearance.theme.name, parts.banner.text,
        parts.toast.text(), parts.toast.isVisible(), parts.draft.values, parts.commands.run.state,
        parts.commands.run.number,
        parts.lessons.presentation.stage is not None, parts.lessons.guide.on,
        bytes(window.saveState(LAYOUT_VERSION).data()), window.isVisible(),
        [type(widget).__name__ for widget in _windows(desk)],
        _carried(), docks(desk),
    )  # fmt: skip


def _windows(desk: Desk) -> list[QWidget]:
    """Dialogs and menus of this window that can be seen."""
    return [widget for widget in desk.window.findChildren(QWidget) if widget.isWindow() and widget.isVisible()]


def _carried() -> bool:
    return not QApplication.clipboard().image().isNull()


def actions(desk: Desk) -> Iterator[QAction]:
    """Of all menus, as they are when they are opened."""
    menus = [action.menu() for action in desk.window.menuBar().actions()]
    while menus:
        menu = menus.pop()
        if not isinstance(menu, QMenu):
            continue
        menu.aboutToShow.emit()
        for action in menu.actions():
            if action.menu() is not None:
                menus.append(action.menu())
            elif not action.isSeparator():
                yield action


def close_all(desk: Desk) -> None:
    desk.parts.lessons.presentation.leave()
    for widget in _windows(desk):
        widget.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle(desk: Desk, qtbot: QtBot) -> None:
    """Until the docks lie still: what an event loop does to a new window is not the action's doing."""
    last = b""
    while last != (state := bytes(desk.window.saveState(LAYOUT_VERSION).data())):
        last = state
        qtbot.wait(1)


def left(desk: Desk, asked: list[str]) -> tuple[object, ...]:
    """What would be another situation for the next action: no dialog that was closed, no width of a dock."""
    told = [one for one in desk.sent if not isinstance(one, Watch)]
    return told, *(part for part in seen(desk, asked) if not isinstance(part, bytes | list)), docks(desk)


def docks(desk: Desk) -> list[bool]:
    return [card.isVisible() for card in desk.parts.board.cards]


OFTEN = ("no run", "running", "recorded")  # the others belong to the long campaigns


@pytest.mark.parametrize(
    "situation",
    [pytest.param(name, marks=() if name in OFTEN else pytest.mark.slow) for name in SITUATIONS],
)
def test_that_every_enabled_entry_of_the_menus_does_something(
    situation: str, qtbot: QtBot, tmp_path: Path, asked: list[str]
) -> None:
    def prepared() -> Desk:
        desk = Desk(tmp_path)
        desk.parts.control.open(OpenDocument("cnn-digits", DIGITS))
        desk.window.show()
        desk.parts.board.prepare()
        desk.say(EngineReady("2.13.0", ("auto", "cpu")))
        SITUATIONS[situation](desk)
        settle(desk, qtbot)
        return desk

    desk = prepared()
    names = [action.text() for action in actions(desk) if action.isEnabled()]
    idle = []
    for name in names:
        action = next((one for one in actions(desk) if one.text() == name), None)
        if action is None or not action.isEnabled() or name in ("English", "Quit", "Forget these files"):
            continue
        QApplication.clipboard().clear()
        before, situated = seen(desk, asked), left(desk, asked)
        action.trigger()
        settle(desk, qtbot)
        if seen(desk, asked) == before:
            idle.append(name)
        close_all(desk)
        if action.isCheckable() and action.actionGroup() is None:
            action.trigger()
        desk.parts.toast.hide()
        desk.parts.banner.dismiss()
        settle(desk, qtbot)
        if left(desk, asked) != situated:
            discard(desk)
            desk = prepared()
    discard(desk)
    assert idle == []


def test_that_every_tool_button_that_is_enabled_has_somebody_who_listens(desk: Desk) -> None:
    for button in desk.window.findChildren(QToolButton):
        if button.isEnabled() and button.isVisible() and button.objectName() != "qt_toolbar_ext_button":
            listened = button.defaultAction() is not None or button.receivers("2clicked(bool)") or button.menu()
            toggled = button.isCheckable() and button.receivers("2toggled(bool)")
            assert listened or toggled, button.toolTip()
