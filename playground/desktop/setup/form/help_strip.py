"""HelpStrip: the foot of the form, where help and problems are said without moving a row under the pointer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from playground.desktop.widgets.wrapping_label import WrappingLabel

LINES = 4


class HelpStrip(QScrollArea):
    """Always as high as four lines; what is longer scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = WrappingLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._label.setProperty("second", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(self._label)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(LINES * (self.fontMetrics().height() + 2) + 6)

    @property
    def text(self) -> str:
        """What is said now."""
        return self._label.text()

    def say(self, words: str, problem: bool) -> None:
        """Help, or in red what is wrong."""
        self._label.setText(f"⚠ {words}" if problem else words)
        if self._label.property("problem") != problem:
            self._label.setProperty("problem", problem)
            self._label.setProperty("second", not problem)
            self._label.style().unpolish(self._label)
            self._label.style().polish(self._label)
