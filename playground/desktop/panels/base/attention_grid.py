"""AttentionGrid: all layers and heads of one part of a model as small tiles, beside the head that is shown large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from playground.desktop.painting import colormap, image_grid
from playground.desktop.panels.base.attention_weights import Head, values_of
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot

SHARE = 0.3  # of the room goes to the tiles


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
        """At the left, or above where the place is narrow, if there is more than one; returns the room that is left.

        ``shape``: rows and columns of each matrix.
        """
        self.heads, self.layout = list(heads), None
        if len(self.heads) < 2:
            return place
        if place.width() > 1.15 * place.height():
            room = QRectF(place.left(), place.top(), SHARE * place.width(), place.height())
            rest = place.adjusted(room.width() + 16, 0, 0, 0)
        else:
            room = QRectF(place.left(), place.top(), place.width(), SHARE * place.height())
            rest = place.adjusted(0, room.height() + 12, 0, 0)
        columns = len(self.heads) // len({head.layer for head in self.heads})
        size = max(room.width(), 8), max(room.height(), 8)
        self.layout = image_grid.fill(len(self.heads), (shape[0], shape[1]), *size, columns)
        self.origin = QPointF(round(room.left()), round(room.center().y() - self.layout.size[1] / 2))
        return rest

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
