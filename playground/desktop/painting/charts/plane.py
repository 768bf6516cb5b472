"""Plane: two linear axes with round numbers, and what is drawn between them; the panels say what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from playground.desktop.i18n.formatting import figure
from playground.desktop.style.theme import Theme

SIDE, BELOW, ABOVE, MARGIN = 56.0, 42.0, 8.0, 12.0
UPRIGHT = 20.0  # points of the title at the left
ROW = 18.0  # points of a row of names
LOW, WIDE = 90.0, 320.0  # points of a plane that is low, and of a place that has room for names at its right
TICK_X, TICK_Y = 64.0, 34.0  # points between two ticks at least
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Plane:
    """Where values lie on the screen: ``room`` spans ``x`` and ``y``, each (low, high)."""

    room: QRectF
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> QPointF:
        """The place of a pair of values."""
        across = (x - self.x[0]) / ((self.x[1] - self.x[0]) or 1.0)
        up = (y - self.y[0]) / ((self.y[1] - self.y[0]) or 1.0)
        return QPointF(self.room.left() + across * self.room.width(), self.room.bottom() - up * self.room.height())

    def box(self, left: float, low: float, right: float, high: float) -> QRectF:
        """The place of a range of both."""
        return QRectF(self.at(left, high), self.at(right, low))


@dataclass(frozen=True)
class Named:
    """What a stroke of the legend stands for."""

    name: str
    color: str
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


def framed(place: QRectF, x: tuple[float, float], y: tuple[float, float], above: float = ABOVE) -> Plane:
    """The plane inside ``place`` with room for its axes, and ``above`` points over it."""
    return Plane(place.adjusted(SIDE, above, -MARGIN, -BELOW), x, y)


def paint_axes(painter: QPainter, plane: Plane, titles: tuple[str, str], theme: Theme) -> None:
    """Lines at round values, their numbers, and what they are: (below, at the left)."""
    room = plane.room
    for value in _ticks(plane.y, room.height() / TICK_Y, least=1.0 if room.height() < TICK_Y else 2.0):
        y = plane.at(0.0, value).y()
        painter.setPen(theme.color("line"))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        painter.setPen(theme.color("second"))
        painter.drawText(QRectF(room.left() - SIDE, y - 10, SIDE - 8, 20), _RIGHT, figure(value, 3))
    for value in _ticks(plane.x, room.width() / TICK_X):
        painter.drawText(QRectF(plane.at(value, 0.0).x() - 40, room.bottom() + 4, 80, 16), _MIDDLE, figure(value, 3))
    below = QRectF(room.left(), room.bottom() + 21, room.width(), 18)
    metrics = QFontMetricsF(painter.font())
    if metrics.horizontalAdvance(titles[0]) > room.width():  # there is ground below the numbers of the other axis
        below.adjust(UPRIGHT - SIDE, 0, MARGIN, 0)
    painter.drawText(below, _MIDDLE, _fitting(titles[0], metrics, below.width()))
    if titles[1]:
        _paint_upright(painter, room, titles[1])


def _fitting(title: str, metrics: QFontMetricsF, room: float) -> str:
    """Without what stands behind its comma, where that has no room; cut where even that has none."""
    short = title if metrics.horizontalAdvance(title) <= room else re.split(r"[,，]", title)[0]
    return metrics.elidedText(short, Qt.TextElideMode.ElideRight, room)


def _paint_upright(painter: QPainter, room: QRectF, title: str) -> None:
    """Beside the middle of the axis; a title that is longer than the axis reaches down first, and then is cut."""
    metrics = QFontMetricsF(painter.font())
    longest = room.height() + BELOW + ABOVE
    words = _fitting(title, metrics, longest)
    wide = metrics.horizontalAdvance(words)
    middle = min(room.center().y(), room.bottom() + BELOW - wide / 2)
    middle = max(middle, room.top() - ABOVE + wide / 2)
    painter.save()
    painter.translate(room.left() - SIDE + 9, middle)
    painter.rotate(-90)
    painter.drawText(QRectF(-wide / 2, -9, wide, 18), _MIDDLE, words)
    painter.restore()


def paint_curve(
    painter: QPainter, plane: Plane, xs: Numbers, ys: Numbers, color: QColor, width: float = 2.0,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:  # fmt: skip
    """A polygon through the pairs, in pieces where one is not finite."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, width, style))
    points: list[QPointF] = []
    seen = (np.isfinite(xs) & np.isfinite(ys)).tolist()
    for finite, x, y in zip(seen, xs.tolist(), ys.tolist(), strict=True):
        if finite:
            points.append(plane.at(x, y))
        else:
            painter.drawPolyline(QPolygonF(points))
            points = []
    painter.drawPolyline(QPolygonF(points))
    painter.restore()


def beside_legend(painter: QPainter, place: QRectF, names: Sequence[Named], theme: Theme) -> QRectF:
    """Paint the names above a plane, or at its right where they would leave it no height; returns what is left."""
    metrics = QFontMetricsF(painter.font())
    longest = max((_width(one, metrics) for one in names), default=0.0)
    aside = SIDE if longest <= place.width() - SIDE else 0.0  # over the axis, where a name would be cut
    across = place.width() - aside
    above = ROW * (_rows(names, across, metrics)[-1][1] + 1) if names else 0.0
    wide = min(longest, 0.45 * place.width())
    if place.height() - above - ABOVE - BELOW >= LOW or place.width() < WIDE:
        paint_legend(painter, QPointF(place.left() + aside, place.top()), across, names, theme)
        return place.adjusted(0, max(above - 4, 0.0), 0, 0)
    row = min(ROW, place.height() / len(names))
    for at, one in enumerate(names):
        _paint_name(painter, QRectF(place.right() - wide, place.top() + at * row, wide, row), one, theme)
    return place.adjusted(0, 0, -wide, 0)


def paint_legend(painter: QPainter, corner: QPointF, width: float, names: Sequence[Named], theme: Theme) -> None:
    """Strokes and names in as many rows as they need."""
    metrics = QFontMetricsF(painter.font())
    for one, (x, row) in zip(names, _rows(names, width, metrics), strict=True):
        wide = min(_width(one, metrics), width)
        _paint_name(painter, QRectF(corner.x() + x, corner.y() + ROW * row, wide, ROW), one, theme)


def _rows(names: Sequence[Named], width: float, metrics: QFontMetricsF) -> list[tuple[float, int]]:
    """Where each name begins, and in which row."""
    found: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for one in names:
        wide = min(_width(one, metrics), width)
        if x and x + wide > width:
            x, row = 0.0, row + 1
        found.append((x, row))
        x += wide
    return found


def _width(one: Named, metrics: QFontMetricsF) -> float:
    return 28 + metrics.horizontalAdvance(one.name) + 18


def _paint_name(painter: QPainter, place: QRectF, one: Named, theme: Theme) -> None:
    painter.setPen(QPen(QColor(one.color), 2.5, one.style))
    painter.drawLine(QPointF(place.left(), place.center().y()), QPointF(place.left() + 22, place.center().y()))
    painter.setPen(theme.color("text"))
    words = QFontMetricsF(painter.font()).elidedText(one.name, Qt.TextElideMode.ElideMiddle, place.width() - 28)
    painter.drawText(place.adjusted(28, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), words)


def _ticks(limits: tuple[float, float], wanted: float, least: float = 2.0) -> list[float]:
    """Round values inside the limits, about so many."""
    span = limits[1] - limits[0]
    if not np.isfinite(span) or span <= 0:
        return []
    rough = span / max(least, wanted)
    base = 10.0 ** floor(log10(rough))
    step = next(factor * base for factor in (1, 2, 5, 10) if factor * base >= rough * 0.999)
    first, last = ceil(limits[0] / step - 1e-9), floor(limits[1] / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]
