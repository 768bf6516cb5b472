"""NextTokens: the likeliest answers at one step as bars, at any temperature, and what top-k and top-p cut off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from playground.data.sampling import Odds, Sampling
from playground.desktop.painting import class_bars
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot

ROW = 26.0  # points for an answer
MOST = 10
HEAD = 74.0  # points above the bars: words, the slider of the temperature, the boxes of top-k and top-p
SLIDER = (20.0, 20.0)  # where the slider stands below the words, and how high it is
BOXES = (43.0, 24.0)  # and the boxes
HEAT = 64.0  # points beside the slider for the temperature in numbers
WIDEST = 190.0  # points of the boxes
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
Array = NDArray[np.float32]


def paint(
    painter: QPainter, place: QRectF, logits: Array, names: Sequence[str], sampling: Sampling, theme: Theme,
    titles: Sequence[str],
) -> None:  # fmt: skip
    """The likeliest first, as many as there is room for; above them after what, and how one of them is drawn.

    Args:
        titles: what may stand above them, the longest first.
    """
    odds, order = _listed(place, logits, sampling)
    shown = Snapshot(
        0, "", ("class",), odds.drawn[order].astype(np.float32),
        {"class": tuple(_seen(names[index]) if index < len(names) else str(index) for index in order)},
    )  # fmt: skip
    font = QFont(painter.font())
    font.setPixelSize(13)
    painter.setFont(font)
    painter.setPen(theme.color("second"))
    fitting = (words for words in titles if painter.fontMetrics().horizontalAdvance(words) <= place.width())
    words = painter.fontMetrics().elidedText(titles[-1], Qt.TextElideMode.ElideRight, round(place.width()))
    painter.drawText(QRectF(place.left(), place.top(), place.width(), 18), _LEFT, next(fitting, words))
    painter.drawText(_line(place, SLIDER), _RIGHT, f"T = {sampling.temperature:.2f}")
    if sampling.cuts:  # in a file there are no boxes
        painter.drawText(_line(place, BOXES), _LEFT, f"k = {sampling.top_k or len(logits)}   p = {sampling.top_p:.2f}")
    bars = QRectF(place.left(), place.top() + HEAD, place.width(), ROW * len(order))
    class_bars.paint_bars(painter, bars, shown, theme, cut=np.where(odds.kept, np.nan, odds.before)[order])


def controls(place: QRectF) -> tuple[QRectF, QRectF]:
    """Where the slider and the boxes stand."""
    slider, boxes = _line(place, SLIDER), _line(place, BOXES)
    return slider.adjusted(0, 0, -HEAT, 0), boxes.adjusted(0, 0, min(0.0, WIDEST - place.width()), 0)


def token_at(place: QRectF, logits: Array, sampling: Sampling, point: QPointF) -> int | None:
    """The number of the token whose bar is under a point."""
    order = _listed(place, logits, sampling)[1]
    found = next((line for line in range(len(order)) if _row(place, line).contains(point)), None)
    return None if found is None else int(order[found])


def place_of(place: QRectF, logits: Array, sampling: Sampling, token: int) -> QRectF | None:
    """Where the bar of a token stands; None where it is not among the likeliest."""
    found = np.flatnonzero(_listed(place, logits, sampling)[1] == token)
    return _row(place, int(found[0])) if len(found) else None


def _listed(place: QRectF, logits: Array, sampling: Sampling) -> tuple[Odds, NDArray[np.int64]]:
    """The probabilities of all, and the numbers of those that there is room for."""
    odds = sampling.odds(logits)
    rows = max(1, min(MOST, len(logits), int((place.height() - HEAD) / ROW)))
    return odds, np.argsort(-np.nan_to_num(logits, nan=-np.inf), kind="stable")[:rows]


def _line(place: QRectF, where: tuple[float, float]) -> QRectF:
    top, high = where
    return QRectF(place.left(), place.top() + top, place.width(), high)


def _row(place: QRectF, line: int) -> QRectF:
    return QRectF(place.left(), place.top() + HEAD + line * ROW, place.width(), ROW)


def _seen(word: str) -> str:
    """A blank that can be seen."""
    return word.replace(" ", "␣").replace("\n", "↵")
