"""Pictures of a sweep: the settings as lines over parallel axes, the result against one setting, which one mattered."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.desktop.i18n.formatting import figure, measured, metric_words
from playground.desktop.painting import colormap
from playground.desktop.runs.overlay_curves import title_of, value_of
from playground.desktop.style.theme import Theme
from playground.sweeps.overview import Overview

SIDE, ABOVE, BELOW = 64.0, 30.0, 34.0
PALE, BRUSH = 0.13, 0.25  # opacity of what is not brushed, and of the brush
RADIUS, WIDE = 4.0, 9.0
MANY = 200  # settings
Brushes = dict[int, tuple[float, float]]  # number of an axis → what is brushed of it, from 0 below to 1 above


def brushed(overview: Overview, brushes: Brushes) -> frozenset[int] | None:
    """Places of the settings that go through all brushes; None where there is no brush."""
    if not brushes:
        return None
    keep = np.ones(len(overview.whole), bool)
    for axis, (low, high) in brushes.items():
        at = places(overview)[axis]
        keep &= (at >= low) & (at <= high)
    return frozenset(np.flatnonzero(keep).tolist())


def places(overview: Overview) -> list[np.ndarray]:
    """Where each setting stands on each axis, from 0 to 1; the last axis is the result, better ones above."""
    return [*(column.at for column in overview.columns), _goodness(overview)]


def axes(place: QRectF, overview: Overview) -> list[QRectF]:
    """The room of each axis: a thin column over the height of the picture."""
    count = len(overview.columns) + 1
    room = place.adjusted(SIDE, ABOVE, -SIDE, -BELOW)
    step = room.width() / max(1, count - 1)
    return [QRectF(room.left() + step * at - WIDE, room.top(), 2 * WIDE, room.height()) for at in range(count)]


def parallel(
    painter: QPainter, place: QRectF, overview: Overview, theme: Theme, brushes: Brushes, chosen: int | None,
    hasty: bool = False,
) -> None:  # fmt: skip
    """One line a setting, coloured by its result; what is not brushed is pale, the chosen one is thick.

    Many settings get thin lines, which cost a quarter; ``hasty`` ones, half of that again, have no smooth edges.
    """
    rooms, found, kept = axes(place, overview), places(overview), brushed(overview, brushes)
    xs = [room.center().x() for room in rooms]
    many = len(overview.whole) > MANY
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not (hasty and many))
    for at in _in_order(overview, kept):
        color = _color(overview, at, theme)
        thick = at == chosen
        color.setAlphaF(1.0 if thick else 0.75 if kept is None or at in kept else PALE)
        painter.setPen(QPen(theme.color("highlight") if thick else color, 3.0 if thick else 1.0 if many else 1.4))
        points = [QPointF(x, _y(room, float(axis[at]))) for x, room, axis in zip(xs, rooms, found, strict=True)]
        painter.drawLines([QLineF(*ends) for ends in pairwise(points)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, room in enumerate(rooms):
        _axis(painter, room, overview, theme, number)
        if number in brushes:
            low, high = brushes[number]
            band = QRectF(QPointF(room.left(), _y(room, high)), QPointF(room.right(), _y(room, low)))
            tint = theme.color("accent")
            painter.setPen(QPen(tint, 1.5))
            tint.setAlphaF(BRUSH)
            painter.setBrush(tint)
            painter.drawRect(band)
            painter.setBrush(Qt.BrushStyle.NoBrush)


def scatter(
    painter: QPainter, place: QRectF, overview: Overview, theme: Theme, number: int, kept: Collection[int] | None,
    chosen: int | None,
) -> None:  # fmt: skip
    """The result of each setting against one of its values."""
    column, good = overview.columns[number], _goodness(overview)
    room = place.adjusted(SIDE, ABOVE, -SIDE, -BELOW)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("line"), 1.0))
    painter.drawLine(room.bottomLeft(), room.bottomRight())
    painter.drawLine(room.bottomLeft(), room.topLeft())
    painter.setPen(theme.color("second"))
    for at, value in column.ticks:
        x = room.left() + room.width() * at
        painter.drawText(QRectF(x - 60, room.bottom() + 3, 120, 16), Qt.AlignmentFlag.AlignCenter, value_of(value))
    for at, words in _result_ticks(overview):
        box = QRectF(place.left(), _y(room, at) - 9, SIDE - 6, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
    painter.setPen(theme.color("text"))
    painter.drawText(QRectF(place.left(), place.top() + 4, place.width(), 18), Qt.AlignmentFlag.AlignCenter,
                     title_of(column.path))  # fmt: skip
    painter.drawText(QRectF(place.left() + 8, place.top() + 4, 2 * SIDE, 18), Qt.AlignmentFlag.AlignLeft,
                     _judged(overview))  # fmt: skip
    for at in _in_order(overview, kept):
        color = theme.color("highlight") if at == chosen else _color(overview, at, theme)
        color.setAlphaF(0.85 if kept is None or at in kept else PALE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        middle = QPointF(room.left() + room.width() * float(column.at[at]), _y(room, float(good[at])))
        radius = RADIUS * (1.6 if at == chosen else 1.0)
        painter.drawEllipse(middle, radius, radius)


def importance(painter: QPainter, place: QRectF, overview: Overview, theme: Theme, caption: str) -> None:
    """A bar for each setting: its share of the variance of the results' ranks; below them what that is."""
    ordered = sorted(overview.columns, key=lambda column: -np.nan_to_num(column.explained, nan=-1.0))
    room = place.adjusted(16, 14, -16, -32)
    painter.setPen(theme.color("second"))
    painter.drawText(QRectF(place.left(), room.bottom() + 4, place.width(), 20), Qt.AlignmentFlag.AlignCenter, caption)
    height = min(34.0, room.height() / max(1, len(ordered)))
    wide = room.width() * 0.34
    for row, column in enumerate(ordered):
        top = room.top() + row * height
        painter.setPen(theme.color("text"))
        box = QRectF(room.left(), top, wide - 10, height)
        name = painter.fontMetrics().elidedText(title_of(column.path), Qt.TextElideMode.ElideMiddle, int(wide - 10))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        share = column.explained
        length = (room.width() - wide - 64) * (share if share == share else 0.0)
        painter.fillRect(QRectF(room.left() + wide, top + height / 2 - 7, max(1.0, length), 14), theme.color("accent"))
        words = f"{100 * share:.0f} %" if share == share else "–"
        painter.drawText(QRectF(room.left() + wide + length + 8, top, 60, height), Qt.AlignmentFlag.AlignVCenter, words)


def _axis(painter: QPainter, room: QRectF, overview: Overview, theme: Theme, number: int) -> None:
    x, columns = room.center().x(), overview.columns
    last = number == len(columns)
    painter.setPen(QPen(theme.color("second"), 1.2))
    painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
    title = _judged(overview) if last else title_of(columns[number].path)
    painter.setPen(theme.color("text"))
    title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, int(2 * SIDE - 8))
    painter.drawText(QRectF(x - SIDE, room.top() - 26, 2 * SIDE, 18), Qt.AlignmentFlag.AlignCenter, title)
    ticks = [(at, value_of(value)) for at, value in columns[number].ticks] if not last else _result_ticks(overview)
    painter.setPen(theme.color("second"))
    for at, words in _apart(ticks, room.height()):
        y = _y(room, at)
        painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))
        ground = theme.color("panel")
        ground.setAlphaF(0.75)
        width = painter.fontMetrics().horizontalAdvance(words) + 4
        painter.fillRect(QRectF(x + 7, y - 8, width, 16), ground)
        painter.drawText(QRectF(x + 9, y - 9, width + 4, 18), Qt.AlignmentFlag.AlignVCenter, words)


def _judged(overview: Overview) -> str:
    metric = overview.ranking.metric
    return metric_words(metric.name) if metric is not None else ""


def _apart(ticks: list[tuple[float, str]], height: float) -> list[tuple[float, str]]:
    """Those that do not cover each other."""
    found: list[tuple[float, str]] = []
    for at, words in ticks:
        if all(abs(at - other) * height >= 15 for other, _ in found):
            found.append((at, words))
    return found


def _goodness(overview: Overview) -> np.ndarray:
    """Each result between the worst (0) and the best (1)."""
    metric, results = overview.ranking.metric, overview.results
    if metric is None or not len(results):
        return np.zeros(len(results))
    ranks = np.array([metric.rank(float(value)) for value in results])
    low, high = float(ranks.min()), float(ranks.max())
    return (ranks - low) / (high - low) if high > low else np.full(len(ranks), 0.5)


def _result_ticks(overview: Overview) -> list[tuple[float, str]]:
    metric, results = overview.ranking.metric, overview.results
    if metric is None or not len(results):
        return []
    worst, best = sorted((float(results.min()), float(results.max())), key=metric.rank)
    ends = [(0.0, worst), (0.5, (worst + best) / 2), (1.0, best)] if worst != best else [(0.5, best)]
    return [(at, measured(metric.name, value) or figure(value)) for at, value in ends]


def _in_order(overview: Overview, kept: Collection[int] | None) -> list[int]:
    """Worse ones first, so that better ones lie above them; pale ones below all."""
    worst_first = range(len(overview.whole) - 1, -1, -1)
    return sorted(worst_first, key=lambda at: kept is not None and at in kept)


def _color(overview: Overview, at: int, theme: Theme) -> QColor:
    """By its place among the results, which a few very bad ones do not press together."""
    share = 1 - at / max(1, len(overview.whole) - 1)
    share = share if theme.name == "dark" else 1 - share  # the best stand out from the ground
    return QColor.fromRgb(int(colormap.table("magnitude", theme)[int((0.08 + 0.8 * share) * (colormap.LEVELS - 1))]))


def _y(room: QRectF, at: float) -> float:
    return room.bottom() - room.height() * at
