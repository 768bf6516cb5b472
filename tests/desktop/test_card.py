"""A card names its panel, hides its actions until they are wanted, and never jumps."""

import html
import re

import pytest
from desk import DIGITS, Desk
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.docking.panel_header import Info
from playground.desktop.i18n.formatting import entry
from playground.desktop.painting.plots.legend import Legend
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.style import theme


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    one = QMainWindow()
    qtbot.addWidget(one)
    one.resize(700, 320)
    one.show()
    return one


def card_of(window: QMainWindow, panel: Panel) -> PanelDock:
    card = PanelDock(panel, window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, card)
    card.furnish()
    return card


MORE = "Save, copy or enlarge"  # the three in a menu


def buttons(card: PanelDock) -> list[QToolButton]:
    found = card.titleBarWidget().findChildren(QToolButton)
    return [button for button in found if button.toolTip() not in ("Logarithmic axis", MORE)]


def pointer(card: PanelDock, inside: bool) -> None:
    place = QPointF(5, 5)
    QApplication.sendEvent(card, QEnterEvent(place, place, place) if inside else QEvent(QEvent.Type.Leave))


def test_that_a_card_is_named_so_that_its_place_is_remembered(window: QMainWindow) -> None:
    card = card_of(window, LayersPanel())
    assert card.objectName() == "panel-layers" and card.windowTitle() == "Layers"


def test_that_the_actions_appear_under_the_pointer_and_move_nothing(window: QMainWindow) -> None:
    card = card_of(window, LayersPanel())
    card.set_theme(theme.LIGHT)
    before = [label.geometry() for label in card.titleBarWidget().findChildren(QLabel)]
    assert all(button.icon().isNull() and button.accessibleName() for button in buttons(card))
    pointer(card, True)
    assert not any(button.icon().isNull() for button in buttons(card))
    assert [label.geometry() for label in card.titleBarWidget().findChildren(QLabel)] == before
    pointer(card, False)
    assert all(button.icon().isNull() for button in buttons(card))


def test_that_the_keyboard_reaches_the_actions(qtbot: QtBot, window: QMainWindow) -> None:
    card = card_of(window, LayersPanel())
    save = buttons(card)[0]
    window.activateWindow()
    save.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(save.hasFocus, timeout=2000)
    assert save.focusPolicy() & Qt.FocusPolicy.TabFocus and not save.icon().isNull()
    with qtbot.waitSignal(card.save_requested, timeout=1000) as caught:
        qtbot.keyClick(save, Qt.Key.Key_Space)
    assert caught.args == [card.panel]


@pytest.mark.parametrize(("index", "signal"), [(0, "save_requested"), (1, "copy_requested"), (2, "expand_requested")])
def test_that_each_action_says_what_it_is_about(qtbot: QtBot, window: QMainWindow, index: int, signal: str) -> None:
    card = card_of(window, LayersPanel())
    with qtbot.waitSignal(getattr(card, signal), timeout=1000) as caught:
        buttons(card)[index].click()
    assert caught.args[0] in (card, card.panel)


def test_that_plain_words_too_long_are_elided_with_all_of_them_as_tooltip(qtbot: QtBot) -> None:
    info = Info()
    qtbot.addWidget(info)
    info.resize(90, 20)
    info.say("stage 1 · activation · 8 channels · 8 × 8")
    assert info.text().endswith("…") and info.toolTip().endswith("8 × 8")
    info.resize(500, 20)
    info.say("8 channels")
    assert info.text() == "8 channels" and not info.toolTip()


def test_that_plain_words_are_never_taken_for_rich_text(qtbot: QtBot) -> None:
    info = Info()
    qtbot.addWidget(info)
    info.resize(500, 20)
    info.say("a <b>test</b> & more")
    assert info.textFormat() is Qt.TextFormat.PlainText


def test_that_the_number_of_a_readout_is_never_elided(qtbot: QtBot) -> None:
    info = Info()
    qtbot.addWidget(info)
    words, number = "output 10, input 4, row 2, column 3", "\u22120.1234"
    least = info.fontMetrics().horizontalAdvance(number) + 1
    for width in range(least, 500, 7):
        info.resize(width, 20)
        info.say(words, number)
        assert info.text().endswith(number) and info.fontMetrics().horizontalAdvance(info.text()) <= width
        assert (info.toolTip() == "") == (info.text() == f"{words}: {number}")


def test_that_a_legend_breaks_between_its_entries_only_and_shows_all_of_them(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    entries = [entry("#0072B2", "train", "0.0310"), entry("", "exact accuracy", "97.8\u2009%"), entry("", "loss", "2")]
    legend.say(entries)
    lines = {width: legend.heightForWidth(width) for width in (120, 200, 900)}
    assert lines[900] < lines[200] <= lines[120]
    bare = html.unescape(re.sub("<[^>]*>", "", legend.text()))
    pieces = [piece.strip("\u00a0").replace("\u00a0", " ") for piece in bare.split(" ")]
    assert pieces == ["━ train 0.0310", "exact accuracy 97.8 %", "loss 2"]


def test_that_no_line_of_a_legend_ends_within_a_name_with_a_hyphen(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.say([entry("", "5-gram", "1.48")])
    assert {legend.heightForWidth(width) for width in range(30, 400, 7)} == {legend.heightForWidth(400)}


@pytest.mark.parametrize("seen", ["before", "after"])
def test_that_the_header_follows_its_panel(window: QMainWindow, seen: str) -> None:
    panel = LayersPanel()
    card = card_of(window, panel) if seen == "before" else None
    panel.show_layers(DIGITS.layers())
    panel.draw()
    card = card or card_of(window, panel)
    assert "parameters" in card.titleBarWidget().findChild(Info).text()


def test_that_header_and_body_are_made_for_docks_that_are_seen(desk: Desk) -> None:
    made = {card.panel.name for card in desk.parts.board.cards if card.titleBarWidget() is not None}
    assert {"network", "loss", "predictions"} <= made and len(made) < 8
    desk.parts.board.reveal(desk.parts.board.layers)
    card = next(card for card in desk.parts.board.cards if card.panel is desk.parts.board.layers)
    assert card.panel.on_screen() and card.titleBarWidget().isVisible() and card.panel.parent() is card.widget()


def test_that_a_number_is_seen_beside_a_long_list_in_a_narrow_header(window: QMainWindow, qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    card = card_of(window, panel)
    panel.controls.offer([("encoder, stage 1 · activation function", "a"), ("input", "b")])
    info = card.titleBarWidget().findChild(Info)
    for width in (700, 420, 300):
        window.resize(width, 320)
        for number in ("0.6876", "\u22120.000123"):
            panel.set_info("channel 2, row 3, column 4", number)
            QEventLoop().processEvents()
            assert info.text().endswith(number) and info.width() >= info.fontMetrics().horizontalAdvance(info.text())
            actions = [button.x() for button in card.titleBarWidget().findChildren(QToolButton) if button.isVisible()]
            assert info.geometry().right() < min(actions)
    width = card.width()
    panel.set_info("channel 2, row 3, column 4", "0")
    QEventLoop().processEvents()
    assert card.width() == width and info.minimumWidth() > info.fontMetrics().horizontalAdvance("0") + 1
    panel.set_info("")
    assert info.minimumWidth() == 0


def test_that_a_few_letters_and_an_ellipsis_are_not_said(qtbot: QtBot) -> None:
    info = Info()
    qtbot.addWidget(info)
    info.resize(20, 20)
    info.say("8 channels · 8 × 8")
    assert info.text() == "" and info.toolTip() == "8 channels · 8 × 8"


def test_that_a_card_is_named_once_by_its_tab_or_by_its_header(window: QMainWindow) -> None:
    card, other = card_of(window, LayersPanel()), card_of(window, FeatureMapsPanel())

    def named(one: PanelDock) -> bool:
        QEventLoop().processEvents()
        return any(label.text() == one.panel.title() and label.isVisible() for label in one.findChildren(QLabel))

    assert named(card) and named(other)
    window.tabifyDockWidget(card, other)
    assert not named(card) and not named(other)
    card.raise_()
    assert not named(card)
    other.hide()
    assert named(card)
    other.show()
    assert not named(card)


def test_that_actions_fold_into_a_menu_where_choices_would_be_cut(window: QMainWindow, qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    card = card_of(window, panel)
    panel.controls.offer([("encoder, stage 1 · activation function", "a"), ("input", "b")])
    QEventLoop().processEvents()
    single = buttons(card)
    assert len(single) == 3 and all(button.isVisible() for button in single)
    window.resize(panel.controls.needed() + 130, 320)
    QEventLoop().processEvents()
    more = next(button for button in card.titleBarWidget().findChildren(QToolButton) if button.toolTip() == MORE)
    assert more.isVisible() and not any(button.isVisible() for button in single)
    menu = card.titleBarWidget().menu()
    assert [action.text() for action in menu.actions()] == [button.toolTip() for button in single]
    with qtbot.waitSignal(card.expand_requested, timeout=1000):
        menu.actions()[-1].trigger()
