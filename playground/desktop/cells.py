"""CellPanel: a panel whose cells can be asked about, by click or arrow keys, and outlined where a number came from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from playground.desktop.panel import Panel
from playground.worked.example import Question, Region

ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class CellPanel(Panel):
    """Subclasses say which cell lies where; asking and outlining are done here.

    Attributes:
        asked: the cell that is being explained, if it is in one of this panel's pictures.
    """

    picked = Signal(object)  # a Question

    def __init__(self) -> None:
        super().__init__()
        self.asked: Question | None = None
        self._regions: tuple[Region, ...] = ()
        self._lit: Region | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def question_at(self, point: QPointF) -> Question | None:
        """The cell at a place on the screen; None between cells."""
        return None

    def places(self, region: Region) -> Sequence[QRectF]:
        """Where the cells of a region are drawn now; nothing for pictures that are not shown."""
        return ()

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The cell beside another; None at the edge."""
        return None

    def usual(self) -> Question | None:
        """The cell that the arrow keys start from: one that is alive."""
        return None

    def mark(self, question: Question | None, regions: tuple[Region, ...]) -> None:
        """Outline the cell that is explained and what it was made from."""
        if (question, regions) != (self.asked, self._regions):
            self.asked, self._regions = question, regions
            self.update()

    def light(self, region: Region | None) -> None:
        """Fill the cells that one term of the explanation came from."""
        if region != self._lit:
            self._lit = region
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks where the number comes from."""
        question = self.question_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if question is not None:
            self.picked.emit(question)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move to the next cell; the first one starts at a cell that is alive."""
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is None or self.is_empty():
            super().keyPressEvent(event)
            return
        known = self.asked is not None and bool(self.places(_of(self.asked)))
        question = self.neighbour(self.asked, *arrow) if known and self.asked is not None else self.usual()
        if question is not None:
            self.picked.emit(question)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and the outlines over it."""
        super().paintEvent(event)
        if self.is_empty() or not (self.asked or self._lit):
            return
        painter = QPainter(self)
        try:
            self._paint_marks(painter)
        finally:
            painter.end()

    def _paint_marks(self, painter: QPainter) -> None:
        highlight = self.theme.color("highlight")
        painter.setPen(QPen(highlight, 1.5, Qt.PenStyle.DashLine))
        for region in self._regions:
            for place in self.places(region):
                painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(QPen(highlight, 2.5))
        for place in self.places(_of(self.asked)) if self.asked is not None else ():
            painter.drawRect(place.adjusted(-1, -1, 1, 1))
        if self._lit is not None:
            ground = self.theme.color("highlight")
            ground.setAlphaF(0.4)
            for place in self.places(self._lit):
                painter.fillRect(place, ground)
                painter.drawRect(place.adjusted(-1, -1, 1, 1))


def _of(question: Question) -> Region:
    return Region.cell(question.picture, *question.index)
