"""RemarkLabel: one sentence below an editor; what is wrong begins with a sign, not with a colour alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from playground.languages.spoken import said


class RemarkLabel(QLabel):
    """Says again in another language what it said last."""

    def __init__(self) -> None:
        super().__init__()
        self._english, self._problem = "", False
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(34)

    def say(self, words: str, problem: bool = False) -> None:
        """Words as the engine or an error says them, in English."""
        self._english = words
        words = said(words)
        self.setText(f"⚠ {words}" if problem else words)
        self.setToolTip(words)
        if self._problem != problem:
            self._problem = problem
            self.setProperty("problem", problem)
            self.setProperty("second", not problem)
            self.style().polish(self)

    def retranslate(self) -> None:
        """The same in the language that is spoken from now on."""
        self.say(self._english, self._problem)
