"""NextTokens: the likeliest answers at one step as bars, at any temperature."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from playground.desktop.painting import class_bars
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot

ROW = 26.0  # points for an answer
MOST = 10
HEAD = 62.0  # points above the bars: two lines of words, and between them the slider of the temperature
SLIDER = (20.0, 20.0)  # where the slider stands below the first line, and how high it is
COLDEST = 0.05  # below it the likeliest answer has all of the probability
Array = NDArray[np.float32]


def probabilities(logits: Array, temperature: float) -> Array:
    """softmax(z / T) of logits (K,); a temperature of 0 takes the largest."""
    scaled = np.nan_to_num(logits.astype(np.float64), nan=-1e9) / max(temperature, COLDEST)
    powers = np.exp(scaled - scaled.max())
    found: Array = (powers / powers.sum()).astype(np.float32)
    return found


def paint(
    painter: QPainter, place: QRectF, logits: Array, names: Sequence[str], temperature: float, theme: Theme,
    titles: Sequence[str],
) -> None:  # fmt: skip
    """The likeliest first, as many as there is room for; above them after what, and at which temperature.

    Args:
        titles: what may stand above them, the longest first.
    """
    odds = probabilities(logits, temperature)
    rows = max(1, min(MOST, len(names), int((place.height() - HEAD) / ROW)))
    order = np.argsort(-odds, kind="stable")[:rows]
    shown = Snapshot(0, "", ("class",), odds[order], {"class": tuple(_seen(names[index]) for index in order)})
    font = QFont(painter.font())
    font.setPixelSize(13)
    painter.setFont(font)
    painter.setPen(theme.color("second"))
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    fitting = (words for words in titles if painter.fontMetrics().horizontalAdvance(words) <= place.width())
    words = painter.fontMetrics().elidedText(titles[-1], Qt.TextElideMode.ElideRight, round(place.width()))
    painter.drawText(QRectF(place.left(), place.top(), place.width(), 18), flags, next(fitting, words))
    below = QRectF(place.left(), place.top() + HEAD - 22, place.width(), 18)
    heat = QCoreApplication.translate("NetworkText", "temperature {0}").format(f"{temperature:.2f}")
    painter.drawText(below, flags, heat)
    class_bars.paint_bars(painter, QRectF(place.left(), place.top() + HEAD, place.width(), ROW * rows), shown, theme)


def _seen(word: str) -> str:
    """A blank that can be seen."""
    return word.replace(" ", "␣").replace("\n", "↵")
