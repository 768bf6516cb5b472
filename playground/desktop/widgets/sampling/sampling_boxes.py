"""SamplingBoxes: temperature, top-k and top-p side by side, by which a next token is drawn."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from playground.data.sampling import PLAIN, Sampling
from playground.desktop.widgets.layouts import HeaderRow

HOTTEST, MOST, LEAST_P = 5.0, 999, 0.01
AROUND = 30  # pixels of a box beside its number


class SamplingBoxes(QWidget):
    """What is chosen in one place holds in all: ``chosen`` tells of it, ``put`` shows what was chosen elsewhere.

    Args:
        most: how many tokens are known, where these are not all; then top-k is always on, at first with ``usual``.
    """

    changed = Signal()  # what the boxes show
    chosen = Signal(object)  # a Sampling

    def __init__(self, most: int = 0, usual: int = 0) -> None:
        super().__init__()
        self._held = PLAIN
        self.heat, self.most, self.nucleus = QDoubleSpinBox(), QSpinBox(), QDoubleSpinBox()
        self.heat.setRange(0.0, HOTTEST)
        self.heat.setSingleStep(0.1)
        self.most.setRange(1 if most else 0, most or MOST)
        self.nucleus.setRange(LEAST_P, 1.0)
        self.nucleus.setSingleStep(0.05)
        self.show_value(PLAIN.temperature, usual, PLAIN.top_p)
        for box in (self.heat, self.most, self.nucleus):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.setKeyboardTracking(False)
        self.heat.valueChanged.connect(lambda value: self._choose(replace(self._held, temperature=round(value, 2))))
        self.most.valueChanged.connect(lambda value: self._choose(replace(self._held, top_k=value)))
        self.nucleus.valueChanged.connect(lambda value: self._choose(replace(self._held, top_p=round(value, 2))))
        self._word()
        self._narrow()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        HeaderRow(self, self.heat, self.most, self.nucleus)

    def show_value(self, temperature: float, top_k: int, top_p: float) -> None:
        """As if the user had set them."""
        self.heat.setValue(temperature)
        self.most.setValue(top_k)
        self.nucleus.setValue(top_p)

    @property
    def value(self) -> Sampling:
        """What the boxes show."""
        return Sampling(round(self.heat.value(), 2), self.most.value(), round(self.nucleus.value(), 2))

    def put(self, sampling: Sampling) -> None:
        """Chosen elsewhere."""
        self._held = sampling
        with QSignalBlocker(self.heat), QSignalBlocker(self.most), QSignalBlocker(self.nucleus):
            self.heat.setValue(sampling.temperature)
            if sampling.top_k or not self.most.minimum():
                self.most.setValue(sampling.top_k)
            self.nucleus.setValue(sampling.top_p)
        self.changed.emit()

    def retranslate(self) -> None:
        """Speak the language that is spoken from now on."""
        self._word()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type needs another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._narrow()

    def _narrow(self) -> None:
        """No wider than a number can be read; the style's own boxes have room for two more letters."""
        for box in (self.heat, self.most, self.nucleus):
            box.setMinimumWidth(box.fontMetrics().horizontalAdvance("T = 0.00") + AROUND)

    def _choose(self, sampling: Sampling) -> None:
        self._held = sampling
        self.changed.emit()
        self.chosen.emit(sampling)

    def _word(self) -> None:
        self.heat.setPrefix("T = ")
        self.heat.setAccessibleName(self.tr("Temperature"))
        self.heat.setToolTip(self.tr("Temperature: logits are divided by it before the softmax; 0 takes the largest"))
        self.most.setPrefix("k = ")
        if not self.most.minimum():
            self.most.setSpecialValueText(self.tr("k = all"))
        self.most.setAccessibleName(self.tr("Top-k"))
        self.most.setToolTip(self.tr("Top-k: only the k likeliest tokens may be drawn"))
        self.nucleus.setPrefix("p = ")
        self.nucleus.setAccessibleName(self.tr("Top-p"))
        self.nucleus.setToolTip(
            self.tr("Top-p (nucleus): only the likeliest tokens that together reach this probability may be drawn")
        )
