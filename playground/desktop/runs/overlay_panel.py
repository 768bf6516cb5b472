"""Compare: the checked runs overlaid: smoothed, on logarithmic axes, by step or time, with mean and band over seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.desktop.i18n.formatting import with_metric
from playground.desktop.panels.base.panel import Panel
from playground.desktop.runs.overlay_curves import TRAIN, OverlayView, RunCurves, overlay
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.desktop.widgets.layouts import column
from playground.runs.listing import Entry
from playground.sweeps.over_seeds import family

if TYPE_CHECKING:
    from playground.desktop.runs.overlay_plot import OverlayPlot

Run = tuple[Entry, int, RunCurves]


class OverlayPanel(Panel):
    """Told which runs to show by the dock; it reads nothing itself."""

    name: ClassVar[str] = "compare"
    hint: ClassVar[bool] = False
    view_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view = OverlayView()
        self._runs: list[Run] = []
        self._waiting = 0
        self._plot: OverlayPlot | None = None
        self._layout = column(self)
        self._curve, self._smoothing, self._axis = self._choice(), self._choice(), self._choice()
        self._log_x = self._toggle(self.tr("log x"), self.tr("Logarithmic horizontal axis"))
        self._log_y = self._toggle(self.tr("log y"), self.tr("Logarithmic vertical axis"))
        self._mean = self._toggle(
            self.tr("mean"), self.tr("One curve with its standard deviation for runs that differ only by their seed")
        )
        self._mean.setChecked(self.view.mean)
        self._fill_choices()
        self.controls = controls = QWidget()
        row = QHBoxLayout(controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self._curve, self._smoothing, self._axis, self._log_x, self._log_y, self._mean):
            row.addWidget(widget)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Compare")

    def show_runs(self, runs: Sequence[Run], waiting: int = 0) -> None:
        """Overlay these, each with the slot of its colour and marker; so many more are still being read."""
        self._runs, self._waiting = list(runs), waiting
        names = dict.fromkeys(name for _, _, curves in runs for name in curves.curves)
        self._offer(list(names) or [TRAIN])
        self.draw()

    def shared(self) -> dict[Path, int]:
        """The slots of runs that are drawn as one curve: that of the first of them."""
        slots: dict[object, int] = {}
        return {
            entry.path: slots.setdefault(family(entry) if self.view.mean else entry.path, slot)
            for entry, slot, _ in self._runs
        }

    def set_view(self, **changes: Any) -> None:
        """Show the same runs in another way."""
        self.view = replace(self.view, **changes)
        self.draw()
        self.view_changed.emit()

    def draw(self) -> None:
        """Thin, average and hand over."""
        lines = overlay(self._runs, self.view)
        if lines and self._plot is None:
            self._make_plot()
        if self._plot is not None:
            self._plot.setVisible(bool(lines))
            words = self.tr("seconds of training") if self.view.by_seconds else self.tr("step")
            self._plot.show_lines(lines, words, self.view.log_x, self.view.log_y)
        super().draw()

    def is_empty(self) -> bool:
        """No run is checked, or none of them has this curve."""
        return self._plot is None or self._plot.isHidden()

    def empty_words(self) -> str:
        """What to do about that."""
        if self._runs and self.view.by_seconds:
            return self.tr("These runs hold no times: they were recorded by an earlier version. Show them by step.")
        if self._waiting:
            return self.tr("The curves are being read.")
        return self.tr("Check runs in the table to see their curves on one pair of axes.")

    def retranslate(self) -> None:
        """The words at the axes, and those of the curves, which stand in small letters here alone."""
        with QSignalBlocker(self._curve):
            for index in range(self._curve.count()):
                self._curve.setItemText(index, self._words_of(self._curve.itemData(index)))
        self.draw()

    def set_theme(self, theme: Theme) -> None:
        """pyqtgraph ignores the palette."""
        super().set_theme(theme)
        self._restyle()

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The plot as it stands, with true line widths at every scale."""
        if self._plot is not None and not self.is_empty():
            self._plot.render_to(painter, size)

    def _make_plot(self) -> None:
        from playground.desktop.runs.overlay_plot import OverlayPlot

        self._plot = OverlayPlot()
        self._plot.setAccessibleName(self.tr("Curves of the checked runs"))
        self._layout.addWidget(self._plot)
        self._restyle()

    def _restyle(self) -> None:
        if self._plot is not None:
            self._plot.restyle(self.theme, self.small_font())

    def _choice(self) -> ElidedCombo:
        box = ElidedCombo()
        box.currentIndexChanged.connect(self._chosen)
        return box

    def _toggle(self, words: str, help_text: str) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setToolTip(help_text)
        button.setCheckable(True)
        button.toggled.connect(self._chosen)
        return button

    def _fill_choices(self) -> None:
        shares = ((self.tr("raw"), 0.0), (self.tr("smooth"), 0.01), (self.tr("very smooth"), 0.05))
        axes = ((self.tr("by step"), False), (self.tr("by time"), True))
        with QSignalBlocker(self._smoothing), QSignalBlocker(self._axis):
            for words, share in shares:
                self._smoothing.addItem(words, share)
            for words, seconds in axes:
                self._axis.addItem(words, seconds)
            self._smoothing.setCurrentIndex(1)
        self._curve.setAccessibleName(self.tr("Curve"))
        self._smoothing.setAccessibleName(self.tr("Smoothing"))
        self._axis.setAccessibleName(self.tr("Horizontal axis"))
        self._offer([TRAIN])

    def _offer(self, names: list[str]) -> None:
        if [self._curve.itemData(index) for index in range(self._curve.count())] == names:
            return
        with QSignalBlocker(self._curve):
            self._curve.clear()
            for name in names:
                self._curve.addItem(self._words_of(name), name)
            self._curve.setCurrentIndex(max(0, names.index(self.view.curve) if self.view.curve in names else 0))
        self.view = replace(self.view, curve=self._curve.currentData())

    def _words_of(self, name: str) -> str:
        return self.tr("training loss") if name == TRAIN else with_metric(self.tr("test {0}"), name)

    def _chosen(self) -> None:
        self.set_view(
            curve=self._curve.currentData() or TRAIN, smoothing=self._smoothing.currentData() or 0.0,
            by_seconds=bool(self._axis.currentData()), log_x=self._log_x.isChecked(), log_y=self._log_y.isChecked(),
            mean=self._mean.isChecked(),
        )  # fmt: skip
