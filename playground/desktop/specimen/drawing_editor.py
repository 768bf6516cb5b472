"""DrawingEditor: a grid of greys to draw in with a soft brush, with an eraser, or cell by cell with the keyboard."""

from __future__ import annotations

from math import hypot
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from playground.data.editing import Drawing, Given
from playground.desktop.painting import colormap
from playground.desktop.specimen.editor import SpecimenEditor

SPACING = 0.25  # cells between two dabs of a stroke
LINES = 9.0  # points of a cell from which on its borders are drawn
_MOVES = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class DrawingEditor(SpecimenEditor):
    """The left button draws, the right one erases."""

    square = True

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self._values = np.zeros((drawing.rows, drawing.columns), np.float32)
        self._radius = max(0.6, drawing.rows / 22)
        self._last: QPointF | None = None
        self._cursor = (drawing.rows // 2, drawing.columns // 2)
        self._eraser, self._clear = QPushButton(self.tr("Eraser")), QPushButton(self.tr("Clear"))
        self._eraser.setCheckable(True)
        self._eraser.setToolTip(self.tr("Erase with the left button; the right button always erases."))
        self._clear.clicked.connect(lambda: self.wipe())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumHeight(120)
        self.setAccessibleName(self.tr("Drawing"))
        self.setToolTip(self.tr("Draw here; or arrow keys to move, Space to draw, Delete to erase."))

    def given(self) -> Given:
        """The picture (rows, columns)."""
        return self._values.copy()

    def put(self, given: Given) -> None:
        """Go on from this picture."""
        if not isinstance(given, str) and given.shape == self._values.shape:
            self._values = given.astype(np.float32)
            self.update()

    def load(self, path: Path) -> None:
        """A picture file, fitted and centred. Raises SpecimenError."""
        from playground.desktop.specimen.image_loading import picture_from  # what decodes is not needed before

        self._values = picture_from(path, *self._values.shape)
        self._changed()

    def files(self) -> str:
        """Pictures."""
        return self.tr("Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff)")

    def tools(self) -> tuple[QWidget, ...]:
        """Eraser and clear."""
        return (self._eraser, self._clear)

    def wipe(self) -> None:
        """An empty ground."""
        self._values[:] = 0
        self._changed()

    def place(self) -> QRectF:
        """Where the grid is: as large as it fits, in the middle."""
        rows, columns = self._values.shape
        cell = min((self.width() - 4) / columns, (self.height() - 4) / rows)
        cell = float(int(cell)) if cell >= LINES else cell
        width, height = cell * columns, cell * rows
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def sizeHint(self) -> QSize:
        """Square-ish."""
        return QSize(220, 220)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A dab."""
        self._last = None
        self._stroke(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A stroke from the last place."""
        if event.buttons() != Qt.MouseButton.NoButton:
            self._stroke(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The stroke ends."""
        self._last = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Space draws, Delete erases."""
        key = Qt.Key(event.key())
        rows, columns = self._values.shape
        row, column = self._cursor
        if key in _MOVES:
            down, right = _MOVES[key]
            self._cursor = (min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1))
            self.update()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._values[row, column] = 1.0 if key == Qt.Key.Key_Space else 0.0
            self._changed()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Greys, the borders of large cells, and with the focus the cell that keys draw in."""
        painter = QPainter(self)
        self.paint(painter, self.place())
        painter.end()

    def paint(self, painter: QPainter, place: QRectF) -> None:
        """Draw the grid into a place."""
        rows, columns = self._values.shape
        table = colormap.table("grey", self.theme)
        colormap.draw(painter, place, colormap.image(table[colormap.indices(self._values, 0.0, 1.0)]))
        high, wide = place.height() / rows, place.width() / columns
        painter.setPen(QPen(self.theme.color("second"), 0.3))
        if min(high, wide) >= LINES:
            for row in range(1, rows):
                y = place.top() + row * high
                painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
            for column in range(1, columns):
                x = place.left() + column * wide
                painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
        painter.setPen(QPen(self.theme.color("accent" if self.hasFocus() else "line"), 1))
        painter.drawRect(place)
        if self.hasFocus():
            row, column = self._cursor
            painter.setPen(QPen(self.theme.color("highlight"), 2))
            painter.drawRect(QRectF(place.left() + column * wide, place.top() + row * high, wide, high))

    def _stroke(self, event: QMouseEvent) -> None:
        place, (rows, columns) = self.place(), self._values.shape
        at = event.position() - place.topLeft()
        point = QPointF(at.x() / place.width() * columns, at.y() / place.height() * rows)
        erase = bool(event.buttons() & Qt.MouseButton.RightButton) or self._eraser.isChecked()
        start = self._last or point
        self._last = point
        length = hypot(point.x() - start.x(), point.y() - start.y())
        for share in np.linspace(0, 1, max(1, int(length / SPACING)) + 1).tolist():
            self._dab(start + (point - start) * share, erase)
        self._changed()

    def _dab(self, point: QPointF, erase: bool) -> None:
        """Full within the brush, fading over one cell."""
        rows, columns = self._values.shape
        down, right = np.mgrid[0.5:rows, 0.5:columns]
        distance = np.hypot(down - point.y(), right - point.x())
        ink: NDArray[np.float32] = np.clip(self._radius + 0.5 - distance, 0, 1).astype(np.float32)
        self._values = np.minimum(self._values, 1 - ink) if erase else np.maximum(self._values, ink)

    def _changed(self) -> None:
        self.update()
        self.edited.emit()
