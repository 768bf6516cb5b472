"""DrawingPanel: a panel with the drawing of a model: choosing, asking and walking from node to node."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QMenu, QToolTip

from playground.desktop.i18n.formatting import figure
from playground.desktop.i18n.network_text import NetworkText
from playground.desktop.painting.network.cells import Index, rect
from playground.desktop.painting.network.view import NetworkView
from playground.desktop.panels.base.cell_panel import ARROWS, CellPanel
from playground.network.graph import Graph
from playground.network.places import Box, NetworkDrawing
from playground.worked.example import Question, Region


class DrawingPanel(CellPanel):
    """Subclasses fill the view; what is done with pointer and keys is done here.

    Attributes:
        view: the model, and what flows through it.
        selected: the node that all panels follow to; empty for none.
    """

    layer_chosen = Signal(str)  # the picture that all panels shall follow to
    layer_opened = Signal(str)  # the picture whose panel shall be large

    def __init__(self) -> None:
        super().__init__()
        self.view = NetworkView()
        self.selected = ""
        self._text = NetworkText(self)

    def axes_of(self, picture: str) -> tuple[str, ...]:
        """Those of a node's picture."""
        shot = self.view.kept.get(picture)
        return shot.axes if shot is not None else ()

    def question_at(self, point: QPointF) -> Question | None:
        """The cell under a point; on the lines of attention the strongest of the query's; of a bar how it is drawn."""
        if (bar := self.view.token_at(point)) is not None:
            return Question(bar[0].node.tap, bar[1], self.view.sampling)
        found = self.view.cell_at(point)
        if found is None:
            return None
        box, index = found
        if index[-1] < 0:
            row = np.nan_to_num(self.view.kept[box.node.tap].values[index[:-1]])
            index = (*index[:-1], int(row.argmax()))
        if len(index) < self.view.kept[box.node.tap].values.ndim:  # a token, an answer: the likeliest of its classes
            row = np.nan_to_num(self.view.kept[box.node.tap].values[index], nan=-np.inf)
            index = (*index, int(row.argmax()))
        return Question(box.node.tap, index)

    def places(self, region: Region) -> Sequence[QRectF]:
        """Cells of any node, and the bar of an answer."""
        bar = self.view.bar_of(region.picture, region.start)
        found = self.view.places(region.picture, region.start, region.stop)
        return found if bar is None else (*found, bar)

    def usual(self) -> Question | None:
        """The largest value of the chosen node, or of the last one that is computed."""
        box = self.box_of(self.selected)
        shots = [self.view.kept.get(box.node.tap)] if box is not None else list(self.view.kept.values())
        shot = next((one for one in reversed(shots) if one is not None and not one.name.startswith("input")), None)
        if shot is None:
            return None
        at = np.unravel_index(int(np.nan_to_num(shot.values, nan=-np.inf).argmax()), shot.values.shape)
        return Question(shot.name, tuple(int(i) for i in at))

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The cell beside, along the last two axes."""
        shot = self.view.kept.get(question.picture)
        if shot is None or len(question.index) != shot.values.ndim:
            return None
        index = list(question.index)
        index[-1] += across
        index[max(len(index) - 2, 0)] += down
        inside = all(0 <= at < size for at, size in zip(index, shot.values.shape, strict=True))
        return Question(question.picture, tuple(index)) if inside else None

    def box_of(self, name: str) -> Box | None:
        """The box of a node in the drawing on the screen."""
        return self.view.drawing.box_of(name) if self.view.drawing is not None and not self.view.empty else None

    def select(self, name: str) -> None:
        """Choose a node: all panels follow to its layer."""
        box = self.box_of(name)
        if box is not None:
            self.selected = name
            self.update()
            self.tell()
            if box.node.tap:
                self.layer_chosen.emit(box.node.tap)

    def fold(self, name: str) -> None:
        """Fold a block that is unfolded, or unfold it."""
        self.view.fold(name)
        self.dirty = True
        self.wanted_changed.emit()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a node chooses it; on a head, its lines; on a cell it also asks where the number comes from.

        Where the lines of all heads are drawn, their matrices are the legend: a click switches a head on or off.
        """
        point = self.drawn(event.position())
        box = self.view.box_at(point)
        if event.button() == Qt.MouseButton.LeftButton and box is not None:
            cells = self.view.cells(box)
            if cells is not None and self.view.press_head(cells, point):
                self.select(box.node.name)
                return
            index = cells.index_at(point) if cells is not None else None
            if index is not None and len(index) in (1, 3) and box.side.width:  # the head, or the step of an answer
                self.view.heads[box.node.name] = index[0]
            self.select(box.node.name)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """That layer's panel, large."""
        box = self.view.box_at(self.drawn(event.position()))
        if box is not None and box.node.tap:
            self.layer_opened.emit(box.node.tap)

    def change_menu_at(self, point: QPointF) -> QMenu | None:
        """What can be done at a place: change the model there, draw all heads, fold or unfold."""
        spot, box = self.spot_at(point), self.view.box_at(point)
        heads = box is not None and self.view.has_heads(box)
        if spot is None and (box is None or not (box.node.opens or heads)):
            return None
        menu = self.change_menu(spot) if spot is not None else QMenu(self)
        if box is not None and heads:
            lines = menu.addAction(self.tr("Lines of all heads"))
            lines.setCheckable(True)
            lines.setChecked(box.node.name in self.view.together)
            lines.triggered.connect(lambda: self._type_head(box.node.name, "0"))
        if box is not None and box.node.opens and self.view.graph is not None:
            name = box.node.opens
            folded = name not in self.view.graph.opened
            action = menu.addAction(self.tr("Show what it is made of") if folded else self.tr("Fold"))
            action.triggered.connect(lambda: self.fold(name))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Also fold and unfold."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            super().contextMenuEvent(event)
            return
        menu = self.change_menu_at(self.drawn(QPointF(event.pos())))
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys walk from node to node, with Ctrl from cell to cell; Enter asks, Space folds; digits: heads."""
        key, drawing = Qt.Key(event.key()), self.view.drawing
        if drawing is None or self.is_empty():
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            question = self.usual()
            if question is not None:
                self.picked.emit(question)
        elif key is Qt.Key.Key_Space:
            box = self.box_of(self.selected)
            self.fold(box.node.opens if box is not None else "")
        elif key in ARROWS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._walk(drawing, *ARROWS[key])
        elif not self._type_head(self.selected, event.text()):
            super().keyPressEvent(event)

    def _type_head(self, name: str, text: str) -> bool:
        known = self.view.type_head(name, text)
        if known:
            self.select(name)
        return known

    def _walk(self, drawing: NetworkDrawing, across: int, down: int) -> None:
        """To the nearest node in a direction; at first to the input."""
        found = drawing.beside(self.selected, across, down)
        if found:
            self.select(found)
        self.speak()

    def reading(self) -> str:
        """The node that is chosen, then the picture as a whole."""
        box, graph = self.box_of(self.selected), self.view.graph
        words = super().reading()
        if box is None or graph is None:
            return words
        name, *facts = self._facts(box, graph)
        return f"{name}: {', '.join(facts)}. {words}"

    def _facts(self, box: Box, graph: Graph) -> list[str]:
        """The name of a node, and all that is known of it."""
        return [self._text.name(box.node), *self._text.facts(box.node, graph, self.view.shares.get(box.node.name))]

    def _tell(self) -> None:
        """Over a query of attention, its lines alone are drawn, too."""
        self._point_at(self.view.cell_at(self._pointer) if self._pointer is not None else None)
        self.tell()

    def _point_at(self, found: tuple[Box, Index] | None) -> None:
        lines = found is not None and len(found[1]) == 3 and found[1][2] < 0
        pointed = (found[0].node.name, found[1][1]) if found is not None and lines else None
        if pointed != self.view.pointed:
            self.view.pointed = pointed
            self.update()

    def event(self, event: QEvent) -> bool:
        """The facts of a node where the pointer rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.is_empty():
            point, graph = self.drawn(QPointF(event.pos())), self.view.graph
            box = self.view.box_at(point) if self.view.cell_at(point) is None else None  # a note would hide the cells
            lines = self._facts(box, graph) if box and graph else []
            QToolTip.showText(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)

    def tell(self) -> None:
        """The cell under the pointer, the node that is chosen, or the whole."""
        graph = self.view.graph
        if graph is None:
            self.set_info("")
            return
        question = self.pointed
        if question is not None:
            shot = self.view.kept[question.picture]
            words = self._text.cell(graph.node_of(shot.name), shot, question.index)
            self.set_info(words, figure(float(shot.values[question.index])))
            return
        box = self.box_of(self.selected)
        if box is not None:
            self.set_info(" · ".join([self._text.name(box.node), *self._text.facts(box.node, graph)[:2]]))
        else:
            self.set_info(self._text.summary(graph))

    def paint_selected(self, painter: QPainter, drawing: NetworkDrawing) -> None:
        """A frame around the node that is chosen."""
        box = drawing.box_of(self.selected)
        if box is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.theme.color("accent"), 1.6))
            painter.drawRoundedRect(rect(box.picture).adjusted(-4, -4, 4, 4), 5, 5)
