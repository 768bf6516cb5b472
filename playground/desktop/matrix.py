"""Matrix: one picture of rows × columns with a label at each of them, as large as fits."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from playground.desktop import binning, colours
from playground.desktop.theme import Theme

LABEL = 15.0  # points between two labels at least
WIDEST = 96.0  # points for a label
TITLE = 20.0  # points for the name of an axis
_STRIPE = 3.0
Array = NDArray[np.float32]


def paint(
    painter: QPainter, place: QRectF, values: Array, allowed: Array | None,
    labels: tuple[tuple[str, ...], tuple[str, ...]], titles: tuple[str, str], theme: Theme, scale: float,
) -> QRectF:  # fmt: skip
    """Draw values 0…1 with row labels at the left and column labels above; returns where the cells are.

    Where there are more cells than the place can show, several share one and the largest of them is shown.

    Args:
        allowed: cells that are 0 are hatched: no value can ever stand there.
        labels: of the rows and of the columns; numbers from 1 where there are none.
        titles: what rows and columns are.
    """
    rows, columns = values.shape
    names = [
        found or tuple(str(i + 1) for i in range(count)) for found, count in zip(labels, values.shape, strict=True)
    ]
    metrics = QFontMetricsF(painter.font())
    side = min(WIDEST, max(metrics.horizontalAdvance(name) for name in names[0]) + 8)
    widest = max(metrics.horizontalAdvance(name) for name in names[1]) + 8
    upright = widest - 8 <= max(LABEL, (place.width() - side - TITLE) / columns) - 2
    above = LABEL + 2 if upright else min(WIDEST, widest)
    room = place.adjusted(side + TITLE, above + TITLE, 0, 0)
    cell = max(min(room.width() / columns, room.height() / rows), 0.1)
    if cell >= 6:
        cell = float(int(cell))
    width, height = cell * columns, cell * rows
    left = room.left() + (room.width() - width) / 2
    top = room.top() + (room.height() - height) / 2
    cells = QRectF(round(left), round(top), max(width, 1.0), max(height, 1.0))
    shared = binning.factor(max(rows, columns), max(cells.width(), cells.height()))
    painter.drawImage(
        cells, _image(binning.binned(values, shared, shared), _binned(allowed, shared), cells, theme, scale)
    )
    painter.setPen(theme.color("line"))
    painter.drawRect(cells)
    painter.setPen(theme.color("second"))
    _rows(painter, cells, names[0], side)
    _columns(painter, cells, names[1], above, upright)
    _titles(painter, cells, titles, side, above)
    return cells


def _image(values: Array, allowed: Array | None, cells: QRectF, theme: Theme, scale: float) -> QImage:
    across = nearest(values.shape[1], round(cells.width() * scale))
    down = nearest(values.shape[0], round(cells.height() * scale))
    pixels = colours.table("magnitude", theme)[colours.indices(values, 0.0, 1.0)].take(down, 0).take(across, 1)
    if allowed is not None and not allowed.all():
        forbidden = (allowed == 0).take(down, 0).take(across, 1)
        y, x = np.ogrid[: len(down), : len(across)]
        stripes = (x + y) // max(1, round(_STRIPE * scale)) % 4 == 0
        pixels[forbidden] = theme.color("panel").rgb()
        pixels[forbidden & stripes] = theme.color("line").rgb()
    return colours.image(pixels)


def _binned(allowed: Array | None, shared: int) -> Array | None:
    return None if allowed is None else binning.binned(allowed, shared, shared)


def nearest(cells: int, pixels: int) -> NDArray[np.intp]:
    """The cell that each pixel shows."""
    return ((np.arange(max(pixels, 1)) + 0.5) * cells / max(pixels, 1)).astype(np.intp)


def _rows(painter: QPainter, cells: QRectF, names: tuple[str, ...], side: float) -> None:
    height, metrics = cells.height() / len(names), QFontMetricsF(painter.font())
    for row in range(0, len(names), max(1, ceil(LABEL / height))):
        name = metrics.elidedText(names[row], Qt.TextElideMode.ElideRight, side - 4)
        label = QRectF(cells.left() - side, cells.top() + (row + 0.5) * height - 9, side - 6, 18)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), name)


def _columns(painter: QPainter, cells: QRectF, names: tuple[str, ...], above: float, upright: bool) -> None:
    """Above the columns; turned by a quarter where they would not fit beside each other."""
    width, metrics = cells.width() / len(names), QFontMetricsF(painter.font())
    for column in range(0, len(names), max(1, ceil(LABEL / width))):
        x = cells.left() + (column + 0.5) * width
        painter.save()
        painter.translate(x, cells.top() - 4)
        if upright:
            label = QRectF(-width / 2 - 20, -LABEL - 2, width + 40, LABEL + 2)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), names[column])
        else:
            painter.rotate(-90)
            name = metrics.elidedText(names[column], Qt.TextElideMode.ElideRight, above - 4)
            label = QRectF(0, -9, above, 18)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()


def _titles(painter: QPainter, cells: QRectF, titles: tuple[str, str], side: float, above: float) -> None:
    top = QRectF(cells.left() - 60, cells.top() - above - TITLE - 2, cells.width() + 120, TITLE)
    painter.drawText(top, int(Qt.AlignmentFlag.AlignCenter), f"{titles[1]} →")
    painter.save()
    painter.translate(cells.left() - side - TITLE / 2, cells.center().y())
    painter.rotate(-90)
    length = cells.height() + 60
    painter.drawText(QRectF(-length / 2, -10, length, 20), int(Qt.AlignmentFlag.AlignCenter), f"← {titles[0]}")
    painter.restore()
