"""NextTokens: the likeliest answers at one step as bars, at any temperature."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from playground.desktop.painting import class_bars
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot

ROW = 26.0  # points for an answer
MOST = 10
HEAD = 52.0  # points above the bars for the words and the slider of the temperature
COLDEST = 0.05  # below it the likeliest answer has all of the probability
Array = NDArray[np.float32]


def probabilities(logits: Array, temperature: float) -> Array:
    """softmax(z / T) of logits (K,); a temperature of 0 takes the largest."""
    scaled = np.nan_to_num(logits.astype(np.float64), nan=-1e9) / max(temperature, COLDEST)
    powers = np.exp(scaled - scaled.max())
    found: Array = (powers / powers.sum()).astype(np.float32)
    return found


def paint(
    painter: QPainter, place: QRectF, logits: Array, names: Sequence[str], temperature: float, theme: Theme
) -> None:  # fmt: skip
    """The likeliest first, as many as there is room for; above them room for words."""
    odds = probabilities(logits, temperature)
    rows = max(1, min(MOST, len(names), int((place.height() - HEAD) / ROW)))
    order = np.argsort(-odds, kind="stable")[:rows]
    shown = Snapshot(0, "", ("class",), odds[order], {"class": tuple(_seen(names[index]) for index in order)})
    font = QFont(painter.font())
    font.setPixelSize(13)
    painter.setFont(font)
    class_bars.paint_bars(painter, QRectF(place.left(), place.top() + HEAD, place.width(), ROW * rows), shown, theme)


def _seen(word: str) -> str:
    """A blank that can be seen."""
    return word.replace(" ", "␣").replace("\n", "↵")
