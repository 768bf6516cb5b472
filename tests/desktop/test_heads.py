"""Attention panels: chosen by their axes, a mosaic of all heads, one head large with its words, masks shown as such."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground.desktop.painting import colormap, heatmap
from playground.desktop.panels.attention import AttentionPanel
from playground.desktop.panels.base.attention_weights import AVERAGE, Head, mask_name, values_of
from playground.desktop.panels.base.heatmap_panel import HeatmapPanel
from playground.desktop.panels.cross_attention import CrossAttentionPanel
from playground.desktop.style.theme import LIGHT, Theme
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot

OWN, CROSS = ("head", "query", "key"), ("head", "target query", "source key")
LAYERS = ("decoder.0.attention.weights", "decoder.1.attention.weights")

pytestmark = pytest.mark.usefixtures("qapp")


def infos(names: tuple[str, ...], axes: tuple[str, ...], shape: tuple[int, int, int]) -> tuple[PictureInfo, ...]:
    weights = [PictureInfo(name, axes, shape) for name in names]
    return (*weights, *(PictureInfo(mask_name(name), axes[1:], shape[1:]) for name in names))


def begun(pictures: tuple[PictureInfo, ...]) -> RunStarted:
    return RunStarted(1, "{}", 0, 100, 10, "cpu", 1, {}, pictures, "test example 1", Path("x.run"))


def panel_with(
    qtbot: QtBot, values: np.ndarray, names: tuple[str, ...] = LAYERS, axes: tuple[str, ...] = OWN,
    tokens: tuple[str, ...] = (), mask: np.ndarray | None = None,
) -> HeatmapPanel:  # fmt: skip
    panel = (AttentionPanel if axes == OWN else CrossAttentionPanel)()
    qtbot.addWidget(panel)
    panel.resize(640, 360)
    panel.start(begun(infos(names, axes, values.shape)))  # type: ignore[arg-type]
    labels = dict.fromkeys(axes[1:], tokens) if tokens else {}
    shots = [Snapshot(1, name, axes, values.astype(np.float32), labels) for name in names]
    allowed = np.ones(values.shape[1:]) if mask is None else mask
    shots += [Snapshot(1, mask_name(name), axes[1:], allowed.astype(np.float32)) for name in names]
    panel.show_pictures(Pictures(1, 1, tuple(shots)))
    panel.show()
    panel.draw()
    panel.grab()
    return panel


def uniform(heads: int, size: int) -> np.ndarray:
    return np.full((heads, size, size), 1 / size)


def centre(panel: HeatmapPanel, row: int, column: int, size: int) -> QPointF:
    cells = panel._frame.cells
    return QPointF(
        cells.left() + (column + 0.5) * cells.width() / size, cells.top() + (row + 0.5) * cells.height() / size
    )


@pytest.mark.parametrize(
    ("axes", "own", "cross"),
    [(OWN, True, False), (("head", "source query", "source key"), True, False), (CROSS, False, True),
     (("time", "unit"), False, False), (("query", "key"), False, False)],
)  # fmt: skip
def test_that_axes_decide_which_panel_shows_a_picture(
    qtbot: QtBot, axes: tuple[str, ...], own: bool, cross: bool
) -> None:
    picture = PictureInfo("x", axes, (2,) * len(axes))
    for panel_class, expected in ((AttentionPanel, own), (CrossAttentionPanel, cross)):
        panel = panel_class()
        qtbot.addWidget(panel)
        assert panel.accepts(picture) == panel.fits((picture,)) == expected


def test_that_all_layers_of_one_part_are_watched_and_the_last_is_shown_first(qtbot: QtBot) -> None:
    panel = AttentionPanel()
    qtbot.addWidget(panel)
    others = infos(("encoder.0.attention.weights",), ("head", "source query", "source key"), (2, 5, 5))
    panel.start(begun((*others, *infos(LAYERS, OWN, (2, 4, 4)))))
    assert panel.chosen == Head(LAYERS[1], 0)
    assert panel.wanted() == {*LAYERS, mask_name(LAYERS[1])}
    panel.choose(Head("encoder.0.attention.weights", 1))
    assert panel.wanted() == {"encoder.0.attention.weights", "encoder.0.attention.mask"}
    assert panel.caption() == "encoder · layer 1 · head 2"


def test_that_a_click_on_a_tile_shows_that_head_large(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, uniform(2, 4))
    assert panel._grid.layout is not None and len(panel._grid.heads) == 6
    place = panel._grid.layout.tile_rect(1).center() + panel._grid.origin
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), round(place.y())))
    assert panel.chosen == Head(LAYERS[0], 1) and panel.dirty


def test_that_the_average_is_the_mean_of_the_heads(qtbot: QtBot) -> None:
    values = np.stack([np.eye(3), np.ones((3, 3)) / 3])
    shot = Snapshot(1, LAYERS[0], OWN, values.astype(np.float32))
    np.testing.assert_allclose(values_of(shot, AVERAGE), values.mean(axis=0), rtol=1e-6)


def test_that_one_head_alone_has_neither_mosaic_nor_list(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, uniform(1, 4), ("attention.weights",))
    assert panel._grid.layout is None and len(panel._choice.values()) < 2


def test_that_weights_have_the_colours_of_the_bar_and_forbidden_cells_none_of_them(qtbot: QtBot, themed: Theme) -> None:
    values = np.zeros((1, 4, 4))
    values[0, :, 0] = 1.0
    panel = panel_with(qtbot, values, ("attention.weights",), mask=np.tril(np.ones((4, 4))))
    panel.set_theme(themed)
    picture = panel.grab().toImage()
    table = colormap.table("magnitude", themed)

    def at(row: int, column: int) -> int:
        point = centre(panel, row, column, 4) * picture.devicePixelRatio()
        return picture.pixel(round(point.x()), round(point.y()))

    assert at(2, 0) == table[colormap.LEVELS - 1] and at(2, 1) == table[0]
    cell = panel._frame.cells.width() / 4
    corner = centre(panel, 0, 3, 4) - QPointF(cell / 2, cell / 2)
    seen = {
        picture.pixel(round(corner.x() + x), round(corner.y() + y))
        for x in range(2, int(cell) - 2) for y in range(2, int(cell) - 2)
    }  # fmt: skip
    assert not seen & set(table[: colormap.LEVELS].tolist())
    assert themed.color("panel").rgb() in seen and len(seen) > 1


def test_that_the_pointer_reads_words_and_weight_and_says_what_may_not_be_seen(qtbot: QtBot) -> None:
    values = np.zeros((1, 3, 3))
    values[0, 2, 1] = 0.25
    panel = panel_with(
        qtbot, values, ("attention.weights",), tokens=("the", "cat", "sat"), mask=np.tril(np.ones((3, 3)))
    )
    panel._pointer = centre(panel, 2, 1, 3)
    panel._tell()
    assert panel.info == "3 (sat) looks at 2 (cat): 0.25"
    panel._pointer = centre(panel, 0, 2, 3)
    panel._tell()
    assert panel.info == "1 (the) may not look at 3 (sat)"
    panel.leaveEvent(None)
    assert panel.info == "3 × 3"


def test_that_forty_words_are_readable_in_the_card_of_a_small_window() -> None:
    words = tuple(f"word{index}" for index in range(40))
    frame = heatmap.framed(QRectF(0, 0, 300, 250), (40, 40), (words, words), ("query", "key"), QFont())
    assert frame.cells.width() / 40 >= 3 and frame.shared == 1
    assert QRectF(0, 0, 300, 250).contains(frame.cells)


def test_that_more_words_than_fit_share_cells_and_the_header_says_so(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, uniform(1, 300), ("attention.weights",))
    assert panel._frame.shared > 1
    panel.draw()
    assert panel.info == f"300 × 300, of each {panel._frame.shared} × {panel._frame.shared} the largest"


def test_that_missing_layers_and_broken_numbers_are_drawn_without_complaint(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, np.full((2, 3, 3), np.nan))
    panel._weights.kept.pop(LAYERS[0])
    panel.grab()
    panel.clear()
    assert panel.is_empty() and panel.wanted() == frozenset()
    panel.grab()


@pytest.mark.parametrize("scale", [1, 4])
def test_that_a_saved_picture_has_the_layout_of_the_screen(qtbot: QtBot, scale: int) -> None:
    panel = panel_with(qtbot, uniform(2, 5))
    before = QRectF(panel._frame.cells)
    image = QImage(640 * scale, 360 * scale, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(LIGHT.panel))
    painter = QPainter(image)
    panel.render_to(painter, QSize(640, 360), float(scale))
    painter.end()
    assert panel._frame.cells == before
    point = centre(panel, 2, 2, 5) * scale
    assert image.pixel(round(point.x()), round(point.y())) == colormap.table("magnitude", LIGHT)[51]  # 0.2 of 254


def test_that_shift_and_f10_open_the_menu_of_the_cell_that_is_asked_about(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = panel_with(qtbot, uniform(2, 3))
    opened: list[bool] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: opened.append(bool(menu.actions())))
    qtbot.keyClick(panel, Qt.Key.Key_F10)
    assert opened == []
    qtbot.keyClick(panel, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert opened == [True]


@pytest.mark.parametrize(
    ("room", "least"), [((420, 250), 150), ((420, 330), 210), ((420, 420), 270), ((640, 360), 300)]
)
def test_that_the_tiles_of_the_heads_leave_the_chosen_one_as_much_of_the_card_as_it_can_fill(
    qtbot: QtBot, room: tuple[int, int], least: int
) -> None:
    panel = panel_with(qtbot, uniform(4, 16), tokens=tuple("abcdefghijklmnop"))
    panel.resize(*room)
    panel.draw()
    panel.grab()
    layout, cells = panel._grid.layout, panel._frame.cells
    assert layout is not None and layout.tile_rect(0).width() >= 16
    assert min(cells.width(), cells.height()) >= least
    tiles = QRectF(panel._grid.origin, QSizeF(*layout.size))
    assert not tiles.intersects(cells)


@pytest.mark.parametrize("room", [(760, 110), (760, 150), (300, 160), (420, 250), (1200, 300)])
def test_that_in_a_low_card_no_tile_is_larger_than_the_head_that_is_looked_at(
    qtbot: QtBot, room: tuple[int, int]
) -> None:
    panel = panel_with(qtbot, uniform(2, 8), names=LAYERS[:1], tokens=tuple("abcdefgh"))
    panel.resize(*room)
    panel.draw()
    panel.grab()
    assert panel._grid.layout is not None
    assert panel._grid.layout.tile_rect(0).width() < panel._frame.cells.width()


def test_that_what_stays_the_same_leaves_no_pen_and_no_font_behind_in_a_picture_that_is_saved() -> None:
    panel, sheet = AttentionPanel(), QImage(80, 60, QImage.Format.Format_ARGB32)
    painter = QPainter(sheet)
    before = QFont(painter.font()), painter.pen()

    def draw(on: QPainter) -> None:
        bold = QFont(on.font())
        bold.setBold(True)
        on.setFont(bold)
        on.setPen(QColor("red"))

    panel.paint_still(painter, "key", draw)
    after = QFont(painter.font()), painter.pen()
    painter.end()
    assert after == before
