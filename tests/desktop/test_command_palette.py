"""One table of actions: menus, keys and the palette that finds every command, panel and preset by its name."""

import pytest
from desk import Desk, story
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground.desktop.panels.network import NetworkPanel
from playground.desktop.shell.palette.command_palette import CommandPalette
from playground.experiment import presets
from playground.protocol.events import RunState


def opened(desk: Desk) -> CommandPalette:
    desk.parts.actions_.palette.trigger()
    found = desk.window.findChildren(CommandPalette)
    return found[-1]


def in_menus(menu: QMenu) -> set[QAction]:
    inner = {action for one in menu.actions() if isinstance(one.menu(), QMenu) for action in in_menus(one.menu())}  # type: ignore[arg-type]
    return {one for one in menu.actions() if one.menu() is None} | inner


def test_that_every_action_of_the_table_is_in_its_menu_once(desk: Desk) -> None:
    menus = [action.menu() for action in desk.window.menuBar().actions()]
    found = set().union(*(in_menus(menu) for menu in menus if isinstance(menu, QMenu)))
    table = [entry.action for entry in desk.parts.actions_.table]
    assert set(table) <= found and len(set(table)) == len(table) > 25
    of_window = {action for action in desk.window.findChildren(QAction) if action.parent() is desk.parts.actions_}
    assert of_window == set(table), "what is not in the table is in no menu"


def test_that_the_palette_finds_commands_panels_and_presets_by_parts_of_their_names(desk: Desk) -> None:
    palette = opened(desk)
    assert "Run" in palette.words() and "Feature maps" in palette.words()
    assert presets.find("transformer-sort").about.title.en in palette.words()
    assert "Stop" not in palette.words(), "what cannot be done now is not offered"
    palette.field.setText("dark")
    assert palette.words()[0] == "Dark"
    palette.field.setText("mackey transformer")
    assert palette.words() == [presets.find("transformer-mackey-glass").about.title.en]
    palette.field.setText("no such command")
    assert palette.words() == []
    palette.close()


def test_that_in_chinese_the_english_names_are_found_too(desk: Desk) -> None:
    desk.parts.appearance.set_language("zh_CN")
    palette = opened(desk)
    for typed, found in (("attribution", "归因"), ("feature maps", "特征图"), ("归因", "归因"), ("race", "竞赛")):
        palette.field.setText(typed)
        assert any(words.startswith(found) for words in palette.words()), typed
    palette.close()


def test_that_enter_does_what_is_marked_and_the_arrow_keys_mark_another(desk: Desk, qtbot: QtBot) -> None:
    palette = opened(desk)
    palette.field.setText("run")
    assert palette.words()[0] == "Run"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert desk.parts.commands.run.state is RunState.PREPARING and not palette.isVisible()
    palette = opened(desk)
    palette.field.setText("confusion")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    card = next(card for card in desk.parts.board.cards if card.panel.name == "confusion")
    assert card.panel.on_screen()
    palette = opened(desk)
    before = palette.found.currentItem().text(0)  # type: ignore[union-attr]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.found.currentItem().text(0) == palette.words()[1] != before  # type: ignore[union-attr]
    palette.close()


def test_that_a_panel_called_by_its_name_has_the_keys(desk: Desk, qtbot: QtBot) -> None:
    desk.say(*story(1))
    desk.window.activateWindow()
    palette = opened(desk)
    palette.field.setText("network")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    network = desk.parts.board.panel(NetworkPanel)
    assert desk.window.focusWidget() is network
    qtbot.keyClick(network, Qt.Key.Key_Right)
    assert network.selected, "the arrow keys walk the graph"


def test_that_a_preset_that_is_found_is_loaded(desk: Desk, qtbot: QtBot) -> None:
    palette = opened(desk)
    palette.field.setText("vae-digits")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert desk.parts.draft.experiment == presets.find("vae-digits").experiment
    assert desk.parts.setup.gallery.current() == "vae-digits"


def test_that_the_title_bar_says_what_is_shown_and_how_far_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    window = desk.window
    window.parts.control.choose("cnn-digits")
    assert window.windowTitle() == "Digits, convolutional · Neural Playground"
    run = desk.run()
    desk.say(*story(run))
    monkeypatch.setattr(window.parts.title, "_next", 0.0)
    desk.say(*story(run)[-1:])
    window.parts._follow()
    assert window.windowTitle() == "Digits, convolutional · step 300 · Neural Playground"
    window.parts.control.choose("transformer-gpt")
    assert window.windowTitle() == "Digits, convolutional · step 300 · Neural Playground", "it is this run that is seen"
    window.parts.control.reset()
    assert window.windowTitle() == "GPT-like: characters · Neural Playground"


def test_that_the_column_of_presets_and_setup_folds_away_and_comes_back(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    wide = window.parts.board.loss.width()
    window.parts.actions_.fold.trigger()
    assert not window.parts.setup.isVisible()
    qtbot.waitUntil(lambda: window.parts.board.loss.width() > wide)
    window.parts.actions_.fold.trigger()
    assert window.parts.setup.isVisible() and window.parts.setup.gallery.isVisible()
