"""Token chips: a sequence of tokens as it is read, each on a ground of its own, some of them marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from playground.desktop.style.theme import Theme

SHOWN = {" ": "␣", "\n": "⏎", "\t": "⇥"}  # tokens that nobody would see
SIDE, GAP = 4.0, 3.0  # points beside a word in its chip, and between two
WIDEST = 0.98  # of the room, for one token


def shown_token(token: str) -> str:
    """The sign for a token that nobody would see, or the token itself."""
    return SHOWN.get(token, token)


def lines(words: Sequence[str], width: float, metrics: QFontMetricsF) -> list[list[tuple[int, float]]]:
    """Which words stand on which line, each with the width of its chip."""
    found: list[list[tuple[int, float]]] = [[]]
    used = 0.0
    for at, word in enumerate(words):
        needed = min(metrics.horizontalAdvance(word) + 2 * SIDE, WIDEST * width)
        if found[-1] and used + needed > width:
            found.append([])
            used = 0.0
        found[-1].append((at, needed))
        used += needed + GAP
    return found


def paint(
    painter: QPainter, place: QRectF, words: Sequence[str], changed: Collection[int], outlined: int, theme: Theme
) -> QRectF:
    """Chips line by line in the middle of a place, in the painter's font; returns the room they take.

    Args:
        changed: places of tokens that are underlined; outlined: the one with a frame, -1 for none.
    """
    metrics = QFontMetricsF(painter.font())
    tall = metrics.height() + 4
    rows = lines(words, place.width(), metrics)
    fit = max(1, int((place.height() + GAP) / (tall + GAP)))
    cut = len(rows) > fit
    rows = rows[:fit]
    high = len(rows) * (tall + GAP) - GAP
    top = place.top() + max(0.0, (place.height() - high) / 2)
    room = QRectF(place.left(), top, place.width(), high)
    for number, row in enumerate(rows):
        wide = sum(width for _, width in row) + GAP * (len(row) - 1)
        left = place.left() + max(0.0, (place.width() - wide) / 2)
        for at, width in row:
            last = cut and number == fit - 1 and at == row[-1][0]
            chip = QRectF(left, top + number * (tall + GAP), width, tall)
            _chip(painter, chip, "…" if last else words[at], at in changed, at == outlined, theme)
            left += width + GAP
    return room


def _chip(painter: QPainter, chip: QRectF, word: str, changed: bool, outlined: bool, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("highlight"), 2.0) if outlined else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("selection" if changed else "hover"))
    painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if changed:
        painter.setPen(QPen(theme.color("accent"), 1.5))
        painter.drawLine(chip.bottomLeft() + QPointF(3, -2), chip.bottomRight() + QPointF(-3, -2))
    painter.setPen(theme.color("text"))
    text = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, int(chip.width()))
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), text)
