"""Attention as curves from the keys at the lower edge to the queries at the upper one.

A curve leaves and arrives upright: in the share t of its length it has gone 3t² − 2t³ of the way across and
3/2 t(1 − t) + t³ of the way up, which is the cubic Bézier curve with both control points at half the height.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from playground.desktop.painting.network.line_geometry import (
    EDGE,
    Array,
    LineGeometry,
    Reals,
    along,
    chosen,
    strength,
    width_of,
)
from playground.desktop.style.theme import Theme

ROWS, POINTS = 150, 60_000  # of several heads: rows of pixels that are computed, and points of lines in them, about


def paint(painter: QPainter, place: QRectF, weights: Array, theme: Theme, only: int | None = None) -> None:
    """Attention (queries, keys) as paths, for files; ``only`` the lines of this query, in the highlight.

    The wider and the stronger a line, the larger its weight.
    """
    _paths(painter, place, weights[None], [theme.color("accent" if only is None else "highlight")], only)
    _dots(painter, place, weights.shape, theme)


def paint_heads(
    painter: QPainter, place: QRectF, weights: Array, colors: Sequence[QColor], theme: Theme, only: int | None = None
) -> None:
    """Attention of several heads (heads, queries, keys) the same way, each in its colour, the strongest above."""
    _paths(painter, place, weights, colors, only)
    _dots(painter, place, weights.shape[1:], theme)


def _paths(painter: QPainter, place: QRectF, weights: Array, colors: Sequence[QColor], only: int | None) -> None:
    head, query, key, weight = chosen(weights, only)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    starts, ends = along(place, weights.shape[2], key), along(place, weights.shape[1], query)
    strengths, widths = strength(weight), width_of(place, weights, weight)
    for number, start, end, covers, wide in zip(head, starts, ends, strengths, widths, strict=True):
        color = QColor(colors[number])
        color.setAlphaF(float(covers))
        painter.setPen(QPen(color, float(wide)))
        painter.drawPath(_curve(QPointF(start, place.bottom() - EDGE), QPointF(end, place.top() + EDGE)))


def image(
    size: tuple[int, int], place: QRectF, factor: float, weights: Array, theme: Theme, only: int | None = None
) -> QImage:
    """The same as an image of ``size`` pixels, ``factor`` to a point, in a third of the time.

    All lines are of one colour, so that their order does not matter: where they cover a point by a₁, a₂, … of it the
    ground shines through by Π(1 − aᵢ). The logarithms are added up along each row of pixels.
    """
    color = theme.color("accent" if only is None else "highlight")
    geometry = LineGeometry.of(size, place, factor, weights[None], only)
    covered = -np.expm1(np.minimum(geometry.through(), 0.0))
    channels = np.array([color.blue(), color.green(), color.red(), 255])
    return _finished(_as_image(covered[..., None] * channels), place, factor, weights.shape, theme)


def image_of_heads(
    size: tuple[int, int], place: QRectF, factor: float, weights: Array, colors: Sequence[QColor], theme: Theme,
    only: int | None = None,
) -> QImage:  # fmt: skip
    """The same of several heads (heads, queries, keys), each in its colour.

    Lines cover the ground as above, in the colour of the strongest over a point. However many there are, it takes about
    as long as one head alone: of a high picture fewer rows are computed, and the strongest lines only.
    """
    wide, high = size
    coarse = max(1, round(high / ROWS))  # of a high picture every second row, or fewer
    stretched = QRectF(place.x(), place.y() / coarse, place.width(), place.height() / coarse)
    geometry = LineGeometry.of((wide, -(-high // coarse)), stretched, factor, weights, only, POINTS, EDGE / coarse)
    covered = -np.expm1(np.minimum(geometry.through(), 0.0))
    channels = np.zeros((max(1, len(colors)), 4), np.float32)
    channels[: len(colors)] = [(one.blue(), one.green(), one.red(), 255) for one in colors] or 0
    pixels = channels[geometry.owners()]
    pixels *= covered[..., None]
    found = _as_image(pixels)
    if coarse > 1:
        found = found.scaled(
            wide, high, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return _finished(found, place, factor, weights.shape[1:], theme)


def _finished(found: QImage, place: QRectF, factor: float, shape: tuple[int, ...], theme: Theme) -> QImage:
    """With the dots."""
    painter = QPainter(found)
    size = found.width(), found.height()
    painter.drawImage(0, 0, _ends(size, place.getRect(), factor, shape, theme))
    painter.end()
    return found


def _as_image(pixels: Reals) -> QImage:
    """(rows, columns, 4) of blue, green, red, each times what is covered, and what is covered: 0…255."""
    bits = (pixels + 0.5).astype(np.uint8)
    high, wide, _ = bits.shape
    return QImage(bits.data, wide, high, 4 * wide, QImage.Format.Format_ARGB32_Premultiplied).copy()


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
