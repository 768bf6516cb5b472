"""Cells: where the numbers of a picture stand inside the box of its node, from a cell to its place and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil

from PySide6.QtCore import QPointF, QRectF

from playground.data.sampling import PLAIN, Sampling
from playground.desktop.painting import image_grid
from playground.desktop.painting.cell_grid import CellGrid
from playground.network.graph import NodeForm
from playground.network.places import Box, Rect

SWITCH = 19.0  # points below the matrices of heads, or behind them
Index = tuple[int, ...]


def rect(place: Rect) -> QRectF:
    """The same rectangle for Qt."""
    return QRectF(place.left, place.top, place.width, place.height)


def switch(box: Box) -> QRectF | None:
    """Below the heads of attention, or where they are low behind them: from the lines of one to those of all.

    None where there is one, or no room.
    """
    side = box.side
    if box.node.form is not NodeForm.ATTENTION or box.node.shape[0] < 2 or side.height < SWITCH or not side.width:
        return None
    if side.height >= 2.5 * SWITCH:
        return QRectF(side.left, side.bottom - SWITCH, side.width, SWITCH)
    left = side.right - SWITCH if side.left >= box.picture.left else side.left
    return QRectF(left, side.center[1] - SWITCH / 2, SWITCH, SWITCH)


def _beside_switch(box: Box, toward: float) -> QRectF:
    """What it leaves for the heads."""
    place, taken = rect(box.side), switch(box)
    if taken is None:
        return place
    if taken.width() > SWITCH:
        return place.adjusted(0, 0, 0, -SWITCH)
    return place.adjusted(SWITCH, 0, 0, 0) if toward else place.adjusted(0, 0, -SWITCH, 0)


@dataclass(frozen=True)
class BoxCells:
    """The cells of one box.

    Attributes:
        shape: of the picture that is drawn in it.
        head: of attention, the one whose lines are drawn; of answers, the step whose bars are.
        sampling: of these bars.
        query: of attention, the only one whose lines are drawn; -1 for all.
        together: of attention, the heads whose lines are drawn in a colour each; None for those of one head.
    """

    box: Box
    shape: Index
    head: int = 0
    sampling: Sampling = PLAIN
    query: int = -1
    together: frozenset[int] | None = None

    @property
    def mosaic(self) -> tuple[QPointF, image_grid.Layout] | None:
        """Of maps and heads: the upper left corner, and the tiles."""
        form, shape = self.box.node.form, self.shape
        if form is NodeForm.ATTENTION:
            if not self.box.side.width:
                return None
            toward = 0.0 if self.box.side.left >= self.box.picture.left else 1.0
            return _aligned(_beside_switch(self.box, toward), shape[0], (shape[1], shape[2]), None, toward)
        if form is NodeForm.SCORES and len(shape) == 3:
            return _aligned(rect(self.box.picture), shape[0], (shape[1], shape[2]), shape[0])
        if form in (NodeForm.MAPS, NodeForm.IMAGE) and len(shape) == 3:
            count = 1 if form is NodeForm.IMAGE else min(self.box.shown, shape[0])
            return _aligned(rect(self.box.picture), count, (shape[1], shape[2]), self.box.columns)
        return None

    @property
    def grid(self) -> CellGrid | None:
        """Of units, states and tokens: rows and columns of the box."""
        place = rect(self.box.picture)
        match self.box.node.form:
            case NodeForm.UNITS | NodeForm.CLASSES:
                return CellGrid(place, ceil(self.box.shown / self.box.columns), self.box.columns)
            case NodeForm.STATES:
                return CellGrid(place, self.shape[1] if len(self.shape) > 1 else 1, self.shape[0])
            case NodeForm.TOKENS | NodeForm.ANSWERS:
                return CellGrid(place, 1, self.shape[0])
            case _:
                return None

    def index_at(self, point: QPointF) -> Index | None:
        """The cell under a point; None between cells."""
        mosaic, grid = self.mosaic, self.grid
        if mosaic is not None:
            found = mosaic[1].cell_at(point - mosaic[0])
            return found if found is not None else self._line_at(point)
        if grid is None:
            return self._line_at(point)
        cell = grid.cell_at(point)
        return None if cell is None else self._index(*cell, grid.rows)

    def _index(self, row: int, column: int, rows: int) -> Index | None:
        match self.box.node.form:
            case NodeForm.UNITS | NodeForm.CLASSES:
                unit = column * rows + row
                return (unit,) if unit < self.shape[0] else None
            case NodeForm.STATES:
                return (column, row) if len(self.shape) > 1 else (column,)
            case _:
                return (column,)

    def _line_at(self, point: QPointF) -> Index | None:
        """Attention without a matrix under the pointer: the query whose lines begin at this place."""
        place = rect(self.box.picture)
        if self.box.node.form is not NodeForm.ATTENTION or not place.contains(point):
            return None
        _, query = CellGrid(place, 1, self.shape[1]).nearest(point)
        return (self.head, query, -1)

    def places(self, start: Index, stop: Index) -> Sequence[QRectF]:
        """Where the cells of a box of indices are drawn."""
        mosaic, grid = self.mosaic, self.grid
        if mosaic is not None and len(start) == 3:
            return self._tiles(mosaic, start, stop)
        if grid is None or not start:
            return ()
        match self.box.node.form:
            case NodeForm.UNITS | NodeForm.CLASSES:
                last = min(stop[0], self.box.shown)
                cells = [divmod(unit, grid.rows) for unit in range(start[0], last)]
                if len(cells) == self.box.shown:
                    return (grid.place,)
                return [grid.box((row, column), (row + 1, column + 1)) for column, row in cells]
            case NodeForm.STATES if len(start) > 1:
                return (grid.box((start[1], start[0]), (stop[1], stop[0])),)
            case _:
                return (grid.box((0, start[0]), (1, stop[0])),)

    def _tiles(self, mosaic: tuple[QPointF, image_grid.Layout], start: Index, stop: Index) -> list[QRectF]:
        origin, layout = mosaic
        found = []
        for (tile,) in product(range(start[0], min(stop[0], layout.count))):
            place = layout.tile_rect(tile).translated(origin)
            found.append(CellGrid(place, *layout.tile).box((start[1], start[2]), (stop[1], stop[2])))
        return found

    def tile(self, index: int) -> QRectF | None:
        """Where all of a channel, a head or a unit stands."""
        mosaic = self.mosaic
        if mosaic is not None:
            return mosaic[1].tile_rect(index).translated(mosaic[0]) if index < mosaic[1].count else None
        if self.box.node.form is NodeForm.STATES and self.grid is not None and len(self.shape) > 1:
            return self.grid.box((index, 0), (index + 1, self.shape[0]))
        found = self.places((index,), (index + 1,))
        return found[0] if found else None


def _aligned(
    place: QRectF, count: int, tile: tuple[int, int], columns: int | None, share: float = 0.5
) -> tuple[QPointF, image_grid.Layout]:  # fmt: skip
    """Tiles as large as fit, with that share of the rest of the width at their left."""
    layout = image_grid.fill(count, tile, max(place.width(), 4.0), max(place.height(), 4.0), columns)
    width, height = layout.size
    left = place.left() + share * (place.width() - width)
    return QPointF(round(left), round(place.center().y() - height / 2)), layout
