"""LabelledLines: the level lines of a plot with their words, which leave the plot where they would lie on a curve.

Importing this module imports pyqtgraph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGraphicsItem

from playground.desktop.painting.plots import label_places
from playground.desktop.painting.plots.label_places import LabelPlace

MORE = (
    24.0  # points that a plot must be higher for words that found no place to look again: more than a row of a legend
)


class LabelledLines(QObject):
    """One dashed line and its words for each value; which words find no place is told by ``unsaid``.

    Words keep their place while it is free. Those that found none do not come back at a slightly higher plot: the row
    that they take elsewhere makes it lower, and they would come and go.

    Attributes:
        lines: the items, the first of which are in use.
        unsaid: the words that stand nowhere in the plot.
    """

    unsaid_changed = Signal()

    def __init__(self, plot: Any, curves: Sequence[Any], others: Callable[[], Sequence[Any]]) -> None:
        """``others`` are upright lines, whose words are kept free, too."""
        super().__init__(plot)
        self._plot, self._curves, self._others = plot, curves, others
        self.lines: list[Any] = []
        self.unsaid: list[str] = []
        self._held: dict[str, LabelPlace] = {}
        self._refused: dict[str, float] = {}  # words: height of the plot where they found no place
        self._style: tuple[QColor, Any, QFont, Any] | None = None
        self._stroke = 0.0
        box = plot.getPlotItem().getViewBox()
        box.sigResized.connect(self.place)
        box.sigRangeChanged.connect(self._place_anew)

    def dress(self, color: QColor, pen: Any, font: QFont, ground: QColor, stroke: float) -> None:
        """Words of a colour and font on their ground; ``stroke`` points is the width of the widest curve."""
        self._style, self._stroke = (color, pen, font, pyqtgraph.mkBrush(ground)), stroke
        for line in self.lines:
            self._dress(line)
        self._place_anew()

    def show(self, values: Sequence[tuple[float, str]], log: bool) -> None:
        """A line for each value with its words; those above the plot are left out. ``log``: the axis shows powers."""
        while len(self.lines) < len(values):
            self._add()
        top = self._plot.getPlotItem().viewRange()[1][1]
        for index, line in enumerate(self.lines):
            line.setVisible(index < len(values))
            if index < len(values):
                value, words = values[index]
                line.setValue(np.log10(value) if log and value > 0 else value)
                line.setVisible(bool(line.value() <= top))
                line.label.format = words
                line.label.setText(words)  # also while it is hidden, so that its size is known
        self.place()

    def forget(self) -> None:
        """Other axes or another run: all words may look for a place anew."""
        self._held.clear()
        self._refused.clear()

    def place(self) -> None:
        """Put all words where no curve and no other words are."""
        item = self._plot.getPlotItem()
        box, (bottom, top) = item.getViewBox(), item.viewRange()[1]
        height = box.height()
        down = height / max(top - bottom, 1e-12)
        lines = sorted((one for one in self.lines if one.isVisible()), key=lambda one: -one.value())
        wanted = [self._wanted(one, (top - one.value()) * down, height) for one in lines]
        paths = [*label_places.paths(self._curves, box, top, down), *self._kept_free(box)]
        held = [self._held.get(one.label.format) for one in lines]
        places = label_places.place(wanted, (box.width(), height), paths, self._stroke / 2 + 1, held)
        unsaid = []
        for line, found, rank in zip(lines, places, label_places.ranks(places), strict=True):
            words = line.label.format
            line.label.setVisible(found.size > 0)
            if found.size:
                self._held[words] = found
                self._refused.pop(words, None)
            else:
                unsaid.append(words)
                self._refused.setdefault(words, height)
            line.label.orthoPos = found.along
            line.label.anchors = [(1, 0) if found.below else (1, 1)] * 2
            line.label.updatePosition()
            line.setZValue(0.01 * rank)
        if unsaid != self.unsaid:
            self.unsaid = unsaid
            self.unsaid_changed.emit()

    def _wanted(self, line: Any, at: float, height: float) -> tuple[float, float, float]:
        """Height of a line, and of its words, and their width; no height where they need not look for a place."""
        room = line.label.textItem.boundingRect()
        waits = height < self._refused.get(line.label.format, -MORE) + MORE
        return at, 0.0 if waits else room.height() - label_places.MARGIN, room.width()

    def _kept_free(self, box: Any) -> list[label_places.Path]:
        """The words of the upright lines, as zigzags that leave no gap for others."""
        found = []
        for line in self._others():
            if line.isVisible() and line.label.isVisible():
                room = box.mapRectFromItem(line.label, line.label.boundingRect())
                across = [room.left(), room.left(), room.right(), room.right()]
                down = [room.top(), room.bottom(), room.top(), room.bottom()]
                found.append((np.array(across), np.array(down)))
        return found

    def _place_anew(self) -> None:
        self._refused.clear()
        self.place()

    def _add(self) -> None:
        line = pyqtgraph.InfiniteLine(angle=0, label="", labelOpts={"position": 0.98, "anchors": [(1, 1)] * 2})
        line.label.setFlag(QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent)  # its ground hides no dash
        self.lines.append(line)
        self._dress(line)
        self._plot.addItem(line)

    def _dress(self, line: Any) -> None:
        if self._style is not None:
            color, pen, font, ground = self._style
            line.label.setColor(color)
            line.label.setFont(font)
            line.label.fill = ground  # other lines pass beneath the words, not through them
            line.setPen(pen)
