"""PartsLabel: a line of parts of which those that have no room are left out, the last first; the tooltip has all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

BETWEEN = "   "


class PartsLabel(QLabel):
    """Its wish for room only grows, so that nothing beside it jumps; the first part is always seen.

    It paints its words itself: for each word that Qt's label is given a window is laid out anew, with all its docks.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self._parts: tuple[str, ...] = ()
        self._wide = 0
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def say(self, parts: Sequence[str]) -> None:
        """Show these."""
        if tuple(parts) != self._parts:
            self._parts = tuple(parts)
            if self._needed(self._parts) > self._wide:
                self._wide = self._needed(self._parts)
                self.updateGeometry()
            self._fit()

    def text(self) -> str:
        """The parts that are seen."""
        return self._shown

    def whole(self) -> str:
        """All parts, seen or not."""
        return BETWEEN.join(self._parts)

    def forget_width(self) -> None:
        """Other words will come: the room that those of before had is given up."""
        self._wide = 0
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All parts that there were at once."""
        return QSize(self._wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The first part."""
        return QSize(self._needed(self._parts[:1]), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer of them."""
        super().resizeEvent(event)
        self._fit()

    def _needed(self, parts: Sequence[str]) -> int:
        return self.fontMetrics().horizontalAdvance(BETWEEN.join(parts)) + 2

    def _fit(self) -> None:
        parts = self._parts
        while len(parts) > 1 and self._needed(parts) > self.width():
            parts = parts[:-1]
        shown, whole = BETWEEN.join(parts), self.whole()
        if shown != self._shown:
            self._shown = shown
            self.update()
        self.setAccessibleName(whole)
        tip = "" if shown == whole else whole
        if tip != self.toolTip():
            self.setToolTip(tip)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As a label does."""
        painter, place, flags = QPainter(self), self.contentsRect(), int(self.alignment())
        enabled, role = self.isEnabled(), self.foregroundRole()
        self.style().drawItemText(painter, place, flags, self.palette(), enabled, self._shown, role)
        painter.end()
