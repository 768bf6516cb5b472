"""StepBox: the number of a step, any of a run's, to be typed or gone through one by one."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox

from playground.desktop.style.theme import tabular

REST_MILLISECONDS = 250  # that a person who goes on from step to step rests before one is asked for


class StepBox(QSpinBox):
    """``chosen`` speaks of the user's choices only, once they rest."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Any step"))
        self.setToolTip(self.tr("Any step, also between the recorded ones: it is replayed from the checkpoint before"))
        self.setFont(tabular(self.font()))
        self.setKeyboardTracking(False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(lambda: self.chosen.emit(self.value()))
        self.valueChanged.connect(lambda: self._rest.start())

    def show_step(self, step: int, last: int) -> None:
        """Nobody is told."""
        if self._rest.isActive():
            return
        with QSignalBlocker(self):
            self.setRange(0, last)
            self.setValue(step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only where it has the focus: a wheel that passes over it changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
