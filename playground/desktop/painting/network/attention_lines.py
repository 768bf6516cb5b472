"""Attention as curves from the keys at the lower edge to the queries at the upper one.

A curve leaves and arrives upright: in the share t of its length it has gone 3t² − 2t³ of the way across and
3/2 t(1 − t) + t³ of the way up, which is the cubic Bézier curve with both control points at half the height.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from playground.desktop.style.theme import Theme

FAINT = 0.02  # of the attention: thinner lines are left out
LINES = 1500  # at most
EDGE = 3.0  # points between the edges and the ends of the lines
Array = NDArray[np.float32]
Whole = NDArray[np.int64]
Reals = NDArray[np.floating[Any]]


def paint(painter: QPainter, place: QRectF, weights: Array, theme: Theme, only: int | None = None) -> None:
    """Attention (queries, keys) as paths, for files; ``only`` the lines of this query, in the highlight.

    The wider and the stronger a line, the larger its weight.
    """
    query, key, weight = _chosen(weights, only)
    color = theme.color("accent" if only is None else "highlight")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    starts, ends = _along(place, weights.shape[1], key), _along(place, weights.shape[0], query)
    for start, end, strength, width in zip(
        starts, ends, _strength(weight), _width(place, weights, weight), strict=True
    ):
        color.setAlphaF(float(strength))
        painter.setPen(QPen(color, float(width)))
        painter.drawPath(_curve(QPointF(start, place.bottom() - EDGE), QPointF(end, place.top() + EDGE)))
    _dots(painter, place, weights.shape, theme)


def image(
    size: tuple[int, int], place: QRectF, factor: float, weights: Array, theme: Theme, only: int | None = None
) -> QImage:
    """The same as an image of ``size`` pixels, ``factor`` to a point, in a third of the time.

    All lines are of one colour, so that their order does not matter: where they cover a point by a₁, a₂, … of it the
    ground shines through by Π(1 − aᵢ). The logarithms are added up along each row of pixels.
    """
    wide, high = size
    query, key, weight = _chosen(weights, only)
    scaled = QRectF(place.x() * factor, place.y() * factor, place.width() * factor, place.height() * factor)
    starts, ends = _along(scaled, weights.shape[1], key), _along(scaled, weights.shape[0], query)
    top, bottom = scaled.top() + EDGE * factor, scaled.bottom() - EDGE * factor
    rows = np.arange(max(0, int(np.ceil(top - 0.5))), min(high, int(np.floor(bottom - 0.5)) + 1))
    across, slope = _shape((bottom - rows - 0.5) / max(bottom - top, 1.0))
    shift = (ends - starts)[:, None]
    middle = starts[:, None] + shift * across
    width = _width(place, weights, weight)[:, None] * factor
    half = 0.5 * width * np.sqrt(1.0 + (shift * slope / max(bottom - top, 1.0)) ** 2)
    passed = np.log1p(-np.minimum(_strength(weight), 0.999))[:, None]
    through = np.zeros((high, wide + 2))
    through[rows] = _summed(rows, middle - half, middle + half, passed, wide)
    covered = -np.expm1(np.minimum(through[:, :wide], 0.0))
    found = _tinted(covered, theme, only)
    painter = QPainter(found)
    painter.drawImage(0, 0, _ends(size, place.getRect(), factor, weights.shape, theme))
    painter.end()
    return found


def _chosen(weights: Array, only: int | None) -> tuple[Whole, Whole, Array]:
    """Query, key and weight of the lines that are seen, the strongest last."""
    known = np.nan_to_num(weights)
    order = np.argsort(known, axis=None)[::-1][:LINES][::-1]
    query, key = np.divmod(order, weights.shape[1])
    weight = known[query, key]
    seen = (weight >= FAINT) & ((query == only) if only is not None else True)
    return query[seen], key[seen], weight[seen]


def _along(place: QRectF, count: int, index: Whole) -> Reals:
    return np.asarray(place.left() + (index + 0.5) * place.width() / count)


def _strength(weight: Array) -> Array:
    """How much of the ground a line covers."""
    return np.asarray(np.minimum(1.0, 0.12 + 0.8 * weight))


def _width(place: QRectF, weights: Array, weight: Array) -> Reals:
    """Points."""
    widest = min(6.0, max(1.5, place.width() / max(weights.shape) / 3))
    return np.asarray(np.maximum(0.6, widest * weight.astype(np.float64)))


def _shape(up: Reals) -> tuple[Reals, Reals]:
    """How far across a curve is where it is so far up, both as shares of the way, and how that grows there."""
    share = np.linspace(0.0, 1.0, 257)
    t = np.interp(up, 1.5 * share * (1 - share) + share**3, share)
    return 3 * t**2 - 2 * t**3, 6 * t * (1 - t) / (1.5 - 3 * t + 3 * t**2)


def _summed(rows: Whole, left: Reals, right: Reals, value: Reals, wide: int) -> Reals:
    """``value`` of each line (lines, 1) between ``left`` and ``right`` (lines, rows) added up: (rows, wide + 2).

    A pixel that is covered in part gets its share: steps up and down at the two ends, then their running sum.
    """
    stride = wide + 2
    steps = np.zeros(len(rows) * stride)
    first = np.arange(len(rows)) * stride
    for edge, signed in ((left, value), (right, -value)):
        at = np.clip(edge, 0.0, float(wide))
        whole = at.astype(np.int64)
        after = signed * (at - whole)
        whole += first
        place = whole.ravel()
        steps += np.bincount(place, (signed - after).ravel(), len(steps))
        steps[1:] += np.bincount(place, after.ravel(), len(steps))[:-1]
    return np.cumsum(steps.reshape(len(rows), stride), axis=1)


def _tinted(covered: Reals, theme: Theme, only: int | None) -> QImage:
    """A colour that covers an image (rows, columns) by these shares."""
    color = theme.color("accent" if only is None else "highlight")
    channels = np.array([color.blueF(), color.greenF(), color.redF(), 1.0])
    pixels = np.ascontiguousarray((255.0 * covered[..., None] * channels + 0.5).astype(np.uint8))
    high, wide = covered.shape
    return QImage(pixels.data, wide, high, 4 * wide, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _curve(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    middle = (start.y() + end.y()) / 2
    path.cubicTo(QPointF(start.x(), middle), QPointF(end.x(), middle), end)
    return path


@lru_cache(maxsize=16)
def _ends(
    size: tuple[int, int], place: tuple[float, float, float, float], factor: float, shape: tuple[int, ...], theme: Theme
) -> QImage:
    """The dots alone, which stay from step to step."""
    found = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(factor, factor)
    _dots(painter, QRectF(*place), shape, theme)
    painter.end()
    return found


def _dots(painter: QPainter, place: QRectF, shape: tuple[int, ...], theme: Theme) -> None:
    for count, y in ((shape[0], place.top() + EDGE), (shape[1], place.bottom() - EDGE)):
        wide = 2 * min(2.5, place.width() / count / 4)
        painter.setPen(QPen(theme.color("second"), wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints([QPointF(place.left() + (step + 0.5) * place.width() / count, y) for step in range(count)])
