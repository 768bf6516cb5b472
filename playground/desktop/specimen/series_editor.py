"""SeriesEditor: a series whose values are dragged up and down, in one stroke if one likes, or moved with the
keyboard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF

from playground.data.editing import Given, Series
from playground.desktop.i18n.formatting import figure
from playground.desktop.specimen.editor import SpecimenEditor

SIDE, EDGE = 30.0, 10.0  # points beside the curve for its limits, and above and below it
STEP = 0.05  # of the range, at each press of an arrow key


class SeriesEditor(SpecimenEditor):
    """The first feature is dragged; a double click, or Space, marks a point where the task has marks."""

    def __init__(self, series: Series) -> None:
        super().__init__()
        self._series = series
        self._values: NDArray[np.float32] = np.zeros((series.length, series.features), np.float32)
        self._at = 0
        self._last: tuple[int, float] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(100)
        self.setAccessibleName(self.tr("Series"))
        tip = self.tr("Drag the points; or ← → to choose one, ↑ ↓ to move it.")
        marking = self.tr("A double click, or Space, marks a point.")
        self.setToolTip(f"{tip} {marking}" if series.marks else tip)

    def given(self) -> Given:
        """Numbers (T, F)."""
        return self._values.copy()

    def put(self, given: Given) -> None:
        """Go on from this series."""
        if not isinstance(given, str) and given.shape == self._values.shape:
            self._values = given.astype(np.float32)
            self.update()

    def sizeHint(self) -> QSize:
        """Wider than high."""
        return QSize(240, 160)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The nearest point comes to the pointer."""
        self._last = None
        self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """All points passed since the last move lie on the stroke."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The stroke ends."""
        self._last = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Mark a point, or take the mark back."""
        self._at = self._nearest(event.position().x())
        self._mark()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose and move, Space marks."""
        key, span = Qt.Key(event.key()), self._series.high - self._series.low
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._at = min(max(self._at + (1 if key == Qt.Key.Key_Right else -1), 0), self._series.length - 1)
            self.update()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._set(self._at, float(self._values[self._at, 0]) + (STEP if key == Qt.Key.Key_Up else -STEP) * span)
            self._changed()
        elif key == Qt.Key.Key_Space:
            self._mark()
        else:
            super().keyPressEvent(event)

    def point(self, index: int) -> QPointF:
        """Where a point is drawn."""
        room, series = self._room(), self._series
        share = (float(self._values[index, 0]) - series.low) / (series.high - series.low)
        x = room.left() + room.width() * index / max(series.length - 1, 1)
        return QPointF(x, room.bottom() - min(max(share, 0.0), 1.0) * room.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Limits, the curve, its points, and the marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room, series, theme = self._room(), self._series, self.theme
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        middle = (series.low + series.high) / 2
        for value, y in ((series.high, room.top()), (middle, room.center().y()), (series.low, room.bottom())):
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(theme.color("second"))
            label = QRectF(0, y - 8, SIDE - 6, 16)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(label, int(flags), figure(value))
        points = [self.point(index) for index in range(series.length)]
        painter.setPen(QPen(theme.color("train"), 2))
        painter.drawPolyline(QPolygonF(points))
        self._paint_points(painter, points)
        painter.end()

    def _paint_points(self, painter: QPainter, points: list[QPointF]) -> None:
        """Dots; marked ones are large and filled and stand on a line, the one that keys move has a ring."""
        room, theme = self._room(), self.theme
        small = min(3.5, max(1.5, room.width() / len(points) / 3))
        for index, point in enumerate(points):
            marked = bool(self._series.marks) and self._values[index, 1] == 1
            color = theme.color("highlight" if marked else "train")
            painter.setPen(QPen(color, 1.5))
            if marked:
                painter.drawLine(QPointF(point.x(), room.bottom()), point)
            painter.setBrush(QBrush(color if marked else theme.color("panel")))
            painter.drawEllipse(point, small + 2 * marked, small + 2 * marked)
            if index == self._at and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(point, small + 4, small + 4)

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SIDE, EDGE, -EDGE, -EDGE)

    def _nearest(self, x: float) -> int:
        room = self._room()
        place = round((x - room.left()) / max(room.width(), 1.0) * (self._series.length - 1))
        return int(min(max(place, 0), self._series.length - 1))

    def _drag(self, at: QPointF) -> None:
        room, series = self._room(), self._series
        share = (room.bottom() - at.y()) / max(room.height(), 1.0)
        value, index = series.low + share * (series.high - series.low), self._nearest(at.x())
        start, before = self._last or (index, value)
        for passed in range(min(start, index), max(start, index) + 1):
            along = (passed - start) / (index - start) if index != start else 1.0
            self._set(passed, before + along * (value - before))
        self._at, self._last = index, (index, value)
        self._changed()

    def _set(self, index: int, value: float) -> None:
        self._values[index, 0] = min(max(value, self._series.low), self._series.high)

    def _mark(self) -> None:
        if self._series.marks:
            self._values[self._at, 1] = 1 - self._values[self._at, 1]
            self._changed()

    def _changed(self) -> None:
        self.update()
        self.edited.emit()
