"""The board: each kind of run has its panels in their places, and what lies behind a tab costs nothing."""

from dataclasses import replace

import numpy as np
import pytest
from desk import SIZES, Desk, discard, pictures_of, started, story
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.docking.screen_fit import stay_on_screen
from playground.protocol.commands import Watch
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import Pictures
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Region

BARS = PictureInfo("prediction", ("class",), (10,))
STATES = PictureInfo("layers.0.hidden", ("time", "unit"), (8, 16))
GRADIENT = PictureInfo("gradient.hidden", ("gradient", "time"), (2, 8))
OWN = PictureInfo("decoder.0.attention.weights", ("head", "target query", "target key"), (2, 6, 6))
CROSS = PictureInfo("decoder.0.cross_attention.weights", ("head", "target query", "source key"), (2, 6, 5))
RESIDUAL = PictureInfo("decoder.0.residual", ("target time", "feature"), (6, 16))
RUNS: dict[str, tuple[PictureInfo, ...]] = {
    "cnn": (*pictures_of(SIZES), BARS),
    "rnn": (STATES, GRADIENT, BARS),
    "decoder": (replace(OWN, axes=("head", "query", "key")), RESIDUAL, BARS),
    "pair": (OWN, CROSS, RESIDUAL, BARS),
}
PANELS = {
    "cnn": ["feature-maps", "kernels", "layers"],
    "rnn": ["hidden-states", "gradient-through-time", "layers"],
    "decoder": ["attention", "hidden-states", "layers"],
    "pair": ["cross-attention", "attention", "hidden-states", "layers"],
}


def begin(desk: Desk, kind: str) -> None:
    number = desk.parts.commands.run.number
    desk.say(replace(started(number), pictures=RUNS[kind]))


def shown(desk: Desk) -> list[str]:
    return [card.panel.name for card in desk.parts.board.cards if not card.isHidden()]


def card(desk: Desk, name: str) -> PanelDock:
    return next(one for one in desk.parts.board.cards if one.panel.name == name)


@pytest.mark.parametrize("kind", RUNS)
def test_that_each_kind_of_run_is_led_by_its_network_and_its_panels_are_tabs_below(desk: Desk, kind: str) -> None:
    desk.parts.control.run()
    begin(desk, kind)
    assert shown(desk) == ["network", "loss", "predictions", *PANELS[kind], "specimen"]
    assert desk.parts.setup in desk.window.tabifiedDockWidgets(card(desk, "specimen"))  # there is no room for a column
    behind = {dock.panel.name for dock in desk.window.tabifiedDockWidgets(card(desk, "predictions"))}  # type: ignore[attr-defined]
    assert behind == set(PANELS[kind])
    network, loss, predictions = (card(desk, name) for name in ("network", "loss", "predictions"))
    assert not desk.window.tabifiedDockWidgets(network)
    assert network.geometry().bottom() < loss.y() == predictions.y() or network.geometry().bottom() < predictions.y()
    assert loss.geometry().right() < predictions.x()
    assert network.width() > loss.width() + predictions.width() and network.height() > loss.height()


def test_that_a_click_on_a_node_lets_the_panel_of_its_layer_be_seen(desk: Desk, qtbot: QtBot) -> None:
    desk.parts.control.run()
    begin(desk, "cnn")
    maps = card(desk, "feature-maps").panel
    qtbot.waitUntil(lambda: card(desk, "predictions").panel.on_screen())
    assert not maps.on_screen()
    desk.parts.board.network.layer_chosen.emit(pictures_of(SIZES)[1].name)
    qtbot.waitUntil(maps.on_screen)
    assert maps.wanted() >= {pictures_of(SIZES)[1].name}


def test_that_a_panel_behind_another_tab_is_neither_watched_nor_drawn_until_it_is_raised(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.parts.control.run()
    begin(desk, "pair")
    panel = card(desk, "hidden-states").panel
    qtbot.waitUntil(lambda: card(desk, "predictions").panel.on_screen())
    assert not panel.on_screen()
    watched = [command.names for command in desk.sent if isinstance(command, Watch)][-1]
    assert RESIDUAL.name not in watched and "prediction" in watched
    values = np.zeros(RESIDUAL.shape, np.float32)
    desk.say(Pictures(desk.parts.commands.run.number, 5, (Snapshot(5, RESIDUAL.name, RESIDUAL.axes, values),)))
    assert panel.dirty
    card(desk, "hidden-states").raise_()
    qtbot.waitUntil(panel.on_screen)
    qtbot.waitUntil(lambda: RESIDUAL.name in [c.names for c in desk.sent if isinstance(c, Watch)][-1])
    desk.say()
    assert not panel.dirty


def test_that_the_users_arrangement_for_one_kind_of_run_comes_back_after_another(desk: Desk) -> None:
    desk.parts.control.run()
    begin(desk, "pair")
    card(desk, "predictions").hide()
    begin(desk, "cnn")
    assert "predictions" in shown(desk)
    begin(desk, "pair")
    assert "predictions" not in shown(desk) and "cross-attention" in shown(desk)


def test_that_the_last_runs_panels_are_there_again_after_a_restart(desk: Desk, qtbot: QtBot) -> None:
    desk.parts.control.run()
    begin(desk, "pair")
    desk.parts.board.docks.remember(desk.memory)
    desk.memory.save()
    again = Desk(desk.folder)
    again.window.show()
    assert shown(again) == shown(desk)
    assert again.window.parts.board.network.on_screen()
    discard(again)


def test_that_the_window_stays_on_the_screen_with_the_frame_that_it_is_given(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = desk.window
    room = window.screen().availableGeometry()
    monkeypatch.setattr(type(window), "frameGeometry", lambda self: self.geometry().adjusted(-1, -20, 1, 4))
    moved = lambda self, x, y: self.setGeometry(x + 1, y + 20, self.width(), self.height())  # noqa: E731
    monkeypatch.setattr(type(window), "move", moved)
    window.setGeometry(room.translated(1, 20))
    assert window.frameGeometry().bottom() > room.bottom()
    stay_on_screen(window)
    frame = window.frameGeometry()
    assert room.top() <= frame.top() and frame.bottom() <= room.bottom()
    assert frame.height() == room.height()  # and no smaller than it must be


def test_that_escape_leads_from_one_panel_back_to_all(desk: Desk, qtbot: QtBot) -> None:
    desk.parts.control.run()
    begin(desk, "cnn")
    before = shown(desk)
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert shown(desk) == before
    card(desk, "network").expand_requested.emit(card(desk, "network"))
    assert shown(desk) == ["network"]
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert shown(desk) == before and not desk.parts.board.docks.expanded


def test_that_a_panel_that_was_asked_for_right_before_a_run_stays_in_front(desk: Desk) -> None:
    for asked, kind in (("kernels", "cnn"), ("hidden-states", "rnn")):
        desk.parts.board.docks.prepare_for("another")
        wanted = card(desk, asked)
        desk.parts.board.reveal(wanted.panel)
        assert wanted.panel.on_screen()
        desk.parts.control.run()
        begin(desk, kind)
        assert wanted.panel.on_screen()


def test_that_a_panel_that_was_left_for_another_tab_stays_behind_it(desk: Desk) -> None:
    desk.parts.board.reveal(card(desk, "kernels").panel)
    card(desk, "predictions").raise_()
    desk.parts.control.run()
    begin(desk, "cnn")
    assert card(desk, "predictions").panel.on_screen() and not card(desk, "kernels").panel.on_screen()


def test_that_a_double_click_on_an_input_lets_it_be_changed_and_without_an_engine_shows_what_it_shows(
    desk: Desk, qtbot: QtBot
) -> None:
    board = desk.parts.board
    desk.say(*story(desk.run()))

    def open_input() -> list[str]:
        board.network.grab()
        (place,) = board.network.places(Region.cell("input", 0, 3, 3))
        qtbot.mouseDClick(board.network, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
        return shown(desk)

    assert open_input() == ["specimen"] and board.docks.expanded
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    desk.say(EngineLost("gone"))
    assert "specimen" not in open_input()
