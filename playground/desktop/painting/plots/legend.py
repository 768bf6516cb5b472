"""Legend: names and newest numbers of curves, which wraps where it has little room and is never cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QFont, QPainter, QPalette, QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy

from playground.desktop.i18n.formatting import THIN_SPACE
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


def height(entries: Sequence[str], width: float, font: QFont) -> int:
    """Points that the entries take at the top of a picture ``width`` points wide."""
    return ceil(_document(entries, width, font).size().height()) + BELOW if entries else 0


def paint(entries: Sequence[str], painter: QPainter, width: float, theme: Theme) -> None:
    """Draw the entries at the top of a picture ``width`` points wide."""
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, theme.color("second"))
    document = _document(entries, width, painter.font())  # must outlive its layout
    document.documentLayout().draw(painter, context)


def _document(entries: Sequence[str], width: float, font: QFont) -> QTextDocument:
    document = QTextDocument()
    document.setDocumentMargin(0)
    small = tabular(font)
    small.setPixelSize(12)
    document.setDefaultFont(small)
    document.setTextWidth(width)
    document.setHtml(joined(entries))
    return document


def joined(entries: Sequence[str]) -> str:
    """The entries as one rich text that can break between them only."""
    return _GAP.join(re.sub(r"<[^>]*>|[^<]+", lambda part: _unbroken(part.group()), entry) for entry in entries)


def _unbroken(part: str) -> str:
    """Words that stay on one line, also Chinese ones, which otherwise break anywhere; a tag as it is."""
    if part.startswith("<"):
        return part
    kept = re.sub(f"[ {THIN_SPACE}]", "&nbsp;", part)  # rich text makes a plain space of any narrow one
    return re.sub(r"(?<=[\u2e80-\uffff])(?=[\u2e80-\uffff])", WORD_JOINER, kept)
