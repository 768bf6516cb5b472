"""Words: tokens and answers, one at each step, and the bars of one of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from playground.desktop.i18n.formatting import figure
from playground.desktop.painting.network import next_tokens
from playground.desktop.painting.network.cells import BoxCells, rect
from playground.desktop.style.theme import Theme
from playground.languages.spoken import said
from playground.protocol.snapshot import Snapshot

LEAST, SMALL = 7, 9  # pixels of letters that can be read, one beside the other and as words
BESIDE = 2.0  # that a letter may reach out of its cell
_CENTER = int(Qt.AlignmentFlag.AlignCenter)


def paint_tokens(painter: QPainter, cells: BoxCells, shot: Snapshot, theme: Theme, factor: float) -> None:
    """The words of the input; numbers where it has none."""
    words = shot.labels.get(shot.axes[0], ()) or tuple(figure(float(value)) for value in shot.values)
    paint_words(painter, cells, [said(word) for word in words], theme)


def paint_numbers(painter: QPainter, place: QRectF, values: NDArray[np.float32], theme: Theme) -> None:
    """A few numbers, one below the other."""
    painter.setPen(theme.color("text"))
    painter.drawText(place, _CENTER, "\n".join(figure(float(value), 3) for value in values))


def paint_answers(painter: QPainter, cells: BoxCells, shot: Snapshot, theme: Theme, factor: float) -> None:
    """The likeliest class of each step."""
    names = cells.box.node.words
    best = np.nan_to_num(shot.values, nan=-np.inf).argmax(axis=-1)
    words = [said(names[index]) if index < len(names) else str(index) for index in best]
    paint_words(painter, cells, words, theme)
    if cells.box.side.width:
        step = min(cells.head, len(shot.values) - 1)
        read = shot.labels.get(shot.axes[0], ())
        word = f" “{read[step]}”" if step < len(read) else ""
        titles = [
            QCoreApplication.translate("NetworkText", "answer at step {0}{1}").format(step + 1, word),
            QCoreApplication.translate("NetworkText", "step {0}{1}").format(step + 1, word),
        ]
        next_tokens.paint(painter, rect(cells.box.side), shot.values[step], names, cells.sampling, theme, titles)


def paint_words(painter: QPainter, cells: BoxCells, words: Sequence[str], theme: Theme) -> None:
    """A token at each step on a quiet ground; what does not fit is cut with an ellipsis."""
    grid = cells.grid
    if grid is None:
        return
    plain = grid.place.width() / grid.columns < 18.0  # letter beside letter, without a ground of their own
    font, legible = _fitting(painter.font(), words, grid.place.height() - 8, grid.place.width() / grid.columns, plain)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    if plain:
        painter.fillRect(grid.place, theme.color("hover"))
        if not legible:
            return  # nobody could read them
    for step, word in enumerate(words[: grid.columns]):
        place = grid.box((0, step), (1, step + 1))
        if plain:
            painter.setPen(theme.color("text"))
            painter.drawText(place.adjusted(-BESIDE, 0, BESIDE, 0), _CENTER, _cut(metrics, word, place.width()))
            continue
        wide = min(place.width() - 1.0, _token_width(metrics, word))
        chip = QRectF(place.center().x() - wide / 2, place.top(), wide, place.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(chip, 3, 3)
        painter.setPen(theme.color("text"))
        painter.drawText(chip, _CENTER, _cut(metrics, word, wide))


def _fitting(font: QFont, words: Sequence[str], height: float, cell: float, plain: bool) -> tuple[QFont, bool]:
    """A font as large as height and cells allow; False where that is too small to read."""
    found = QFont(font)
    found.setPixelSize(round(min(15.0, max(LEAST, height))))
    widest = max((QFontMetricsF(found).horizontalAdvance(_cut_blank(word)) for word in words), default=1.0) or 1.0
    tall = found.pixelSize()
    size = tall * min(1.0, (cell - (1.0 if plain else 3.0)) / widest)
    found.setPixelSize(max(LEAST if plain else SMALL, int(size)))
    return found, not plain or LEAST * widest <= tall * (cell + 2 * BESIDE)


def _cut_blank(word: str) -> str:
    return word.replace(" ", "␣")


def _cut(metrics: QFontMetricsF, word: str, wide: float) -> str:
    """What fits of a token; a blank and the end of a line are visible."""
    word = _cut_blank(word).replace("\n", "↵")  # which is wider than letters, and may reach beside its cell
    return word if len(word) < 2 or metrics.horizontalAdvance(word) <= wide + 2 else metrics.elidedText(
        word, Qt.TextElideMode.ElideRight, wide)  # fmt: skip


def _token_width(metrics: QFontMetricsF, word: str) -> float:
    return max(18.0, metrics.horizontalAdvance(word) + 10.0)
