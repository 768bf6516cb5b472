"""Labels: the words beside nodes and on frames: whole where there is free ground, else as the field shortens them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from playground.desktop.i18n.network_text import shorter
from playground.desktop.painting.network.cells import rect
from playground.desktop.style.theme import Theme
from playground.network.graph import NodeForm
from playground.network.places import Box, Frame, NetworkDrawing

NAME, BELOW, SMALL = 12, 11, 10  # pixels of a name, of what stands under it, and of a name in a very narrow place
ROW = 15.0
_BREAKS = re.compile(
    r"(?<=\S\S) (?=[^\u2e80-\uffff])|(?<=[\u2e80-\uffff]{2})(?=[\u2e80-\uffff]{2})"
)  # where a row may end
PILLS = (NodeForm.SUM, NodeForm.NORM)  # they have their words in them
_CENTER = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip)
LEAST, STUMP = 20.0, 40.0  # points of a place below which nothing is written, and below which nothing is cut


@dataclass(frozen=True)
class Words:
    """What is written beside the nodes: name → (title, what may stand under it), and the names of groups."""

    nodes: Mapping[str, tuple[str, tuple[str, ...]]]
    groups: Mapping[str, str]
    norm: str


@dataclass(frozen=True)
class LabelRow:
    """A row of words and the room they take."""

    words: str
    pixels: int
    token: str
    place: QRectF
    bold: bool = False

    @property
    def ground(self) -> QRectF:
        """What the letters cover, a little more at their ends and less above and below, where they have none."""
        return self.place.adjusted(-2, 1, 2, -1)


def rows(drawing: NetworkDrawing, words: Words, font: QFont) -> list[LabelRow]:
    """All rows of a drawing: those of its nodes, and the names of frames where these leave room."""
    found = [
        line
        for box in drawing.boxes if box.node.form not in PILLS
        for line in lines(box, *words.nodes.get(box.node.name, ("", ())), font=font)
    ]  # fmt: skip
    metrics = QFontMetricsF(_sized(font, NAME, bold=True))
    for frame in drawing.frames:
        name = words.groups.get(frame.name, "")
        wide, place = metrics.horizontalAdvance(name), rect(frame.place).adjusted(8, 3, -8, 0)
        left = place.right() - wide if drawing.leftward else place.left()
        row = LabelRow(name, NAME, "second", QRectF(left, place.top(), wide, metrics.height()), bold=True)
        core = row.place.adjusted(0, 2, 0, -2)
        if name and not any(core.intersects(other.place.adjusted(0, 2, 0, -2)) for other in found):
            found.append(row)
    return found


def clear(painter: QPainter, found: Sequence[LabelRow], frames: Sequence[Frame], theme: Theme) -> None:
    """The ground of all rows, as if no edge passed there: that of the sheet, and of the frames that reach there."""
    for row in found:
        painter.fillRect(row.ground, theme.color("panel"))
        for frame in frames:
            inside = row.ground & rect(frame.place)
            if not inside.isEmpty():
                painter.fillRect(inside, theme.color("hover"))


def paint(painter: QPainter, found: Sequence[LabelRow], font: QFont, theme: Theme) -> None:
    """The words of all rows."""
    for row in found:
        painter.setFont(_sized(font, row.pixels, row.bold))
        painter.setPen(theme.color(row.token))
        painter.drawText(row.place, _CENTER, row.words)


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


def _sized(font: QFont, pixels: int, bold: bool = False) -> QFont:
    found = QFont(font)
    found.setPixelSize(pixels)
    if bold:
        found.setWeight(QFont.Weight.DemiBold)
    return found
