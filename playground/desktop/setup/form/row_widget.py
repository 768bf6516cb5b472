"""RowWidget: label, editor, unit and reset button of one setting."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QToolButton, QWidget

from playground.desktop.setup.form import editors
from playground.desktop.setup.form.rows import FormRow
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme

LABEL_WIDTH, INNER_WIDTH = 104, 84  # of a row, and of one inside a card
BESIDE = 58  # points that the longest choice may have beside the label


class RowWidget(QWidget):
    """Says ``edited(value)`` when its user changes it, ``reset`` when the default is wanted back.

    Attributes:
        problem: what is wrong with the value; idle: why it does nothing.
    """

    edited = Signal(object)
    reset = Signal()
    focus_moved = Signal()

    def __init__(self, row: FormRow, theme: Theme, label_width: int = LABEL_WIDTH) -> None:
        super().__init__()
        self.row = row
        self.problem = self.idle = ""
        self.editor = editors.make(row)
        self.editor.edited.connect(self.edited)
        self.editor.setMinimumWidth(64)
        self.editor.setAccessibleName(row.title)
        self.editor.setAccessibleDescription(row.help)
        self._label = label = QLabel(row.title)
        label.setWordWrap(True)
        label.setFixedWidth(label_width)
        label.setBuddy(self.editor)
        self.setToolTip(row.help)
        self._reset = self._reset_button()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(2)
        wide = self._is_wide(row)
        lines = 2 if row.unit and not wide else 1
        layout.addWidget(label, 0, 0)
        if wide:
            layout.addWidget(self.editor, 1, 0, 1, 3)
        else:
            layout.addWidget(self.editor, 0, 1, lines, 1)
        layout.addWidget(self._reset, 0, 2, lines, 1)
        if row.unit:  # below the label, where it takes no room from the editor
            unit = QLabel(row.unit)
            unit.setProperty("second", True)
            layout.addWidget(unit, *((0, 1) if wide else (1, 0)))
        layout.setColumnStretch(1, 1)
        self.set_theme(theme)
        for widget in (self.editor, self.editor.focusProxy()):
            if widget is not None:
                widget.installEventFilter(self)

    def _reset_button(self) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIconSize(QSize(12, 12))
        button.setFixedSize(22, 22)
        button.setToolTip(self.tr("Back to the default"))
        button.setAccessibleName(self.tr("Reset {0}").format(self.row.title))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        button.clicked.connect(self.reset)
        return button

    def _is_wide(self, row: FormRow) -> bool:
        """Choices with long names, files and folders have a line of their own."""
        longest = max((self.fontMetrics().horizontalAdvance(words) for _, words in row.choices), default=0)
        return row.kind in ("folder", "file") or longest > BESIDE

    def show_value(self, value: Any, default: bool, problem: str, idle: str) -> None:
        """Bring the row up to date."""
        self.editor.show_value(value)
        self._reset.setVisible(not default)
        self.editor.setEnabled(not idle)
        if (problem, idle) != (self.problem, self.idle):
            self.problem, self.idle = problem, idle
            self.setToolTip(problem or idle or self.row.help)
            self.editor.setAccessibleDescription(". ".join(filter(None, (problem, idle, self.row.help))))
            for widget in (self.editor, self._label, self.editor.focusProxy()):
                if widget is not None:
                    widget.setProperty("problem", bool(problem))
                    widget.style().unpolish(widget)
                    widget.style().polish(widget)

    @property
    def focused(self) -> bool:
        """Somebody works in it."""
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self.editor or self.editor.isAncestorOf(focus))

    def set_theme(self, theme: Theme) -> None:
        """The icon follows the theme."""
        self._reset.setIcon(icon("reset", theme))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Help goes with the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_moved.emit()
        return super().eventFilter(watched, event)
