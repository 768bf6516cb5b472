"""WrappingLabel: words over several lines, of which a long path or name without a space is broken anywhere."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLabel, QWidget

BREAK = "\u200b"  # a line may end here, and nothing is seen
LONGEST = 12  # characters that stay in one piece
_WORD = re.compile(rf"\S{{{LONGEST + 1},}}")


class WrappingLabel(QLabel):
    """Never wider than its place, whatever it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self._said = ""

    def say(self, words: str) -> None:
        """Show words; ``said`` and a screen reader have them as they were given."""
        if words != self._said:
            self._said = words
            self.setText(breakable(words))
            self.setAccessibleName(words)

    @property
    def said(self) -> str:
        """The words as they were given."""
        return self._said


def breakable(words: str) -> str:
    """Allow lines to end within long runs of letters: behind separators where there are some, else anywhere."""
    return _WORD.sub(lambda found: _broken(found.group()), words)


def _broken(word: str) -> str:
    pieces = re.findall(rf"[^/\\_.:-]{{1,{LONGEST}}}[/\\_.:-]*|[/\\_.:-]+", word)
    return BREAK.join(pieces)
