"""Legend: names and newest numbers of curves, which wraps where it has little room and is never cut."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPalette, QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy

from playground.desktop.theme import Theme, tabular

BELOW = 8  # points between it and what it explains
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
    return _GAP.join(entry.replace(" ", "&nbsp;") if "<" not in entry else _unbroken(entry) for entry in entries)


def _unbroken(entry: str) -> str:
    """Spaces of the words, not those inside of tags."""
    parts = entry.split("<")
    kept = [parts[0].replace(" ", "&nbsp;")]
    for part in parts[1:]:
        tag, _, words = part.partition(">")
        kept.append(f"{tag}>{words.replace(' ', '&nbsp;')}")
    return "<".join(kept)
