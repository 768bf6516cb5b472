"""All heads of a layer as lines, each in its colour: a switch below their matrices, which then are the legend."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import started
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from written import written

from playground.desktop.painting.network import attention_lines
from playground.desktop.painting.network.cells import SWITCH, BoxCells, switch
from playground.desktop.painting.network.head_choice import COLORS, color_of
from playground.desktop.painting.network.line_geometry import LineGeometry
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.style.theme import DARK, LIGHT, Theme
from playground.experiment import presets
from playground.network.graph import NodeForm
from playground.protocol.events import Pictures
from playground.protocol.snapshot import Snapshot

PLACE = QRectF(4.0, 4.0, 300.0, 90.0)
SIZE = (308, 98)


def weights(heads: int, count: int, sharp: float = 3.0) -> NDArray[np.float32]:
    drawn = np.tril(np.exp(sharp * np.random.default_rng(count).normal(size=(heads, count, count))))
    return (drawn / drawn.sum(axis=-1, keepdims=True)).astype(np.float32)


def pixels(image: QImage) -> NDArray[np.float64]:
    """(rows, columns, 4) of blue, green, red and what is covered: 0…1."""
    shape = image.height(), image.width(), 4
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape) / 255.0


def by_paths(values: NDArray[np.float32], colors: list[QColor], theme: Theme, only: int | None) -> QImage:
    found = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    attention_lines.paint_heads(painter, PLACE, values, colors, theme, only)
    painter.end()
    return found


@pytest.mark.parametrize("only", [None, 7])
@pytest.mark.parametrize(("heads", "count"), [(2, 10), (4, 16), (8, 12)])
def test_that_the_lines_on_the_screen_are_those_of_files_in_place_and_colour(
    qapp: QApplication, themed: Theme, heads: int, count: int, only: int | None
) -> None:
    values, colors = weights(heads, count), [color_of(head, themed) for head in range(heads)]
    fast = pixels(attention_lines.image_of_heads(SIZE, PLACE, 1.0, values, colors, themed, only))[10:-12]
    exact = pixels(by_paths(values, colors, themed, only))[10:-12]
    assert exact[..., 3].mean() > 0.005
    for channel in range(4):
        assert np.corrcoef(fast[..., channel].ravel(), exact[..., channel].ravel())[0, 1] > 0.9
    assert abs(fast[..., 3].mean() - exact[..., 3].mean()) < 0.002 + 0.1 * exact[..., 3].mean()


def test_that_where_lines_cross_the_stronger_one_is_seen_whichever_head_it_is(qapp: QApplication) -> None:
    for strong in (0, 1):
        values = np.zeros((2, 2, 2), np.float32)
        values[strong, 0, 1], values[1 - strong, 1, 0] = 0.95, 0.4  # they cross in the middle
        colors = [QColor("#ff0000"), QColor("#0000ff")]
        image = attention_lines.image_of_heads(SIZE, PLACE, 1.0, values, colors, LIGHT)
        middle = image.pixelColor(154, 49)
        assert (middle.red() > middle.blue()) == (strong == 0)


def test_that_of_many_tokens_in_a_high_picture_the_strongest_are_drawn_at_a_bounded_cost(qapp: QApplication) -> None:
    values = weights(8, 64, 1.0)
    place = QRectF(4, 4, 752, 362)
    geometry = LineGeometry.of((760, 370), place, 1.0, values, None, attention_lines.POINTS)
    assert geometry.middle.shape[0] > 100 and geometry.middle.size <= attention_lines.POINTS
    colors = [color_of(head, LIGHT) for head in range(8)]
    image = attention_lines.image_of_heads((760, 370), place, 1.0, values, colors, LIGHT)
    assert (image.width(), image.height()) == (760, 370)
    kept = sorted(values.ravel())[-geometry.middle.shape[0]]
    assert kept > attention_lines.chosen(values, None)[3][0], "weaker ones are left out"


def test_that_of_no_head_or_of_nothing_only_the_ends_are_painted(qapp: QApplication) -> None:
    for values in (weights(3, 5)[:0], np.full((2, 5, 5), np.nan, np.float32)):
        colors = [color_of(head, LIGHT) for head in range(len(values))]
        image = attention_lines.image_of_heads(SIZE, PLACE, 1.0, values, colors, LIGHT)
        assert not pixels(image)[20:70].any() and pixels(image).max() > 0.9


def test_that_the_colours_of_heads_differ_and_none_is_dark_on_a_dark_ground() -> None:
    for theme in (LIGHT, DARK):
        found = [color_of(head, theme).name() for head in range(len(COLORS))]
        assert len(set(found)) == len(COLORS) == 10
    assert all(color_of(head, DARK).lightness() > 90 for head in range(10))
    assert color_of(10, LIGHT) == color_of(0, LIGHT)


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    one = NetworkPanel()
    qtbot.addWidget(one)
    one.resize(1100, 480)
    one.show()
    return live(one)


def live(panel: NetworkPanel, name: str = "transformer-gpt") -> NetworkPanel:
    experiment = presets.find(name).experiment
    panel.take(replace(started(), experiment=experiment.to_json(), shape=experiment.task.shape(), path=Path("x.run")))
    panel.grab()
    assert panel.view.graph is not None
    shots = [Snapshot(1, node.tap, ("head", "query", "key"), weights(node.shape[0], node.shape[1]))
             for node in panel.view.graph.nodes if node.form is NodeForm.ATTENTION]  # fmt: skip
    panel.take(Pictures(1, 1, tuple(shots)))
    panel.draw()
    panel.grab()
    return panel


def first(panel: NetworkPanel) -> BoxCells:
    drawing = panel.view.drawing
    assert drawing is not None
    found = panel.view.cells(next(box for box in drawing.boxes if box.node.form is NodeForm.ATTENTION))
    assert found is not None
    return found


def press(panel: NetworkPanel, qtbot: QtBot, place: QRectF | None) -> None:
    assert place is not None
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place.center().toPoint())


def inked(panel: NetworkPanel, head: int) -> int:
    """Pixels among the lines that have about the colour of a head."""
    image, place, color = panel.grab().toImage(), first(panel).box.picture, color_of(head, panel.theme)
    found = 0
    for y in range(round(place.top) + 8, round(place.bottom) - 8):
        for x in range(round(place.left), round(place.right)):
            at = image.pixelColor(x, y)
            found += (
                max(abs(at.red() - color.red()), abs(at.green() - color.green()), abs(at.blue() - color.blue())) < 24
            )
    return found


def test_that_the_switch_below_the_heads_draws_all_of_them_and_a_second_click_one_again(
    panel: NetworkPanel, qtbot: QtBot, themed: Theme
) -> None:
    panel.set_theme(themed)
    one = panel.grab().toImage()
    asked: list[object] = []
    panel.picked.connect(asked.append)
    press(panel, qtbot, switch(first(panel).box))
    assert first(panel).together == frozenset({0, 1, 2, 3}) and panel.selected == first(panel).box.node.name
    assert all(inked(panel, head) > 20 for head in range(4)), "each has its colour"
    press(panel, qtbot, switch(first(panel).box))
    assert first(panel).together is None and asked == []
    panel.selected = ""
    assert panel.grab().toImage() == one


def test_that_a_click_in_the_legend_switches_a_head_off_and_on_and_asks_for_nothing(
    panel: NetworkPanel, qtbot: QtBot
) -> None:
    asked: list[object] = []
    panel.picked.connect(asked.append)
    press(panel, qtbot, switch(first(panel).box))
    press(panel, qtbot, first(panel).tile(2))
    assert first(panel).together == frozenset({0, 1, 3}) and inked(panel, 2) == 0 < inked(panel, 1)
    press(panel, qtbot, first(panel).tile(2))
    assert first(panel).together == frozenset(range(4)) and inked(panel, 2) > 20
    for head in range(4):
        press(panel, qtbot, first(panel).tile(head))
    assert first(panel).together == frozenset() and asked == []
    assert sum(inked(panel, head) for head in range(4)) == 0
    press(panel, qtbot, switch(first(panel).box))
    press(panel, qtbot, first(panel).tile(2))
    assert first(panel).head == 2 and len(asked) == 1, "where one is drawn, a click chooses it and asks, as before"


@pytest.mark.parametrize("leftward", [False, True])
def test_that_in_a_low_drawing_the_switch_is_small_and_stands_behind_the_heads(
    panel: NetworkPanel, qtbot: QtBot, leftward: bool
) -> None:
    panel.resize(1100, 215)
    panel.view.leftward = leftward
    panel.grab()
    place, tiles = switch(first(panel).box), [first(panel).tile(head) for head in range(4)]
    assert place is not None and place.width() == place.height() == SWITCH
    for tile in tiles:
        assert tile is not None and not tile.intersects(place)
        assert (tile.left() > place.left()) == leftward
    press(panel, qtbot, place)
    assert first(panel).together == frozenset(range(4))


def test_that_the_menu_of_the_node_has_the_switch_too(panel: NetworkPanel) -> None:
    for together in (frozenset(range(4)), None):
        place = first(panel).box.picture
        menu = panel.change_menu_at(QPointF(place.left + 30, place.top + place.height / 2))
        assert menu is not None
        action = next(action for action in menu.actions() if action.text() == "Lines of all heads")
        assert action.isCheckable() and action.isChecked() == (together is None)
        action.trigger()
        menu.deleteLater()
        assert first(panel).together == together


def test_that_digits_choose_heads_of_the_attention_that_is_chosen(panel: NetworkPanel, qtbot: QtBot) -> None:
    qtbot.keyClick(panel, Qt.Key.Key_0)
    assert panel.view.together == {}, "nothing is chosen yet"
    panel.select(first(panel).box.node.name)
    qtbot.keyClick(panel, Qt.Key.Key_3)
    assert first(panel).head == 2
    qtbot.keyClick(panel, Qt.Key.Key_0)
    qtbot.keyClick(panel, Qt.Key.Key_1)
    assert first(panel).together == frozenset({1, 2, 3})
    qtbot.keyClick(panel, Qt.Key.Key_9)
    assert first(panel).together == frozenset({1, 2, 3}), "there is no such head"
    qtbot.keyClick(panel, Qt.Key.Key_0)
    assert first(panel).together is None and first(panel).head == 2


def test_that_the_pointer_over_a_query_leaves_its_lines_alone_in_their_colours(
    panel: NetworkPanel, qtbot: QtBot
) -> None:
    press(panel, qtbot, switch(first(panel).box))
    whole = sum(inked(panel, head) for head in range(4))
    place = first(panel).box.picture
    qtbot.mouseMove(panel, QPoint(round(place.left + 0.8 * place.width), round(place.top + 3)))
    assert panel.view.pointed is not None
    assert 0 < sum(inked(panel, head) for head in range(4)) < 0.3 * whole


def words(panel: NetworkPanel) -> list[str]:
    def paint(painter: QPainter, scale: float) -> None:
        panel.render_to(painter, QSize(panel.size()), scale)

    return [text.words for text in written(Picture(panel.size(), LIGHT.color("ground"), paint))]


def test_that_a_file_has_the_legend_where_all_are_drawn_and_else_no_switch(panel: NetworkPanel, qtbot: QtBot) -> None:
    assert "all heads" not in words(panel) and "4" not in words(panel)
    press(panel, qtbot, switch(first(panel).box))
    assert words(panel).count("all heads") == 1 and {"1", "2", "3", "4"} <= set(words(panel))


def test_that_another_drawing_follows_and_another_model_begins_with_one_head(panel: NetworkPanel, qtbot: QtBot) -> None:
    other = NetworkPanel()
    qtbot.addWidget(other)
    other.resize(1100, 480)
    live(other)
    press(panel, qtbot, switch(first(panel).box))
    press(panel, qtbot, first(panel).tile(0))
    other.mirror(panel)
    assert first(other).together == frozenset({1, 2, 3})
    live(panel, "transformer-sort")
    assert panel.view.together == {} and first(panel).together is None


def test_that_one_head_alone_needs_no_switch(panel: NetworkPanel) -> None:
    live(panel, "attention-flagged-token")
    cells = first(panel)
    assert cells.shape[0] > 1 or switch(cells.box) is None
