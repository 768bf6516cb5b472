"""Sheet: what of a drawing stays from step to step: edges, frames, names, sums and norms, and empty boxes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from playground.desktop.painting.network import labels
from playground.desktop.painting.network.cells import BoxCells, rect
from playground.desktop.style.theme import Theme
from playground.network.graph import NodeForm
from playground.network.places import Box, Edge, NetworkDrawing

FAN = 48  # curves between two mosaics at most
ARROW = 4.0
_CENTER = int(Qt.AlignmentFlag.AlignCenter)


def paint(
    painter: QPainter,
    drawing: NetworkDrawing,
    words: labels.Words,
    theme: Theme,
    strength: Mapping[str, float] | None = None,
) -> None:
    """Everything but what flows.

    Args:
        strength: node → 0…1, how thick the edges into it are; None draws all alike.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = painter.font()
    for frame in drawing.frames:
        painter.setPen(QPen(theme.color("line"), 1.0))
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(rect(frame.place), 8, 8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    boxes = {box.node.name: box for box in drawing.boxes}
    for edge in drawing.edges:
        thick = None if strength is None else strength.get(edge.target, 0.0)
        _edge(painter, edge, boxes, theme, thick, drawing.leftward)
    found = labels.rows(drawing, words, font)
    labels.clear(painter, found, drawing.frames, theme)
    for box in drawing.boxes:
        if box.node.form in labels.PILLS:
            _pill(painter, box, words, font, theme)
        else:
            _ground(painter, box, theme)
    labels.paint(painter, found, font, theme)


def paint_way(
    painter: QPainter, drawing: NetworkDrawing, words: labels.Words, shares: Mapping[str, float], theme: Theme,
    but: Collection[str] = (),
) -> None:  # fmt: skip
    """The edges over which a number came, each as thick as what came over it.

    Args:
        shares: node → 0…1 of the largest, for the nodes on the way, the asked one among them.
        but: nodes whose edges are drawn in another way.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    boxes = {box.node.name: box for box in drawing.boxes}
    for edge in drawing.edges:
        if edge.source in shares and edge.target in shares and edge.target not in but:
            _edge(painter, edge, boxes, theme, shares[edge.source], drawing.leftward, "highlight")
    font = painter.font()
    found = labels.rows(drawing, words, font)
    labels.clear(painter, found, drawing.frames, theme)
    labels.paint(painter, found, font, theme)
    for box in drawing.boxes:  # they stand on the lines
        if box.node.form in labels.PILLS:
            _pill(painter, box, words, font, theme)
    painter.setFont(font)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _ground(painter: QPainter, box: Box, theme: Theme) -> None:
    """The outline of a box, in which its picture will stand; of a mosaic each tile."""
    painter.setPen(QPen(theme.color("line"), 1.0))
    painter.setBrush(theme.color("panel"))
    shape = box.node.shape
    mosaic = BoxCells(box, shape).mosaic
    if box.node.form in (NodeForm.MAPS, NodeForm.IMAGE) and mosaic is not None:
        origin, layout = mosaic
        for index in range(layout.count):
            painter.drawRect(layout.tile_rect(index).translated(origin))
    elif box.node.form not in (NodeForm.CLASSES, NodeForm.SCORES):
        painter.drawRoundedRect(rect(box.picture), 3, 3)


def _pill(painter: QPainter, box: Box, words: labels.Words, font: QFont, theme: Theme) -> None:
    place = rect(box.picture)
    painter.setPen(QPen(theme.color("second"), 1.2))
    painter.setBrush(theme.color("panel"))
    if box.node.form is NodeForm.SUM:
        painter.drawEllipse(place)
        middle = place.center()
        painter.drawLine(QPointF(place.left() + 3, middle.y()), QPointF(place.right() - 3, middle.y()))
        painter.drawLine(QPointF(middle.x(), place.top() + 3), QPointF(middle.x(), place.bottom() - 3))
        return
    painter.drawRoundedRect(place, 7, 7)
    small = QFont(font)
    small.setPixelSize(10)
    painter.setFont(small)
    painter.setPen(theme.color("second"))
    painter.drawText(place, _CENTER, words.norm)


def _edge(
    painter: QPainter, edge: Edge, boxes: Mapping[str, Box], theme: Theme, strength: float | None,
    leftward: bool, token: str = "baseline",
) -> None:  # fmt: skip
    color = QColor(theme.color(token))
    wide = 1.1 if strength is None else 0.6 + 4.4 * strength
    source, target = boxes[edge.source], boxes[edge.target]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if edge.steps > 1:
        _steps(painter, edge, source, color, wide)
    elif edge.curved and NodeForm.MAPS in (source.node.form, target.node.form):
        _fan(painter, source, target, color, wide, leftward)
    elif edge.curved:
        painter.setPen(QPen(color, wide))
        start, end = edge.points
        painter.drawPath(curve(QPointF(*start), QPointF(*end), leftward))
    else:
        painter.setPen(QPen(color, wide))
        painter.drawPath(_rounded([QPointF(*point) for point in edge.points]))
        if target.node.form is not NodeForm.SUM:
            _arrow(painter, QPointF(*edge.points[-2]), QPointF(*edge.points[-1]))


def _steps(painter: QPainter, edge: Edge, source: Box, color: QColor, wide: float) -> None:
    """A short line for each step; of very many every n-th."""
    (_, start), (_, end) = edge.points
    place, every = rect(source.picture), max(1, edge.steps // 64)
    painter.setPen(QPen(color, min(wide, place.width() / edge.steps / 3)))
    for step in range(0, edge.steps, every):
        x = place.left() + (step + 0.5) * place.width() / edge.steps
        painter.drawLine(QPointF(x, start - 1), QPointF(x, end + 1))


def _fan(painter: QPainter, source: Box, target: Box, color: QColor, wide: float, leftward: bool) -> None:
    """Curves from each row of one mosaic to each row of the other: every map reads every map."""
    starts, ends = _rows(source, right=not leftward), _rows(target, right=leftward)
    pairs = [(start, end) for start in starts for end in ends]
    if source.node.shape[:1] == target.node.shape[:1] and target.node.parameters == 0 and len(starts) == len(ends):
        pairs = list(zip(starts, ends, strict=True))  # pooling and activations read their own map only
    color.setAlphaF(0.75 if len(pairs) <= 12 else 0.45)
    painter.setPen(QPen(color, wide * (1.0 if len(pairs) <= 12 else 0.8)))
    for start, end in pairs[:: max(1, len(pairs) // FAN)]:
        painter.drawPath(curve(start, end, leftward))


def _rows(box: Box, right: bool) -> list[QPointF]:
    place = rect(box.picture)
    x = place.right() + 2 if right else place.left() - 2
    mosaic = BoxCells(box, box.node.shape).mosaic
    if mosaic is None:
        count = min(box.shown, 10) if box.node.form in (NodeForm.UNITS, NodeForm.CLASSES) else 1
        return [QPointF(x, place.top() + (row + 0.5) * place.height() / count) for row in range(count)]
    origin, layout = mosaic
    tiles = [layout.tile_rect(row * layout.columns).translated(origin) for row in range(layout.rows)]
    return [QPointF(x, tile.center().y()) for tile in tiles]


def curve(start: QPointF, end: QPointF, leftward: bool) -> QPainterPath:
    """Leaving and arriving in the direction of the flow."""
    path = QPainterPath(start)
    along = start.x() - end.x() if leftward else end.x() - start.x()
    if abs(along) >= abs(end.y() - start.y()) or along > 8:
        half = (start.x() + end.x()) / 2
        path.cubicTo(QPointF(half, start.y()), QPointF(half, end.y()), end)
    else:
        half = (start.y() + end.y()) / 2
        path.cubicTo(QPointF(start.x(), half), QPointF(end.x(), half), end)
    return path


def _rounded(points: list[QPointF]) -> QPainterPath:
    """Straight pieces whose corners are round."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, before, 5.0))
        path.quadTo(corner, _towards(corner, after, 5.0))
    path.lineTo(points[-1])
    return path


def _towards(start: QPointF, end: QPointF, length: float) -> QPointF:
    delta = end - start
    distance = max((delta.x() ** 2 + delta.y() ** 2) ** 0.5, 1e-6)
    part = min(0.5, length / distance)
    return QPointF(start.x() + delta.x() * part, start.y() + delta.y() * part)


def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    delta = end - start
    length = (delta.x() ** 2 + delta.y() ** 2) ** 0.5
    if length < 2 * ARROW:
        return
    along, across = delta / length * ARROW, QPointF(-delta.y(), delta.x()) / length * ARROW * 0.7
    painter.drawPolyline([end - along + across, end, end - along - across])
