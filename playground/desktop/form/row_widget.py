"""RowWidget: label, editor, unit and reset button of one setting, with its help or its problem below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QToolButton, QWidget

from playground.desktop.form import editors
from playground.desktop.form.rows import Row
from playground.desktop.icons import icon
from playground.desktop.theme import Theme

LABEL_WIDTH, INNER_WIDTH = 104, 84  # of a row, and of one inside a card
BESIDE = 58  # points that the longest choice may have beside the label


class RowWidget(QWidget):
    """Says ``edited(value)`` when its user changes it, ``reset`` when the default is wanted back."""

    edited = Signal(object)
    reset = Signal()

    def __init__(self, row: Row, theme: Theme, label_width: int = LABEL_WIDTH) -> None:
        super().__init__()
        self.row = row
        self.problem = ""
        self.editor = editors.make(row)
        self.editor.edited.connect(self.edited)
        self.editor.setMinimumWidth(64)
        self.editor.setAccessibleName(row.title)
        self.editor.setAccessibleDescription(row.help)
        label = QLabel(row.title)
        label.setWordWrap(True)
        label.setFixedWidth(label_width)
        label.setBuddy(self.editor)
        self.setToolTip(row.help)
        self._reset = QToolButton()
        self._reset.setAutoRaise(True)
        self._reset.setIconSize(QSize(12, 12))
        self._reset.setFixedSize(22, 22)
        self._reset.setToolTip(self.tr("Back to the default"))
        self._reset.setAccessibleName(self.tr("Reset {0}").format(row.title))
        self._reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._reset.clicked.connect(self.reset)
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.hide()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(2)
        layout.addWidget(label, 0, 0)
        if self._is_wide(row):
            layout.addWidget(self.editor, 1, 0, 1, 4)
        else:
            layout.addWidget(self.editor, 0, 1)
        unit = QLabel(row.unit)
        unit.setProperty("second", True)
        if row.unit:
            layout.addWidget(unit, 0, 2)
        layout.addWidget(self._reset, 0, 3)
        layout.addWidget(self._message, 2, 0, 1, 4)
        layout.setColumnStretch(1, 1)
        self.set_theme(theme)
        for widget in (self.editor, self.editor.focusProxy()):
            if widget is not None:
                widget.installEventFilter(self)

    def _is_wide(self, row: Row) -> bool:
        """Choices with long names, files and folders have a line of their own."""
        longest = max((self.fontMetrics().horizontalAdvance(words) for _, words in row.choices), default=0)
        return row.kind in ("folder", "file") or longest > BESIDE

    def show_value(self, value: Any, default: bool, problem: str) -> None:
        """Bring the row up to date."""
        self.editor.show_value(value)
        self._reset.setVisible(not default)
        self.problem = problem
        self._show_message()

    def set_theme(self, theme: Theme) -> None:
        """The icon follows the theme."""
        self._reset.setIcon(icon("reset", theme))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Help appears with the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_message()
        return super().eventFilter(watched, event)

    def _show_message(self) -> None:
        focus = QApplication.focusWidget()
        helped = focus is not None and (focus is self.editor or self.editor.isAncestorOf(focus))
        text = self.problem or (self.row.help if helped else "")
        kind = "problem" if self.problem else "second"
        if self._message.property("kind") != kind:
            self._message.setProperty("kind", kind)
            self._message.setProperty("problem", kind == "problem")
            self._message.setProperty("second", kind == "second")
            self._message.style().unpolish(self._message)
            self._message.style().polish(self._message)
        self._message.setText(text)
        self._message.setVisible(bool(text))
