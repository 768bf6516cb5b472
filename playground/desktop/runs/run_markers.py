"""Marks: a colour and a shape for each overlaid run, so that neither alone must tell it from the others."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")  # Okabe & Ito
SHAPES = ("o", "s", "t1", "d", "t", "star")  # pyqtgraph's names


def color(slot: int) -> str:
    """The colour of a slot; after six they begin again, with another shape."""
    return COLORS[slot % len(COLORS)]


def shape(slot: int) -> str:
    """The shape of a slot: 36 different pairs of colour and shape."""
    return SHAPES[(slot + slot // len(COLORS)) % len(SHAPES)]


def icon(slot: int, size: int = 16) -> QIcon:
    """A piece of the curve with its marker, for the table."""
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color(slot)), 2.5))
    painter.drawLine(QPointF(0, size / 2), QPointF(size, size / 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color(slot)))
    painter.drawPath(outline(shape(slot), QPointF(size / 2, size / 2), 0.34 * size))
    painter.end()
    return QIcon(pixmap)


def outline(name: str, middle: QPointF, radius: float) -> QPainterPath:
    """The shape around a point."""
    path = QPainterPath()
    corners = {
        "s": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "t": ((-1, -0.8), (1, -0.8), (0, 1)),
        "t1": ((-1, 0.8), (1, 0.8), (0, -1)),
        "d": ((0, -1.2), (1, 0), (0, 1.2), (-1, 0)),
        "star": (
            (0, -1.3), (0.3, -0.4), (1.25, -0.4), (0.5, 0.2), (0.77, 1.05),
            (0, 0.5), (-0.77, 1.05), (-0.5, 0.2), (-1.25, -0.4), (-0.3, -0.4),
        ),
    }  # fmt: skip
    if name == "o":
        path.addEllipse(QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius))
    else:
        points = [QPointF(middle.x() + radius * x, middle.y() + radius * y) for x, y in corners[name]]
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
    return path


class MarkerSlots:
    """Gives each run the first free colour and keeps it for as long as the run is shown."""

    def __init__(self) -> None:
        self._taken: dict[object, int] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._taken

    def __getitem__(self, key: object) -> int:
        return self._taken[key]

    def __len__(self) -> int:
        return len(self._taken)

    def order(self) -> list[object]:
        """Who has one, in the order in which they came."""
        return list(self._taken)

    def take(self, key: object) -> None:
        """A slot for someone new."""
        used = set(self._taken.values())
        self._taken.setdefault(key, next(slot for slot in range(len(used) + 1) if slot not in used))

    def free(self, key: object) -> None:
        """The slot can be given to another."""
        self._taken.pop(key, None)
