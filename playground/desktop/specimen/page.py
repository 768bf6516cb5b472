"""TextPage: a text field of several lines that gives back the very string that it was given, but for what was
edited."""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit

BREAK = "\u2029"  # how a document marks the end of each of its blocks


class TextPage(QPlainTextEdit):
    """Qt's own ``toPlainText`` turns no-break spaces into spaces and all kinds of line ends into one.

    Therefore each character of the document is kept beside it as it was given; an edit replaces those between what
    stayed the same before and behind it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""  # the document's characters
        self._given: list[str] = []  # what each of them stands for
        self.textChanged.connect(self._follow)  # before anybody who asks for the text

    def text(self) -> str:
        """What was put or typed."""
        return "".join(self._given)

    def put(self, text: str) -> None:
        """Show another text."""
        self.setPlainText(text)
        self._shown = self.document().toRawText()
        pieces = re.findall(r"\r\n|.", text, re.DOTALL)  # two characters, one end of a line
        self._given = pieces if len(pieces) == len(self._shown) else _typed(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift+Enter ends a line as Enter does, and not with a separator that no text has."""
        if event.matches(QKeySequence.StandardKey.InsertLineSeparator):
            self.textCursor().insertBlock()
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied is what was given, too."""
        cursor, data = self.textCursor(), QMimeData()
        units = self._shown.encode("utf-16-le", "surrogatepass")  # a cursor counts these
        begin, end = (
            len(units[: 2 * place].decode("utf-16-le", "surrogatepass"))
            for place in (cursor.selectionStart(), cursor.selectionEnd())
        )
        data.setText("".join(self._given[begin:end]))
        return data

    def _follow(self) -> None:
        before, now = self._shown, self.document().toRawText()
        if before == now:
            return
        same = next(
            (at for at, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now))
        )
        most = min(len(before), len(now)) - same
        behind = next((at for at in range(most) if before[-1 - at] != now[-1 - at]), most)
        self._given[same : len(before) - behind] = _typed(now[same : len(now) - behind])
        self._shown = now


def _typed(characters: str) -> list[str]:
    return ["\n" if character == BREAK else character for character in characters]
