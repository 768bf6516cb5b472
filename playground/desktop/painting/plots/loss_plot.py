"""LossPlot: the pyqtgraph plot behind the loss panel, cheap because its axes are cached and its ranges jump."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QResizeEvent

from playground.desktop.i18n.formatting import grouped
from playground.desktop.painting.plots.labelled_lines import LabelledLines
from playground.desktop.painting.plots.sharp_plot import SharpPlot
from playground.desktop.state import step_scale
from playground.desktop.state.series import Points
from playground.desktop.style.theme import Theme

WIDTH = 2.5
_PALE = 0.38  # share of the curve's colour in the raw curve behind it
_LEFT, _BELOW = 52, 44  # points for the numbers and words of the axes
_LOW, _NUMBERS = 150, 24  # points of a plot without room for the words below its numbers, and for these alone
_LABEL = 13  # pixels of the words beside lines
_OVERHANG = 20  # points that the first and last number below the axis may stick out


class LossPlot(SharpPlot):
    """Raw, smoothed, test and validation curve, a baseline, and a mark where the loss stopped being a number.

    Importing this module imports pyqtgraph, half a second: do it after the window's first paint.

    Attributes:
        baselines: the lines of what is had without the network.
    """

    picked = Signal(int)  # a step that was clicked

    def __init__(self, step_words: str, broken_words: str) -> None:
        super().__init__()
        self._log = self._log_steps = False
        self._style: tuple[Theme, QFont, float] | None = None
        self._step_words = step_words
        item = self.getPlotItem()
        item.getAxis("bottom").setStyle(hideOverlappingLabels=_OVERHANG)
        item.getAxis("bottom").tickStrings = self._step_strings
        self._raw = self.plot(antialias=False)
        self._train = self.plot(antialias=True)
        self._test = self.plot(antialias=True)
        self._validation = self.plot(antialias=True)
        self._label_font = QFont()
        self._broken = pyqtgraph.InfiniteLine(angle=90, label=broken_words, labelOpts={"position": 0.9})
        self._broken.hide()
        self._changes: list[Any] = []
        self._change_pens: tuple[QColor, Any] | None = None
        self._moment = pyqtgraph.InfiniteLine(angle=90)
        self._moment.hide()
        self.addItem(self._moment)
        self.addItem(self._broken)
        curves = (self._raw, self._train, self._test, self._validation)
        self.baselines = LabelledLines(self, curves, lambda: (*self._changes, self._broken))
        self.scene().sigMouseClicked.connect(self._clicked)

    def reword(self, step_words: str, broken_words: str) -> None:
        """Other words at the axis and at the mark; the axis shows them when it is restyled."""
        self._step_words = step_words
        self._broken.label.setFormat(broken_words)

    def restyle(self, theme: Theme, font: QFont, zoom: float = 1.0) -> None:
        """Colours of a theme, everything ``zoom`` times larger; pyqtgraph has no palette."""
        self._style = theme, QFont(font), zoom
        self.dress()

    def dress(self) -> None:
        """All colours, letters and pens."""
        if self._style is None:
            return
        theme, font, zoom = self._style[0], QFont(self._style[1]), self._style[2]
        item = self.getPlotItem()
        font.setPixelSize(round(font.pixelSize() * zoom))
        self._label_font = QFont(font)
        self._label_font.setPixelSize(round(_LABEL * zoom))
        item.getAxis("left").setWidth(_LEFT * zoom)
        item.layout.setContentsMargins(0, 4, _OVERHANG * zoom, 0)
        self.setBackground(theme.panel)
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(self.pen(theme.line, zoom))
            axis.setTextPen(theme.second)
            axis.setStyle(tickFont=font, tickLength=-4)
        size = {"font-size": f"{round(_LABEL * zoom)}px"}
        item.getAxis("bottom").setLabel(self._step_words, color=theme.second, **size)
        self._name_steps()
        # mixed with the ground, not translucent: Qt strokes a translucent zigzag as one shape, four times slower
        pale = _mixed(theme.color("train"), theme.color("panel"), _PALE)
        self._raw.setPen(self.pen(pale, zoom))
        self._train.setPen(self.pen(theme.train, WIDTH * zoom))
        self._test.setPen(self.pen(theme.test, WIDTH * zoom))
        self._validation.setPen(self.pen(theme.validation, WIDTH * zoom, Qt.PenStyle.DashDotLine))
        dashes = self.pen(theme.baseline, 1.5 * zoom, Qt.PenStyle.DashLine)
        self.baselines.dress(
            theme.color("second"), dashes, self._label_font, theme.color("panel"), WIDTH * zoom
        )  # fmt: skip
        self._change_pens = (
            theme.color("text"), self.pen(theme.highlight, 1.5 * zoom, Qt.PenStyle.DotLine)
        )  # fmt: skip
        for line in self._changes:
            self._dress_change(line)
        self._moment.setPen(self.pen(theme.accent, WIDTH * zoom))
        self._broken.setPen(self.pen(theme.error, 1.5 * zoom))
        self._broken.label.setColor(theme.error)
        self._broken.label.setFont(self._label_font)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low plot leaves its height to the curves."""
        super().resizeEvent(event)
        self._name_steps()

    def _name_steps(self) -> None:
        """What the numbers below are, where there is height for that."""
        style = getattr(self, "_style", None)  # pyqtgraph resizes while it is being made
        if style is None:
            return
        zoom = style[2]
        axis, named = self.getPlotItem().getAxis("bottom"), self.height() >= _LOW * zoom
        if axis.label.isVisible() != named or axis.height() != (_BELOW if named else _NUMBERS) * zoom:
            axis.showLabel(named)
            axis.setHeight((_BELOW if named else _NUMBERS) * zoom)

    def show_curves(self, raw: Points, train: Points, test: Points, validation: Points) -> None:
        """Values over steps; NaN leaves a hole, and so does what has no logarithm where the axis is logarithmic."""
        curves = (self._raw, self._train, self._test, self._validation)
        for curve, points in zip(curves, (raw, train, test, validation), strict=True):
            steps, values = _logarithms(points) if self._log else points
            curve.setData(self._along(steps), values)

    def show_baselines(self, baselines: list[tuple[float, str]]) -> None:
        """A dashed line with its words for each baseline and rival; those above the plot are left out."""
        self.baselines.show(baselines, self._log)

    def show_broken(self, step: float | None) -> None:
        """Mark the step at which the loss was no finite number; None takes the mark away."""
        self._broken.setVisible(step is not None)
        if step is not None:
            self._broken.setValue(self._at(step))

    def show_moment(self, step: float | None) -> None:
        """Mark the recorded step that the pictures show; None takes the mark away."""
        self._moment.setVisible(step is not None)
        if step is not None:
            self._moment.setValue(self._at(step))

    def show_changes(self, steps: list[int]) -> None:
        """A dotted line at each step of an intervention, with the numbers of those made there, counted from 1."""
        places = list(dict.fromkeys(steps))
        while len(self._changes) < len(places):
            line = pyqtgraph.InfiniteLine(angle=90, label="", labelOpts={"position": 0.97, "anchors": [(0, 0)] * 2})
            self._changes.append(line)
            self._dress_change(line)
            self.addItem(line)
        for index, line in enumerate(self._changes):
            line.setVisible(index < len(places))
            if index < len(places):
                first, count = steps.index(places[index]) + 1, steps.count(places[index])
                words = str(first) if count == 1 else f"{first}–{first + count - 1}"
                line.setValue(self._at(places[index]))
                if line.label.toPlainText() != words:
                    line.label.setFormat(words)

    def _dress_change(self, line: Any) -> None:
        if self._change_pens is not None:
            line.label.setColor(self._change_pens[0])
            line.label.setFont(self._label_font)
            line.setPen(self._change_pens[1])

    def set_log(self, log: bool, log_steps: bool = False) -> None:
        """Whether the axes of values and of steps are logarithmic; affects what is shown after this."""
        self._log, self._log_steps = log, log_steps
        self.getPlotItem().getAxis("left").setLogMode(log)
        self.getPlotItem().getAxis("bottom").setLogMode(log_steps)

    def set_ranges(self, steps: float, bottom: float, top: float) -> None:
        """From step 0 to ``steps``, from ``bottom`` to ``top`` (powers of ten where logarithmic)."""
        item = self.getPlotItem()
        item.setXRange(0, self._at(max(steps, 2)), padding=0.01)
        item.setYRange(bottom, max(top, bottom + 1e-6), padding=0.02)
        self.baselines.forget()

    def _clicked(self, event: Any) -> None:
        box = self.getPlotItem().getViewBox()
        if event.button() == Qt.MouseButton.LeftButton and box.sceneBoundingRect().contains(event.scenePos()):
            place = box.mapSceneToView(event.scenePos()).x()
            self.picked.emit(max(0, round(10**place if self._log_steps else place)))

    def _along(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        return step_scale.logarithms(steps) if self._log_steps else steps

    def _at(self, step: float) -> float:
        """Where a step lies along the axis."""
        return float(self._along(np.array([step], np.float64))[0])

    def _step_strings(self, values: list[float], scale: float, spacing: float) -> list[Any]:
        if self._log_steps:
            return [grouped(10**value) if f"{10**value:.0e}"[0] in "125" else "" for value in values]
        return [grouped(value) if spacing >= 1 else f"{value:g}" for value in values]


def _mixed(color: QColor, ground: QColor, share: float) -> QColor:
    parts = zip(color.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(share * one + (1 - share) * other) for one, other in parts))


def _logarithms(points: Points) -> Points:
    with np.errstate(divide="ignore", invalid="ignore"):
        return points[0], np.where(points[1] > 0, np.log10(points[1]), np.nan)
