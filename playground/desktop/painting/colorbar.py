"""Colour bar: the strip beside a picture that says which colour is which number."""

from __future__ import annotations

from math import floor, isfinite, log10

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.desktop.i18n.formatting import figure, raised
from playground.desktop.painting import colormap
from playground.desktop.style.theme import Theme, tabular

WIDTH = 62
_STRIP = 10
_ROOM = WIDTH - _STRIP - 17  # for a number
_LINE = 18
_NUMBER = 15  # the height of one
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint(painter: QPainter, place: QRectF, kind: str, low: float, high: float, theme: Theme) -> None:
    """Draw the bar into ``place`` (``WIDTH`` points wide) with its numbers at both ends, and zero if between.

    Numbers that are too long for it share a power of ten, which stands above the bar.
    """
    font = tabular(painter.font())
    font.setPixelSize(12)
    painter.setFont(font)
    values = [high, low, *([0.0] if low < 0 < high else [])]
    power = _power(values, QFontMetricsF(font))
    height = min(place.height() - (2 * _LINE if power else 0), 260.0)
    strip = QRectF(place.left() + 12, place.center().y() - height / 2, _STRIP, height)
    rows = np.arange(colormap.LEVELS - 1, -1, -1)
    colormap.draw(painter, strip, colormap.image(colormap.table(kind, theme)[rows][:, None]))
    painter.setPen(theme.color("line"))
    painter.drawRect(strip)
    painter.setPen(theme.color("second"))
    if height < 3 * _NUMBER:
        values = values[:2]  # between them there is no room for the zero
    for value, y in zip(values, (strip.top(), strip.bottom(), strip.center().y()), strict=False):
        y = min(max(y, strip.top() + 7), strip.bottom() - 7)
        text = QRectF(strip.right() + 5, y - 10, _ROOM, 20)
        painter.drawText(text, _LEFT, figure(round(value / 10.0**power, 1) if power else value, 3))
    if power:
        text = QRectF(strip.left() - 4, strip.top() - _LINE, WIDTH - 8, _LINE)
        painter.drawText(text, _LEFT, f"×10{raised(power)}")


def _power(values: list[float], metrics: QFontMetricsF) -> int:
    """The power of ten that the numbers share; 0 where each of them has room as it is."""
    largest = max(map(abs, values))
    if not isfinite(largest) or all(metrics.horizontalAdvance(figure(value, 3)) <= _ROOM for value in values):
        return 0
    return floor(log10(largest))
