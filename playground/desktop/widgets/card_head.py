"""CardHead: the head of a card of its own, with its name at the left; and the actions in it, whose icons follow the
theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme


class CardHead(QFrame):
    """A row, to which what else belongs into the head is added.

    Attributes:
        row: the widgets behind the name, from left to right.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("card", "head")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(14, 6, 8, 2)
        self.row.setSpacing(8)
        name = QLabel(title)
        name.setProperty("heading", True)
        self.row.addWidget(name)


class HeadActions:
    """Actions of a widget with their icons."""

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        self._icons: dict[QAction, str] = {}

    def make(self, icon_name: str, words: str, help_text: str = "", shortcut: str = "") -> QAction:
        """One more; a shortcut is of the widget that the action is added to."""
        action = QAction(words, self._owner)
        if help_text:
            action.setToolTip(help_text)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if icon_name:
            self._icons[action] = icon_name
        return action

    def set_theme(self, theme: Theme) -> None:
        """Icons in the colours of a theme."""
        for action, name in self._icons.items():
            action.setIcon(icon(name, theme))
