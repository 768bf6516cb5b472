"""HelpSheet: a dialog with one sheet of text to read and scroll, and a button that closes it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

MARGIN = 40  # points of the window around it that stay in sight


class HelpSheet(QDialog):
    """Made when it is asked for, and gone when it is closed; subclasses write the sheet in ``retranslate``.

    Args:
        title: of the dialog; close: on its button, both in the user's language.
        size: wanted; never larger than the window.
    """

    def __init__(self, title: str, close: str, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.text = QTextBrowser()
        self.text.setAccessibleName(title)
        button = QPushButton(close)
        button.setDefault(True)
        button.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(self.text, 1)
        layout.addLayout(row)
        self.resize(size.boundedTo(parent.size() - QSize(MARGIN, MARGIN)))
