"""Loss: training and test curves over steps, with the honest baseline as a line."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QGraphicsItem, QHBoxLayout, QToolButton, QWidget

from playground.desktop.curve import Curve, Smoothed
from playground.desktop.panel import Panel, column
from playground.desktop.theme import Theme
from playground.desktop.words import figure, grouped
from playground.protocol.events import Evaluated, Event, Progress, RunStarted

LOSS = "loss"
BUCKETS, POINTS = 300, 300
WIDTH = 2.5


class LossPanel(Panel):
    """The plot is pyqtgraph's; its axes are cached and its ranges change in jumps, so a frame stays cheap."""

    name: ClassVar[str] = "loss"
    interval: ClassVar[float] = 0.045

    def __init__(self) -> None:
        super().__init__()
        self._plot: Any = None
        self._layout = column(self)
        self._pen_scale = 1.0
        self._metric = QComboBox()
        self._metric.setAccessibleName(self.tr("Curve"))
        self._metric.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._metric.currentIndexChanged.connect(self._choose)
        self._log = QToolButton()
        self._log.setText(self.tr("log"))
        self._log.setCheckable(True)
        self._log.setToolTip(self.tr("Logarithmic axis"))
        self._log.toggled.connect(self._choose)
        self._choices = self.controls = QWidget()
        row = QHBoxLayout(self._choices)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._metric)
        row.addWidget(self._log)
        self._choices.hide()
        self._range: tuple[float, float, float] | None = None
        self._metrics: dict[str, Curve] = {}
        self._baselines: dict[str, float] = {}
        self._broken_at: float | None = None
        self._forget()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Loss")

    def prepare(self) -> None:
        """Load pyqtgraph and make the plot; half a second, so after the window's first paint."""
        if self._plot is not None:
            return
        import pyqtgraph

        plot = pyqtgraph.PlotWidget(background=None)
        item = plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.disableAutoRange()
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.enableAutoSIPrefix(False)
        item.getAxis("left").setWidth(52)
        item.getAxis("bottom").setHeight(44)
        self._raw = plot.plot(antialias=False)
        self._train = plot.plot(antialias=True)
        self._test = plot.plot(antialias=True)
        self._baseline = pyqtgraph.InfiniteLine(
            angle=0, label="", labelOpts={"position": 0.98, "anchors": [(1, 1)] * 2}
        )
        self._broken = pyqtgraph.InfiniteLine(angle=90, label=self.tr("not finite"), labelOpts={"position": 0.9})
        for line in (self._baseline, self._broken):
            line.hide()
            plot.addItem(line)
        plot.setAccessibleName(self.tr("Curves over steps"))
        plot.hide()
        self._plot = plot
        self._layout.addWidget(plot)
        self._restyle()
        self.dirty = True

    def start(self, started: RunStarted) -> None:
        """A new run clears the curves; one that resumes goes on with them."""
        if started.step == 0:
            self._forget()
        self._total = started.total_steps
        self._baselines = dict(started.baseline)
        self._offer([LOSS, *(name for name in self._baselines if name != LOSS)])
        self.dirty = True

    def add(self, event: Event) -> None:
        """Keep losses and metrics."""
        match event:
            case Progress():
                steps = np.arange(event.first_step, event.first_step + len(event.losses), dtype=np.float64)
                values = event.losses.astype(np.float64)
                self._losses.extend(steps, values)
                self._smooth.extend(steps, self._average.extend(values))
                bad = steps[~np.isfinite(values)]
                if bad.size and self._broken_at is None:
                    self._broken_at = float(bad[0])
            case Evaluated():
                for name, value in event.metrics.items():
                    curve = self._metrics.setdefault(name, Curve())
                    curve.extend(np.array([float(event.step)]), np.array([value]))
            case _:
                return
        self.dirty = True

    def clear(self) -> None:
        """Forget the run."""
        self._forget()
        self.set_info("")
        self.dirty = True

    def draw(self) -> None:
        """Hand the few points a screen can show to the plot."""
        if not self.is_empty() and self._plot is None:
            self.prepare()
        if self._plot is not None:
            self._plot.setVisible(not self.is_empty())
            self._fill()
        self._choices.setVisible(not self.is_empty())
        self.set_info(self._words())
        super().draw()

    def is_empty(self) -> bool:
        """Neither a loss nor an evaluation yet."""
        return not len(self._losses) and not self._metrics

    def set_theme(self, theme: Theme) -> None:
        """pyqtgraph ignores the palette."""
        super().set_theme(theme)
        self._restyle()

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The plot as it stands, with true line widths at every scale."""
        if self._plot is None:
            return
        self._pen_scale = scale
        self._restyle()
        try:
            whole = self._plot.viewport().rect()
            self._plot.render(painter, QRectF(QRect(0, 0, size.width(), size.height())), whole)
        finally:
            self._pen_scale = 1.0
            self._restyle()

    def _forget(self) -> None:
        self._losses, self._smooth, self._average = Curve(), Curve(), Smoothed()
        self._metrics, self._baselines = {}, {}
        self._broken_at, self._range = None, None
        self._total = 0

    def _offer(self, names: list[str]) -> None:
        if [self._metric.itemData(index) for index in range(self._metric.count())] != names:
            with QSignalBlocker(self._metric):
                self._metric.clear()
                for name in names:
                    self._metric.addItem(name, name)

    def _choose(self) -> None:
        self._range = None
        self.dirty = True

    @property
    def _shown(self) -> str:
        return self._metric.currentData() or LOSS

    def _fill(self) -> None:
        shown, log = self._shown, self._log.isChecked()
        empty = np.empty(0), np.empty(0)
        self._raw.setData(*(_scaled(self._losses.envelope(BUCKETS), log) if shown == LOSS else empty))
        self._train.setData(*(_scaled(self._smooth.thinned(POINTS), log) if shown == LOSS else empty))
        test = self._metrics.get(shown)
        self._test.setData(*(_scaled(test.thinned(POINTS), log) if test is not None else empty))
        baseline = self._baselines.get(shown)
        self._baseline.setVisible(baseline is not None)
        if baseline is not None:
            self._baseline.setValue(np.log10(baseline) if log and baseline > 0 else baseline)
            label = self.tr("majority class {0}").format(figure(baseline, 3))
            if self._baseline.label.format != label:
                self._baseline.label.setFormat(label)
        self._broken.setVisible(self._broken_at is not None)
        if self._broken_at is not None:
            self._broken.setValue(self._broken_at)
        self._fit(log)

    def _fit(self, log: bool) -> None:
        """Ranges in jumps: the whole planned run along x, from zero to the start of the curve along y."""
        item = self._plot.getPlotItem()
        steps = float(max(self._total, self._losses.x[-1] if len(self._losses) else 0, 1))
        if self._shown == LOSS:
            candidates = [self._baselines.get(LOSS, 0.0), *self._losses.y[:20].tolist()]
            if LOSS in self._metrics:
                candidates.append(float(np.nanmax(self._metrics[LOSS].y, initial=0.0)))
            top = 1.08 * float(np.nanmax([value for value in candidates if value == value] or [1.0]))
        else:
            values = [self._baselines.get(self._shown, 0.0)]
            values += self._metrics[self._shown].y.tolist() if self._shown in self._metrics else []
            top = 1.0 if "accuracy" in self._shown else 1.08 * float(np.nanmax(values))
        bottom = 0.0
        if log:
            low = np.nanmin([value for value in self._smooth.y.tolist() if value > 0] or [1e-3])
            bottom, top = float(np.floor(np.log10(low))), float(np.log10(max(top, 1e-9)))
        wanted = (steps, bottom, top)
        if self._range is not None and self._range[0] == steps and self._range[1] <= bottom and self._range[2] >= top:
            return
        self._range = wanted
        item.getAxis("left").setLogMode(log)
        item.setXRange(0, steps, padding=0.01)
        item.setYRange(bottom, max(top, bottom + 1e-6), padding=0.02)

    def _restyle(self) -> None:
        if self._plot is None:
            return
        import pyqtgraph

        theme, item = self.theme, self._plot.getPlotItem()
        self._plot.setBackground(theme.panel)
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(pyqtgraph.mkPen(theme.line, width=self._pen_scale))
            axis.setTextPen(theme.second)
            axis.setStyle(tickFont=self.small_font(), tickLength=-4)
        item.getAxis("bottom").setLabel(self.tr("step"), color=theme.second)
        item.getAxis("bottom").tickStrings = _step_strings
        pale = theme.color("train")
        pale.setAlpha(90)
        self._raw.setPen(pyqtgraph.mkPen(pale, width=self._pen_scale))
        self._train.setPen(pyqtgraph.mkPen(theme.train, width=WIDTH * self._pen_scale))
        self._test.setPen(pyqtgraph.mkPen(theme.test, width=WIDTH * self._pen_scale))
        dashed = pyqtgraph.mkPen(theme.baseline, width=1.5 * self._pen_scale, style=Qt.PenStyle.DashLine)
        self._baseline.setPen(dashed)
        self._broken.setPen(pyqtgraph.mkPen(theme.error, width=1.5 * self._pen_scale))
        self._baseline.label.setColor(theme.second)
        self._broken.label.setColor(theme.error)

    def _words(self) -> str:
        """The legend with its newest numbers, as rich text."""
        if self.is_empty():
            return ""
        parts = []
        if len(self._smooth):
            parts.append(_entry(self.theme.train, self.tr("train"), figure(float(self._smooth.y[-1]), 3)))
        for name, curve in self._metrics.items():
            words = self.tr("test") if name == LOSS else name
            value = float(curve.y[-1])
            number = f"{100 * value:.1f}\u2009%" if "accuracy" in name else figure(value, 3)
            parts.append(_entry(self.theme.test, words, number))
        return "&nbsp;&nbsp; ".join(parts)


def _entry(color: str, words: str, number: str) -> str:
    return f'<span style="color:{color}">━</span>&nbsp;{words}&nbsp;{number}'


def _scaled(points: tuple[Any, Any], log: bool) -> tuple[Any, Any]:
    """The points, the values as logarithms where the axis is logarithmic."""
    if not log:
        return points
    with np.errstate(divide="ignore", invalid="ignore"):
        return points[0], np.where(points[1] > 0, np.log10(points[1]), np.nan)


def _step_strings(values: list[float], scale: float, spacing: float) -> list[str]:
    return [grouped(value) if spacing >= 1 else f"{value:g}" for value in values]
