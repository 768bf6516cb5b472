"""CellPanel: a panel whose cells can be asked about, by click or arrow keys, and outlined where a number came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu

from playground.desktop.i18n.intervention_text import AblationTarget, InterventionText, changeable
from playground.desktop.painting import intervention_marks
from playground.desktop.panels.base.picture_panel import PicturePanel
from playground.desktop.state.intervention_log import InterventionLog
from playground.experiment.interventions import SwitchOff, Undo
from playground.protocol.events import Event, Intervened, RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Contributions, Question, Region

ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class CellPanel(PicturePanel):
    """Subclasses say which cell lies where; asking and outlining are done here.

    Attributes:
        asked: the cell that is being explained, if it is in one of this panel's pictures.
        weighed: how much of it came through each cell that it was made from, where that is known.
        can_change: a run is on that may be changed, so that the context menu offers it.
    """

    picked = Signal(Question)
    change_wanted = Signal(object)  # an Intervention

    def __init__(self) -> None:
        super().__init__()
        self.asked: Question | None = None
        self._regions: tuple[Region, ...] = ()
        self.weighed: Contributions | None = None
        self._lit: Region | None = None
        self._pointed: Region | None = None
        self.can_change = False
        self._pointer: QPointF | None = None  # in points of the drawing
        self._changes = InterventionLog()
        self._change_words = InterventionText(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def question_at(self, point: QPointF) -> Question | None:
        """The cell at a place of the drawing; None between cells."""
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

    def spot_at(self, point: QPointF) -> AblationTarget | None:
        """What can be switched off at a place of the drawing; None where nothing can."""
        question = self.question_at(point)
        return self.spot_of(question) if question is not None else None

    def spot_of(self, question: Question) -> AblationTarget | None:
        """The channel, unit, feature or head that a cell belongs to."""
        axes = self.axes_of(question.picture)
        axis = changeable(axes)
        return AblationTarget(question.picture, axis, question.index[axes.index(axis)]) if axis else None

    def axes_of(self, picture: str) -> tuple[str, ...]:
        """The axes of a picture of a layer of the model; empty for all others."""
        return ()

    def take(self, event: Event) -> None:
        """Follow what the run is changed by, too."""
        match event:
            case RunStarted():
                self._changes = InterventionLog()
            case Intervened():
                self._changes.add(event)
                self.dirty = True
            case _:
                pass
        super().take(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be changed about the cell under the pointer; by keyboard, about the cell that is explained."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        question = (self.asked or self.usual()) if by_key and not self.is_empty() else None
        spot = self.spot_of(question) if question is not None else self.spot_at(self.drawn(QPointF(event.pos())))
        if spot is not None:
            self.change_menu(spot).popup(event.globalPos())

    def change_menu(self, spot: AblationTarget) -> QMenu:
        """What can be done to a spot, and what can be taken back; greyed while no run can be changed."""
        menu, words = QMenu(self), self._change_words
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        in_force = self._changes.in_force
        for change in spot.changes():
            undo = change in in_force
            action = menu.addAction(words.take_back(change) if undo else words.offer(change))
            action.setEnabled(self.can_change)
            intervention = Undo(change) if undo else change
            action.triggered.connect(lambda _=False, chosen=intervention: self.change_wanted.emit(chosen))
        return menu

    def badge_of(self, snapshot: Snapshot, index: int) -> str:
        """What an index of a picture was changed to, in a word; empty when it was not."""
        spot = AblationTarget(snapshot.name, changeable(snapshot.axes), index)
        found = [change for change in self._changes.at(snapshot.step) if spot.axis and spot.holds(change)]
        return self._change_words.badge(found[0]) if found else ""

    def paint_changes(self, painter: QPainter, snapshot: Snapshot, place_of: Callable[[int], QRectF | None]) -> None:
        """Mark what of a picture was changed when it was taken; ``place_of`` gives the place of an index."""
        axis = changeable(snapshot.axes)
        count = snapshot.values.shape[snapshot.axes.index(axis)] if axis else 0
        for change in self._changes.at(snapshot.step):
            for index in range(count) if getattr(change, "tap", None) == snapshot.name else ():
                place = place_of(index) if AblationTarget(snapshot.name, axis, index).holds(change) else None
                if place is not None:
                    painter.setFont(self.small_font())
                    if isinstance(change, SwitchOff):
                        intervention_marks.hatch(painter, place, self.theme)
                    intervention_marks.outline(painter, place, self._change_words.badge(change), self.theme)

    def reading(self) -> str:
        """First the cell that is asked about, then the picture as a whole."""
        words = super().reading()
        shot = next((one for one in self.shown_arrays() if self.asked and one.name == self.asked.picture), None)
        if shot is None or self.asked is None or len(self.asked.index) != shot.values.ndim:
            return words
        from playground.desktop.i18n import screen_reader_text

        return f"{screen_reader_text.of_cell(shot, self.asked.index)}. {words}"

    def mark(
        self, question: Question | None, regions: tuple[Region, ...], weighed: Contributions | None = None
    ) -> None:
        """Outline the cell that is explained and what it was made from, each cell of that filled by what it added."""
        if (question, regions, weighed) != (self.asked, self._regions, self.weighed):
            self.asked, self._regions, self.weighed = question, regions, weighed
            self.update()

    def point(self, region: Region | None) -> None:
        """Outline what a lecturer points at."""
        if region != self._pointed:
            self._pointed = region
            self.update()

    def light(self, region: Region | None) -> None:
        """Fill the cells that one term of the explanation came from."""
        if region != self._lit:
            self._lit = region
            self.update()

    @property
    def pointed(self) -> Question | None:
        """The cell under the pointer; None where there is none."""
        return self.question_at(self._pointer) if self._pointer is not None else None

    def _tell(self) -> None:
        """Say in the header what is under the pointer, or what the whole is about."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the pointer."""
        self._pointer = self.drawn(event.position())
        self.setToolTip(self.whole_at(self._pointer))
        self._tell()

    def leaveEvent(self, event: object) -> None:
        """Back to the whole."""
        self._pointer = None
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks where the number comes from."""
        left = event.button() == Qt.MouseButton.LeftButton
        question = self.question_at(self.drawn(event.position())) if left else None
        if question is not None:
            self.picked.emit(question)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move to the next cell; the first one starts at a cell that is alive. Shift+F10: the menu."""
        if event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            at = self.rect().center()  # Qt does so for the Menu key alone where no desktop names others
            self.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, self.mapToGlobal(at)))
            return
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is None or self.is_empty():
            super().keyPressEvent(event)
            return
        known = self.asked is not None and bool(self.places(_of(self.asked)))
        question = self.neighbour(self.asked, *arrow) if known and self.asked is not None else self.usual()
        if question is not None:
            self.picked.emit(question)
            self.speak()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, and the outlines over it."""
        super().paintEvent(event)
        if self.is_empty() or not (self.asked or self._lit or self._pointed):
            return
        painter = QPainter(self)
        painter.scale(self.zoom, self.zoom)
        try:
            self._paint_marks(painter)
        finally:
            painter.end()

    def _paint_marks(self, painter: QPainter) -> None:
        highlight = self.theme.color("highlight")
        self._paint_weighed(painter)
        painter.setPen(QPen(highlight, 1.5, Qt.PenStyle.DashLine))
        for region in self._regions:
            for place in self.places(region):
                painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(QPen(highlight, 2.5))
        for place in self.places(_of(self.asked)) if self.asked is not None else ():
            painter.drawRect(place.adjusted(-1, -1, 1, 1))
        for place in self.places(self._pointed) if self._pointed is not None else ():
            painter.drawRect(place.adjusted(-1, -1, 1, 1))
        if self._lit is not None:
            ground = self.theme.color("highlight")
            ground.setAlphaF(0.4)
            for place in self.places(self._lit):
                painter.fillRect(place, ground)
                painter.drawRect(place.adjusted(-1, -1, 1, 1))

    def _paint_weighed(self, painter: QPainter) -> None:
        """The cells that added most to the number, each filled as densely as its share of the strongest."""
        ground = self.theme.color("highlight")
        for picture in self.weighed.cells if self.weighed is not None else ():
            for cell, share in zip(picture.cells, picture.shares, strict=True):
                ground.setAlphaF(0.08 + 0.62 * share)
                for place in self.places(Region.cell(picture.picture, *cell)):
                    painter.fillRect(place, ground)


def _of(question: Question) -> Region:
    return Region.cell(question.picture, *question.index)
