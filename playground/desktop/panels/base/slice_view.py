"""SliceView: one map of a picture, or its steps and features, large, with its numbers in the cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from playground.desktop.i18n.formatting import figure, fixed
from playground.desktop.painting import colormap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Region

NUMBERED = 26.0  # points of a cell from which its number is written in it
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
Index = tuple[int, ...]


@dataclass(frozen=True)
class SliceView:
    """The map, head or matrix of a snapshot that a cell lies in.

    Attributes:
        layer: the index along the first axis of a picture with three; steps run to the right where there are two.
    """

    shot: Snapshot
    layer: int

    @classmethod
    def around(cls, shot: Snapshot, index: Index) -> SliceView:
        """The slice that holds a cell."""
        return cls(shot, min(index[0], shot.values.shape[0] - 1) if len(index) == 3 else 0)

    @cached_property
    def values(self) -> NDArray[np.float32]:
        """(rows, columns)."""
        values = self.shot.values
        if values.ndim == 3:
            found: NDArray[np.float32] = values[self.layer]
            return found
        return values.T if values.ndim == 2 else values.reshape(-1, 1)

    def cell(self, index: Index) -> tuple[int, int]:
        """Row and column of a cell of the picture."""
        if len(index) == 3:
            return index[1], index[2]
        return (index[1], index[0]) if len(index) == 2 else (index[0], 0)

    def place(self, room: QRectF) -> QRectF:
        """As large as the room allows, with square cells but for long sequences."""
        rows, columns = self.values.shape
        cell = min(room.width() / columns, room.height() / rows)
        stretched = self.values.ndim == 2 and self.shot.values.ndim == 2 and max(rows, columns) > 2 * min(rows, columns)
        width, height = (room.width(), room.height()) if stretched else (cell * columns, cell * rows)
        return QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)

    def grid(self, room: QRectF) -> CellGrid:
        """Where its cells stand in a room."""
        return CellGrid(self.place(room), *self.values.shape)

    def box(self, room: QRectF, region: Region) -> QRectF:
        """Where the cells of a region stand."""
        first, last = self.cell(region.start), self.cell(tuple(stop - 1 for stop in region.stop))
        return self.grid(room).box(first, (last[0] + 1, last[1] + 1))

    def paint(self, painter: QPainter, room: QRectF, theme: Theme, until: Index | None = None) -> None:
        """The slice; with ``until`` only the cells up to this one, in reading order, as they have been computed."""
        place, values = self.place(room), self.values
        finite = np.abs(values[np.isfinite(values)])
        peak = float(finite.max()) if finite.size else 1.0
        signed = bool((values < 0).any())
        kind = "signed" if signed else "grey" if self.shot.name.startswith("input") else "magnitude"
        low, high = (-peak if signed else 0.0), max(peak, 1e-9)
        colours = colormap.table(kind, theme)[colormap.indices(values, low, high)].copy()
        hidden = self._hidden(until)
        colours[hidden] = theme.color("hover").rgb() & 0xFFFFFFFF
        colormap.draw(painter, place, colormap.image(colours))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("line"), 1.0))
        painter.drawRect(place)
        if min(place.width() / values.shape[1], place.height() / values.shape[0]) >= NUMBERED:
            self._numbers(painter, place, colours, hidden)

    def _hidden(self, until: Index | None) -> NDArray[np.bool_]:
        """Cells behind ``until`` in reading order."""
        if until is None:
            return np.zeros(self.values.shape, bool)
        row, column = self.cell(until)
        rows, columns = np.indices(self.values.shape)
        if self.shot.values.ndim == 2:  # time passes
            return np.asarray(columns > column)
        return np.asarray((rows > row) | ((rows == row) & (columns > column)))

    def _numbers(
        self, painter: QPainter, place: QRectF, colours: NDArray[np.uint32], hidden: NDArray[np.bool_]
    ) -> None:  # fmt: skip
        grid = CellGrid(place, *self.values.shape)
        font = QFont(painter.font())
        font.setPixelSize(round(min(18.0, max(9.0, 0.34 * place.width() / self.values.shape[1]))))
        painter.setFont(font)
        for (row, column), value in np.ndenumerate(self.values):
            if not hidden[row, column]:
                ground = QColor.fromRgb(int(colours[row, column]))
                bright = 0.299 * ground.red() + 0.587 * ground.green() + 0.114 * ground.blue()  # as the eye weighs them
                painter.setPen(QColor("#101418" if bright > 120 else "#FFFFFF"))
                painter.drawText(grid.box((row, column), (row + 1, column + 1)), _CENTER, short(float(value)))


def short(value: float) -> str:
    """A number for a small cell: two decimals where they say enough."""
    if not np.isfinite(value):
        return "–"
    if abs(value) >= 100 or 0 < abs(value) < 0.005:
        return figure(value, 1)
    return fixed(value, 2).rstrip("0").rstrip(".")
