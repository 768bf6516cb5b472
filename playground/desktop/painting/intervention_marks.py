"""Marks over what somebody changed: a hatch and a word, never a colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from playground.desktop.style.theme import Theme

LEAST = 16.0  # points of height from which a word has room


def hatch(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """Stripes over what is off: nothing of it is left to be seen."""
    painter.fillRect(place, QBrush(theme.color("highlight"), Qt.BrushStyle.BDiagPattern))


def outline(painter: QPainter, place: QRectF, words: str, theme: Theme) -> None:
    """A dotted line around a place and the words in its corner, where they have room."""
    painter.save()
    color = theme.color("highlight")
    painter.setPen(QPen(color, 1.5, Qt.PenStyle.DotLine))
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(words) + 10, metrics.height() + 2
    if place.height() >= max(LEAST, height) and place.width() >= width:
        badge = QRectF(place.left() + 1, place.top() + 1, width, height)
        painter.fillRect(badge, theme.color("panel"))
        painter.setPen(QPen(color, 1.0))
        painter.drawRect(badge)
        painter.setPen(theme.color("text"))
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()
