"""Attribution drawn: pixels beside the specimen, steps under their words, and the line that says what was checked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.desktop.painting import colormap, heatmap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot

Array = NDArray[np.float32]
Levels = tuple[str, float, float]  # colour map, lowest and highest number
GAP = 16.0
ROW = 30.0  # points of a row, where cells would be lower
SEEN, SAVED = 0.15, 0.4  # of the height for the check: beside a tooltip that has all of it, and in a picture of its own
SLACK = 60.0  # points that a broken line leaves empty
WORDS = 20.0  # points for the words below a picture
LOW, ASIDE = 160.0, 60.0  # points of a low room, and of the ground at the left that these words can do with
STRETCH = 6.0  # cells of steps are at most so many times as wide as high
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def paint_check(
    painter: QPainter, place: QRectF, words: str, holds: bool | None, theme: Theme, share: float = SAVED
) -> tuple[QRectF, QRectF | None]:
    """The check at the lower edge, with a sign of whether it holds.

    Args:
        share: of the height, for as many of its lines as go into that; one there always is.

    Returns:
        the room above it, and where it stands if it had to be shortened.
    """
    sign = {True: "✓ ", False: "✗ ", None: ""}[holds]
    metrics = QFontMetricsF(painter.font())
    rows = max(1, int(share * place.height() / metrics.lineSpacing()))
    short = metrics.boundingRect(place, _WRAPPED, sign + words).height() > rows * metrics.lineSpacing() + 1
    if short:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rows * place.width() - SLACK * (rows - 1) - 20)
    needed = metrics.boundingRect(place, _WRAPPED, sign + words).height() + 2
    below = QRectF(place.left(), place.bottom() - needed, place.width(), needed)
    painter.setPen(theme.color("error" if holds is False else "second"))
    painter.drawText(below, _WRAPPED, sign + words)
    return place.adjusted(0, 0, 0, -needed - 6), below if short else None


def paint_pixels(
    painter: QPainter, room: QRectF, values: Array, image: Array | None, levels: Levels, words: str, theme: Theme
) -> tuple[CellGrid | None, CellGrid]:
    """The specimen in grey (if it is known) and the attributions (rows, columns), which may be coarser than it.

    Returns where the cells of both stand.
    """
    rows, columns = (image if image is not None else values).shape
    count = 1 if image is None else 2

    def sized(below: float) -> float:
        cell = min((room.width() - GAP * (count - 1)) / (count * columns), (room.height() - below) / rows)
        return float(int(cell)) if cell >= 3 else max(cell, 0.5)

    ground = (room.width() - count * columns * sized(0.0) - GAP * (count - 1)) / 2
    aside = image is not None and room.height() < LOW and ground >= ASIDE
    below = 0.0 if aside else WORDS
    cell = sized(below)
    wide, high = cell * columns, cell * rows
    left = int(room.left() + (room.width() - count * wide - GAP * (count - 1)) / 2)
    top = int(room.top() + max(0.0, room.height() - below - high) / 2)
    beside = None
    if image is not None:
        place = QRectF(left, top, wide, high)
        highest = max(1.0, float(np.nanmax(image, initial=0.0)))
        _fill(painter, place, image, ("grey", 0.0, highest), theme)
        painter.setPen(theme.color("second"))
        if aside:
            _paint_aside(painter, QRectF(room.left(), top, left - room.left() - 8, high), words)
        else:  # nothing stands under the other picture
            _paint_line(painter, QRectF(left, top + high + 3, max(wide, room.right() - left), WORDS - 3), words)
        beside = CellGrid(place, rows, columns)
        left += int(wide + GAP)
    place = QRectF(left, top, wide, high)
    _fill(painter, place, values, levels, theme)
    return beside, CellGrid(place, *values.shape)


def _paint_aside(painter: QPainter, place: QRectF, words: str) -> None:
    """In several lines beside the picture; in one that is cut where a word is too long for them."""
    flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    lines = "\n".join(words.split(" · "))
    if place.contains(QFontMetricsF(painter.font()).boundingRect(place, flags, lines)):
        painter.drawText(place, flags, lines)
    else:
        _paint_line(painter, place, words)


def _paint_line(painter: QPainter, place: QRectF, words: str) -> None:
    line = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, _WRAPPED, line)


def paint_steps(
    painter: QPainter, room: QRectF, shot: Snapshot, levels: Levels, titles: tuple[str, str], theme: Theme,
    progressive: bool = False,
) -> CellGrid:  # fmt: skip
    """Rows (answers or features) × steps, each step under its word.

    Args:
        progressive: cells are measured one after the other, and NaN is one whose turn has not come.
    """
    labels = (shot.labels.get(shot.axes[0], ()), shot.labels.get(shot.axes[1], ()))
    rows, columns = shot.values.shape
    frame = heatmap.framed(room, (rows, columns), labels, titles, painter.font(), STRETCH)
    tall = min(ROW, (room.height() - frame.head) / rows)
    if tall * rows > frame.cells.height():  # a few rows of many steps would be a thread
        top = room.top() + frame.head
        top += (room.height() - (top - room.top()) - tall * rows) / 2
        frame = replace(frame, cells=QRectF(frame.cells.left(), int(top), frame.cells.width(), tall * rows))
    kind, low, high = levels
    image = colormap.image(colormap.table(kind, theme)[colormap.indices(shot.values, low, high)])
    colormap.draw(painter, frame.cells, image)
    if progressive:
        cover_missing(painter, CellGrid(frame.cells, rows, columns), shot.values, theme)
    heatmap.paint_frame(painter, frame, None, theme)
    return CellGrid(frame.cells, rows, columns)


def cover_missing(painter: QPainter, cells: CellGrid, values: NDArray[np.floating], theme: Theme) -> None:
    """Ground over cells that are NaN: they are not measured yet, and nothing is wrong with them."""
    ground = theme.color("hover")
    for row, column in np.argwhere(np.isnan(values)).tolist():
        painter.fillRect(cells.box((row, column), (row + 1, column + 1)), ground)


def _fill(painter: QPainter, place: QRectF, values: Array, levels: Levels, theme: Theme) -> None:
    kind, low, high = levels
    colormap.draw(painter, place, colormap.image(colormap.table(kind, theme)[colormap.indices(values, low, high)]))
    painter.setPen(theme.color("line"))
    painter.drawRect(place)
