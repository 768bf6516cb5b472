"""CurveChoice: which metric is drawn, and on what axis, for the header of a panel with a curve."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from playground.desktop.i18n.formatting import metric_words
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.desktop.widgets.step_scale_button import StepScaleButton


class CurveChoice(QWidget):
    """Says ``chosen`` for another metric, ``log_chosen`` when the button of the axis was pressed."""

    chosen = Signal()
    log_chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.metrics = ElidedCombo()
        self.metrics.setAccessibleName(self.tr("Curve"))
        self.metrics.currentIndexChanged.connect(self.chosen)
        self.log = QToolButton()
        self.log.setText(self.tr("log y"))
        self.log.setCheckable(True)
        self.log.setToolTip(self.tr("Logarithmic axis of values"))
        self.log.clicked.connect(self.log_chosen)
        self.log_steps = StepScaleButton()
        self.log_steps.toggled.connect(self.chosen)
        HeaderRow(self, self.metrics, self.log, self.log_steps)

    @property
    def curve(self) -> str:
        """The chosen one; empty while none is offered."""
        return str(self.metrics.currentData() or "")

    def offer(self, names: Sequence[str]) -> None:
        """These metrics in place of those before, without saying so."""
        if [self.metrics.itemData(index) for index in range(self.metrics.count())] != list(names):
            with QSignalBlocker(self.metrics):
                self.metrics.clear()
                for name in names:
                    self.metrics.addItem(metric_words(name), name)
            self.metrics.updateGeometry()

    def choose(self, metric: str) -> None:
        """Choose one; nothing happens when it is not offered."""
        index = self.metrics.findData(metric)
        if index >= 0:
            self.metrics.setCurrentIndex(index)

    def retranslate(self) -> None:
        """The names of the metrics."""
        for index in range(self.metrics.count()):
            self.metrics.setItemText(index, metric_words(self.metrics.itemData(index)))
