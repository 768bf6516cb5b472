"""PointingOverlay: what follows the mouse over the stage: a ring that is seen from the last row, or a magnifier."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QPen, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from playground.desktop.style.theme import LIGHT

RING = 76  # points across
LENS = QSize(520, 340)
LARGER = 2.5
PERIOD_MS = 40
FRAME = 3


class Pointing(Enum):
    """What follows the mouse."""

    NOTHING = "nothing"
    RING = "ring"
    MAGNIFIER = "magnifier"


class PointingOverlay(QWidget):
    """Lies over its parent and takes no click from it; the words that it magnifies are drawn anew at that size."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._stage = stage
        self.theme = LIGHT
        self.kind = Pointing.NOTHING
        self._picture = QPixmap()
        self._copying = False
        self._follow = QTimer(self)
        self._follow.setInterval(PERIOD_MS)
        self._follow.timeout.connect(lambda: self.show_at(stage.mapFromGlobal(QCursor.pos())))
        self.hide()

    def toggle(self, kind: Pointing) -> None:
        """This one, or none where it was on already."""
        self.kind = Pointing.NOTHING if self.kind is kind else kind
        on = self.kind is not Pointing.NOTHING
        self.resize(LENS if self.kind is Pointing.MAGNIFIER else QSize(RING, RING))
        self.setVisible(on)
        if on:
            self.raise_()
            self.show_at(self._stage.mapFromGlobal(QCursor.pos()))
            self._follow.start()
        else:
            self._follow.stop()

    def show_at(self, point: QPoint) -> None:
        """The mouse is there, in points of the stage."""
        self.move(point - self.rect().center())
        if self.kind is Pointing.MAGNIFIER:
            self._picture = self.magnified(point)
            self.update()

    def magnified(self, point: QPoint) -> QPixmap:
        """The stage around a point, as large as this overlay; at its edges all of what is there."""
        stage = self._stage
        seen = QRect(QPoint(), QSize(round(self.width() / LARGER), round(self.height() / LARGER)))
        seen.moveCenter(point)
        seen.moveLeft(min(max(seen.left(), 0), max(stage.width() - seen.width(), 0)))
        seen.moveTop(min(max(seen.top(), 0), max(stage.height() - seen.height(), 0)))
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.fill(self.theme.color("ground"))
        picture.setDevicePixelRatio(ratio * LARGER)
        self._copying = True
        try:
            stage.render(picture, QPoint(), QRegion(seen))
        finally:
            self._copying = False
        picture.setDevicePixelRatio(ratio)
        return picture

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing of itself is magnified."""
        if self._copying:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = self.rect().toRectF().adjusted(FRAME, FRAME, -FRAME, -FRAME)
        if self.kind is Pointing.MAGNIFIER:
            painter.drawPixmap(QPointF(), self._picture)
            painter.setPen(QPen(self.theme.color("accent"), 2 * FRAME))
            painter.drawRect(self.rect())
        else:
            ring = self.theme.color("highlight")
            painter.setPen(QPen(ring, 2 * FRAME))
            ring.setAlphaF(0.2)
            painter.setBrush(ring)
            painter.drawEllipse(inside)
        painter.end()
