"""The toolbar in a narrow place: what does not fit is behind a button, and the Run button follows its action."""

from desk import Desk, story
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from playground.desktop.shell.menus import RunButton


def toolbar(desk: Desk) -> QToolBar:
    found = desk.window.findChild(QToolBar, "toolbar")
    assert found is not None
    return found


def test_that_what_does_not_fit_is_behind_a_button_that_can_be_seen(desk: Desk, qtbot: QtBot) -> None:
    bar = toolbar(desk)
    extension = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    desk.window.resize(1600, 900)
    qtbot.waitUntil(lambda: not extension.isVisible())
    bar.setMaximumWidth(500)
    desk.window.resize(1590, 900)
    qtbot.waitUntil(extension.isVisible)
    image = extension.grab().toImage()
    assert extension.geometry().right() <= bar.width()
    assert len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}) > 3  # arrows are drawn


def test_that_run_is_light_on_the_accent_in_the_toolbar_and_of_the_theme_in_the_menu(desk: Desk) -> None:
    desk.parts.appearance.toggle_theme()
    button, action = desk.window.findChild(RunButton), desk.parts.actions_.run
    assert button is not None

    def ink(icon: object) -> str:
        image = icon.pixmap(16, 16).toImage()  # type: ignore[attr-defined]
        return max(
            (image.pixelColor(x, y) for x in range(16) for y in range(16)), key=lambda colour: colour.alpha()
        ).name()

    theme = desk.parts.appearance.theme
    assert ink(button.icon()) == theme.on_accent.lower() and ink(action.icon()) == theme.text.lower()


def test_that_the_run_button_says_and_does_what_the_action_does(desk: Desk, qtbot: QtBot) -> None:
    button = desk.window.findChild(RunButton)
    assert button is not None and button.isEnabled() and button.text() == "Run"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.parts.commands.run.active and not button.isEnabled()


def test_that_the_view_menu_lists_every_panel_and_shows_those_the_run_has_nothing_for_too(desk: Desk) -> None:
    view = next(menu for menu in desk.window.menuBar().findChildren(QMenu) if menu.title() == "&View")
    view.aboutToShow.emit()
    names = {action.text() for action in view.actions()}
    assert {panel.title() for panel in desk.parts.board.panels} <= names
    card = next(card for card in desk.parts.board.cards if card.panel.name == "attention")
    assert not card.isVisible()
    next(action for action in view.actions() if action.text() == card.windowTitle()).trigger()
    assert card.isVisible() and not card.isFloating() and card.panel.on_screen()
    run = desk.run()
    desk.say(*story(run))
    view.aboutToShow.emit()
    assert len([action for action in view.actions() if action.text() == card.windowTitle()]) == 1


def test_that_menus_open_by_their_letters(desk: Desk, qtbot: QtBot) -> None:
    titles = [action.text() for action in desk.window.menuBar().actions()]
    letters = [title[title.index("&") + 1].upper() for title in titles]
    assert len(set(letters)) == len(titles) == 6
