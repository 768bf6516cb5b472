"""A card names its panel, hides its actions until they are wanted, and never jumps."""

import pytest
from desk import falling, started
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolButton
from pytestqt.qtbot import QtBot

from playground.desktop import theme
from playground.desktop.card import Card, Info
from playground.desktop.panel import INFO_GAP, Panel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.panels.loss import LossPanel
from playground.protocol.events import Evaluated


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    one = QMainWindow()
    qtbot.addWidget(one)
    one.resize(700, 320)
    one.show()
    return one


def card_of(window: QMainWindow, panel: Panel) -> Card:
    card = Card(panel, window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, card)
    return card


def buttons(card: Card) -> list[QToolButton]:
    return [
        button for button in card.titleBarWidget().findChildren(QToolButton) if button.toolTip() != "Logarithmic axis"
    ]


def pointer(card: Card, inside: bool) -> None:
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


def test_that_a_narrow_legend_loses_whole_parts_from_its_end(qtbot: QtBot) -> None:
    info = Info()
    qtbot.addWidget(info)
    parts = ["<b>━</b>&nbsp;train&nbsp;0.031", "test&nbsp;0.083", "accuracy&nbsp;97.8&nbsp;%"]
    whole = INFO_GAP.join(parts)
    fitting = []
    for width in range(20, 500, 10):
        info.resize(width, 20)
        info.say(whole)
        shown = info.text().split(INFO_GAP)
        assert shown == parts[: len(shown)] and info.textFormat() is Qt.TextFormat.RichText
        assert (info.toolTip() == "") == (len(shown) == 3)
        fitting.append(len(shown))
    assert fitting == sorted(fitting) and set(fitting) == {1, 2, 3}


def test_that_the_header_follows_its_panel(window: QMainWindow) -> None:
    panel = LossPanel()
    card = card_of(window, panel)
    for event in (started(), falling(1, 50), Evaluated(1, 50, {"loss": 0.5})):
        panel.take(event)
    panel.draw()
    assert "test" in card.titleBarWidget().findChild(Info).text()
