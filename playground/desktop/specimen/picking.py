"""Picking: a row with which a test example is chosen: by its number, the one before or behind, or a wrong one."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QToolButton, QWidget

from playground.desktop.icons import icon
from playground.desktop.theme import Theme, tabular
from playground.desktop.words import grouped
from playground.protocol.commands import ChooseExample, ChooseWrong


class Picking(QWidget):
    """Numbers count from 1 here."""

    chosen = Signal(object)  # a ChooseExample or a ChooseWrong

    def __init__(self) -> None:
        super().__init__()
        self._index = 0
        self._number, self._count = QSpinBox(), QLabel()
        self._number.setAccessibleName(self.tr("Number of the test example"))
        self._number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self._number.setKeyboardTracking(False)
        self._number.setFixedWidth(70)
        self._number.setFont(tabular(self.font()))
        self._number.valueChanged.connect(lambda number: self._go(number - 1))
        self._count.setProperty("second", True)
        self._back = self._step("back", self.tr("The test example before"), -1)
        self._forward = self._step("forward", self.tr("The next test example"), 1)
        self._wrong = QPushButton(self.tr("A wrong one"))
        self._wrong.setToolTip(self.tr("The next test example that the model answers wrongly now"))
        self._wrong.clicked.connect(lambda: self.chosen.emit(ChooseWrong(self._index)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self._back, self._number, self._count, self._forward):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._wrong)

    def show_example(self, index: int | None, count: int) -> None:
        """Which one is shown; of one that a person made, the last number stays to go on from."""
        with QSignalBlocker(self._number):
            self._number.setRange(1, max(count, 1))
            self._index = self._index if index is None else index
            self._number.setValue(self._index + 1)
        self._count.setText(self.tr("of {0}").format(grouped(count)))

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self._back.setIcon(icon("back", theme))
        self._forward.setIcon(icon("forward", theme))

    def _step(self, name: str, words: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(26, 26)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda: self._go((self._index + by) % self._number.maximum()))
        return button

    def _go(self, index: int) -> None:
        """Counted on at once, so that fast clicks are all heard though only the last is answered."""
        self._index = index
        with QSignalBlocker(self._number):
            self._number.setValue(index + 1)
        self.chosen.emit(ChooseExample(index))
