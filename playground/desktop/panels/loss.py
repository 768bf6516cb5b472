"""Loss: training, validation and test curves over steps, with baseline and rivals as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QMargins, QSize, Signal
from PySide6.QtGui import QPainter

from playground.desktop.i18n.formatting import entry, metric_words, steady
from playground.desktop.i18n.screen_reader_text import plain
from playground.desktop.painting.plots import legend
from playground.desktop.painting.plots.legend import Legend
from playground.desktop.panels.base.loss_scene import LossScene
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.state.loss_curves import LOSS
from playground.desktop.state.series import GrowingSeries
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.curve_choice import CurveChoice
from playground.desktop.widgets.layouts import column
from playground.protocol.events import Evaluated, Event, Intervened, Progress, RunStarted

if TYPE_CHECKING:
    from playground.desktop.painting.plots.loss_plot import LossPlot

LOW = 230  # points of a panel in which the curves need the room that further numbers and words would take
MARKS = {"train": "━", "test": "━", "validation": "┅"}  # as the lines are drawn


class LossPanel(Panel):
    """Keeps every value, hands the few that a screen can show to the plot."""

    name: ClassVar[str] = "loss"
    spec: ClassVar[PanelSpec] = PanelSpec(10, Area.LEAD, every_run=True, in_races=False)
    interval = 0.045

    step_picked = Signal(int)  # a step of the curve that was clicked

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
        self.scene = LossScene()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Loss")

    def prepare(self) -> None:
        """Load pyqtgraph and make the plot; half a second, so after the window's first paint."""
        if self._plot is not None:
            return
        from playground.desktop.painting.plots.loss_plot import LossPlot

        self._plot = LossPlot(self.tr("step"), self.tr("not finite"))
        self._plot.setAccessibleName(self.tr("Curves over steps"))
        self._plot.picked.connect(self.step_picked)
        self._plot.baselines.unsaid_changed.connect(self._tell_of_words)
        self._plot.hide()
        self._layout.addWidget(self._plot)
        self._restyle()
        self.dirty = True

    def start(self, started: RunStarted) -> None:
        """A new run clears the curves; one that resumes goes on with them."""
        if started.step == 0:
            self.scene = LossScene()
        self.scene.changed.clear()
        self.scene.curves.resume(started.step)
        self.scene.total = started.total_steps
        self.scene.beside = started.beside_the_curve
        self._choices.offer([LOSS, *(name for name in self.scene.baseline if name != LOSS)])
        self.dirty = True

    def add(self, event: Event) -> None:
        """Keep losses and metrics."""
        match event:
            case Progress():
                self.scene.curves.add_losses(event.first_step, event.losses)
            case Evaluated():
                self.scene.curves.add_metrics(event.step, event.metrics, event.validation)
            case Intervened():
                self.scene.changed.append(event.step)
            case _:
                return
        self.dirty = True

    def show_moment(self, step: int | None, hide_later: bool = False) -> None:
        """Mark the recorded step that the other panels show, with the numbers of that step.

        Args:
            step: None while the panels show the present.
            hide_later: leave out what came after it.
        """
        self.scene.moment, self.scene.hide_later, self.dirty = step, hide_later, True

    def clear(self) -> None:
        """Forget the run."""
        self.scene = LossScene()
        self._legend.say(())
        self.dirty = True

    def draw(self) -> None:
        """Hand the few points a screen can show to the plot."""
        if not self.is_empty():
            self.prepare()
        if self._plot is not None:
            self._plot.setVisible(not self.is_empty())
            self._choices.log.setChecked(self.scene.logarithmic(self.curve))
            self.scene.fill(self._plot, self.curve, self._choices.log_steps.isChecked())
        self._choices.setVisible(not self.is_empty())
        self._legend.say(self._entries(self.height() / self.zoom))
        super().draw()

    def is_empty(self) -> bool:
        """Neither a loss nor an evaluation yet."""
        return not len(self.scene.curves)

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
        self._legend.say(self._entries(self.height() / self.zoom))

    def set_zoom(self, zoom: float) -> None:
        """The plot is a widget of its own."""
        super().set_zoom(zoom)
        self._restyle()

    def tested(self, name: str) -> GrowingSeries | None:
        """A test metric at every evaluation; None before the first one."""
        return self.scene.curves.metrics.get(name)

    def chosen_by(self, name: str) -> GrowingSeries | None:
        """The same of the validation part, where there is one: what a choice may rest on."""
        return self.scene.curves.validation.get(name) or self.tested(name)

    def choose(self, metric: str) -> None:
        """Draw another metric; nothing happens when the run has none of that name."""
        self._choices.choose(metric)

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """Legend and curves laid out anew, with true line widths at every scale."""
        if self._plot is not None and not self.is_empty():
            from playground.desktop.painting.plots import plot_export

            with plot_export.laid_out(self._plot) as resize:
                high = 0
                for _ in range(3):  # words that leave the plot make the legend higher, and the plot lower
                    resize(size.shrunkBy(QMargins(0, high, 0, 0)))
                    entries = self._entries(size.height())
                    high = legend.height(entries, size.width(), painter.font())
                legend.paint(entries, painter, size.width(), self.theme)
                painter.translate(0, high)
                plot_export.paint(self._plot, painter, size.shrunkBy(QMargins(0, high, 0, 0)))
                painter.translate(0, -high)

    def _tell_of_words(self) -> None:
        self.dirty = True  # the legend says what has left the plot

    def _choose(self) -> None:
        self.scene.refit()
        self.dirty = True

    def _choose_axis(self, log: bool) -> None:
        self.scene.log = log
        self._choose()

    def _restyle(self) -> None:
        if self._plot is not None:
            self._plot.restyle(self.theme, self.small_font(), zoom=self.zoom)

    @property
    def curve(self) -> str:
        """The metric that is drawn."""
        return self._choices.curve or LOSS

    def caption(self) -> str:
        """The numbers of the curves, for a picture that stands alone."""
        return plain(" · ".join(self._entries()))

    def headline(self) -> str:
        """The legend stands in the panel itself."""
        return ""

    def _entries(self, high: float = LOW) -> list[str]:
        """The numbers at the step that is shown; those whose curve is drawn carry its colour and line.

        Where the panel is low, of the others the first one only: by it the run is judged.
        """
        words = {"train": self.tr("train"), "validation": self.tr("validation"), "test": self.tr("test")}
        parts = sorted(self.scene.numbers(), key=lambda number: number[1] != self.curve)
        if high < LOW:
            drawn = sum(name == self.curve for _, name, _ in parts)
            parts = parts[: drawn + 1]
        beside = [f"┄ {text}" for text in self._plot.baselines.unsaid] if self._plot is not None else []
        return [*(self._entry(words[part], part, name, value) for part, name, value in parts), *beside]

    def _entry(self, words: str, part: str, name: str, value: float) -> str:
        said = {"test": metric_words(name), "validation": f"{words} {metric_words(name)}"}
        color = getattr(self.theme, part) if name == self.curve else ""
        return entry(color, words if name == LOSS else said[part], steady(name, value), MARKS[part])
