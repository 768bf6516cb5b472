"""ExamplePicker: a row with which a test example is chosen: by its number, the one before or behind, or a wrong one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QToolButton, QWidget

from playground.desktop.i18n.formatting import grouped
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme, tabular
from playground.protocol.commands import ChooseExample, ChooseWrong


class NumberField(QLineEdit):
    """As wide as five digits are in its type, which is larger on the stage."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Five digits, and the frame around them."""
        return QSize(self.fontMetrics().horizontalAdvance("0" * 5) + 18, super().sizeHint().height())


class ExamplePicker(QWidget):
    """Numbers count from 1 here."""

    chosen = Signal(object)  # a ChooseExample or a ChooseWrong

    def __init__(self) -> None:
        super().__init__()
        self._index = 0
        self._of = 1
        self._number, self._count = NumberField("1"), QLabel()
        self._number.setAccessibleName(self.tr("Number of the test example"))
        self._number.setValidator(QIntValidator(0, 10**9, self))
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._number.setFont(tabular(self.font()))
        self._number.editingFinished.connect(lambda: self._typed())
        self._count.setProperty("second", True)
        self._back = self._step("back", self.tr("The test example before"), -1)
        self._forward = self._step("forward", self.tr("The next test example"), 1)
        self._wrong = QPushButton(self.tr("Next misclassified"))
        self._wrong.setProperty("compact", True)
        self._wrong.setToolTip(self.tr("The mistakes that the model makes now, one by one, the most confident first"))
        self._wrong.clicked.connect(lambda: self.chosen.emit(ChooseWrong(self._index)))
        row = QHBoxLayout()
        row.setSpacing(2)
        for widget in (self._back, self._number, self._count, self._forward):
            row.addWidget(widget)
        row.addStretch(1)
        self._row = row
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(row, 1)
        self._layout.addWidget(self._wrong)

    def show_example(self, index: int | None, count: int) -> None:
        """Which one is shown; of one that a person made, the last number stays to go on from."""
        self._of = max(count, 1)
        self._index = self._index if index is None else index
        self._number.setText(str(self._index + 1))
        self._count.setText(f"/ {grouped(count)}")

    def minimumSizeHint(self) -> QSize:
        """The wider of the two parts, which stand above each other where there is no room beside."""
        return QSize(max(self._needed()), super().minimumSizeHint().height())

    def _needed(self) -> tuple[int, int]:
        """How wide the two parts are."""
        return self._row.sizeHint().width(), self._wrong.sizeHint().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other or above."""
        beside = event.size().width() >= sum(self._needed()) + self._layout.spacing()
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        super().resizeEvent(event)

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
        button.setFixedSize(24, 26)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda: self._go((self._index + by) % self._of))
        return button

    def _typed(self) -> None:
        """A number was typed; one that is too large is the last."""
        index = min(max(int(self._number.text() or 1), 1), self._of) - 1
        if index != self._index:
            self._go(index)
        else:
            self._number.setText(str(index + 1))

    def _go(self, index: int) -> None:
        """Counted on at once, so that fast clicks are all heard though only the last is answered."""
        self._index = index
        self._number.setText(str(index + 1))
        self.chosen.emit(ChooseExample(index))
