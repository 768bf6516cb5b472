"""EndNames: names beside the ends of curves, in a modest share of a plot; where not all have room, a few of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from playground.desktop.i18n.network_text import shorter
from playground.desktop.style.theme import Theme

SHARE = 0.32  # of the width of a plot at most
LINE = 16.0  # points between two names
NEAR = 14.0  # points from a place to a curve that is pointed at there
GAP, STROKE = 4.0, 12.0  # before and after a stroke of the curve's kind, and its length
_ASIDE = 2 * GAP + STROKE
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class EndName:
    """A curve's name; ``y``: where it ends, in points from the top."""

    name: str
    pen: QPen
    y: float


def width(names: Sequence[str], whole: float, metrics: QFontMetricsF) -> float:
    """Points that names take of a plot that is ``whole`` points wide, the strokes before them among these."""
    return min(SHARE * whole, max(map(metrics.horizontalAdvance, names), default=0.0) + _ASIDE + 3.0)


def paint(painter: QPainter, room: QRectF, side: float, ends: Sequence[EndName], theme: Theme) -> None:
    """Names in ``side`` points at the right of ``room``, pushed apart where they would collide.

    Where not all have room, those of the largest, the smallest and some between are written, and how many are not.
    """
    metrics = QFontMetricsF(painter.font())
    chosen = _chosen(sorted(ends, key=lambda one: one.y), max(1, int(room.height() / LINE)))
    left = room.right() + _ASIDE
    for one, y in zip(chosen, _apart([one.y for one in chosen], room), strict=True):
        painter.setPen(one.pen)
        painter.drawLine(QPointF(room.right() + GAP, y), QPointF(left - GAP, y))
        painter.setPen(theme.color("text"))
        words = fitting(one.name, side - _ASIDE, metrics)
        painter.drawText(QRectF(left, y - 9, side - _ASIDE, 18), _LEFT, words)
    if len(chosen) < len(ends):
        painter.setPen(theme.color("second"))
        more = QCoreApplication.translate("Answers", "… {0} more").format(len(ends) - len(chosen))
        painter.drawText(QRectF(room.right(), room.bottom() + 4, side, 16), _RIGHT, more)


def fitting(name: str, room: float, metrics: QFontMetricsF) -> str:
    """The name, whole or as the field shortens it; cut at its end only where it still does not fit."""
    short = next(iter(shorter(name)), name)
    known = (name, short, short.replace(" · ", " "))
    whole = next((words for words in known if metrics.horizontalAdvance(words) <= room), "")
    return whole or metrics.elidedText(known[-1], Qt.TextElideMode.ElideRight, room)


def nearest(place: QPointF, curves: Sequence[Sequence[QPointF]]) -> int | None:
    """Which curve runs straight above or below a place, nearer than all others; None where none is near."""
    found = [(_distance(place, curve), index) for index, curve in enumerate(curves) if curve]
    distance, index = min(found, default=(NEAR, 0))
    return index if distance < NEAR else None


def _distance(place: QPointF, curve: Sequence[QPointF]) -> float:
    if not curve[0].x() - NEAR <= place.x() <= curve[-1].x() + NEAR:
        return NEAR
    return abs(float(np.interp(place.x(), [at.x() for at in curve], [at.y() for at in curve])) - place.y())


def _chosen(ends: list[EndName], most: int) -> list[EndName]:
    if len(ends) <= most:
        return ends
    return [ends[round(at)] for at in np.linspace(0, len(ends) - 1, most).tolist()]


def _apart(wanted: list[float], room: QRectF) -> list[float]:
    """Heights in the same order, a line from each other at least, and inside."""
    places: list[float] = []
    for y in wanted:
        places.append(max(y, places[-1] + LINE if places else room.top() + LINE / 2))
    lowest = room.bottom() - LINE / 2
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], lowest)
        lowest = places[at] - LINE
    return places
