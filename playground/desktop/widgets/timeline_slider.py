"""TimelineSlider: a slider that goes where it is clicked, with marks above some of its values."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from playground.desktop.style.theme import LIGHT


class TimelineSlider(QSlider):
    """A click goes where it points, not one page further."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setPageStep(10)
        self.theme = LIGHT
        self._marked: list[int] = []

    def mark(self, values: list[int]) -> None:
        """Triangles above these values."""
        if values != self._marked:
            self._marked = values
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The slider, and its marks."""
        super().paintEvent(event)
        if not self._marked:
            return
        left, room = self._room()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("highlight"))
        for value in self._marked:
            x = left + room * (value - self.minimum()) / max(self.maximum() - self.minimum(), 1)
            painter.drawPolygon(QPolygonF([QPointF(x - 4, 0), QPointF(x + 4, 0), QPointF(x, 6)]))
        painter.end()

    def _room(self) -> tuple[float, float]:
        """Where the first value lies, and how far the last one is from it."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style, control = self.style(), QStyle.ComplexControl.CC_Slider
        groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
        handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        return groove.left() + handle.width() / 2, max(groove.width() - handle.width(), 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to where the pointer is, then follow it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It stays there."""
        self.setSliderDown(False)

    def _value_at(self, x: float) -> int:
        left, room = self._room()
        share = min(max((x - left) / room, 0.0), 1.0)
        return round(self.minimum() + (self.maximum() - self.minimum()) * share)
