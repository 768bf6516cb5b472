"""RacePlot: the curves of both runs of a race on one pair of axes, while they grow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolButton, QWidget

from playground.desktop.i18n.formatting import with_metric
from playground.desktop.panels.base.panel import Panel
from playground.desktop.runs.overlay_curves import TRAIN, OverlayLine
from playground.desktop.state.series import GrowingSeries, SmoothedSeries
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.desktop.widgets.layouts import HeaderRow, column
from playground.desktop.widgets.step_scale_button import StepScaleButton
from playground.protocol.events import Evaluated, Event, Progress, RunStarted

if TYPE_CHECKING:
    from playground.desktop.runs.overlay_plot import OverlayPlot

POINTS = 160  # of a curve are drawn; a long antialiased stroke costs the square of its points


class RacePlot(Panel):
    """Told by the race which events are whose."""

    name: ClassVar[str] = "race"
    hint: ClassVar[bool] = False
    interval = 0.09

    def __init__(self) -> None:
        super().__init__()
        self._plot: OverlayPlot | None = None
        self._layout = column(self)
        self._names: list[str] = []
        self._total = 0.0
        self._curves: dict[tuple[int, str], GrowingSeries] = {}
        self._averages: dict[int, SmoothedSeries] = {}
        self._choice = ElidedCombo()
        self._choice.setAccessibleName(self.tr("Curve"))
        self._choice.hide()
        self._log = QToolButton()
        self._log.setText(self.tr("log y"))
        self._log.setToolTip(self.tr("Logarithmic axis of values"))
        self._log.setCheckable(True)
        self._choice.currentIndexChanged.connect(self._redraw)
        self._log_steps = StepScaleButton()
        for button in (self._log, self._log_steps):
            button.toggled.connect(self._redraw)
        self.controls = controls = QWidget()
        HeaderRow(controls, self._choice, self._log, self._log_steps)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Race")

    def begin(self, names: Sequence[str]) -> None:
        """A new race of runs with these names."""
        self._names = list(names)
        self._curves.clear()
        self._total = 0.0
        self._averages = {lane: SmoothedSeries() for lane in range(len(names))}
        self._offer()
        self.dirty = True

    def follow(self, lane: int, event: Event) -> None:
        """Keep the losses and metrics of one run."""
        match event:
            case RunStarted():
                self._total = max(self._total, float(event.total_steps))
                return
            case Progress():
                steps = np.arange(event.first_step, event.first_step + len(event.losses), dtype=np.float64)
                self._curve(lane, TRAIN).extend(steps, self._averages[lane].extend(event.losses.astype(np.float64)))
            case Evaluated():
                for name, value in event.metrics.items():
                    self._curve(lane, name).extend(np.array([event.step], np.float64), np.array([value], np.float64))
            case _:
                return
        self._offer()
        self.dirty = True

    def draw(self) -> None:
        """As many points as a screen can show."""
        if self._curves and self._plot is None:
            self._make_plot()
        if self._plot is not None:
            self._plot.setVisible(bool(self._curves))
            chosen = self._choice.currentData() or TRAIN
            lines = [
                OverlayLine(name, lane, *self._curves[lane, chosen].averaged(POINTS))
                for lane, name in enumerate(self._names)
                if (lane, chosen) in self._curves
            ]
            self._plot.show_lines(
                lines, self.tr("step"), self._log_steps.isChecked(), self._log.isChecked(), self._total
            )
        super().draw()

    def is_empty(self) -> bool:
        """No step was taken yet."""
        return not self._curves

    def empty_words(self) -> str:
        """What to do about that."""
        return self.tr("Choose what races against what, then press Start.")

    def set_theme(self, theme: Theme) -> None:
        """pyqtgraph ignores the palette."""
        super().set_theme(theme)
        self._restyle()

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The plot as it stands."""
        if self._plot is not None:
            self._plot.render_to(painter, size)

    def _curve(self, lane: int, name: str) -> GrowingSeries:
        return self._curves.setdefault((lane, name), GrowingSeries())

    def _offer(self) -> None:
        names = [TRAIN, *sorted({name for _, name in self._curves if name != TRAIN})]
        if [self._choice.itemData(index) for index in range(self._choice.count())] == names:
            return
        chosen = self._choice.currentData()
        with QSignalBlocker(self._choice):
            self._choice.clear()
            for name in names:
                words = self.tr("training loss") if name == TRAIN else with_metric(self.tr("test {0}"), name)
                self._choice.addItem(words, name)
            self._choice.setCurrentIndex(names.index(chosen) if chosen in names else 0)
        self._choice.show()

    def _make_plot(self) -> None:
        from playground.desktop.runs.overlay_plot import OverlayPlot

        self._plot = OverlayPlot()
        self._plot.setAccessibleName(self.tr("Curves of both runs over steps"))
        self._layout.addWidget(self._plot)
        self._restyle()

    def _restyle(self) -> None:
        if self._plot is not None:
            self._plot.restyle(self.theme, self.small_font())
            self.dirty = True

    def _redraw(self) -> None:
        self.dirty = True
