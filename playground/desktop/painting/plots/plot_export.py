"""Plot figure: a pyqtgraph plot painted item by item at any size, as lines and text with widths in points.

A scene that is rendered keeps its caches, which are pixels, and its pens, which know only the pixels of a device.
Importing this module imports pyqtgraph.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFontMetricsF,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QGraphicsTextItem

from playground.desktop.painting.plots.sharp_plot import SharpPlot

FURTHEST = 4  # heights of a line of words that a label may stand off its line


def paint(plot: SharpPlot, painter: QPainter, size: QSize) -> None:
    """Draw a PlotWidget laid out at ``size`` points; on the screen it stands afterwards as before."""
    before = plot.size()
    try:
        if not plot.isVisible():
            plot.grab()  # what was never on a screen is first laid out where it stands
        plot.resize(size)
        if not plot.isVisible():
            plot.grab()
        plot.use_ratio(1.0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_plot(plot.getPlotItem(), painter, plot.backgroundBrush().color())
        painter.restore()
    finally:
        plot.resize(before)


def _paint_plot(item: Any, painter: QPainter, ground: QColor) -> None:
    box = item.getViewBox()
    room = box.mapRectToScene(box.rect())
    to_scene = box.childTransform() * QTransform.fromTranslate(room.left(), room.top())
    items = [one for one in box.addedItems if one.isVisible()]
    painter.save()
    painter.setClipRect(room)
    for one in items:
        _paint_item(one, painter, room, to_scene)
    painter.restore()
    for side in ("left", "bottom"):
        _paint_axis(item.getAxis(side), painter)
    labelled = [one for one in items if isinstance(one, pyqtgraph.InfiniteLine) and getattr(one, "label", None)]
    points = [point for one in items for point in _points(one, to_scene)]
    taken: list[QRectF] = []
    for one in labelled:
        one.label.updatePosition()
        one.label.updateTransform(force=True)
        if one.angle:
            _paint_label(one.label.textItem, painter, room)
        else:
            height = to_scene.map(QPointF(0, one.value())).y()
            taken.append(_paint_beside(one.label.textItem, painter, room, height, points, taken, ground))
    if item.legend is not None and item.legend.isVisible():
        _paint_legend(item.legend, painter)


def _paint_item(item: Any, painter: QPainter, room: QRectF, to_scene: QTransform) -> None:
    match item:
        case pyqtgraph.PlotDataItem():
            _paint_curve(item.curve, painter, to_scene)
        case pyqtgraph.PlotCurveItem():
            _paint_curve(item, painter, to_scene)
        case pyqtgraph.InfiniteLine():
            painter.setPen(pen_in_points(item.pen))
            at = to_scene.map(QPointF(item.value(), item.value()))
            if item.angle:
                painter.drawLine(QPointF(at.x(), room.top()), QPointF(at.x(), room.bottom()))
            else:
                painter.drawLine(QPointF(room.left(), at.y()), QPointF(room.right(), at.y()))
        case pyqtgraph.FillBetweenItem():
            painter.fillPath(to_scene.map(item.path()), item.brush())
        case pyqtgraph.ScatterPlotItem():
            xs, ys = item.getData()
            for x, y in zip(xs, ys, strict=True):
                _paint_mark(item, painter, to_scene.map(QPointF(x, y)))


def _paint_curve(curve: Any, painter: QPainter, to_scene: QTransform) -> None:
    """The points in pieces, with holes where something is not finite."""
    xs, ys = curve.getData()
    if xs is None or not len(xs) or curve.opts["pen"] is None:
        return
    painter.setPen(pen_in_points(curve.opts["pen"]))
    good = np.isfinite(xs) & np.isfinite(ys)
    points = [to_scene.map(QPointF(x, y)) for x, y in zip(xs.tolist(), np.where(good, ys, 0.0).tolist(), strict=True)]
    for run in np.split(np.arange(len(xs)), np.flatnonzero(np.diff(good)) + 1):
        if good[run[0]]:
            painter.drawPolyline(QPolygonF([points[index] for index in run]))


def _paint_mark(item: Any, painter: QPainter, at: QPointF) -> None:
    size = item.opts["size"]
    painter.save()
    painter.translate(at)
    painter.scale(size, size)
    painter.fillPath(Symbols[item.opts["symbol"]], item.opts["brush"])
    painter.restore()


def _paint_axis(axis: Any, painter: QPainter) -> None:
    if not axis.isVisible():
        return
    painter.save()
    painter.translate(axis.mapToScene(QPointF(0, 0)))
    specs = axis.generateDrawSpecs(painter)
    if specs is not None:
        line, ticks, texts = specs
        for pen, start, end in (line, *ticks):
            painter.setPen(pen_in_points(pen))
            painter.drawLine(QPointF(start), QPointF(end))
        painter.setFont(axis.style["tickFont"] or painter.font())
        painter.setPen(axis.textPen())
        for place, flags, words in texts:
            painter.drawText(QRectF(place), int(flags), words)
    painter.restore()
    if axis.label.isVisible():
        _paint_text(axis.label, painter)


def _paint_legend(legend: Any, painter: QPainter) -> None:
    painter.fillRect(legend.mapRectToScene(legend.boundingRect()), legend.brush())
    for sample, label in legend.items:
        _paint_mark(sample.item, painter, sample.mapRectToScene(sample.boundingRect()).center())
        _paint_text(label.item, painter)


def _points(item: Any, to_scene: QTransform) -> list[QPointF]:
    """Where a curve passes, close enough together that no word fits between two of them."""
    if not isinstance(item, pyqtgraph.PlotDataItem | pyqtgraph.PlotCurveItem):
        return []
    xs, ys = (item.curve if isinstance(item, pyqtgraph.PlotDataItem) else item).getData()
    if xs is None or not len(xs):
        return []
    good = np.isfinite(xs) & np.isfinite(ys)
    if not good.any():
        return []
    dense = np.linspace(xs[good].min(), xs[good].max(), 400)
    heights = np.interp(dense, xs[good], ys[good])
    return [to_scene.map(QPointF(x, y)) for x, y in zip(dense.tolist(), heights.tolist(), strict=True)]


def _paint_beside(
    item: QGraphicsTextItem, painter: QPainter, room: QRectF, height: float, points: list[QPointF],
    taken: list[QRectF], ground: QColor,
) -> QRectF:  # fmt: skip
    """Words above or below a level line, at the end or where fewest curves strike them; returns where they stand."""
    size, metrics = item.boundingRect().size(), QFontMetricsF(item.font())
    wide = min(size.width(), room.width())
    places = [item.mapRectToScene(item.boundingRect())]  # as on the screen, if nothing is in the way
    for share in (1.0, 0.75, 0.5, 0.25, 0.0):
        left = room.left() + share * (room.width() - wide)
        for away in range(FURTHEST):  # further off where lines lie close together
            for top in (height - (away + 1) * size.height() + 2, height + away * size.height() - 2):
                places.append(QRectF(left, top, wide, size.height()))
    inside = [place for place in places if room.adjusted(-1, -1, 1, 1).contains(place)] or places[:1]

    def struck(place: QRectF) -> int:
        met = sum(place.intersects(other) for other in taken)
        off = abs(place.center().y() - height) / size.height() - 0.5
        return (
            10_000 * met
            + 30 * round(max(off, 0.0))
            + sum(place.adjusted(0, 3, 0, -3).contains(point) for point in points)
        )

    best = min(inside, key=struck)
    if abs(best.center().y() - height) > size.height():  # a hair leads from the words to their line
        x = best.right() - 6
        painter.setPen(QPen(item.defaultTextColor(), 0.5))
        painter.drawLine(QPointF(x, best.bottom() if best.bottom() < height else best.top()), QPointF(x, height))
    if struck(best):
        painter.fillRect(best.adjusted(2, 3, -2, -3), ground)
    painter.save()
    painter.setFont(item.font())
    painter.setPen(item.defaultTextColor())
    shown = metrics.elidedText(item.toPlainText(), Qt.TextElideMode.ElideMiddle, best.width() - 8)
    painter.drawText(
        best.adjusted(4, 0, -4, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), shown
    )
    painter.restore()
    return best


def _paint_label(item: QGraphicsTextItem, painter: QPainter, room: QRectF) -> None:
    """Words beside a line; what is wider than the plot is cut off with dots, and does not cover its axis."""
    words, metrics = item.toPlainText(), QFontMetricsF(item.font())
    if item.mapRectToScene(item.boundingRect()).left() >= room.left():
        _paint_text(item, painter)
        return
    painter.save()
    painter.setFont(item.font())
    painter.setPen(item.defaultTextColor())
    place = item.mapRectToScene(item.boundingRect())
    place.setLeft(room.left() + 8)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, place.width() - 4)
    painter.drawText(
        place.adjusted(0, 0, -4, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), shown
    )
    painter.restore()


def _paint_text(item: QGraphicsTextItem, painter: QPainter) -> None:
    """Words of the scene, where they stand in it."""
    painter.save()
    painter.setTransform(item.sceneTransform(), combine=True)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, item.defaultTextColor())
    item.document().documentLayout().draw(painter, context)
    painter.restore()


def pen_in_points(pen: QPen) -> QPen:
    """The same stroke, whose width grows with the picture; a zigzag's corners stay where its points are."""
    result = QPen(pen)
    result.setCosmetic(False)
    result.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return result
