"""tool_button: the small flat button of an action, as the heads of cards have them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton


def tool_button(action: QAction, words: bool = False) -> QToolButton:
    """Its icon, and with ``words`` its name beside it."""
    button = QToolButton()
    button.setDefaultAction(action)
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly)
    button.setIconSize(QSize(16, 16))
    button.setAutoRaise(True)
    if not words:
        button.setFixedSize(26, 26)
    button.setAccessibleName(action.text())
    return button
