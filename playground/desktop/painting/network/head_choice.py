"""HeadChoice: the heads beside the lines of attention: one is chosen, or all are drawn, each in its colour."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from playground.desktop.painting.network.cells import SWITCH, BoxCells, switch
from playground.desktop.style.theme import Theme
from playground.network.graph import NodeForm

COLORS = (  # Okabe & Ito's for colour-blind readers first; with more heads than these the first come again
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A4FBF", "#8A6D00", "#B3261E", "#5C6F7B",
)  # fmt: skip
ALL = -1
VEIL = 0.72  # how much of the matrix of a head without lines is hidden
BADGE = 13.0  # points of the number of a head
_CENTER = int(Qt.AlignmentFlag.AlignCenter)


def color_of(head: int, theme: Theme) -> QColor:
    """The colour of the lines of a head; on a dark ground none is dark."""
    found = QColor(COLORS[head % len(COLORS)])
    return found if theme.color("panel").lightness() > 128 or found.lightness() > 140 else found.lighter(135)


def head_at(cells: BoxCells, point: QPointF) -> int | None:
    """The head whose matrix is under a point; ``ALL`` for the switch between one head and all, None for neither."""
    place = switch(cells.box)
    if place is not None and place.contains(point):
        return ALL
    if cells.box.node.form is not NodeForm.ATTENTION or not cells.box.side.width:
        return None
    tiles = ((head, cells.tile(head)) for head in range(cells.shape[0]))
    return next((head for head, tile in tiles if tile is not None and tile.contains(point)), None)


def paint_switch(painter: QPainter, cells: BoxCells, theme: Theme) -> None:
    """What a click changes to: in words, or where there is no room for them as lines of three colours."""
    place = switch(cells.box)
    if place is None:
        return
    on = cells.together is not None
    words = QCoreApplication.translate("NetworkText", "all heads")
    font = QFont(painter.font())
    font.setPixelSize(11)
    painter.save()
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if place.width() <= SWITCH:
        _paint_small(painter, place.adjusted(3, 2, -1, -2), on, theme)
        painter.restore()
        return
    wide = min(place.width(), QFontMetricsF(font).horizontalAdvance(words) + 14)
    chip = QRectF(place.left(), place.top() + 4, wide, place.height() - 4)
    painter.setPen(QPen(theme.color("accent" if on else "line"), 1.0))
    painter.setBrush(theme.color("selection" if on else "panel"))
    painter.drawRoundedRect(chip, 5, 5)
    painter.setPen(theme.color("text" if on else "second"))
    painter.drawText(chip, _CENTER, words)
    painter.restore()


def _paint_small(painter: QPainter, chip: QRectF, on: bool, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("accent" if on else "line"), 1.0))
    painter.setBrush(theme.color("selection" if on else "panel"))
    painter.drawRoundedRect(chip, 4, 4)
    for head in range(3):
        painter.setPen(QPen(color_of(head, theme), 1.8))
        y = chip.top() + (head + 1) * chip.height() / 4
        painter.drawLine(QPointF(chip.left() + 4, y), QPointF(chip.right() - 4, y))


def paint_legend(painter: QPainter, cells: BoxCells, on: Collection[int], theme: Theme) -> None:
    """Each matrix framed and numbered in the colour of its lines; pale where the head has none."""
    font = QFont(painter.font())
    font.setPixelSize(10)
    font.setBold(True)
    painter.setFont(font)
    for head in range(cells.shape[0]):
        tile = cells.tile(head)
        if tile is None:
            continue
        color, shown = color_of(head, theme), head in on
        if not shown:
            veil = theme.color("panel")
            veil.setAlphaF(VEIL)
            painter.fillRect(tile, veil)
        painter.setPen(QPen(color, 2.0 if shown else 1.0, Qt.PenStyle.SolidLine if shown else Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(tile.adjusted(-1, -1, 1, 1))
        badge = QRectF(tile.left() - 1, tile.top() - 1, BADGE, BADGE)
        if tile.width() >= 1.6 * BADGE:
            painter.fillRect(badge, color if shown else theme.color("panel"))
            painter.setPen(QColor("#FFFFFF" if color.lightness() < 150 else "#000000") if shown else color)
            painter.drawText(badge, _CENTER, str(head + 1))
