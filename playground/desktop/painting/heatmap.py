"""Matrix: one picture of rows × columns with a label at each of them, as large as fits."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath

from playground.desktop.painting import colormap, downsampling
from playground.desktop.style.theme import Theme

LABEL = 15.0  # points between two labels at least
WIDEST = 96.0  # points for a label
TITLE = 20.0  # points for the name of an axis
SEEN = 0.45  # of the height for the cells at least
GAIN = 1.15  # times the cells, for which the name of the columns stands beside theirs
APART = 12.0  # points between the name of an axis and the first of its names
STRIPE = 8  # points between two lines of a hatch
Array = NDArray[np.float32]


@dataclass(frozen=True)
class HeatmapFrame:
    """Where the cells of a matrix stand, and what is written around them.

    Attributes:
        labels: of the rows and of the columns; titles: what rows and columns are.
        title: points for the name of the columns; with ``above`` 0 where they would leave the cells no height.
        beside: the name of the columns stands at the left of theirs, where a row of its own would make the cells small.
        shared: so many rows and columns share a cell, where there is no room for each.
    """

    cells: QRectF
    labels: tuple[tuple[str, ...], tuple[str, ...]]
    titles: tuple[str, str]
    side: float
    above: float
    upright: bool
    shared: int
    title: float = TITLE
    beside: bool = False

    @property
    def head(self) -> float:
        """Points over the cells."""
        return self.above + self.title


def framed(
    place: QRectF, shape: tuple[int, int], labels: tuple[tuple[str, ...], tuple[str, ...]], titles: tuple[str, str],
    font: QFont, stretch: float = 1.0,
) -> HeatmapFrame:  # fmt: skip
    """The largest matrix that fits into ``place``, row labels at the left, column labels above.

    Rows or columns without labels are numbered from 1. Cells are square, or up to ``stretch`` times as wide as high.
    """
    rows, columns = shape
    names = tuple(
        found or tuple(str(i + 1) for i in range(count)) for found, count in zip(labels, shape, strict=True)
    )  # fmt: skip
    metrics = QFontMetricsF(font)
    side = min(WIDEST, max(metrics.horizontalAdvance(name) for name in names[0]) + 8)
    widest = max(metrics.horizontalAdvance(name) for name in names[1])
    largest = min((place.width() - side - TITLE) / columns, stretch * (place.height() - LABEL - 2 - TITLE) / rows)
    upright = widest <= max(LABEL, largest) - 2
    above = LABEL + 2 if upright else min(WIDEST, widest + 8)
    above, title = _fitting(place.height(), above)
    if not upright and above - 4 < min(widest, largest - 4):  # more of the names is read beside each other
        upright = True
        above, title = _fitting(place.height(), LABEL + 2)
    if above and not _told_apart(names[1], metrics, min(widest, largest - 2) if upright else above - 4):
        above = 0.0
    lead = max(side + TITLE, metrics.horizontalAdvance(f"{titles[1]} →") + APART)
    under, room = place.adjusted(side + TITLE, above + title, 0, 0), place.adjusted(lead, above, 0, 0)
    sides = [min(one.width() / columns, one.height() / rows) for one in (under, room)]
    beside = above > 0 and sides[1] >= GAIN * sides[0]
    room, title = (room, 0.0) if beside else (under, title)
    tall = max(min(room.width() / columns, room.height() / rows), 0.1)
    wide = max(min(room.width() / columns, stretch * tall), tall)
    wide, tall = (float(int(side)) if side >= 6 else side for side in (wide, tall))
    width, height = max(wide * columns, 1.0), max(tall * rows, 1.0)
    left, top = room.left() + (room.width() - width) / 2, room.top() + (room.height() - height) / 2
    shared = downsampling.factor(max(rows, columns), max(width, height))
    cells = QRectF(int(left), int(top), width, height)
    return HeatmapFrame(cells, (names[0], names[1]), titles, side, above, upright, shared, title, beside)


def _fitting(height: float, above: float) -> tuple[float, float]:
    """Points for the names of the columns and for their title: in a low place shorter ones, then none."""
    for names, title in ((above, TITLE), (min(above, max(LABEL + 2, 0.3 * height)), TITLE), (0.0, TITLE)):
        if height - names - title >= SEEN * height:
            return names, title
    return 0.0, 0.0


def _told_apart(names: tuple[str, ...], metrics: QFontMetricsF, room: float) -> bool:
    """Whether names still differ when they are cut: a row of alike stumps names nothing."""
    if max(metrics.horizontalAdvance(name) for name in names) <= room:
        return True
    cut = {metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) for name in names}
    return len(cut) == len(set(names))


def paint_cells(painter: QPainter, frame: HeatmapFrame, values: Array, theme: Theme) -> None:
    """Values 0…1 in viridis; where several share a cell the largest is shown."""
    shown = downsampling.binned(values, frame.shared, frame.shared)
    image = colormap.image(colormap.table("magnitude", theme)[colormap.indices(shown, 0.0, 1.0)])
    colormap.draw(painter, frame.cells, image)


def paint_frame(painter: QPainter, frame: HeatmapFrame, allowed: Array | None, theme: Theme) -> None:
    """Labels, titles, and hatches over cells that are 0 in ``allowed``: no value can ever stand there."""
    if allowed is not None and not allowed.all():
        _hatch(painter, frame, allowed, theme)
    painter.setPen(theme.color("line"))
    painter.drawRect(frame.cells)
    painter.setPen(theme.color("second"))
    _rows(painter, frame.cells, frame.labels[0], frame.side)
    _columns(painter, frame.cells, frame.labels[1], frame.above, frame.upright)
    _titles(painter, frame)


def _hatch(painter: QPainter, frame: HeatmapFrame, allowed: Array, theme: Theme) -> None:
    rows, columns = allowed.shape
    width, height = frame.cells.width() / columns, frame.cells.height() / rows
    area = QPainterPath()
    for row, column in zip(*np.nonzero(allowed == 0), strict=True):
        place = QRectF(frame.cells.left() + column * width, frame.cells.top() + row * height, width, height)
        area.addRect(place)
    painter.save()
    painter.setClipPath(area)
    painter.fillRect(frame.cells, theme.color("panel"))
    painter.setPen(theme.color("line"))
    length = frame.cells.width() + frame.cells.height()
    for offset in range(0, int(length), STRIPE):
        start = QPointF(frame.cells.left() + offset, frame.cells.top())
        painter.drawLine(start, start + QPointF(-frame.cells.height(), frame.cells.height()))
    painter.restore()


def _rows(painter: QPainter, cells: QRectF, names: tuple[str, ...], side: float) -> None:
    height, metrics = cells.height() / len(names), QFontMetricsF(painter.font())
    for row in range(0, len(names), max(1, ceil(LABEL / height))):
        name = metrics.elidedText(names[row], Qt.TextElideMode.ElideRight, side - 4)
        label = QRectF(cells.left() - side, cells.top() + (row + 0.5) * height - 9, side - 6, 18)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), name)


def _columns(painter: QPainter, cells: QRectF, names: tuple[str, ...], above: float, upright: bool) -> None:
    """Above the columns; turned by a quarter where they would not fit beside each other."""
    width, metrics = cells.width() / len(names), QFontMetricsF(painter.font())
    for column in range(0, len(names) if above else 0, max(1, ceil(LABEL / width))):
        x = cells.left() + (column + 0.5) * width
        painter.save()
        painter.translate(x, cells.top() - 4)
        if upright:
            label = QRectF(-width / 2 - 20, -LABEL - 2, width + 40, LABEL + 2)
            name = metrics.elidedText(names[column], Qt.TextElideMode.ElideRight, max(width - 2, LABEL))
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), name)
        else:
            painter.rotate(-90)
            name = metrics.elidedText(names[column], Qt.TextElideMode.ElideRight, above - 4)
            name = "" if len(name) <= 2 and name != names[column] else name  # dots alone name nothing
            label = QRectF(0, -9, above, 18)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()


def _titles(painter: QPainter, frame: HeatmapFrame) -> None:
    cells, (rows, columns) = frame.cells, frame.titles
    if frame.title:
        top = QRectF(cells.left() - 60, cells.top() - frame.head - 2, cells.width() + 120, frame.title)
        painter.drawText(top, int(Qt.AlignmentFlag.AlignCenter), f"{columns} →")
    elif frame.beside:
        left = QRectF(0.0, cells.top() - LABEL - 6, cells.left() - APART, LABEL + 2)
        painter.drawText(left, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{columns} →")
    metrics = QFontMetricsF(painter.font())
    long = metrics.horizontalAdvance(f"← {rows}") > cells.height()  # then it stands beside the names above, too
    whole = cells.adjusted(0, -frame.above if long else 0.0, 0, 0)
    painter.save()
    painter.translate(cells.left() - frame.side - TITLE / 2, whole.center().y())
    painter.rotate(-90)
    words = metrics.elidedText(f"← {rows}", Qt.TextElideMode.ElideRight, whole.height() + 12)
    length = metrics.horizontalAdvance(words) + 4
    painter.drawText(QRectF(-length / 2, -10, length, 20), int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()
