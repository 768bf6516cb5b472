"""NetworkView: one model drawn with what flows through it; no widget, so that files are drawn like the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.data.sampling import PLAIN
from playground.data.shapes import DataShape
from playground.desktop.painting.network import blank, head_choice, labels, next_tokens, sheet
from playground.desktop.painting.network.cells import BoxCells, Index, rect
from playground.desktop.painting.network.flow import FlowPainter
from playground.desktop.style.theme import Theme
from playground.experiment.layer_shape import LayerShape
from playground.network.building import graph
from playground.network.graph import Graph, NodeForm
from playground.network.layout import drawn
from playground.network.places import Box, NetworkDrawing, mirrored
from playground.protocol.snapshot import Snapshot

Still = Callable[[object, Callable[[QPainter], None]], None]


class NetworkView:
    """A model on a sheet.

    Attributes:
        layers, data: of the model; no layers, no drawing.
        kept: picture → its newest snapshot.
        heads: node → the head of attention whose lines are drawn.
        together: node → the heads whose lines are drawn in a colour each; nodes that are not in it draw one.
        sampling: of the bars of the next token.
        pointed: the node and the query of attention under the pointer, whose lines alone are drawn.
        shares: node → its part of the time of a forward pass, 0…1, where that was measured.
        opened: what a person has unfolded; None leaves that to the room there is.
        leftward: all places are from right to left, so that it faces another drawing.
    """

    def __init__(self) -> None:
        self.layers: tuple[LayerShape, ...] = ()
        self.data: DataShape | None = None
        self.kept: dict[str, Snapshot] = {}
        self.heads: dict[str, int] = {}
        self.together: dict[str, frozenset[int]] = {}
        self.shares: dict[str, float] = {}
        self.sampling = PLAIN
        self.pointed: tuple[str, int] | None = None
        self.opened: frozenset[str] | None = None
        self.leftward = False
        self._flows: dict[str, FlowPainter] = {}
        self._laid: tuple[object, tuple[float, float], Graph, NetworkDrawing] | None = None

    def show(self, layers: Sequence[LayerShape], data: DataShape | None) -> None:
        """Another model; what was unfolded stays so if it is the same one."""
        if (tuple(layers), data) != (self.layers, self.data):
            self.layers, self.data, self.opened = tuple(layers), data, None
            self._flows.clear()
            self.heads.clear()
            self.together.clear()
        self.kept.clear()
        self.shares.clear()

    @property
    def empty(self) -> bool:
        """There is no model to draw."""
        return not self.layers or self.data is None

    @property
    def _key(self) -> tuple[object, ...]:
        """What the places follow from, but for the size of the sheet."""
        return self.layers, self.data, self.opened, self.leftward

    def lay_out(self, width: float, height: float) -> tuple[Graph, NetworkDrawing]:
        """The places of all nodes on a sheet of so many points."""
        assert self.data is not None
        key, size = self._key, (width, height)
        if self._laid is None or self._laid[:2] != (key, size):
            found, drawing = drawn(self.layers, self.data, width, height, self.opened)
            self._laid = (key, size, found, mirrored(drawing) if self.leftward else drawing)
        return self._laid[2], self._laid[3]

    @property
    def graph(self) -> Graph | None:
        """What was laid out last, or would be where there is room enough."""
        if self._laid is not None and self._laid[0] == self._key:
            return self._laid[2]
        return None if self.empty or self.data is None else graph(self.layers, self.data, self.opened)

    @property
    def drawing(self) -> NetworkDrawing | None:
        """What was laid out last."""
        return self._laid[3] if self._laid is not None else None

    def wanted(self) -> frozenset[str]:
        """The pictures that are drawn in the nodes."""
        found = self.graph
        nodes = found.nodes if found is not None else ()
        return frozenset(node.tap for node in nodes if node.tap and node.form not in (NodeForm.SUM, NodeForm.NORM))

    def fold(self, name: str) -> None:
        """Fold a group or a layer that is unfolded, or unfold it."""
        found = self.graph
        if found is not None and name in found.foldable:
            self.opened = found.opened ^ {name}

    def mirror(self, other: NetworkView) -> None:
        """Head, step and sampling that are chosen in the drawing of another model, as far as this one has them."""
        self.sampling, self.pointed = other.sampling, other.pointed
        sizes = {node.name: node.shape[0] for node in self.graph.nodes if node.shape} if self.graph is not None else {}
        self.heads |= {name: head for name, head in other.heads.items() if head < sizes.get(name, 0)}
        self.together = {name: on for name, on in other.together.items() if max(on, default=0) < sizes.get(name, 0)}

    def press_head(self, cells: BoxCells, point: QPointF) -> bool:
        """A click on what chooses between the lines of one head and of all, or on the legend of these."""
        head = head_choice.head_at(cells, point)
        if head is None or (head != head_choice.ALL and cells.together is None):
            return False
        self.choose_head(cells.box, head)
        return True

    def has_heads(self, box: Box) -> bool:
        """It is attention of several heads, of which something is known."""
        return box.node.form is NodeForm.ATTENTION and box.node.shape[0] > 1 and self.cells(box) is not None

    def type_head(self, name: str, text: str) -> bool:
        """The number of a head of the attention that is chosen; 0 is for all."""
        box = self.drawing.box_of(name) if self.drawing is not None and text.isascii() and text.isdigit() else None
        if box is None or not self.has_heads(box) or int(text) > box.node.shape[0]:
            return False
        self.choose_head(box, int(text) - 1)
        return True

    def choose_head(self, box: Box, head: int) -> None:
        """The only one; where all are drawn, it is switched on or off. ``ALL`` goes from one to all and back."""
        name, on = box.node.name, self.together.get(box.node.name)
        if head == head_choice.ALL and on is not None:
            del self.together[name]
        elif head == head_choice.ALL:
            self.together[name] = frozenset(range(box.node.shape[0]))
        elif on is not None:
            self.together[name] = on ^ {head}
        else:
            self.heads[name] = head

    def paint(
        self, painter: QPainter, drawing: NetworkDrawing, words: labels.Words, theme: Theme, factor: float,
        still: Still, strength: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        """The sheet, and what is known of each node over it.

        Args:
            still: draws what stays from picture to picture, once for a key.
        """
        key = (drawing, tuple(sorted((strength or {}).items())))
        still(key, lambda on: sheet.paint(on, drawing, words, theme, strength))
        for box in drawing.boxes:
            cells = self.cells(box)
            if cells is None:
                blank.paint(painter, box, theme)
            else:
                flow = self._flows.setdefault(box.node.name, FlowPainter())
                flow.paint(painter, cells, self.kept[box.node.tap], theme, factor)

    def cells(self, box: Box) -> BoxCells | None:
        """The cells of a box; None while nothing is known of it."""
        shot = self.kept.get(box.node.tap) if box.node.tap else None
        if shot is None or box.node.form in (NodeForm.SUM, NodeForm.NORM):
            return None
        last = shot.values.shape[0] - 1 if box.node.form is NodeForm.ANSWERS else 0
        chosen = self.heads.get(box.node.name, last)
        query = self.pointed[1] if self.pointed is not None and self.pointed[0] == box.node.name else -1
        return BoxCells(box, shot.values.shape, chosen, self.sampling, query, self.together.get(box.node.name))

    def cell_at(self, point: QPointF) -> tuple[Box, Index] | None:
        """The node and the cell of its picture under a point."""
        box = self.box_at(point)
        cells = self.cells(box) if box is not None else None
        index = cells.index_at(point) if cells is not None else None
        return (box, index) if box is not None and index is not None else None

    def token_at(self, point: QPointF) -> tuple[Box, Index] | None:
        """The answers whose bars are drawn, and step and token of the bar under a point."""
        box = self.bars
        cells = self.cells(box) if box is not None else None
        if box is None or cells is None:
            return None
        step, values = cells.head, self.kept[box.node.tap].values
        token = next_tokens.token_at(rect(box.side), values[step], self.sampling, point) if step < len(values) else None
        return None if token is None else (box, (step, token))

    def bar_of(self, picture: str, index: Index) -> QRectF | None:
        """Where the bar of a token stands, if it is seen."""
        box = self.bars
        cells = self.cells(box) if box is not None and box.node.tap == picture else None
        if box is None or cells is None or len(index) != 2 or index[0] != cells.head:
            return None
        return next_tokens.place_of(rect(box.side), self.kept[picture].values[index[0]], self.sampling, index[1])

    @property
    def bars(self) -> Box | None:
        """The answers that have bars beside them; None without a drawing, or where there is no room for them."""
        boxes = self.drawing.boxes if self.drawing is not None and not self.empty else ()
        return next((box for box in boxes if box.node.form is NodeForm.ANSWERS and box.side.width), None)

    def box_at(self, point: QPointF) -> Box | None:
        """The node under a point: its picture, or the words about it."""
        drawing = self.drawing
        if drawing is None:
            return None
        found = drawing.box_at(point.x(), point.y())
        labelled = (box for box in drawing.boxes if box.label.width and rect(box.label).contains(point))
        return found or next(labelled, None)

    def places(self, picture: str, start: Index, stop: Index) -> Sequence[QRectF]:
        """Where cells of a picture are drawn now."""
        drawing = self.drawing
        for box in drawing.boxes if drawing is not None else ():
            cells = self.cells(box) if box.node.tap == picture else None
            if cells is not None and len(start) == len(cells.shape):
                return cells.places(start, stop)
        return ()
