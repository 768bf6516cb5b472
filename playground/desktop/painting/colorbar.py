"""Colour bar: the strip beside a picture that says which colour is which number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from playground.desktop.i18n.formatting import figure
from playground.desktop.painting import colormap
from playground.desktop.style.theme import Theme, tabular

WIDTH = 62
_STRIP = 10


def paint(painter: QPainter, place: QRectF, kind: str, low: float, high: float, theme: Theme) -> None:
    """Draw the bar into ``place`` (``WIDTH`` points wide) with its numbers at both ends, and zero if between."""
    height = min(place.height(), 260.0)
    strip = QRectF(place.left() + 12, place.center().y() - height / 2, _STRIP, height)
    rows = np.arange(colormap.LEVELS - 1, -1, -1)
    colormap.draw(painter, strip, colormap.image(colormap.table(kind, theme)[rows][:, None]))
    painter.setPen(theme.color("line"))
    painter.drawRect(strip)
    font = tabular(painter.font())
    font.setPixelSize(12)
    painter.setFont(font)
    painter.setPen(theme.color("second"))
    marks = [(high, strip.top()), (low, strip.bottom())]
    if low < 0 < high:
        marks.append((0.0, strip.center().y()))
    for value, y in marks:
        y = min(max(y, strip.top() + 7), strip.bottom() - 7)
        text = QRectF(strip.right() + 5, y - 10, WIDTH - _STRIP - 17, 20)
        words = figure(value, 3)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
