"""Legend: names and newest numbers of curves, which wraps where it has little room and is never cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPalette, QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy

from playground.desktop.i18n.formatting import NARROW_SPACE, THIN_SPACE
from playground.desktop.style.theme import Theme, tabular

BELOW = 8  # points between it and what it explains
WORD_JOINER = "\u2060"  # no line ends here, and nothing is seen
_GAP = "&nbsp;&nbsp; "  # the last space is where a line may end: never between a name and its number


class Legend(QLabel):
    """Entries in rich text, each kept in one piece."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setProperty("second", True)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setFont(tabular(self.font()))

    def say(self, entries: Sequence[str]) -> None:
        """One after the other, on as many lines as they need."""
        words = joined(entries)
        if words != self.text():
            self.setText(words)
            self.setVisible(bool(words))

    def paint_words(self, painter: QPainter, width: float, theme: Theme) -> int:
        """Draw what it says at the top of a picture ``width`` points wide; returns the points that it takes."""
        document = QTextDocument()
        document.setDocumentMargin(0)
        font = tabular(painter.font())
        font.setPixelSize(12)
        document.setDefaultFont(font)
        document.setTextWidth(width)
        document.setHtml(self.text())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, theme.color("second"))
        document.documentLayout().draw(painter, context)
        return ceil(document.size().height()) + BELOW if self.text() else 0


def joined(entries: Sequence[str]) -> str:
    """The entries as one rich text that can break between them only."""
    return _GAP.join(re.sub(r"<[^>]*>|[^<]+", lambda part: _unbroken(part.group()), entry) for entry in entries)


def _unbroken(part: str) -> str:
    """Words that stay on one line, also Chinese ones, which otherwise break anywhere; a tag as it is."""
    if part.startswith("<"):
        return part
    return re.sub(
        r"(?<=[\u2e80-\uffff])(?=[\u2e80-\uffff])",
        WORD_JOINER,
        part.replace(" ", "&nbsp;").replace(THIN_SPACE, NARROW_SPACE),
    )
