"""AttentionGrid: all layers and heads of one part of a model as small tiles, beside the head that is shown large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from playground.desktop.painting import colormap, image_grid
from playground.desktop.panels.base.attention_weights import Head, values_of
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot

SHARES = (0.3, 0.22, 0.15)  # of the room goes to the tiles at most
LEAST = 16.0  # points of the shorter side of a tile that is read
NO_LARGER = 0.6  # of the head beside them, or this one would not be the one that is looked at
NEAR = 0.93  # of the largest that the head beside them can be is enough for larger tiles
ASIDE, ABOVE = 80.0, 44.0  # points beside and above the large head for its names and the colour bar


@dataclass(frozen=True)
class _Divided:
    """Tiles, and the room that they leave; ``tile`` and ``large``: points of the shorter side of either matrix."""

    layout: image_grid.Layout
    origin: QPointF
    rest: QRectF
    tile: float
    large: float

    @classmethod
    def of(
        cls, place: QRectF, count: int, shape: tuple[int, ...], columns: int, share: float, beside: bool
    ) -> _Divided:
        size = (share if beside else 1.0) * place.width(), (1.0 if beside else share) * place.height()
        found = cls._in(place, count, shape, columns, size, beside)
        most = max(NO_LARGER * found.large, LEAST)
        if found.tile <= most:
            return found
        smaller = most / found.tile
        return cls._in(place, count, shape, columns, (smaller * size[0], smaller * size[1]), beside)

    @classmethod
    def _in(
        cls, place: QRectF, count: int, shape: tuple[int, ...], columns: int, size: tuple[float, float], beside: bool
    ) -> _Divided:
        layout = image_grid.fill(count, (shape[0], shape[1]), max(size[0], 8), max(size[1], 8), columns)
        wide, high = layout.size
        left = place.left() if beside else place.left() + max(0.0, (place.width() - wide) / 2)
        top = place.top() + max(0.0, (place.height() - high) / 2) if beside else place.top()
        rest = place.adjusted(wide + 16, 0, 0, 0) if beside else place.adjusted(0, high + 12, 0, 0)
        cell = min((rest.width() - ASIDE) / shape[1], (rest.height() - ABOVE) / shape[0])
        tile, large = layout.tile_rect(0), max(0.0, cell * min(shape[:2]))
        return cls(layout, QPointF(round(left), round(top)), rest, min(tile.width(), tile.height()), large)


class AttentionGrid:
    """Rows of layers, columns of heads and their average.

    Attributes:
        heads: of the tiles, row by row; empty where nothing is drawn.
    """

    def __init__(self) -> None:
        self.heads: list[Head] = []
        self.layout: image_grid.Layout | None = None
        self.origin = QPointF()
        self._painter = image_grid.Painter()

    def lay_out(self, heads: Sequence[Head], shape: tuple[int, ...], place: QRectF) -> QRectF:
        """At the left or above, if there is more than one, so that the head beside them becomes as large as it can.

        Returns the room that is left.

        ``shape``: rows and columns of each matrix.
        """
        self.heads, self.layout = list(heads), None
        if len(self.heads) < 2:
            return place
        columns = len(self.heads) // len({head.layer for head in self.heads})
        found = [_Divided.of(place, len(self.heads), shape, columns, share, beside)
                 for beside in (True, False) for share in SHARES]  # fmt: skip
        readable = [one for one in found if one.tile >= LEAST] or [max(found, key=lambda one: one.tile)]
        largest = max(one.large for one in readable)
        best = max((one for one in readable if one.large >= NEAR * largest), key=lambda one: one.tile)
        self.layout, self.origin = best.layout, best.origin
        return best.rest

    def paint(
        self, painter: QPainter, kept: Mapping[str, Snapshot], shape: tuple[int, ...], theme: Theme, scale: float
    ) -> None:
        """What is known of each layer; the others stay blank."""
        if self.layout is None:
            return
        blank = np.full(shape, np.nan, np.float32)
        tiles = np.stack(
            [values_of(kept[head.layer], head.head) if head.layer in kept else blank for head in self.heads]
        )
        table, ground = colormap.table("magnitude", theme), theme.color("panel").rgb()
        image = self._painter.image(tiles, self.layout, (0.0, 1.0), table, ground, scale)
        colormap.draw(painter, QRectF(self.origin.x(), self.origin.y(), *self.layout.size), image)

    def outline(self, painter: QPainter, head: Head, theme: Theme) -> None:
        """This tile is the one that is shown large."""
        place = self.tile_of(head)
        if place is not None:
            painter.setPen(QPen(theme.color("highlight"), 2.5))
            painter.drawRect(place.adjusted(-1, -1, 1, 1))

    def tile_of(self, head: Head) -> QRectF | None:
        """Where a tile stands."""
        if self.layout is None or head not in self.heads:
            return None
        return self.layout.tile_rect(self.heads.index(head)).translated(self.origin)

    def tile_of_head(self, layer: str, head: int) -> QRectF | None:
        """Where the tile of a layer's head stands."""
        return self.tile_of(Head(layer, head))

    def head_at(self, point: QPointF) -> Head | None:
        """Whose tile is under a point."""
        found = self.layout.cell_at(point - self.origin) if self.layout is not None else None
        return self.heads[found[0]] if found is not None else None
