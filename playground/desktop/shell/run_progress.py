"""RunProgress: how far the run is, how fast, how long it still takes, and how good it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from playground.desktop.i18n.formatting import clock, figure, grouped
from playground.desktop.shell.result_readout import ResultReadout
from playground.desktop.state.run_state import Run
from playground.desktop.state.series import GrowingSeries
from playground.desktop.style.theme import Theme, tabular
from playground.desktop.widgets.parts_label import PartsLabel
from playground.protocol.events import RunState

SCALE = 320  # more would repaint the bar for changes nobody sees
TEXT_SECONDS = 0.12  # between two texts: nobody reads faster


class RunProgress(QWidget):
    """The right end of the toolbar; its width does not change with the numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result = ResultReadout()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setRange(0, SCALE)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setMinimumWidth(40)
        self._bar.setMaximumWidth(160)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._label = PartsLabel()
        self._label.setProperty("second", True)
        self._label.setFont(tabular(self.font()))
        self._seen: tuple[RunState | None, int | None] = (None, None)
        self._next = 0.0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 4, 0)
        layout.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        row.addWidget(self._bar, 2)
        row.addWidget(self._label)
        layout.addLayout(row)
        layout.addWidget(self.result)

    def set_theme(self, theme: Theme) -> None:
        """The mark of the result is drawn in its colours."""
        self.result.set_theme(theme)

    def show_state(self, run: Run, shown: int | None, tested: Callable[[str], GrowingSeries | None]) -> None:
        """Where the run is, or the recorded step that is shown where that is not None.

        Args:
            tested: gives the curve of a test metric.
        """
        self.result.show_state(run, shown, tested)
        self._bar.setVisible(run.total > 0)
        self._show_share(SCALE * (run.step if shown is None else shown) // max(1, run.total))
        now, seen = time.monotonic(), (run.state, shown)
        if seen == self._seen and now < self._next:
            return
        self._seen, self._next = seen, now + TEXT_SECONDS
        self._label.say(self._words(run) if shown is None or run.state is None else self._recorded(run, shown))
        if self.isHidden():
            self._ask_for_room()

    def _show_share(self, value: int) -> None:
        """Painted when the window is: the bar by itself has all that is outdated in the window painted at once."""
        if value != self._bar.value():
            self._bar.setUpdatesEnabled(False)
            self._bar.setValue(value)
            self._bar.setUpdatesEnabled(True)

    def retranslate(self) -> None:
        """The next state is shown at once, in the language that is spoken now; the room that words had is given up."""
        self._next = 0.0
        self._label.forget_width()

    def _ask_for_room(self) -> None:
        """A toolbar hides what it has no room for, and Qt never asks what is hidden whether it needs less now."""
        for widget in (self, self.parentWidget()):
            layout = widget.layout() if widget is not None else None
            if layout is not None:
                layout.invalidate()
                layout.activate()

    def _recorded(self, run: Run, shown: int) -> list[str]:
        steps = self.tr("step {0} of {1}").format(grouped(shown), grouped(run.total))
        if not run.active:
            return [steps, self.tr("recorded")]
        return [steps, self.tr("recorded; the training is at {0}").format(grouped(run.step))]

    def _words(self, run: Run) -> list[str]:
        if run.state is None:
            return []
        if run.state is RunState.PREPARING:
            return [self.tr("preparing data and model …")]
        steps = self.tr("step {0} of {1}").format(grouped(run.step), grouped(run.total))
        match run.state:
            case RunState.RUNNING:
                rate = self.tr("{0} steps/s").format(figure(run.rate, 3))
                left = run.seconds_left
                return [steps, rate] + ([self.tr("{0} left").format(clock(left))] if left is not None else [])
            case RunState.PAUSED:
                return [steps, self.tr("paused")]
            case RunState.STOPPING:
                return [steps, self.tr("stopping …")]
            case RunState.STOPPED:
                return [steps, self.tr("stopped")]
            case RunState.FINISHED:
                return [steps, self.tr("finished")]
            case _:
                return [steps, self.tr("ended early")]
