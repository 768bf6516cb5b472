"""Chart: a few short curves with axes and names, painted at once; for pictures that change as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from playground.desktop.i18n.formatting import figure, grouped
from playground.desktop.painting.plots import end_names
from playground.desktop.painting.plots.end_names import EndName
from playground.desktop.state import step_scale
from playground.desktop.style.theme import Theme

SIDE, BELOW, ABOVE = 56.0, 42.0, 24.0
LOW, NUMBERS = 140.0, 24.0  # points of a place that has no height for a title below the numbers, and for these alone
ROW = 18.0  # points from one row of names to the next
NAMED = 0.25  # of the height at most for several rows of names; else they stand at the ends of the curves
TICK = 34.0  # points between two ticks at least
STEP = 90.0  # points between two numbers of steps at least
LEAST = 1e-14  # what a logarithmic axis shows of zero
Array = NDArray[np.float32]


@dataclass(frozen=True)
class ChartLine:
    """One curve: values over 0, 1, 2 …, how it is drawn, and its name."""

    name: str
    values: Array
    color: str
    width: float = 2.5
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


class Range:
    """Limits that follow values in jumps, so that an axis does not move at every picture."""

    def __init__(self, log: bool = False) -> None:
        self.log = log
        self.low, self.high = 0.0, 1.0
        self._known = False

    def reset(self) -> None:
        """Forget what was seen."""
        self._known = False

    def follow(self, lines: Sequence[ChartLine]) -> None:
        """Widen to the lines; narrow when they fill less than a third."""
        values = np.concatenate([line.values for line in lines]).astype(np.float64)
        if self.log:
            values = np.log10(np.maximum(values, LEAST))
        values = values[np.isfinite(values)]
        if not len(values):
            return
        low, high = float(values.min()), float(values.max())
        span = max(high - low, 1.0 if self.log else 1e-6)
        outside = low < self.low or high > self.high
        if not self._known or outside or span < (self.high - self.low) / 3:
            margin = 0.06 * span
            self.low, self.high = (floor(low), ceil(high)) if self.log else (low - margin, high + margin)
            if self.high <= self.low:
                self.high = self.low + 1
            self._known = True


def paint(
    painter: QPainter, place: QRectF, lines: Sequence[ChartLine], limits: Range, x_title: str, theme: Theme,
    labels: Sequence[str] = (),
) -> QRectF:  # fmt: skip
    """Draw the lines into ``place``, their names above or at their ends; returns where the curves are.

    ``labels`` stand along x in place of numbers, every n-th where they would collide.
    """
    metrics = QFontMetricsF(painter.font())
    named, side = _legend_places(lines, place.width() - SIDE - 10, metrics), 10.0
    if named and named[-1].top() > ROW / 2 and named[-1].bottom() > NAMED * place.height():
        named, side = [], end_names.width([line.name for line in lines], place.width(), metrics)
    low, x_title = below(place, x_title)
    room = place.adjusted(SIDE, named[-1].bottom() + 3 if named else 8.0 if side > 10.0 else ABOVE, -side, -low)
    count = max(len(line.values) for line in lines)
    painter.save()
    value_axis(painter, room, limits, theme)
    _x_axis(painter, room, count, x_title, labels, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(room.adjusted(-2, -2, 2, 2))
    for line in lines:
        painter.setPen(QPen(QColor(line.color), line.width, line.style))
        for run in _runs(line.values, room, limits, count):
            painter.drawPolyline(run)
    painter.setClipping(False)
    if side > 10.0:
        end_names.paint(painter, room, side, [_end(line, room, limits, count) for line in lines], theme)
    else:
        _legend(painter, QPointF(room.left(), place.top()), lines, named, theme)
    painter.restore()
    return room


def below(place: QRectF, title: str) -> tuple[float, str]:
    """Points below the curves for the axis, and its title: a low place leaves that height to the curves."""
    return (BELOW, title) if place.height() >= LOW else (NUMBERS, "")


def _end(line: ChartLine, room: QRectF, limits: Range, count: int) -> EndName:
    """Its name where it ends, or at the bottom where no value of it is finite."""
    runs = _runs(line.values, room, limits, count)
    y = runs[-1].last().y() if runs else room.bottom()
    pen = QPen(QColor(line.color), line.width, line.style)
    return EndName(line.name, pen, min(max(y, room.top()), room.bottom()))


def _runs(values: Array, room: QRectF, limits: Range, count: int) -> list[QPolygonF]:
    """The points of a curve, in pieces where something is not finite."""
    y = np.log10(np.maximum(values.astype(np.float64), LEAST)) if limits.log else values.astype(np.float64)
    xs = room.left() + room.width() * (np.arange(len(y)) / max(count - 1, 1))
    ys = room.bottom() - room.height() * (y - limits.low) / (limits.high - limits.low)
    runs, points = [], QPolygonF()
    for x, height in zip(xs.tolist(), ys.tolist(), strict=True):
        if np.isfinite(height):
            points.append(QPointF(x, height))
        elif not points.isEmpty():
            runs.append(points)
            points = QPolygonF()
    return runs if points.isEmpty() else [*runs, points]


def value_axis(painter: QPainter, room: QRectF, limits: Range, theme: Theme) -> None:
    """Lines across ``room`` at round values, which stand at its left in ``SIDE`` points."""
    wanted = max(2, int(room.height() / TICK))
    if limits.log:
        step = max(1, ceil((limits.high - limits.low) / wanted))
        marks = [(float(power), _power(power)) for power in range(int(limits.low), int(limits.high) + 1, step)]
    else:
        step_size = _nice((limits.high - limits.low) / wanted)
        first = ceil(limits.low / step_size)
        values = [i * step_size for i in range(first, floor(limits.high / step_size) + 1)]
        marks = [(value, figure(round(value, 10), 3)) for value in values]
    for value, words in marks:
        y = room.bottom() - room.height() * (value - limits.low) / (limits.high - limits.low)
        painter.setPen(theme.color("line"))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        painter.setPen(theme.color("second"))
        label = QRectF(room.left() - SIDE, y - 10, SIDE - 8, 20)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)


def _x_axis(painter: QPainter, room: QRectF, count: int, title: str, labels: Sequence[str], theme: Theme) -> None:
    painter.setPen(theme.color("second"))
    names = labels or [str(index + 1) for index in range(count)]
    metrics = QFontMetricsF(painter.font())
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0.0) + 10
    every = max(1, ceil(max(widest, 20.0) * max(count - 1, 1) / max(room.width(), 1.0)))
    for index in range(0, min(count, len(names)), every if labels else _rounded(every)):
        x = room.left() + room.width() * index / max(count - 1, 1)
        painter.drawText(QRectF(x - 60, room.bottom() + 4, 120, 16), int(Qt.AlignmentFlag.AlignCenter), names[index])
    below = QRectF(room.left(), room.bottom() + 21, room.width(), 18)
    painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), title)


def step_axis(painter: QPainter, room: QRectF, last: int, title: str, theme: Theme, log: bool = False) -> None:
    """Steps 0 … ``last`` of the training below ``room``, at round numbers, and what they are."""
    painter.setPen(theme.color("second"))
    most = max(2.0, room.width() / STEP)
    steps = step_scale.round_steps(last, int(most)) if log else range(0, last + 1, max(1, round(_nice(last / most))))
    for step, share in zip(steps, step_scale.shares(np.array(steps), last, log).tolist(), strict=True):
        x = room.left() + room.width() * share
        painter.drawText(QRectF(x - 40, room.bottom() + 4, 80, 16), int(Qt.AlignmentFlag.AlignCenter), grouped(step))
    below = QRectF(room.left(), room.bottom() + 21, room.width(), 18)
    painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), title)


def _legend_places(lines: Sequence[ChartLine], width: float, metrics: QFontMetricsF) -> list[QRectF]:
    """Where stroke and name of each line stand, in as many rows as they need; no entry is wider than ``width``."""
    places: list[QRectF] = []
    x, y = 0.0, 1.0
    for line in lines:
        wide = min(28 + metrics.horizontalAdvance(line.name) + 4, width)
        if x and x + wide > width:
            x, y = 0.0, y + ROW
        places.append(QRectF(x, y, wide, 20))
        x += wide + 16
    return places


def _legend(
    painter: QPainter, corner: QPointF, lines: Sequence[ChartLine], places: Sequence[QRectF], theme: Theme
) -> None:  # fmt: skip
    """A stroke as it is drawn and the name, one beside the other above the curves."""
    metrics = QFontMetricsF(painter.font())
    for line, inside in zip(lines, places, strict=True):
        place = inside.translated(corner)
        painter.setPen(QPen(QColor(line.color), line.width, line.style))
        painter.drawLine(QPointF(place.left(), place.center().y()), QPointF(place.left() + 22, place.center().y()))
        painter.setPen(theme.color("text"))
        place.setLeft(place.left() + 28)
        name = metrics.elidedText(line.name, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), name)


def _power(power: int) -> str:
    raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}"


def _nice(step: float) -> float:
    """The next of 1, 2, 5, 10 … times a power of ten."""
    base = 10.0 ** floor(log10(max(step, 1e-12)))
    return next(factor * base for factor in (1, 2, 5, 10) if factor * base >= step * 0.999)


def _rounded(every: int) -> int:
    return max(1, round(_nice(every)))
