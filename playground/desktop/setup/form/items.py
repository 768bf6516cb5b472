"""ItemsWidget: a list of settings, such as the stages of a CNN, one small card each."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from playground.desktop.setup.form.rows import FormRow
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme


class ItemsWidget(QWidget):
    """Cards with room for rows; says which change of the list is wanted.

    Attributes:
        slots: one layout a card, for its rows.
    """

    added = Signal()
    removed = Signal(int)
    moved = Signal(int, int)

    def __init__(self, row: FormRow, count: int, theme: Theme) -> None:
        super().__init__()
        self.row = row
        self.slots: list[QVBoxLayout] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        name = row.title.removesuffix("s")
        for index in range(count):
            layout.addWidget(self._card(f"{name} {index + 1}", index, count, theme))
        add = QPushButton(self.tr("Add {0}").format(name.lower()))
        add.setIcon(icon("plus", theme))
        add.setEnabled(count < row.longest)
        add.clicked.connect(lambda: self.added.emit())
        layout.addWidget(add)

    def _card(self, title: str, index: int, count: int, theme: Theme) -> QFrame:
        card = QFrame()
        card.setProperty("item", True)
        body = QVBoxLayout(card)
        body.setContentsMargins(10, 6, 6, 8)
        body.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(2)
        label = QLabel(title)
        label.setProperty("heading", True)
        head.addWidget(label, 1)
        for name, words, enabled, slot in (
            ("up", self.tr("Move up"), index > 0, lambda: self.moved.emit(index, index - 1)),
            ("down", self.tr("Move down"), index < count - 1, lambda: self.moved.emit(index, index + 1)),
            ("minus", self.tr("Remove"), count > self.row.shortest, lambda: self.removed.emit(index)),
        ):
            button = QToolButton()
            button.setAutoRaise(True)
            button.setIcon(icon(name, theme))
            button.setIconSize(QSize(14, 14))
            button.setFixedSize(24, 24)
            button.setToolTip(words)
            button.setAccessibleName(f"{words}: {title}")
            button.setEnabled(enabled)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(slot)
            head.addWidget(button)
        body.addLayout(head)
        self.slots.append(body)
        return card
