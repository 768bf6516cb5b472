"""Plot figure: a pyqtgraph plot painted item by item at any size, as lines and text with widths in points.

A scene that is rendered keeps its caches, which are pixels, and its pens, which know only the pixels of a device.
Importing this module imports pyqtgraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyqtgraph
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QGraphicsTextItem

from playground.desktop.painting.plots.sharp_plot import SharpPlot


@contextmanager
def laid_out(plot: SharpPlot) -> Iterator[Callable[[QSize], None]]:
    """Lay a PlotWidget out at other sizes, in points; on the screen it stands afterwards as before."""
    before = plot.size()

    def resize(size: QSize) -> None:
        plot.resize(size)
        if not plot.isVisible():
            plot.grab()

    try:
        if not plot.isVisible():
            plot.grab()  # what was never on a screen is first laid out where it stands
        yield resize
    finally:
        resize(before)


def paint(plot: SharpPlot, painter: QPainter, size: QSize) -> None:
    """Draw a PlotWidget laid out at ``size`` points; on the screen it stands afterwards as before."""
    with laid_out(plot) as resize:
        resize(size)
        plot.use_ratio(1.0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_plot(plot.getPlotItem(), painter)
        painter.restore()


def _paint_plot(item: Any, painter: QPainter) -> None:
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
    lines = [one for one in items if isinstance(one, pyqtgraph.InfiniteLine) and getattr(one, "label", None)]
    _paint_labels([one.label for one in lines if one.label.isVisible()], painter)
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


def _paint_labels(labels: list[Any], painter: QPainter) -> None:
    """Words beside lines, where they stand; the lines that they cross pass beneath their ground, but not their own."""
    for label in labels:
        label.updatePosition()
        label.updateTransform(force=True)
        if label.fill.style() != Qt.BrushStyle.NoBrush:
            painter.fillRect(label.mapRectToScene(label.boundingRect()).adjusted(0, 2, 0, -2), label.fill)
    for label in labels:
        _paint_text(label.textItem, painter)


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
