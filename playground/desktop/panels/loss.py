"""Loss: training and test curves over steps, with baseline and rivals as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.desktop.curve import Curve, Smoothed
from playground.desktop.drop_list import DropList
from playground.desktop.panel import INFO_GAP, Panel, column
from playground.desktop.theme import Theme
from playground.desktop.words import entry, metric_words, steady
from playground.languages.spoken import said
from playground.protocol.events import Evaluated, Event, Intervened, Progress, RunStarted

if TYPE_CHECKING:
    from playground.desktop.loss_plot import LossPlot

LOSS = "loss"
BUCKETS, POINTS = 300, 120  # a long antialiased stroke costs the square of its points
_FIRST = 20  # losses that decide how high the plot reaches
_NONE = np.empty(0), np.empty(0)


class LossPanel(Panel):
    """Keeps every value, hands the few that a screen can show to the plot."""

    name: ClassVar[str] = "loss"
    interval = 0.045

    def __init__(self) -> None:
        super().__init__()
        self._plot: LossPlot | None = None
        self._layout = column(self)
        self._metric = DropList()
        self._metric.setAccessibleName(self.tr("Curve"))
        self._metric.setSizeAdjustPolicy(DropList.SizeAdjustPolicy.AdjustToContents)
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
        self._metrics: dict[str, Curve] = {}
        self._baselines: dict[str, float] = {}
        self._beside: dict[str, dict[str, float]] = {}
        self._broken_at: float | None = None
        self._range: tuple[float, float, float] | None = None
        self._lowest: float = np.inf
        self._forget()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Loss")

    def prepare(self) -> None:
        """Load pyqtgraph and make the plot; half a second, so after the window's first paint."""
        if self._plot is not None:
            return
        from playground.desktop.loss_plot import LossPlot

        self._plot = LossPlot(self.tr("step"), self.tr("not finite"))
        self._plot.setAccessibleName(self.tr("Curves over steps"))
        self._plot.hide()
        self._layout.addWidget(self._plot)
        self._restyle()
        self.dirty = True

    def start(self, started: RunStarted) -> None:
        """A new run clears the curves; one that resumes goes on with them."""
        self._changed.clear()
        if started.step == 0:
            self._forget()
        elif self._broken_at is not None and self._broken_at > started.step:
            self._broken_at = None
        self._total = started.total_steps
        self._beside = started.beside_the_curve
        self._baselines = next(iter(self._beside.values()), {})
        self._offer([LOSS, *(name for name in self._baselines if name != LOSS)])
        self.dirty = True

    def add(self, event: Event) -> None:
        """Keep losses and metrics."""
        match event:
            case Progress():
                steps = np.arange(event.first_step, event.first_step + len(event.losses), dtype=np.float64)
                values = event.losses.astype(np.float64)
                self._losses.extend(steps, values)
                smooth = self._average.extend(values)
                self._smooth.extend(steps, smooth)
                self._lowest = min(self._lowest, float(np.min(smooth[smooth > 0], initial=np.inf)))
                bad = steps[~np.isfinite(values)]
                if bad.size and self._broken_at is None:
                    self._broken_at = float(bad[0])
            case Evaluated():
                for name, value in event.metrics.items():
                    curve = self._metrics.setdefault(name, Curve())
                    curve.extend(np.array([float(event.step)]), np.array([value]))
            case Intervened():
                self._changed.append(event.step)
            case _:
                return
        self.dirty = True

    def show_moment(self, step: int | None) -> None:
        """Mark the recorded step that the other panels show; None while they show the present."""
        self._moment, self.dirty = None if step is None else float(step), True

    def clear(self) -> None:
        """Forget the run."""
        self._forget()
        self.set_info("")
        self.dirty = True

    def draw(self) -> None:
        """Hand the few points a screen can show to the plot."""
        if not self.is_empty():
            self.prepare()
        if self._plot is not None:
            self._plot.setVisible(not self.is_empty())
            self._fill(self._plot)
        self._choices.setVisible(not self.is_empty())
        self.set_info(self._words())
        super().draw()

    def is_empty(self) -> bool:
        """Neither a loss nor an evaluation yet."""
        return not len(self._losses) and not self._metrics

    def retranslate(self) -> None:
        """The metrics in the list and the words in the plot, too."""
        for index in range(self._metric.count()):
            self._metric.setItemText(index, metric_words(self._metric.itemData(index)))
        if self._plot is not None:
            self._plot.reword(self.tr("step"), self.tr("not finite"))
            self._restyle()
        super().retranslate()

    def set_theme(self, theme: Theme) -> None:
        """pyqtgraph ignores the palette."""
        super().set_theme(theme)
        self._restyle()

    def set_zoom(self, zoom: float) -> None:
        """The plot is a widget of its own."""
        super().set_zoom(zoom)
        self._restyle()

    def tested(self, name: str) -> Curve | None:
        """A test metric at every evaluation; None before the first one."""
        return self._metrics.get(name)

    def choose(self, metric: str) -> None:
        """Draw another metric; nothing happens when the run has none of that name."""
        index = self._metric.findData(metric)
        if index >= 0:
            self._metric.setCurrentIndex(index)

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The curves laid out anew, with true line widths at every scale."""
        if self._plot is not None and not self.is_empty():
            from playground.desktop import plot_figure

            plot_figure.paint(self._plot, painter, size)

    def _forget(self) -> None:
        self._losses, self._smooth, self._average = Curve(), Curve(), Smoothed()
        self._metrics, self._baselines, self._beside = {}, {}, {}
        self._broken_at, self._range, self._moment = None, None, None
        self._lowest, self._total = np.inf, 0
        self._changed: list[int] = []  # the steps of the interventions, which have these numbers, from 1

    def _offer(self, names: list[str]) -> None:
        if [self._metric.itemData(index) for index in range(self._metric.count())] != names:
            with QSignalBlocker(self._metric):
                self._metric.clear()
                for name in names:
                    self._metric.addItem(metric_words(name), name)

    def _choose(self) -> None:
        self._range = None
        self.dirty = True

    def _restyle(self) -> None:
        if self._plot is not None:
            self._plot.restyle(self.theme, self.small_font(), zoom=self.zoom)

    @property
    def curve(self) -> str:
        """The metric that is drawn."""
        return self._metric.currentData() or LOSS

    def _fill(self, plot: LossPlot) -> None:
        shown, test = self.curve, self._metrics.get(self.curve)
        self._fit(plot, self._log.isChecked())
        plot.show_curves(
            self._losses.envelope(BUCKETS) if shown == LOSS else _NONE,
            self._smooth.averaged(POINTS) if shown == LOSS else _NONE,
            test.thinned(POINTS) if test is not None else _NONE,
        )
        lines = [(name, values[shown]) for name, values in self._beside.items() if shown in values]
        plot.show_baselines([(value, f"{said(name)} {steady(shown, value)}") for name, value in lines])
        plot.show_broken(self._broken_at)
        plot.show_moment(self._moment)
        plot.show_changes(self._changed)

    def _fit(self, plot: LossPlot, log: bool) -> None:
        """Ranges in jumps: the whole planned run along x, from zero to the start of the curve along y."""
        steps = float(max(self._total, self._losses.x[-1] if len(self._losses) else 0, 1))
        bottom, top = 0.0, self._highest()
        if log:
            bottom = float(np.floor(np.log10(self._lowest if np.isfinite(self._lowest) else 1e-3)))
            top = float(np.log10(max(top, 1e-9)))
        known = self._range
        if known is not None and known[0] == steps and known[1] <= bottom and known[2] >= top:
            return
        self._range = (steps, bottom, top)
        plot.set_log(log)
        plot.set_ranges(steps, bottom, top)

    def _highest(self) -> float:
        """What the plot must reach: the baseline, where the losses begin, and every evaluation."""
        if "accuracy" in self.curve:
            return 1.0
        values = [np.array([self._baselines.get(self.curve, 0.0)])]
        values += [self._losses.y[:_FIRST]] if self.curve == LOSS else []
        values += [self._metrics[self.curve].y] if self.curve in self._metrics else []
        return 1.08 * float(np.nanmax(np.concatenate(values), initial=0.0)) or 1.0

    def _words(self) -> str:
        """The newest numbers as rich text; those whose curve is drawn carry its colour, as a legend."""
        parts: list[tuple[str, str, str, float]] = []
        if len(self._smooth):
            parts.append((LOSS, self.theme.train, self.tr("train"), float(self._smooth.y[-1])))
        for name, curve in self._metrics.items():
            parts.append(
                (name, self.theme.test, self.tr("test") if name == LOSS else metric_words(name), float(curve.y[-1]))
            )
        parts.sort(key=lambda part: part[0] != self.curve)  # where room is short the last ones are dropped
        return INFO_GAP.join(
            entry(color if metric == self.curve else "", words, steady(metric, value))
            for metric, color, words, value in parts
        )
