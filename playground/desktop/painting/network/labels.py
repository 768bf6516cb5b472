"""Labels: the words beside a node: whole where there is free ground, else as the field shortens them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from playground.desktop.i18n.network_text import shorter
from playground.desktop.painting.network.cells import rect
from playground.desktop.style.theme import Theme
from playground.network.places import Box

NAME, BELOW, SMALL = 12, 11, 10  # pixels of a name, of what stands under it, and of a name in a very narrow place
ROW = 15.0
_BREAKS = re.compile(
    r"(?<=\S\S) (?=[^\u2e80-\uffff])|(?<=[\u2e80-\uffff]{2})(?=[\u2e80-\uffff]{2})"
)  # where a row may end
LEAST, STUMP = 20.0, 40.0  # points of a place below which nothing is written, and below which nothing is cut


@dataclass(frozen=True)
class LabelRow:
    """A row of words and the room they take."""

    words: str
    pixels: int
    token: str
    place: QRectF


def paint(painter: QPainter, box: Box, title: str, under: Sequence[str], font: QFont, theme: Theme) -> None:
    """The rows of a node's label."""
    for line in lines(box, title, under, font):
        painter.setFont(_sized(font, line.pixels))
        painter.setPen(theme.color(line.token))
        painter.drawText(line.place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), line.words)


def lines(box: Box, title: str, under: Sequence[str], font: QFont) -> list[LabelRow]:
    """The name in one row or two, and the longest of what may stand under it that fits whole, or nothing.

    Args:
        under: the longest first.
    """
    place = rect(box.label)
    if place.width() < LEAST or not title or not (box.beside or place.height() >= ROW - 1):
        return []
    reach = place.width() + box.reach
    name, pixels = _name(title, place, reach, font)
    small = QFontMetricsF(_sized(font, BELOW))
    known = [*under, *(words.replace(" × ", "×") for words in under[-1:])]
    room = place.height() > ROW * (len(name) + 1) - 2
    below = next((words for words in known if room and small.horizontalAdvance(words) <= reach), "")
    rows = [*((words, pixels, "text") for words in name), *([(below, BELOW, "second")] if below else [])]
    top = place.center().y() - ROW * len(rows) / 2 if box.beside else place.top()
    found = []
    for words, size, token in rows:
        wide = QFontMetricsF(_sized(font, size)).horizontalAdvance(words)
        found.append(LabelRow(words, size, token, QRectF(_left(box, place, wide), top, wide, ROW)))
        top += ROW
    return _level(found, place) if box.beside else found


def _left(box: Box, place: QRectF, wide: float) -> float:
    """Where words begin: they end before their picture, or begin after it, or stand in the middle below it."""
    if place.bottom() <= box.picture.top + 0.5:  # above a picture, where lines leave in the middle
        return place.left()
    if not box.beside:
        return place.center().x() - wide / 2
    return place.left() if place.left() >= box.picture.right else place.right() - wide


def _level(found: list[LabelRow], place: QRectF) -> list[LabelRow]:
    """All rows moved towards the picture as far as the longest of them reaches out of its place."""
    beyond = max((line.place.right() - place.right() for line in found), default=0.0)
    before = max((place.left() - line.place.left() for line in found), default=0.0)
    by = max(before, 0.0) - max(beyond, 0.0)
    return [replace(line, place=line.place.translated(by, 0)) for line in found]


def _name(title: str, place: QRectF, reach: float, font: QFont) -> tuple[list[str], int]:
    """Rows of the name and their size: whole if it can be, then shorter, then smaller, and only then cut."""
    names = (title, *shorter(title))
    for pixels in (NAME, SMALL):
        metrics = QFontMetricsF(_sized(font, pixels))
        for name in names if pixels == NAME else names[1:2] or names:
            for rows in _rows(name, place, reach, metrics):
                return rows, pixels
    cut = QFontMetricsF(_sized(font, SMALL)).elidedText(names[-1], Qt.TextElideMode.ElideRight, reach)
    return ([cut] if reach >= STUMP else []), SMALL


def _rows(name: str, place: QRectF, reach: float, metrics: QFontMetricsF) -> Iterator[list[str]]:
    """The name in one row, and broken between two words where there is height for that, if these fit."""
    if metrics.horizontalAdvance(name) <= reach:
        yield [name]
    for at in reversed([match.end() for match in _BREAKS.finditer(name)]) if place.height() >= 2 * ROW else ():
        rows = [name[:at].rstrip(), name[at:]]
        if all(metrics.horizontalAdvance(row) <= reach for row in rows):
            yield rows


def _sized(font: QFont, pixels: int) -> QFont:
    found = QFont(font)
    found.setPixelSize(pixels)
    return found
