"""TimelineSlider: a slider over the steps of a run, which stops only at those that were recorded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from playground.desktop.style.theme import LIGHT

PAGE = 10  # snapshots
APART = 3.0  # points between two marks of snapshots at least
_KEYS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageUp: PAGE, Qt.Key.Key_PageDown: -PAGE,
}  # fmt: skip


class TimelineSlider(QSlider):
    """Its place is proportional to the step; its value is a recorded step. A click goes where it points."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.theme = LIGHT
        self._steps: list[int] = [0]
        self._marked: list[int] = []

    def show_steps(self, steps: Sequence[int]) -> None:
        """The recorded steps, rising; none at all leave it at 0. Nobody is told where it stands then."""
        if list(steps) == self._steps:
            return
        self._steps = list(steps) or [0]
        with QSignalBlocker(self):
            self.setRange(self._steps[0], self._steps[-1])
        self.update()

    def index(self) -> int:
        """Which of the recorded steps it stands at, the first being 0."""
        return self._nearest(self.value())

    def go(self, index: int) -> None:
        """To one of the recorded steps; the last where there are not so many."""
        self.setValue(self._steps[max(0, min(index, len(self._steps) - 1))])

    def mark(self, steps: Sequence[int]) -> None:
        """Triangles above these steps."""
        if list(steps) != self._marked:
            self._marked = list(steps)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The slider, a line below it at each recorded step, and a triangle above where the run was changed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isEnabled():
            self._paint_snapshots(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("highlight"))
        for step in self._marked:
            x = self.place_of(step)
            painter.drawPolygon(QPolygonF([QPointF(x - 4, 0), QPointF(x + 4, 0), QPointF(x, 6)]))
        painter.end()
        super().paintEvent(event)

    def place_of(self, step: int) -> float:
        """Where a step lies, in points from the left."""
        left, room = self._room()
        share = (step - self.minimum()) / max(self.maximum() - self.minimum(), 1)
        return left + room * min(max(share, 0.0), 1.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From one recorded step to the next."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.go(self.index() + _KEYS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if key == Qt.Key.Key_Home else len(self._steps) - 1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One recorded step a notch."""
        if event.angleDelta().y():
            self.go(self.index() + (1 if event.angleDelta().y() > 0 else -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to where the pointer is, then follow it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event.position().x())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self._go_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It stays there."""
        self.setSliderDown(False)

    def _paint_snapshots(self, painter: QPainter) -> None:
        """As many as can be told apart."""
        painter.setPen(self.theme.color("baseline"))
        left, room = self._room()
        span, middle = max(self.maximum() - self.minimum(), 1), self.height() / 2
        at = 0
        while at < len(self._steps):
            share = (self._steps[at] - self.minimum()) / span
            x = left + room * share
            painter.drawLine(QPointF(x, middle + 5), QPointF(x, middle + 9))
            at = max(at + 1, bisect_left(self._steps, self.minimum() + span * (share + APART / room)))

    def _room(self) -> tuple[float, float]:
        """Where the first value lies, and how far the last one is from it."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style, control = self.style(), QStyle.ComplexControl.CC_Slider
        groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
        handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        return groove.left() + handle.width() / 2, max(groove.width() - handle.width(), 1)

    def _go_to(self, x: float) -> None:
        left, room = self._room()
        share = min(max((x - left) / room, 0.0), 1.0)
        self.go(self._nearest(self.minimum() + (self.maximum() - self.minimum()) * share))

    def _nearest(self, step: float) -> int:
        at = bisect_left(self._steps, step)
        if at == 0 or (at < len(self._steps) and self._steps[at] - step <= step - self._steps[at - 1]):
            return at
        return at - 1
