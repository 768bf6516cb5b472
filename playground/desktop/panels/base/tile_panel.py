"""TilePanel: what feature maps and kernels have in common, a mosaic of one chosen layer with a colour bar."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from playground.desktop.i18n.formatting import figure, readable
from playground.desktop.painting import colorbar, colormap, image_grid
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, Region

MARGIN = 4.0
Array = NDArray[np.float32]


class TilePanel(CellPanel):
    """Shows one picture (…, rows, columns) as tiles. Subclasses say which pictures, and in which grid."""

    def __init__(self, scale: colormap.Scale) -> None:
        super().__init__()
        self._scale = scale
        self._choice = HeaderCombo(self.tr("Layer"))
        self._choice.currentIndexChanged.connect(self._chosen)
        self.controls = self._choice
        self._kept: dict[str, Snapshot] = {}
        self._painter = image_grid.Painter()
        self._layout: image_grid.Layout | None = None
        self._image: QImage | None = None
        self._image_key: object = None
        self._image_of: Snapshot | None = None
        self._origin = QPointF()

    def preferred(self, names: list[str]) -> str:
        """The layer that is shown first."""
        return names[0]

    def tiles(self, snapshot: Snapshot) -> tuple[Array, int | None]:
        """The tiles (N, rows, columns), and a number of columns if one means something; None fills the panel."""
        return snapshot.values.reshape(-1, *snapshot.values.shape[-2:]), None

    def describe(self, snapshot: Snapshot) -> str:
        """What is shown, for the header."""
        return snapshot.name

    def describe_cell(self, snapshot: Snapshot, tile: int, row: int, column: int) -> str:
        """Where the pointer is, for the header."""
        return ""

    @property
    def layer(self) -> str:
        """The name of the picture that is shown; empty when there is none."""
        return self._choice.value or ""

    def choose(self, name: str) -> None:
        """Show another layer."""
        self._choice.choose(name)

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """All cells of a layer are seen at once."""
        self.choose(name)

    def wanted(self) -> frozenset[str]:
        """The chosen layer."""
        return frozenset({self.layer}) if self.layer else frozenset()

    def start(self, started: RunStarted) -> None:
        """Offer the layers of this run; the one that was shown stays if it is still there."""
        names = [info.name for info in self.accepted(started)]
        self._choice.offer([(readable(name), name) for name in names], self.preferred(names) if names else None)
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each layer."""
        for snapshot in pictures.snapshots:
            if snapshot.name in self.wanted() or self._choice.findData(snapshot.name) >= 0:
                self._kept[snapshot.name] = snapshot
                self.dirty = self.dirty or snapshot.name in self.wanted()

    def clear(self) -> None:
        """Back to the empty state."""
        self._kept.clear()
        self._image = None
        self._image_of = None
        self._scale.reset()
        self._choice.forget()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def draw(self) -> None:
        """Follow the levels and say what is shown."""
        snapshot = self._shown()
        if snapshot is not None:
            self._scale.follow(snapshot.values)
            self._tell()
        super().draw()

    def caption(self) -> str:
        """The layer, which the header's list shows otherwise, and what is shown of it."""
        snapshot = self._shown()
        return f"{readable(snapshot.name)} · {self.describe(snapshot)}" if snapshot is not None else ""

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The chosen layer."""
        shown = self._shown()
        return () if shown is None else (shown,)

    def retranslate(self) -> None:
        """The names of the layers, too."""
        self._choice.reword(readable)
        super().retranslate()

    def is_empty(self) -> bool:
        """No picture of the chosen layer yet."""
        return self._shown() is None

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The mosaic, as large as fits, and the colour bar at the right."""
        snapshot = self._shown()
        if snapshot is None:
            return
        place = self.paint_beside(painter, place.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN), scale)
        tiles, columns = self.tiles(snapshot)
        room = place.adjusted(0, 0, -colorbar.WIDTH, 0)
        layout = image_grid.fill(len(tiles), tiles.shape[1:], max(room.width(), 8), max(room.height(), 8), columns)
        width, height = layout.size
        origin = QPointF(round(room.left() + (room.width() - width) / 2), round(room.center().y() - height / 2))
        key = (layout, scale, self.theme.name, self._scale.low, self._scale.high)
        if snapshot is not self._image_of or key != self._image_key or self._image is None:
            levels = (self._scale.low, self._scale.high)
            table = colormap.table(self._scale.kind, self.theme)
            # where zero has the colour of the panel, what lies between the tiles must not look like zeros
            between = self.theme.color("line" if self._scale.kind == "signed" else "panel").rgb()
            self._image = self._painter.image(tiles, layout, levels, table, between, scale)
            self._image_key, self._image_of = key, snapshot
        colormap.draw(painter, QRectF(origin.x(), origin.y(), width, height), self._image)
        layout.cover_rest(painter, origin, self.theme.color("panel"))
        bar = QRectF(min(origin.x() + width, room.right()), place.top(), colorbar.WIDTH, place.height())
        colorbar.paint(painter, bar, self._scale.kind, self._scale.low, self._scale.high, self.theme)
        self._layout, self._origin = layout, origin
        if snapshot.axes[0] == "channel":
            self.paint_changes(painter, snapshot, lambda index: layout.tile_rect(index).translated(origin))

    def axes_of(self, picture: str) -> tuple[str, ...]:
        """Those of the layer that is shown."""
        snapshot = self._shown()
        return snapshot.axes if snapshot is not None and snapshot.name == picture else ()

    def index_of(self, snapshot: Snapshot, tile: int, row: int, column: int) -> tuple[int, ...]:
        """The index of a cell in the picture, one number an axis."""
        return (tile, row, column)

    def tile_of(self, snapshot: Snapshot, index: tuple[int, ...]) -> int:
        """The tile that a cell of the picture is drawn in."""
        return index[0]

    def question_at(self, point: QPointF) -> Question | None:
        """The cell under a point."""
        snapshot, layout = self._shown(), self._layout
        found = layout.cell_at(point - self._origin) if layout is not None else None
        if snapshot is None or found is None or found[0] >= self.tiles(snapshot)[0].shape[0]:
            return None
        return Question(snapshot.name, self.index_of(snapshot, *found))

    def places(self, region: Region) -> Sequence[QRectF]:
        """A box in each tile of the region."""
        snapshot, layout = self._shown(), self._layout
        if snapshot is None or layout is None or region.picture != snapshot.name or len(region.start) < 3:
            return ()
        (top, left), (bottom, right) = region.start[-2:], region.stop[-2:]
        found = []
        for index in product(*(range(a, b) for a, b in zip(region.start[:-2], region.stop[:-2], strict=True))):
            if layout.count <= self.tile_of(snapshot, (*index, 0, 0)):
                continue
            tile = layout.tile_rect(self.tile_of(snapshot, (*index, 0, 0))).translated(self._origin)
            found.append(CellGrid(tile, *layout.tile).box((top, left), (bottom, right)))
        return found

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The cell beside, within its tile."""
        snapshot = self._shown()
        row, column = question.index[-2] + down, question.index[-1] + across
        if snapshot is None or not (0 <= row < snapshot.values.shape[-2] and 0 <= column < snapshot.values.shape[-1]):
            return None
        return Question(question.picture, (*question.index[:-2], row, column))

    def usual(self) -> Question | None:
        """The largest value: a cell that is alive."""
        snapshot = self._shown()
        if snapshot is None:
            return None
        at = np.unravel_index(int(np.nan_to_num(snapshot.values, nan=-np.inf).argmax()), snapshot.values.shape)
        return Question(snapshot.name, tuple(int(i) for i in at))

    def paint_beside(self, painter: QPainter, place: QRectF, scale: float) -> QRectF:
        """Draw what belongs beside the mosaic; returns the room that is left."""
        return place

    def valued(self, value: float) -> str:
        """A cell's number."""
        return figure(value) if np.isfinite(value) else self.tr("not a finite number")

    def _tell(self) -> None:
        """The cell under the pointer, whose value changes while the pointer rests, or the whole."""
        snapshot, painted = self._shown(), self._image_of
        if snapshot is None:
            return
        # the layout on the screen is that of the picture painted last, which may have had another shape
        fits = painted is not None and painted.values.shape == snapshot.values.shape
        found = None
        if fits and self._pointer is not None and self._layout is not None:
            found = self._layout.cell_at(self._pointer - self._origin)
        if found is None:
            self.set_info(self.describe(snapshot))
        else:
            value = float(snapshot.values[self.index_of(snapshot, *found)])
            self.set_info(self.describe_cell(snapshot, *found), self.valued(value))

    def _shown(self) -> Snapshot | None:
        return self._kept.get(self.layer)

    def _chosen(self) -> None:
        self._scale.reset()
        self.dirty = True
        self.wanted_changed.emit()
