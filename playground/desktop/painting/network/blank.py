"""Blank: what is drawn in a node of which nothing is known yet: how its numbers will stand, without any."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.desktop.painting.network.cells import BoxCells, rect
from playground.desktop.style.theme import Theme
from playground.languages.spoken import said
from playground.network.graph import NodeForm
from playground.network.places import Box

LINES = 12  # of queries, and of keys, between which lines are drawn
COLUMNS = 64  # steps up to which each has a column of its own


def paint(painter: QPainter, box: Box, theme: Theme) -> None:
    """Columns of steps, lines of attention and its heads, rows of classes."""
    pen = theme.color("baseline")
    pen.setAlphaF(0.45)
    painter.setPen(QPen(pen, 1.0))
    place, form = rect(box.picture), box.node.form
    if form in (NodeForm.STATES, NodeForm.TOKENS, NodeForm.ANSWERS):
        steps = box.node.shape[0]
        for step in range(1, steps if steps <= COLUMNS else 1):
            x = place.left() + step * place.width() / steps
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
    elif form in (NodeForm.UNITS, NodeForm.CLASSES):
        rows = -(-box.shown // box.columns)
        bars = place.adjusted(0.35 * place.width(), 0, 0, 0) if form is NodeForm.CLASSES else place
        high, wide = bars.height() / rows, bars.width() / box.columns
        every = max(1, ceil((painter.fontMetrics().height() - 3) / high))  # names that would lie on each other
        inset = 0.15 * high if form is NodeForm.CLASSES else 0.0
        for unit in range(box.shown):
            column, row = divmod(unit, rows)
            cell = QRectF(bars.left() + column * wide, bars.top() + row * high + inset, wide, high - 2 * inset)
            painter.drawRect(cell)
            if form is NodeForm.CLASSES and unit < len(box.node.words) and unit % every == 0:
                beside = QRectF(place.left(), cell.center().y() - 10, cell.left() - place.left() - 8, 20)
                _name(painter, beside, said(box.node.words[unit]), theme)
    elif form in (NodeForm.ATTENTION, NodeForm.SCORES):
        _attention(painter, box, place)


def _name(painter: QPainter, place: QRectF, name: str, theme: Theme) -> None:
    before = painter.pen()
    painter.setPen(theme.color("second"))
    shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(place.width()))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), shown)
    painter.setPen(before)


def _attention(painter: QPainter, box: Box, place: QRectF) -> None:
    """A line from each of some keys to each of some queries, and an empty square a head."""
    _, queries, keys = box.node.shape
    if box.node.form is NodeForm.ATTENTION:
        for query in range(0, queries, -(-queries // LINES)):
            for key in range(0, keys, -(-keys // LINES)):
                start = QPointF(place.left() + (key + 0.5) * place.width() / keys, place.bottom() - 3)
                end = QPointF(place.left() + (query + 0.5) * place.width() / queries, place.top() + 3)
                painter.drawLine(start, end)
    mosaic = BoxCells(box, box.node.shape).mosaic
    if mosaic is not None:
        origin, layout = mosaic
        for head in range(layout.count):
            painter.drawRect(layout.tile_rect(head).translated(origin))
