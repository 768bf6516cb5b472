"""HeatmapPanel: attention weights, all layers and heads as a mosaic, and one of them large with its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QMouseEvent, QPainter, QPen

from playground.desktop.i18n.formatting import figure
from playground.desktop.i18n.intervention_text import AblationTarget
from playground.desktop.painting import colorbar, colormap, heatmap, image_grid
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.languages.spoken import said
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

MARGIN = 4.0
MOSAIC_SHARE = 0.3  # of the panel goes to the mosaic, where there is more than one head
AVERAGE = -1
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """One of the matrices: a layer's head, or the average of its heads."""

    layer: str
    head: int


class HeatmapPanel(CellPanel):
    """Pictures with a head axis and two sequence axes. Levels are always 0…1, so that pictures can be compared."""

    def __init__(self) -> None:
        super().__init__()
        self._choice = HeaderCombo(self.tr("Head"))
        self._choice.currentIndexChanged.connect(self._chosen)
        self.controls = self._choice
        self._layers: dict[str, tuple[int, ...]] = {}
        self._kept: dict[str, Snapshot] = {}
        self._painter = image_grid.Painter()
        self._tiles: list[Head] = []
        self._layout: image_grid.Layout | None = None
        self._origin = QPointF()
        self._frame = heatmap.HeatmapFrame(QRectF(), ((), ()), ("", ""), 0.0, 0.0, True, 1)
        self._pointer: QPointF | None = None

    def accepts(self, picture: PictureInfo) -> bool:
        """Whether a picture of such axes is for this panel."""
        return False

    def fits(self, pictures: tuple[PictureInfo, ...]) -> bool:
        """Whether any of them is for this panel."""
        return any(self.accepts(picture) for picture in pictures)

    def wanted(self) -> frozenset[str]:
        """All layers of the sequence that is shown, and the mask of the chosen one."""
        chosen = self.chosen
        if chosen is None:
            return frozenset()
        return frozenset({*self._group(chosen.layer), mask_name(chosen.layer)})

    @property
    def chosen(self) -> Head | None:
        """What is shown large."""
        found = self._choice.value
        return found if isinstance(found, Head) else None

    def choose(self, head: Head) -> None:
        """Show another head."""
        self._choice.choose(head)

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """A head of this layer."""
        self.choose(Head(name, index[0] if index else 0))

    def start(self, started: RunStarted) -> None:
        """Offer the heads of this run; the one that was shown stays if it is still there."""
        self._layers = {info.name: info.shape for info in started.pictures if self.accepts(info)}
        heads = [head for layer in self._layers for head in self._heads(layer)]
        last = Head(list(self._layers)[-1], 0) if heads else None  # the last layer is the one that answers
        self._choice.offer([(self.head_words(head), head) for head in heads], last)
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each layer, and the masks."""
        known = {*self._layers, *(mask_name(layer) for layer in self._layers)}
        for snapshot in pictures.snapshots:
            if snapshot.name in known:
                self._kept[snapshot.name] = snapshot
                self.dirty = True

    def clear(self) -> None:
        """Back to the empty state."""
        self._kept.clear()
        self._layers.clear()
        self._choice.forget()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The chosen layer."""
        return () if self.chosen is None or self.is_empty() else (self._kept[self.chosen.layer],)

    def retranslate(self) -> None:
        """The names of the layers, too."""
        self._choice.reword(self.head_words)
        super().retranslate()

    def is_empty(self) -> bool:
        """No picture of the chosen layer yet."""
        return self.chosen is None or self.chosen.layer not in self._kept

    def draw(self) -> None:
        """Say what is shown."""
        colormap.table("magnitude", self.theme)  # its first use loads pyqtgraph, which no paint event should
        super().draw()
        self._tell()

    def caption(self) -> str:
        """The head, which the header's list shows otherwise."""
        return self.head_words(self.chosen) if self.chosen is not None else ""

    def head_words(self, head: Head) -> str:
        """``layer 2 · head 1``; of an encoder-decoder with its part before."""
        part, index, *_ = [*head.layer.split("."), "", ""]
        layer = self.tr("layer {0}").format(int(index) + 1) if index.isdigit() else ""
        which = self.tr("average") if head.head == AVERAGE else self.tr("head {0}").format(head.head + 1)
        several = len({name.split(".")[0] for name in self._layers}) > 1
        return " · ".join(filter(None, (said(part) if several else "", layer, which)))

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The mosaic at the left, or above where the panel is narrow; the chosen head; the colour bar."""
        chosen = self.chosen
        if chosen is None or chosen.layer not in self._kept:
            return
        place = place.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        self._tiles = [head for layer in self._group(chosen.layer) for head in self._heads(layer)]
        self._layout = None
        if len(self._tiles) > 1:
            place = self._paint_mosaic(painter, place, scale)
        snapshot = self._kept[chosen.layer]
        bar = QRectF(place.right() - colorbar.WIDTH, place.top(), colorbar.WIDTH, place.height())
        painter.setFont(self.small_font())
        labels = (snapshot.labels.get(snapshot.axes[1], ()), snapshot.labels.get(snapshot.axes[2], ()))
        shape = (snapshot.values.shape[1], snapshot.values.shape[2])
        mask = self._kept.get(mask_name(chosen.layer))
        allowed = None if mask is None else mask.values

        def still(sheet: QPainter) -> None:
            colorbar.paint(sheet, bar, "magnitude", 0.0, 1.0, self.theme)
            sheet.setFont(self.small_font())
            heatmap.paint_frame(sheet, self._frame, allowed, self.theme)

        room = place.adjusted(0, 0, -colorbar.WIDTH, 0)
        self._frame = heatmap.framed(room, shape, labels, self.axis_words(snapshot), painter.font())
        heatmap.paint_cells(painter, self._frame, values_of(snapshot, chosen.head), self.theme)
        self.paint_still(painter, (self._frame, None if allowed is None else allowed.tobytes()), still)

    def axes_of(self, picture: str) -> tuple[str, ...]:
        """Those of a layer's weights."""
        return self._kept[picture].axes if picture in self._kept else ()

    def spot_at(self, point: QPointF) -> AblationTarget | None:
        """The head of a tile, or the one that is shown large."""
        tile = self._tile_at(point)
        head = tile or (self.chosen if self._frame.cells.contains(point) else None)
        return self._spot(head)

    def spot_of(self, question: Question) -> AblationTarget | None:
        """By keyboard the head that is chosen in the list."""
        return self._spot(self.chosen)

    def _spot(self, head: Head | None) -> AblationTarget | None:
        return AblationTarget(head.layer, "head", head.head) if head is not None and head.head != AVERAGE else None

    def axis_words(self, snapshot: Snapshot) -> tuple[str, str]:
        """What the rows and the columns are."""
        return self.tr("query"), self.tr("key")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a tile of the mosaic shows it large; one on a cell asks where it comes from."""
        head = self._tile_at(event.position())
        if head is not None:
            self.choose(head)
        else:
            super().mousePressEvent(event)

    def question_at(self, point: QPointF) -> Question | None:
        """Head, query and key under a point."""
        chosen, cells = self.chosen, self._frame.cells
        if chosen is None or chosen.layer not in self._kept or not cells.contains(point):
            return None
        return Question(chosen.layer, (chosen.head, *self._cell(point)))

    def places(self, region: Region) -> Sequence[QRectF]:
        """A box of the head that is shown large."""
        chosen, cells = self.chosen, self._frame.cells
        if chosen is None or region.picture != chosen.layer or not region.start[0] <= chosen.head < region.stop[0]:
            return ()
        rows, columns = self._kept[chosen.layer].values.shape[1:] if chosen.layer in self._kept else (1, 1)
        wide, high = cells.width() / columns, cells.height() / rows
        (_, top, left), (_, bottom, right) = region.start, region.stop
        x, y = cells.left() + left * wide, cells.top() + top * high
        return (QRectF(x, y, (right - left) * wide, (bottom - top) * high),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The query below or above, the key beside."""
        head, query, key = question.index
        rows, columns = self._kept[question.picture].values.shape[1:]
        inside = 0 <= query + down < rows and 0 <= key + across < columns
        return Question(question.picture, (head, query + down, key + across)) if inside else None

    def usual(self) -> Question | None:
        """The strongest weight of the head."""
        chosen = self.chosen
        if chosen is None:
            return None
        values = values_of(self._kept[chosen.layer], chosen.head)
        query, key = divmod(int(np.nan_to_num(values).argmax()), values.shape[1])
        return Question(chosen.layer, (chosen.head, query, key))

    def gathered(self) -> Question | None:
        """The strongest weight of the last query, which may look at everything before it."""
        chosen = self.chosen
        if chosen is None:
            return None
        values = values_of(self._kept[chosen.layer], chosen.head)
        return Question(chosen.layer, (chosen.head, len(values) - 1, int(np.nan_to_num(values[-1]).argmax())))

    def _cell(self, at: QPointF) -> tuple[int, int]:
        """Query and key at a place inside the matrix."""
        assert self.chosen is not None
        cells, (rows, columns) = self._frame.cells, self._kept[self.chosen.layer].values.shape[1:]
        row = min(int((at.y() - cells.top()) / cells.height() * rows), rows - 1)
        return row, min(int((at.x() - cells.left()) / cells.width() * columns), columns - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say in the header what is under the pointer."""
        self._pointer = event.position()
        self._tell()

    def leaveEvent(self, event: object) -> None:
        """Back to what is shown."""
        self._pointer = None
        self._tell()

    def _paint_mosaic(self, painter: QPainter, place: QRectF, scale: float) -> QRectF:
        """Rows of layers, columns of heads and their average; returns the room that is left."""
        beside = place.width() > 1.15 * place.height()
        if beside:
            room = QRectF(place.left(), place.top(), MOSAIC_SHARE * place.width(), place.height())
            rest = place.adjusted(room.width() + 16, 0, 0, 0)
        else:
            room = QRectF(place.left(), place.top(), place.width(), MOSAIC_SHARE * place.height())
            rest = place.adjusted(0, room.height() + 12, 0, 0)
        rows = self._group(self._tiles[0].layer)
        blank = np.full(self._layers[rows[0]][1:], np.nan, np.float32)
        tiles = np.stack([
            values_of(self._kept[head.layer], head.head) if head.layer in self._kept else blank for head in self._tiles
        ])  # fmt: skip
        columns = len(self._tiles) // len(rows)
        layout = image_grid.fill(len(tiles), tiles.shape[1:], max(room.width(), 8), max(room.height(), 8), columns)
        width, height = layout.size
        self._origin = QPointF(round(room.left()), round(room.center().y() - height / 2))
        table, ground = colormap.table("magnitude", self.theme), self.theme.color("panel").rgb()
        image = self._painter.image(tiles, layout, (0.0, 1.0), table, ground, scale)
        colormap.draw(painter, QRectF(self._origin.x(), self._origin.y(), width, height), image)
        self._layout = layout
        for layer in rows:
            if layer in self._kept:
                self.paint_changes(painter, self._kept[layer], partial(self._tile_of, layer))
        if self.chosen in self._tiles:
            painter.setPen(QPen(self.theme.color("highlight"), 2.5))
            outline = layout.tile_rect(self._tiles.index(self.chosen)).translated(self._origin)
            painter.drawRect(outline.adjusted(-1, -1, 1, 1))
        return rest

    def _heads(self, layer: str) -> list[Head]:
        heads = [Head(layer, index) for index in range(self._layers[layer][0])]
        return [*heads, Head(layer, AVERAGE)] if len(heads) > 1 else heads

    def _group(self, layer: str) -> list[str]:
        """The layers that run over the same sequences: those of one part of the model."""
        part, _, _ = layer.partition(".")
        return [name for name in self._layers if name.partition(".")[0] == part]

    def _tile_of(self, layer: str, head: int) -> QRectF | None:
        tile = Head(layer, head)
        if self._layout is None or tile not in self._tiles:
            return None
        return self._layout.tile_rect(self._tiles.index(tile)).translated(self._origin)

    def _tile_at(self, point: QPointF) -> Head | None:
        if self._layout is None:
            return None
        found = self._layout.cell_at(point - self._origin)
        return self._tiles[found[0]] if found is not None else None

    def _tell(self) -> None:
        chosen = self.chosen
        if chosen is None or chosen.layer not in self._kept:
            return
        snapshot, at = self._kept[chosen.layer], self._pointer
        rows, columns = snapshot.values.shape[1:]
        tile = self._tile_at(at) if at is not None else None
        if tile is not None:
            self.set_info(self.head_words(tile))
        elif at is not None and self._frame.cells.contains(at):
            self.set_info(*self._cell_words(snapshot, chosen.head, *self._cell(at)))
        else:
            size, shared = f"{rows} × {columns}", self._frame.shared
            most = self.tr("{0}, of each {1} × {1} the largest").format(size, shared)
            changed = self.badge_of(snapshot, chosen.head)
            self.set_info(" · ".join(filter(None, (changed, most if shared > 1 else size))))

    def _cell_words(self, snapshot: Snapshot, head: int, row: int, column: int) -> tuple[str, str]:
        """Who looks at whom, and with which weight."""
        names = []
        for axis, index in ((snapshot.axes[1], row), (snapshot.axes[2], column)):
            labels = snapshot.labels.get(axis, ())
            names.append(f"{index + 1} ({labels[index]})" if index < len(labels) and labels[index] else str(index + 1))
        mask = self._kept.get(mask_name(snapshot.name))
        if mask is not None and not mask.values[row, column]:
            return self.tr("{0} may not look at {1}").format(*names), ""
        value = figure(float(values_of(snapshot, head)[row, column]))
        return self.tr("{0} looks at {1}").format(*names), value

    def _chosen(self) -> None:
        self.dirty = True
        self.wanted_changed.emit()


def mask_name(layer: str) -> str:
    """The picture that says which cells of a layer's weights are allowed."""
    return layer.removesuffix("weights") + "mask"


def values_of(snapshot: Snapshot, head: int) -> Array:
    """One head's weights, or their average."""
    values: Array = snapshot.values.mean(axis=0) if head == AVERAGE else snapshot.values[head]
    return values
