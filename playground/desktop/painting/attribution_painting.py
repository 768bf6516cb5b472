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
CHECK, SLACK = 0.4, 60.0  # share of the height for the check, and points that a broken line leaves empty
WORDS = 20.0  # points for the words below a picture
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def paint_check(painter: QPainter, place: QRectF, words: str, holds: bool | None, theme: Theme) -> QRectF:
    """The check at the lower edge, with a sign of whether it holds; returns the room above it."""
    sign = {True: "✓ ", False: "✗ ", None: ""}[holds]
    metrics = QFontMetricsF(painter.font())
    rows = max(1, int(CHECK * place.height() / metrics.lineSpacing()))
    if metrics.boundingRect(place, _WRAPPED, sign + words).height() > rows * metrics.lineSpacing() + 1:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rows * place.width() - SLACK * (rows - 1) - 20)
    needed = metrics.boundingRect(place, _WRAPPED, sign + words).height() + 2
    below = QRectF(place.left(), place.bottom() - needed, place.width(), needed)
    painter.setPen(theme.color("error" if holds is False else "second"))
    painter.drawText(below, _WRAPPED, sign + words)
    return place.adjusted(0, 0, 0, -needed - 6)


def paint_pixels(
    painter: QPainter, room: QRectF, values: Array, image: Array | None, levels: Levels, words: str, theme: Theme
) -> tuple[CellGrid | None, CellGrid]:
    """The specimen in grey (if it is known) and the attributions (rows, columns), which may be coarser than it.

    Returns where the cells of both stand.
    """
    rows, columns = (image if image is not None else values).shape
    count = 1 if image is None else 2
    cell = min((room.width() - GAP * (count - 1)) / (count * columns), (room.height() - WORDS) / rows)
    cell = float(int(cell)) if cell >= 3 else max(cell, 0.5)
    wide, high = cell * columns, cell * rows
    left = int(room.left() + (room.width() - count * wide - GAP * (count - 1)) / 2)
    top = int(room.top() + max(0.0, room.height() - WORDS - high) / 2)
    beside = None
    if image is not None:
        place = QRectF(left, top, wide, high)
        highest = max(1.0, float(np.nanmax(image, initial=0.0)))
        _fill(painter, place, image, ("grey", 0.0, highest), theme)
        painter.setPen(theme.color("second"))
        length = max(wide, room.right() - left)  # nothing stands under the other picture
        line = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, length)
        painter.drawText(QRectF(left, top + high + 3, length, WORDS - 3), _WRAPPED, line)
        beside = CellGrid(place, rows, columns)
        left += int(wide + GAP)
    place = QRectF(left, top, wide, high)
    _fill(painter, place, values, levels, theme)
    return beside, CellGrid(place, *values.shape)


def paint_steps(
    painter: QPainter, room: QRectF, shot: Snapshot, levels: Levels, titles: tuple[str, str], theme: Theme,
    progressive: bool = False,
) -> CellGrid:  # fmt: skip
    """Rows (answers or features) × steps, each step under its word.

    Args:
        progressive: cells are measured one after the other, and NaN is one whose turn has not come; they may be wider
            than tall, as they need not look like a sequence.
    """
    labels = (shot.labels.get(shot.axes[0], ()), shot.labels.get(shot.axes[1], ()))
    rows, columns = shot.values.shape
    stretched = heatmap.WIDEST if progressive else 0.0
    frame = heatmap.framed(room, (rows, columns), labels, titles, painter.font(), stretched)
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
