"""Class bars: the probability of each class, which one the model answers, and whether that is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from playground.desktop.painting.signs import Sign, paint_sign
from playground.desktop.style.theme import Theme, tabular
from playground.languages.spoken import said
from playground.protocol.snapshot import Snapshot

BAR = 30.0  # points for a class at most
SHARE = 64.0  # points for the number behind a bar
MARK = 12.0
SMALLEST = 9  # pixels of the letters of a name, before it is cut
LEAST = 28.0  # points of a bar, before a name is cut
Array = NDArray[np.float32]
Cells = dict[tuple[int, ...], QRectF]
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def paint_bars(
    painter: QPainter, place: QRectF, snapshot: Snapshot, theme: Theme, say: Callable[[str], str] = said,
    cut: NDArray[np.floating[Any]] | None = None,
) -> Cells:  # fmt: skip
    """The probability of each class as a bar; the true class has a tick, and its name is bold.

    A wrong answer has a bar of another colour and a cross, and then the true class is named as such. Where there is
    no room for all, the likeliest and the true one are drawn, and how many are not. Returns where each is drawn.
    ``say`` names a class in the user's language; ``cut`` (classes,) is what each had before it was cut off, nan for
    what was not: it is paler, and says so.
    """
    names = tuple(map(say, snapshot.labels.get("class", ())))
    truth = say(snapshot.labels.get("truth", ("",))[0])
    answer = answered(snapshot.values)
    wrong = truth in names and answer is not None and names[answer] != truth
    least = QFontMetricsF(painter.font()).height()
    shown = leading_classes(snapshot.values, names, truth, max(1, int(place.height() / least)))
    height = min(BAR, place.height() / max(len(shown) + (len(shown) < len(names)), 1))
    top = place.center().y() - height * (len(shown) + (len(shown) < len(names))) / 2
    font, bold = tabular(painter.font()), tabular(painter.font())
    bold.setBold(True)
    metrics = QFontMetricsF(bold)
    side = min(
        max(0.4 * place.width(), place.width() - SHARE - LEAST),
        max(metrics.horizontalAdvance(name) for name in names) + MARK + 22,
    )
    length = max(place.width() - side - SHARE, 10.0)
    cells: Cells = {}
    for line, index in enumerate(shown):
        row = QRectF(place.left(), top + line * height, side + length, height)
        verdict = _verdict(names[index] == truth, index == answer, wrong)
        strong = names[index] == truth or (wrong and index == answer)
        _paint_name(painter, row, side, names[index], bold if strong else font, verdict, theme)
        painter.setFont(bold if strong else font)
        if cut is not None and np.isfinite(cut[index]):
            cells[index,] = _paint_cut(painter, row.adjusted(side, 0, 0, 0), float(cut[index]), theme)
            continue
        cells[index,] = _paint_bar(
            painter, row.adjusted(side, 0, 0, 0), float(snapshot.values[index]), index == answer, wrong, theme
        )
        if wrong and names[index] == truth:
            _name_truth(painter, cells[index,], float(snapshot.values[index]), theme)
    if len(shown) < len(names):
        painter.setFont(font)
        painter.setPen(theme.color("second"))
        more = QCoreApplication.translate("Answers", "… {0} more").format(len(names) - len(shown))
        rest = QRectF(place.left() + side, top + len(shown) * height, place.width() - side, height)
        painter.drawText(rest, _LEFT, more)
    return cells


def answered(values: Array) -> int | None:
    """The class that is answered; None where no probability is a number."""
    return int(np.nan_to_num(values, nan=-1.0).argmax()) if np.isfinite(values).any() else None


def leading_classes(values: Array, names: Sequence[str], truth: str, lines: int) -> list[int]:
    """The classes that so many lines are for, in their order: all, or the likeliest with the true one among them."""
    if len(names) <= lines:
        return list(range(len(names)))
    order = np.argsort(-np.nan_to_num(values, nan=-1.0), kind="stable").tolist()
    known = [names.index(truth)] if truth in names else []
    return sorted([*known, *(index for index in order if index not in known)][: max(1, lines - 1)])


def _verdict(true: bool, answer: bool, wrong: bool) -> Sign | None:
    if true:
        return Sign.RIGHT
    return Sign.WRONG if wrong and answer else None


def _paint_name(
    painter: QPainter, row: QRectF, side: float, name: str, font: QFont, verdict: Sign | None, theme: Theme
) -> None:
    """A name that ends before the bar, with its sign in front of it."""
    room, font = side - 8 - MARK - 6, QFont(font)
    while QFontMetricsF(font).horizontalAdvance(name) > room and font.pixelSize() > SMALLEST:
        font.setPixelSize(font.pixelSize() - 1)
    metrics = QFontMetricsF(font)
    words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
    painter.setFont(font)
    painter.setPen(theme.color("error" if verdict is Sign.WRONG else "text"))
    painter.drawText(QRectF(row.left(), row.top(), side - 8, row.height()), _RIGHT, words)
    if verdict is not None:
        left = row.left() + side - 8 - metrics.horizontalAdvance(words) - 6 - MARK
        color = theme.color("error" if verdict is Sign.WRONG else "good")
        paint_sign(painter, QRectF(left, row.top(), MARK, row.height()), verdict, color)


def _paint_bar(painter: QPainter, row: QRectF, value: float, answer: bool, wrong: bool, theme: Theme) -> QRectF:
    """A share of the row's width, and the number behind it; returns where all of it would be."""
    track = _track(painter, row, theme)
    share = value if np.isfinite(value) else 0.0
    color = theme.color(("error" if wrong else "train") if answer else "baseline")
    painter.fillRect(QRectF(track.left(), track.top(), share * track.width(), track.height()), color)
    painter.setPen(theme.color("text" if answer else "second"))
    painter.drawText(QRectF(track.right() + 8, row.top(), SHARE - 8, row.height()), _LEFT, f"{100 * share:.1f}\u2009%")
    return track


def _paint_cut(painter: QPainter, row: QRectF, value: float, theme: Theme) -> QRectF:
    """What a class had that cannot be drawn; returns where all of it would be."""
    track, color = _track(painter, row, theme), theme.color("baseline")
    color.setAlphaF(0.3)
    painter.fillRect(QRectF(track.left(), track.top(), value * track.width(), track.height()), color)
    words = QCoreApplication.translate("Answers", "cut off")
    painter.setPen(theme.color("second"))
    painter.drawText(QRectF(track.right() + 8, row.top(), SHARE - 8, row.height()), _LEFT, words)
    return track


def _track(painter: QPainter, row: QRectF, theme: Theme) -> QRectF:
    inset = min(4.0, 0.15 * row.height())
    track = row.adjusted(0, inset, 0, -inset)
    painter.fillRect(track, theme.color("hover"))
    return track


def _name_truth(painter: QPainter, track: QRectF, value: float, theme: Theme) -> None:
    """At the right end, where there is no bar: what is not answered has less than half of it."""
    words = QCoreApplication.translate("Answers", "true class")
    room = track.adjusted(max(value, 0.0) * track.width() + 6 if value == value else 6, 0, -6, 0)
    if QFontMetricsF(painter.font()).horizontalAdvance(words) <= room.width():
        painter.setPen(theme.color("text"))
        painter.drawText(room, _RIGHT, words)
