"""Mosaic: many small maps as one picture that fills its place, each pixel computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.desktop.painting import colormap

_STRIPE = 3  # points across one stripe of the hatch


@dataclass(frozen=True)
class Layout:
    """Where the tiles of a mosaic stand, in pixels of a picture of its own.

    Attributes:
        rows, columns: of tiles.
        tile: height and width of one tile in cells.
        cell: pixels a cell, a whole number where there is room for that.
        gap: pixels between tiles.
    """

    count: int
    rows: int
    columns: int
    tile: tuple[int, int]
    cell: float
    gap: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole."""
        height, width = self.tile
        return (
            int(self.columns * round(width * self.cell) + (self.columns - 1) * self.gap),
            int(self.rows * round(height * self.cell) + (self.rows - 1) * self.gap),
        )

    def tile_rect(self, index: int) -> QRectF:
        """The place of a tile."""
        row, column = divmod(index, self.columns)
        height, width = round(self.tile[0] * self.cell), round(self.tile[1] * self.cell)
        return QRectF(column * (width + self.gap), row * (height + self.gap), width, height)

    def cover_rest(self, painter: QPainter, origin: QPointF, ground: QColor) -> None:
        """Paint the ground where the last row is shorter than the others."""
        if self.count % self.columns:
            first = self.tile_rect(self.count)
            rest = QRectF(first.topLeft(), QPointF(self.size[0], first.bottom())).adjusted(-self.gap, 0, 1, 1)
            painter.fillRect(rest.translated(origin), ground)

    def cell_at(self, point: QPointF) -> tuple[int, int, int] | None:
        """Tile, row and column of the cell at a place; None between tiles and outside."""
        height, width = round(self.tile[0] * self.cell), round(self.tile[1] * self.cell)
        column, x = divmod(point.x(), width + self.gap)
        row, y = divmod(point.y(), height + self.gap)
        index = int(row) * self.columns + int(column)
        inside = 0 <= column < self.columns and 0 <= row < self.rows and index < self.count
        if not inside or x >= width or y >= height:
            return None
        return index, min(int(y / self.cell), self.tile[0] - 1), min(int(x / self.cell), self.tile[1] - 1)


@lru_cache(maxsize=64)
def fill(count: int, tile: tuple[int, int], width: float, height: float, columns: int | None = None) -> Layout:
    """The layout whose tiles are largest in a place of ``width`` × ``height`` pixels.

    Args:
        count: tiles.
        tile: rows and columns of one tile in cells.
        columns: a fixed number of columns, where it means something.
    """
    best: Layout | None = None
    for tried in [columns] if columns else range(1, count + 1):
        rows = ceil(count / tried)
        gap = _gap(min(width / tried, height / rows))
        room_x = (width - (tried - 1) * gap) / (tried * tile[1])
        room_y = (height - (rows - 1) * gap) / (rows * tile[0])
        cell = min(room_x, room_y)
        if best is None or cell > best.cell * 1.001:
            best = Layout(count, rows, tried, tile, cell, gap)
    assert best is not None
    cell = best.cell
    if cell >= 6:  # whole pixels a cell look even; below that the loss of room would be larger
        cell = float(int(cell))
    shortest = 1 / min(tile)
    return Layout(best.count, best.rows, best.columns, tile, max(cell, shortest), best.gap)


def _gap(side: float) -> int:
    """Pixels between tiles, of ``side`` pixels each: generous for large ones, so that they are told apart."""
    return int(max(1, min(8, side / 6)))


class Painter:
    """Turns tiles (N, rows, columns) into an image; remembers which source cell each pixel shows."""

    def __init__(self) -> None:
        self._layout: Layout | None = None
        self._factor = 0.0
        self._rows = self._columns = np.empty(0, np.intp)

    def image(
        self, values: NDArray[np.float32], layout: Layout, levels: tuple[float, float], table: colormap.Table,
        ground: int, factor: float = 1.0,
    ) -> QImage:  # fmt: skip
        """A QImage of ``layout.size`` times ``factor``; ``ground`` (0xffRRGGBB) shows between the tiles."""
        if layout != self._layout or factor != self._factor:
            self._prepare(layout, factor)
        count, height, width = values.shape
        tiles = np.full((layout.rows * layout.columns, height, width), len(table), np.uint16)
        tiles[:count] = colormap.indices(values, *levels)
        sheet = tiles.reshape(layout.rows, layout.columns, height, width).swapaxes(1, 2)
        padded = np.full((layout.rows * height + 1, layout.columns * width + 1), len(table), np.uint16)
        padded[:-1, :-1] = sheet.reshape(layout.rows * height, layout.columns * width)
        lookup = np.append(table, np.uint32(ground))
        pixels = lookup[padded].take(self._rows, axis=0).take(self._columns, axis=1)
        missing = padded == colormap.MISSING
        if missing.any():
            self._hatch(pixels, missing.take(self._rows, axis=0).take(self._columns, axis=1), ground, factor)
        return colormap.image(pixels)

    @staticmethod
    def _hatch(pixels: colormap.Table, missing: NDArray[np.bool_], ground: int, factor: float) -> None:
        """Stripes over cells that are no number: their colour alone could be taken for one of the map's."""
        down, right = np.ogrid[: pixels.shape[0], : pixels.shape[1]]
        pixels[missing & ((down + right) // max(1, round(_STRIPE * factor)) % 2 == 1)] = ground

    def _prepare(self, layout: Layout, factor: float) -> None:
        """Source row of each pixel row, source column of each pixel column; the last one is the ground."""
        self._layout, self._factor = layout, factor
        self._rows = self._sources(layout.rows, layout.tile[0], layout, factor)
        self._columns = self._sources(layout.columns, layout.tile[1], layout, factor)

    @staticmethod
    def _sources(tiles: int, cells: int, layout: Layout, factor: float) -> NDArray[np.intp]:
        length = round(cells * layout.cell)
        pitch = length + layout.gap
        size = tiles * length + (tiles - 1) * layout.gap
        at = (np.arange(round(size * factor)) + 0.5) / factor
        tile = np.minimum((at / pitch).astype(np.intp), tiles - 1)
        within = at - tile * pitch
        cell = np.minimum((within * cells / length).astype(np.intp), cells - 1)
        sources: NDArray[np.intp] = np.where(within < length, tile * cells + cell, tiles * cells)
        return sources
