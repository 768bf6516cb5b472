"""Loss: training and test curves over steps, with baseline and rivals as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QMargins, QSize
from PySide6.QtGui import QPainter

from playground.desktop.i18n.formatting import entry, measured, metric_words, steady
from playground.desktop.i18n.screen_reader_text import plain
from playground.desktop.painting.legend import Legend
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.state.loss_curves import FIRST, LossCurves, value_at
from playground.desktop.state.series import GrowingSeries
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.curve_choice import CurveChoice
from playground.desktop.widgets.layouts import column
from playground.experiment.metrics import metric
from playground.languages.spoken import said
from playground.protocol.events import Evaluated, Event, Intervened, Progress, RunStarted

if TYPE_CHECKING:
    from playground.desktop.painting.loss_plot import LossPlot

LOSS = "loss"
BUCKETS, POINTS = 300, 120  # a long antialiased stroke costs the square of its points
_NONE = np.empty(0), np.empty(0)


class LossPanel(Panel):
    """Keeps every value, hands the few that a screen can show to the plot."""

    name: ClassVar[str] = "loss"
    spec: ClassVar[PanelSpec] = PanelSpec(10, Area.LEAD, every_run=True, in_races=False)
    interval = 0.045

    def __init__(self) -> None:
        super().__init__()
        self._plot: LossPlot | None = None
        self._layout = column(self)
        self._legend = Legend()
        self._legend.hide()
        self._layout.addWidget(self._legend)
        self._choices = self.controls = CurveChoice()
        self._choices.chosen.connect(self._choose)
        self._choices.log_chosen.connect(self._choose_axis)
        self._choices.hide()
        self._curves = LossCurves()
        self._baselines: dict[str, float] = {}
        self._beside: dict[str, dict[str, float]] = {}
        self._range: tuple[float, float, float] | None = None
        self._forget()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Loss")

    def prepare(self) -> None:
        """Load pyqtgraph and make the plot; half a second, so after the window's first paint."""
        if self._plot is not None:
            return
        from playground.desktop.painting.loss_plot import LossPlot

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
        self._curves.resume(started.step)
        self._total = started.total_steps
        self._beside = started.beside_the_curve
        self._baselines = next(iter(self._beside.values()), {})
        self._choices.offer([LOSS, *(name for name in self._baselines if name != LOSS)])
        self.dirty = True

    def add(self, event: Event) -> None:
        """Keep losses and metrics."""
        match event:
            case Progress():
                self._curves.add_losses(event.first_step, event.losses)
            case Evaluated():
                self._curves.add_metrics(event.step, event.metrics)
            case Intervened():
                self._changed.append(event.step)
            case _:
                return
        self.dirty = True

    def show_moment(self, step: int | None, hide_later: bool = False) -> None:
        """Mark the recorded step that the other panels show, with the numbers of that step.

        Args:
            step: None while the panels show the present.
            hide_later: leave out what came after it.
        """
        self._moment, self._hide_later, self.dirty = step, hide_later, True

    def clear(self) -> None:
        """Forget the run."""
        self._forget()
        self._legend.say(())
        self.dirty = True

    def draw(self) -> None:
        """Hand the few points a screen can show to the plot."""
        if not self.is_empty():
            self.prepare()
        if self._plot is not None:
            self._plot.setVisible(not self.is_empty())
            self._fill(self._plot)
        self._choices.setVisible(not self.is_empty())
        self._legend.say(self._entries())
        super().draw()

    def is_empty(self) -> bool:
        """Neither a loss nor an evaluation yet."""
        return not len(self._curves)

    def retranslate(self) -> None:
        """The metrics in the list and the words in the plot, too."""
        self._choices.retranslate()
        if self._plot is not None:
            self._plot.reword(self.tr("step"), self.tr("not finite"))
            self._restyle()
        super().retranslate()

    def set_theme(self, theme: Theme) -> None:
        """pyqtgraph ignores the palette, and the legend has the colours of the curves."""
        super().set_theme(theme)
        self._restyle()
        self._legend.say(self._entries())

    def set_zoom(self, zoom: float) -> None:
        """The plot is a widget of its own."""
        super().set_zoom(zoom)
        self._restyle()

    def tested(self, name: str) -> GrowingSeries | None:
        """A test metric at every evaluation; None before the first one."""
        return self._curves.metrics.get(name)

    def choose(self, metric: str) -> None:
        """Draw another metric; nothing happens when the run has none of that name."""
        self._choices.choose(metric)

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """Legend and curves laid out anew, with true line widths at every scale."""
        if self._plot is not None and not self.is_empty():
            from playground.desktop.painting import plot_export

            high = self._legend.paint_words(painter, size.width(), self.theme)
            painter.translate(0, high)
            plot_export.paint(self._plot, painter, size.shrunkBy(QMargins(0, high, 0, 0)))
            painter.translate(0, -high)

    def _forget(self) -> None:
        self._curves = LossCurves()
        self._baselines, self._beside = {}, {}
        self._range, self._moment, self._hide_later = None, None, False
        self._log_chosen: bool | None = None  # None: the axis turns logarithmic by itself when the loss diverges
        self._total = 0
        self._changed: list[int] = []  # the steps of the interventions, which have these numbers, from 1

    def _choose(self) -> None:
        self._range, self.dirty = None, True

    def _choose_axis(self, log: bool) -> None:
        self._log_chosen = log
        self._choose()

    @property
    def _logarithmic(self) -> bool:
        """As the button says, or where nobody pressed it as the run wants it."""
        return self._curves.diverged and self.curve == LOSS if self._log_chosen is None else self._log_chosen

    def _restyle(self) -> None:
        if self._plot is not None:
            self._plot.restyle(self.theme, self.small_font(), zoom=self.zoom)

    @property
    def curve(self) -> str:
        """The metric that is drawn."""
        return self._choices.curve or LOSS

    def _fill(self, plot: LossPlot) -> None:
        curves, shown, log = self._curves, self.curve, self._logarithmic
        test = curves.metrics.get(shown)
        self._choices.log.setChecked(log)
        self._fit(plot, log)
        losses, smooth = self._until(curves.losses), self._until(curves.smooth)
        plot.show_curves(
            losses.envelope(BUCKETS) if shown == LOSS else _NONE,
            smooth.averaged(POINTS) if shown == LOSS else _NONE,
            self._until(test).thinned(POINTS) if test is not None else _NONE,
        )
        lines = [(name, values[shown]) for name, values in self._beside.items() if shown in values]
        plot.show_baselines([(value, f"{said(name)} {measured(shown, value)}") for name, value in lines])
        later = self._moment if self._hide_later and self._moment is not None else np.inf
        plot.show_broken(curves.broken_at if (curves.broken_at or 0.0) <= later else None)
        plot.show_moment(None if self._hide_later else self._moment)
        plot.show_changes([step for step in self._changed if step <= later])

    def _until(self, curve: GrowingSeries) -> GrowingSeries:
        """A curve as far as it may be seen."""
        return curve.until(self._moment) if self._hide_later and self._moment is not None else curve

    def _fit(self, plot: LossPlot, log: bool) -> None:
        """Ranges in jumps: the whole planned run along x, from zero to the start of the curve along y."""
        steps = float(max(self._total, self._curves.last_step, 1))
        bottom, top = 0.0, self._highest()
        if log:
            bottom = float(np.floor(np.log10(self._curves.lowest if np.isfinite(self._curves.lowest) else 1e-3)))
            top = float(np.log10(max(top, 1e-9)))
        known = self._range
        if known is not None and known[0] == steps and known[1] <= bottom and known[2] >= top:
            return
        self._range = (steps, bottom, top)
        plot.set_log(log, self._choices.log_steps.isChecked())
        plot.set_ranges(steps, bottom, top)

    def _highest(self) -> float:
        """What the plot must reach: the baseline, where the losses begin, and every evaluation."""
        if (top := metric(self.curve).top) is not None:
            return top
        curves, values = self._curves, [np.array([self._baselines.get(self.curve, 0.0)])]
        if self.curve == LOSS:
            values.append(np.array([curves.peak]) if self._logarithmic else curves.losses.y[:FIRST])
        values += [curves.metrics[self.curve].y] if self.curve in curves.metrics else []
        return 1.08 * float(np.nanmax(np.concatenate(values), initial=0.0)) or 1.0

    def caption(self) -> str:
        """The numbers of the curves, for a picture that stands alone."""
        return plain(" · ".join(self._entries()))

    def headline(self) -> str:
        """The legend stands in the panel itself."""
        return ""

    def _entries(self) -> list[str]:
        """The numbers at the step that is shown; those whose curve is drawn carry its colour."""
        parts: list[tuple[str, str, str, float]] = []
        if (train := value_at(self._curves.smooth, self._moment)) is not None:
            parts.append((LOSS, self.theme.train, self.tr("train"), train))
        for name, curve in self._curves.metrics.items():
            if (value := value_at(curve, self._moment)) is not None:
                words = self.tr("test") if name == LOSS else metric_words(name)
                parts.append((name, self.theme.test, words, value))
        parts.sort(key=lambda part: part[0] != self.curve)
        return [
            entry(color if metric == self.curve else "", words, steady(metric, value))
            for metric, color, words, value in parts
        ]
