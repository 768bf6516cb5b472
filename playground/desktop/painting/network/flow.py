"""Flow: what goes through a node at one step, painted in its box."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPainterPath, QPen

from playground.desktop.painting import class_bars, colormap, downsampling, image_grid
from playground.desktop.painting.network import attention_lines, head_choice, words
from playground.desktop.painting.network.cells import BoxCells, rect
from playground.desktop.style.theme import Theme
from playground.network.graph import NodeForm
from playground.protocol.snapshot import Snapshot

NUMBERS = 3  # values up to which they are written, not coloured
AROUND = 4.0  # points that lines and dots may reach out of their box
SERIES = 2  # features up to which a sequence is drawn as curves
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
Array = NDArray[np.float32]


class FlowPainter:
    """Paints one node; keeps the levels of its colours, which follow the values in jumps."""

    def __init__(self) -> None:
        self._scale = colormap.Scale()
        self._tiles = image_grid.Painter()
        self._lines: tuple[object, Array, QImage] | None = None

    def paint(self, painter: QPainter, cells: BoxCells, shot: Snapshot, theme: Theme, factor: float) -> None:
        """The picture of the node; ``factor`` is pixels a point."""
        self._scale.follow(shot.values)
        draw: dict[NodeForm, Callable[[QPainter, BoxCells, Snapshot, Theme, float], None]] = {
            **dict.fromkeys((NodeForm.IMAGE, NodeForm.MAPS, NodeForm.SCORES), self._maps),
            NodeForm.UNITS: self._units, NodeForm.CLASSES: _classes, NodeForm.STATES: self._states,
            NodeForm.ATTENTION: self._attention, NodeForm.TOKENS: words.paint_tokens,
            NodeForm.ANSWERS: words.paint_answers,
        }  # fmt: skip
        painter.save()
        draw[cells.box.node.form](painter, cells, shot, theme, factor)
        painter.restore()

    def _maps(self, painter: QPainter, cells: BoxCells, shot: Snapshot, theme: Theme, factor: float) -> None:
        mosaic = cells.mosaic
        if mosaic is None:
            return
        image = cells.box.node.form is NodeForm.IMAGE
        values = shot.values.mean(axis=0, keepdims=True) if image else shot.values[: mosaic[1].count]
        grey = (0.0, max(1.0, float(np.nanmax(values, initial=0.0))))
        levels = grey if image else (self._scale.low, self._scale.high)
        self._mosaic(painter, mosaic, values, "grey" if image else self._scale.kind, levels, theme, factor)

    def _mosaic(
        self, painter: QPainter, mosaic: tuple[QPointF, image_grid.Layout], values: Array, kind: str,
        levels: tuple[float, float], theme: Theme, factor: float,
    ) -> None:  # fmt: skip
        origin, layout = mosaic
        ground = theme.color("line" if kind == "signed" else "panel")
        image = self._tiles.image(values, layout, levels, colormap.table(kind, theme), ground.rgb(), factor)
        colormap.draw(painter, QRectF(origin.x(), origin.y(), *layout.size), image)
        layout.cover_rest(painter, origin, theme.color("panel"))

    def _units(self, painter: QPainter, cells: BoxCells, shot: Snapshot, theme: Theme, factor: float) -> None:
        grid = cells.grid
        if grid is None:
            return
        values = shot.values.ravel()[: cells.box.shown]
        if len(values) <= NUMBERS:
            words.paint_numbers(painter, rect(cells.box.picture), values, theme)
            return
        sheet = np.full(grid.rows * grid.columns, np.nan, np.float32)
        sheet[: len(values)] = values
        columns = sheet.reshape(grid.columns, grid.rows).T
        last = grid.columns - 1
        for column in range(grid.columns):
            known = min(len(values) - column * grid.rows, grid.rows)
            place = grid.box((0, column), (known, column + 1))
            self._cells(painter, place, columns[:known, column : column + 1], theme)
            painter.setPen(theme.color("line"))
            painter.drawRect(place.adjusted(0, 0, -1 if column < last else 0, 0))

    def _cells(self, painter: QPainter, place: QRectF, values: Array, theme: Theme, grey: bool = False) -> None:
        """Values (rows, columns) that fill a place, several in one cell where there is no room for each."""
        rows = downsampling.factor(values.shape[0], place.height())
        columns = downsampling.factor(values.shape[1], place.width())
        shown = downsampling.binned(values, rows, columns, np.nanmean)
        table = colormap.table("grey" if grey and self._scale.kind == "magnitude" else self._scale.kind, theme)
        colours = table[colormap.indices(shown, self._scale.low, self._scale.high)]
        colormap.draw(painter, place, colormap.image(colours))

    def _states(self, painter: QPainter, cells: BoxCells, shot: Snapshot, theme: Theme, factor: float) -> None:
        place = rect(cells.box.picture)
        values = shot.values if shot.values.ndim == 2 else shot.values[:, None]
        if values.shape[1] <= SERIES:
            _series(painter, place, values, theme)
            return
        self._cells(painter, place, values.T, theme, not cells.box.node.inputs)
        if cells.box.node.recurrent:
            _recurrence(painter, place, len(values), theme)

    def _attention(self, painter: QPainter, cells: BoxCells, shot: Snapshot, theme: Theme, factor: float) -> None:
        mosaic = cells.mosaic
        if mosaic is not None:
            self._mosaic(painter, mosaic, shot.values[: mosaic[1].count], "magnitude", (0.0, 1.0), theme, factor)
            if cells.together is not None:
                head_choice.paint_legend(painter, cells, cells.together, theme)
            elif shot.values.shape[0] > 1:
                painter.setPen(QPen(theme.color("accent"), 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                tile = cells.tile(cells.head)
                if tile is not None:
                    painter.drawRect(tile.adjusted(-1, -1, 1, 1))
        only = cells.query if 0 <= cells.query < shot.values.shape[1] else None
        place = rect(cells.box.picture)
        if place.width() <= 0 or place.height() <= 0:
            return
        if painter.paintEngine().type() is not QPaintEngine.Type.Raster:  # in a file lines stay lines
            if cells.together is None:
                attention_lines.paint(painter, place, shot.values[cells.head], theme, only)
            else:
                attention_lines.paint_heads(painter, place, *_of_heads(shot.values, cells.together, theme), theme, only)
            return
        image = self._kept_lines(place, shot.values, cells, theme, only, factor)
        left, top = (floor(side * factor) / factor for side in (place.left() - AROUND, place.top() - AROUND))
        painter.drawImage(QRectF(left, top, image.width() / factor, image.height() / factor), image)

    def _kept_lines(
        self, place: QRectF, values: Array, cells: BoxCells, theme: Theme, only: int | None, factor: float
    ) -> QImage:
        """The lines as they were painted last, while nothing of them has changed: they are most of a repaint."""
        key = (cells.head, cells.together, only, place.getRect(), theme, factor)
        if self._lines is not None and self._lines[1] is values and self._lines[0] == key:
            return self._lines[2]
        left, top = (floor(side * factor) / factor for side in (place.left() - AROUND, place.top() - AROUND))
        wide, high = (ceil((length + 2 * AROUND) * factor) + 1 for length in (place.width(), place.height()))
        inside = place.translated(-left, -top)
        if cells.together is None:
            image = attention_lines.image((wide, high), inside, factor, values[cells.head], theme, only)
        else:
            heads = _of_heads(values, cells.together, theme)
            image = attention_lines.image_of_heads((wide, high), inside, factor, *heads, theme, only)
        self._lines = key, values, image
        return image


def _of_heads(values: Array, on: frozenset[int], theme: Theme) -> tuple[Array, list[QColor]]:
    """The weights of these heads, and their colours."""
    return values[sorted(on)], [head_choice.color_of(head, theme) for head in sorted(on)]


def _recurrence(painter: QPainter, place: QRectF, steps: int, theme: Theme) -> None:
    """An arrow from each step's state to the next one's, along the middle; of many steps only at every n-th."""
    wide = place.width() / steps
    every = max(1, ceil(26.0 / wide))
    color = theme.color("text")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 1.4))
    half, y = min(7.0, 0.32 * wide * every), place.center().y()
    ground = theme.color("panel")
    for step in range(every, steps, every):
        x = place.left() + step * wide
        painter.setPen(QPen(ground, 4.0))
        painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))
        painter.setPen(QPen(color, 1.4))
        painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))
        painter.drawLine(QPointF(x + half - 3.5, y - 3), QPointF(x + half, y))
        painter.drawLine(QPointF(x + half - 3.5, y + 3), QPointF(x + half, y))


def _series(painter: QPainter, place: QRectF, values: Array, theme: Theme) -> None:
    """A number or two at each step as curves over the steps."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    span = (high - low) or 1.0
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for feature, token in zip(range(values.shape[1]), ("train", "test"), strict=False):
        path = QPainterPath()
        for step, value in enumerate(np.nan_to_num(values[:, feature], nan=low)):
            at = QPointF(
                place.left() + (step + 0.5) * place.width() / len(values),
                place.bottom() - 3 - (float(value) - low) / span * (place.height() - 6),
            )
            path.moveTo(at) if step == 0 else path.lineTo(at)
        painter.setPen(QPen(theme.color(token), 1.8))
        painter.drawPath(path)


def _classes(painter: QPainter, cells: BoxCells, shot: Snapshot, theme: Theme, factor: float) -> None:
    if shot.axes == ("class",):
        class_bars.paint_bars(painter, rect(cells.box.picture), shot, theme)
