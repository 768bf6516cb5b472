"""HeatmapPanel: attention weights, all layers and heads as a mosaic, and one of them large with its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QMouseEvent, QPainter

from playground.desktop.i18n.attention_text import AttentionText
from playground.desktop.i18n.intervention_text import AblationTarget
from playground.desktop.painting import colorbar, heatmap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.panels.base.attention_grid import AttentionGrid
from playground.desktop.panels.base.attention_weights import AVERAGE, AttentionWeights, Head, mask_name, values_of
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, Region

MARGIN = 4.0


class HeatmapPanel(CellPanel):
    """Pictures with a head axis and two sequence axes. Levels are always 0…1, so that pictures can be compared."""

    def __init__(self) -> None:
        super().__init__()
        self._choice = HeaderCombo(self.tr("Head"))
        self._choice.currentIndexChanged.connect(self._chosen)
        self.controls = self._choice
        self._weights = AttentionWeights()
        self._text = AttentionText(self)
        self._grid = AttentionGrid()
        self._frame = heatmap.HeatmapFrame(QRectF(), ((), ()), ("", ""), 0.0, 0.0, True, 1)
        self._cells = CellGrid(QRectF(), 1, 1)

    def wanted(self) -> frozenset[str]:
        """All layers of the sequence that is shown, and the mask of the chosen one."""
        chosen = self.chosen
        if chosen is None:
            return frozenset()
        return frozenset({*self._weights.group(chosen.layer), mask_name(chosen.layer)})

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
        heads = self._weights.start(self.accepted(started))
        last = Head(heads[-1].layer, 0) if heads else None  # the last layer is the one that answers
        self._choice.offer([(self.head_words(head), head) for head in heads], last)
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each layer, and the masks."""
        self.dirty |= self._weights.take(pictures.snapshots)

    def clear(self) -> None:
        """Back to the empty state."""
        self._weights.clear()
        self._choice.forget()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The chosen layer."""
        return () if self.chosen is None or self.is_empty() else (self._weights.kept[self.chosen.layer],)

    def retranslate(self) -> None:
        """The names of the layers, too."""
        self._choice.reword(self.head_words)
        super().retranslate()

    def is_empty(self) -> bool:
        """No picture of the chosen layer yet."""
        return self.chosen is None or self.chosen.layer not in self._weights.kept

    def draw(self) -> None:
        """Say what is shown."""
        super().draw()
        self._tell()

    def caption(self) -> str:
        """The head, which the header's list shows otherwise."""
        return self.head_words(self.chosen) if self.chosen is not None else ""

    def head_words(self, head: Head) -> str:
        """``layer 2 · head 1``; of an encoder-decoder with its part before."""
        which = None if head.head == AVERAGE else head.head
        return self._text.head(head.layer, which, self._weights.parts > 1)

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The mosaic at the left, or above where the panel is narrow; the chosen head; the colour bar."""
        chosen = self.chosen
        if chosen is None or chosen.layer not in self._weights.kept:
            return
        place = place.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        snapshot = self._weights.kept[chosen.layer]
        place = self._paint_grid(painter, place, chosen, scale)
        bar = QRectF(place.right() - colorbar.WIDTH, place.top(), colorbar.WIDTH, place.height())
        painter.setFont(self.small_font())
        labels = (snapshot.labels.get(snapshot.axes[1], ()), snapshot.labels.get(snapshot.axes[2], ()))
        shape = (snapshot.values.shape[1], snapshot.values.shape[2])
        allowed = self._weights.allowed(chosen.layer)

        def still(sheet: QPainter) -> None:
            colorbar.paint(sheet, bar, "magnitude", 0.0, 1.0, self.theme)
            sheet.setFont(self.small_font())
            heatmap.paint_frame(sheet, self._frame, allowed, self.theme)

        room = place.adjusted(0, 0, -colorbar.WIDTH, 0)
        self._frame = heatmap.framed(room, shape, labels, self.axis_words(snapshot), painter.font())
        self._cells = CellGrid(self._frame.cells, *shape)
        heatmap.paint_cells(painter, self._frame, values_of(snapshot, chosen.head), self.theme)
        self.paint_still(painter, (self._frame, None if allowed is None else allowed.tobytes()), still)

    def axes_of(self, picture: str) -> tuple[str, ...]:
        """Those of a layer's weights."""
        return self._weights.kept[picture].axes if picture in self._weights.kept else ()

    def spot_at(self, point: QPointF) -> AblationTarget | None:
        """The head of a tile, or the one that is shown large."""
        return _target(self._grid.head_at(point) or (self.chosen if self._frame.cells.contains(point) else None))

    def spot_of(self, question: Question) -> AblationTarget | None:
        """By keyboard the head that is chosen in the list."""
        return _target(self.chosen)

    def axis_words(self, snapshot: Snapshot) -> tuple[str, str]:
        """What the rows and the columns are."""
        return self.tr("query"), self.tr("key")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a tile of the mosaic shows it large; one on a cell asks where it comes from."""
        head = self._grid.head_at(self.drawn(event.position()))
        if head is not None:
            self.choose(head)
        else:
            super().mousePressEvent(event)

    def question_at(self, point: QPointF) -> Question | None:
        """Head, query and key under a point."""
        chosen, cell = self.chosen, self._cells.cell_at(point)
        if chosen is None or cell is None or self.is_empty():
            return None
        return Question(chosen.layer, (chosen.head, *cell))

    def places(self, region: Region) -> Sequence[QRectF]:
        """A box of the head that is shown large."""
        chosen = self.chosen
        if chosen is None or region.picture != chosen.layer or not region.start[0] <= chosen.head < region.stop[0]:
            return ()
        (_, *first), (_, *stop) = region.start, region.stop
        return (self._cells.box((first[0], first[1]), (stop[0], stop[1])),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The query below or above, the key beside."""
        head, query, key = question.index
        rows, columns = self._weights.kept[question.picture].values.shape[1:]
        inside = 0 <= query + down < rows and 0 <= key + across < columns
        return Question(question.picture, (head, query + down, key + across)) if inside else None

    def usual(self) -> Question | None:
        """The strongest weight of the head."""
        chosen = self.chosen
        return Question(chosen.layer, (chosen.head, *self._weights.strongest(chosen))) if chosen is not None else None

    def gathered(self) -> Question | None:
        """The strongest weight of the last query, which may look at everything before it."""
        chosen = self.chosen
        if chosen is None:
            return None
        return Question(chosen.layer, (chosen.head, *self._weights.strongest_of_last(chosen)))

    def _paint_grid(self, painter: QPainter, place: QRectF, chosen: Head, scale: float) -> QRectF:
        """All heads as tiles where there are several; returns the room that is left."""
        weights, grid = self._weights, self._grid
        layers = weights.group(chosen.layer)
        shape = weights.shapes[layers[0]][1:]
        rest = grid.lay_out([head for layer in layers for head in weights.heads(layer)], shape, place)
        grid.paint(painter, weights.kept, shape, self.theme, scale)
        for layer in layers if grid.layout is not None else ():
            if layer in weights.kept:
                self.paint_changes(painter, weights.kept[layer], partial(grid.tile_of_head, layer))
        grid.outline(painter, chosen, self.theme)
        return rest

    def _tell(self) -> None:
        chosen = self.chosen
        if chosen is None or chosen.layer not in self._weights.kept:
            return
        snapshot, at = self._weights.kept[chosen.layer], self._pointer
        rows, columns = snapshot.values.shape[1:]
        tile = self._grid.head_at(at) if at is not None else None
        cell = self._cells.cell_at(at) if at is not None else None
        if tile is not None:
            self.set_info(self.head_words(tile))
        elif cell is not None:
            self.set_info(*self._cell_words(snapshot, chosen.head, *cell))
        else:
            size, shared = f"{rows} × {columns}", self._frame.shared
            most = self.tr("{0}, of each {1} × {1} the largest").format(size, shared)
            changed = self.badge_of(snapshot, chosen.head)
            self.set_info(" · ".join(filter(None, (changed, most if shared > 1 else size))))

    def _cell_words(self, snapshot: Snapshot, head: int, row: int, column: int) -> tuple[str, str]:
        allowed = self._weights.allowed(snapshot.name)
        forbidden = allowed is not None and not allowed[row, column]
        weight = None if forbidden else float(values_of(snapshot, head)[row, column])
        return self._text.cell(snapshot, row, column, weight)

    def _chosen(self) -> None:
        self.dirty = True
        self.wanted_changed.emit()


def _target(head: Head | None) -> AblationTarget | None:
    return AblationTarget(head.layer, "head", head.head) if head is not None and head.head != AVERAGE else None
