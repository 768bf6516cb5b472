"""Legend: names and newest numbers of curves, which wraps where it has little room and is never cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QFont, QPainter, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from playground.desktop.i18n.formatting import THIN_SPACE
from playground.desktop.style.theme import Theme, tabular

BELOW = 8  # points between it and what it explains
WORD_JOINER = "\u2060"  # no line ends here, and nothing is seen
_GAP = "&nbsp;&nbsp; "  # the last space is where a line may end: never between a name and its number


class Legend(QWidget):
    """Entries in rich text, each kept in one piece.

    Its label has a place but no layout: what changes with each picture would have all docks of a window laid out anew.
    """

    def __init__(self) -> None:
        super().__init__()
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setProperty("second", True)
        self._label.setWordWrap(True)
        self._label.setFont(tabular(self._label.font()))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, entries: Sequence[str]) -> None:
        """One after the other, on as many lines as they need."""
        words = joined(entries)
        if words != self._label.text():
            self._label.setText(words)
            self.setVisible(bool(words))
            if self.heightForWidth(self.width()) != self.height():
                self.updateGeometry()

    def text(self) -> str:
        """What it says, as rich text."""
        return self._label.text().replace(WORD_JOINER, "")

    def heightForWidth(self, width: int) -> int:
        """As many lines as the entries need."""
        return self._label.heightForWidth(width)

    def sizeHint(self) -> QSize:
        """That of its label."""
        return self._label.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """That of its label."""
        return self._label.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The label fills it."""
        self._label.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


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
    """Words that stay on one line, also Chinese ones, which otherwise break anywhere, and 5-gram; a tag as it is."""
    if part.startswith("<"):
        return part
    kept = re.sub(f"[ {THIN_SPACE}]", "&nbsp;", part)  # rich text makes a plain space of any narrow one
    return re.sub(r"(?<=[\u2e80-\uffff])(?=[\u2e80-\uffff])|(?<=-)(?=\w)", WORD_JOINER, kept)
