"""SharpPlot: a pyqtgraph plot whose lines are as thick on every screen, in points.

pyqtgraph's pens count the pixels of the device: on a screen with two pixels a point they would be half as thick.
Importing this module imports pyqtgraph.
"""

from __future__ import annotations

from math import floor, log10
from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QGraphicsItem


class SharpPlot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """Cheap to draw again: its axes are cached, and its ranges are set by hand. Subclasses make all pens in ``dress``.

    Attributes:
        ratio: pixels of the device a point.
    """

    def __init__(self) -> None:
        self.ratio = 1.0
        super().__init__(background=None, enableMenu=False, axisItems={"left": ValueAxis("left")})
        item = self.getPlotItem()
        item.hideButtons()
        item.disableAutoRange()
        for side in ("left", "bottom"):
            item.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            item.getAxis(side).enableAutoSIPrefix(False)

    def dress(self) -> None:
        """Make all pens anew, through ``pen``."""

    def pen(self, color: Any, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Any:
        """``width`` in points."""
        return pyqtgraph.mkPen(color, width=width * self.ratio, style=style)

    def use_ratio(self, ratio: float) -> None:
        """Draw on a device with so many pixels a point from now on."""
        if ratio != self.ratio:
            self.ratio = ratio
            self.dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window may have moved to another screen."""
        self.use_ratio(self.devicePixelRatioF())
        super().paintEvent(event)


class ValueAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An upright axis with as many numbers as fit above each other in the size of its letters."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Distance and offset of each level of ticks: those of pyqtgraph, or one level of 1, 2, 5, 10 … that fits."""
        found: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        most = max(size / QFontMetricsF(self.style["tickFont"] or QFont()).height(), 1.0)
        span = abs(high - low)
        if not found or span / found[0][0] <= most:
            return found
        power = 10.0 ** floor(log10(span / most))
        return [(next(part * power for part in (1, 2, 5, 10) if span / (part * power) <= most), 0.0)]
