"""Signs beside a colour, drawn as lines so that no font can lack them: right, wrong, better, worse, under way."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF


class Sign(Enum):
    """What a sign says."""

    RIGHT = "check"
    WRONG = "cross"
    BETTER = "up"
    WORSE = "down"
    OPEN = "ring"


_LINES = {
    Sign.RIGHT: [[(0.12, 0.55), (0.4, 0.82), (0.9, 0.2)]],
    Sign.WRONG: [[(0.18, 0.18), (0.82, 0.82)], [(0.82, 0.18), (0.18, 0.82)]],
}
_FILLED = {
    Sign.BETTER: [(0.5, 0.12), (0.94, 0.84), (0.06, 0.84)],
    Sign.WORSE: [(0.5, 0.88), (0.94, 0.16), (0.06, 0.16)],
}


def paint_sign(painter: QPainter, place: QRectF, verdict: Sign, color: QColor) -> None:
    """The sign, as large as the smaller side of ``place``, in its middle."""
    side = min(place.width(), place.height())
    corner = QPointF(place.center().x() - side / 2, place.center().y() - side / 2)

    def at(points: list[tuple[float, float]]) -> QPolygonF:
        return QPolygonF([QPointF(corner.x() + side * x, corner.y() + side * y) for x, y in points])

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, max(1.5, 0.17 * side))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if verdict in _LINES:
        for line in _LINES[verdict]:
            painter.drawPolyline(at(line))
    elif verdict in _FILLED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(at(_FILLED[verdict]))
    else:
        painter.drawEllipse(QRectF(corner.x() + 0.2 * side, corner.y() + 0.2 * side, 0.6 * side, 0.6 * side))
    painter.restore()
