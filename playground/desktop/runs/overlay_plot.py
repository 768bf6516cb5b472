"""OverlayPlot: the curves of several runs on one pair of axes, each with its colour, its marker and its band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QPainter

from playground.desktop.painting.plots import plot_export
from playground.desktop.painting.plots.sharp_plot import SharpPlot
from playground.desktop.runs import run_markers
from playground.desktop.runs.overlay_curves import Array, OverlayLine
from playground.desktop.style.theme import Theme

WIDTH, MARKER, MARKERS = 2.5, 9, 7
ABOVE, BELOW = (-12, 8), (-12, -8)  # where the legend stands: at the right, above or below
LISTED = 4  # names that the legend has room for
ROOMY = 240  # points of height from which there is room for them
BAND = 0.22  # opacity of the band around a mean


class OverlayPlot(SharpPlot):
    """Cheap because its axes are cached, its ranges are set by hand and its items are used again.

    Importing this module imports pyqtgraph, half a second: do it after the window's first paint.
    """

    def __init__(self) -> None:
        super().__init__()
        self._style: tuple[Theme, QFont] | None = None
        item = self.getPlotItem()
        for side in ("left", "bottom"):
            item.getAxis(side).logTickStrings = _log_strings
        item.getAxis("left").setWidth(52)
        item.getAxis("bottom").setHeight(44)
        item.layout.setContentsMargins(0, 4, 20, 0)
        self._legend = item.addLegend(offset=ABOVE, verSpacing=-4)
        self._lines: list[_Line] = []
        self._log = (False, False)
        self._listed, self._alone = True, False

    def restyle(self, theme: Theme, font: QFont) -> None:
        """Colours of a theme; pyqtgraph ignores the palette."""
        self._style = theme, QFont(font)
        self.dress()

    def dress(self) -> None:
        """All colours, letters and pens."""
        if self._style is None:
            return
        theme, font = self._style
        item = self.getPlotItem()
        self.setBackground(theme.panel)
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(self.pen(theme.line, 1.0))
            axis.setTextPen(theme.second)
            axis.setStyle(tickFont=font, tickLength=-4)
        ground = theme.color("panel")
        ground.setAlphaF(0.8)
        self._legend.setBrush(pyqtgraph.mkBrush(ground))
        self._legend.setLabelTextColor(theme.text)
        self._legend.setLabelTextSize("9pt")
        for _, label in self._legend.items:
            label.setText(label.text)  # written anew in that colour
        for line in self._lines:
            line.dress(self.ratio)

    def show_lines(
        self, lines: Sequence[OverlayLine], x_words: str, log_x: bool, log_y: bool, reach: float = 0.0
    ) -> None:  # fmt: skip
        """Draw these in place of those before; NaN leaves a hole, and so does what has no logarithm.

        A linear x axis goes as far as ``reach`` at least, so that it stands still while the lines grow.
        """
        item = self.getPlotItem()
        if self._log != (log_x, log_y):
            self._log = (log_x, log_y)
            item.getAxis("bottom").setLogMode(log_x)
            item.getAxis("left").setLogMode(log_y)
        item.getAxis("bottom").setLabel(x_words)
        named = [(line.name, line.slot) for line in lines]
        while len(self._lines) < len(lines):
            self._lines.append(_Line(item))
        if named != [(line.name, line.slot) for line in self._lines if line.shown]:
            self._legend.clear()
            for line, drawn in zip(self._lines, lines, strict=False):
                line.name, line.slot = drawn.name, drawn.slot
                line.dress(self.ratio)
                self._legend.addItem(line.markers, drawn.name)
        self._listed = len(lines) <= LISTED
        self._place_legend()
        for index, line in enumerate(self._lines):
            line.show(lines[index] if index < len(lines) else None, *self._log)
        self._fit([line for line in self._lines if line.shown], reach)

    def resizeEvent(self, event: Any) -> None:
        """A small plot has no room for a legend."""
        super().resizeEvent(event)
        if hasattr(self, "_legend"):  # pyqtgraph resizes while it is being made
            self._place_legend()

    def _place_legend(self) -> None:
        """The table has the marks of all runs, so the curves come first."""
        self._legend.setVisible(self._alone or (self._listed and self.height() >= ROOMY))

    def render_to(self, painter: QPainter, size: QSize) -> None:
        """Draw what is shown into a place of ``size`` points."""
        self._alone = True  # a picture stands alone
        plot_export.paint(self, painter, size)
        self._alone = False
        self._place_legend()

    def _fit(self, lines: list[_Line], reach: float) -> None:
        """All of every line; a linear x axis begins at zero."""
        xs = np.concatenate([line.x for line in lines] or [np.empty(0)])
        ys = np.concatenate([line.y[np.isfinite(line.y)] for line in lines] or [np.empty(0)])
        if not len(xs) or not len(ys):
            return
        low, high = float(ys.min()), float(ys.max())
        item = self.getPlotItem()
        item.setXRange(
            float(xs.min()) if self._log[0] else 0.0, max(float(xs.max()), 0.0 if self._log[0] else reach), padding=0.02
        )
        item.setYRange(low, high if high > low else low + 1.0, padding=0.05)
        right = np.concatenate([line.y[line.x > (xs.min() + xs.max()) / 2] for line in lines])
        crowded = np.count_nonzero(right > (low + high) / 2) > np.count_nonzero(right < (low + high) / 2)
        if self._legend.opts["offset"] != (offset := BELOW if crowded else ABOVE):
            self._legend.setOffset(offset)


class _Line:
    """The items of one curve: band, line and markers."""

    def __init__(self, item: Any) -> None:
        self.name, self.slot, self.shown = "", 0, False
        self.x: Array = np.empty(0)
        self.y: Array = np.empty(0)
        self._edges = [pyqtgraph.PlotCurveItem(), pyqtgraph.PlotCurveItem()]
        self._band = pyqtgraph.FillBetweenItem(*self._edges)
        self._curve = pyqtgraph.PlotCurveItem(antialias=True)
        self.markers = pyqtgraph.ScatterPlotItem(pxMode=True, antialias=True)
        for part in (self._band, self._curve, self.markers):
            item.addItem(part)

    def dress(self, ratio: float) -> None:
        """Colour and shape of the slot, for a device with ``ratio`` pixels a point."""
        color = run_markers.color(self.slot)
        self._curve.setPen(pyqtgraph.mkPen(color, width=WIDTH * ratio))
        pale = QColor(color)
        pale.setAlphaF(BAND)
        self._band.setBrush(pyqtgraph.mkBrush(pale))
        self.markers.setPen(pyqtgraph.mkPen(None))
        self.markers.setBrush(pyqtgraph.mkBrush(color))
        self.markers.setSymbol(run_markers.shape(self.slot))
        self.markers.setSize(MARKER)

    def show(self, drawn: OverlayLine | None, log_x: bool, log_y: bool) -> None:
        """Draw, or hide with None."""
        self.shown = drawn is not None
        banded = drawn is not None and drawn.low is not None and drawn.high is not None
        self._curve.setVisible(self.shown)
        self.markers.setVisible(self.shown)
        self._band.setVisible(banded)
        if drawn is None:
            return
        self.x, self.y = _scaled(drawn.x, log_x), _scaled(drawn.y, log_y)
        self._curve.setData(self.x, self.y)
        offset = 0.5 + 0.13 * (self.slot % 5)  # so that markers of equal curves stand beside each other
        at = np.unique((np.arange(MARKERS) + offset) / (MARKERS + 1) * (len(self.x) - 1)).round().astype(np.intp)
        at = at[np.isfinite(self.y[at])]
        self.markers.setData(self.x[at], self.y[at])
        if banded:
            for edge, values in zip(self._edges, (drawn.low, drawn.high), strict=True):
                assert values is not None
                floor = np.maximum(values, drawn.y / 10) if log_y else values  # a band has no end towards zero
                edge.setData(self.x, _scaled(floor, log_y))


def _log_strings(values: list[float], scale: float, spacing: float) -> list[str]:
    """Names for 1, 2 and 5 times a power of ten; more would collide."""
    numbers = [10**value * scale for value in values]
    return [f"{number:.3g}" if f"{number:.0e}"[0] in "125" else "" for number in numbers]


def _scaled(values: Array, log: bool) -> Array:
    if not log:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        logarithms: Array = np.where(values > 0, np.log10(values), np.nan)
    return logarithms
