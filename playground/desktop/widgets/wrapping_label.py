"""WrappingLabel: words over several lines, of which a long path or name without a space is broken anywhere."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLabel, QWidget

BREAK = "\u200b"  # a line may end here, and nothing is seen
LONGEST = 12  # characters that stay in one piece
_WORD = re.compile(rf"[^\s\u2e80-\uffff]{{{LONGEST + 1},}}")  # Chinese may be broken anywhere as it is


class WrappingLabel(QLabel):
    """Never wider than its place, whatever it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self._words = ""

    def setText(self, words: str) -> None:
        """Show words; ``text`` and a screen reader have them as they were given."""
        if words != self._words:
            self._words = words
            super().setText(breakable(words))
            self.setAccessibleName(words)

    def text(self) -> str:
        """The words as they were given."""
        return self._words


def breakable(words: str) -> str:
    """Allow lines to end within long runs of letters: behind separators where there are some, else anywhere."""
    return _WORD.sub(lambda found: _broken(found.group()), words)


def _broken(word: str) -> str:
    pieces = re.findall(rf"[^/\\_.:-]{{1,{LONGEST}}}[/\\_.:-]*|[/\\_.:-]+", word)
    return BREAK.join(pieces)
