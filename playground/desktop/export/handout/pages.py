"""Pages: the handout as a PDF of A4 pages, set like a page of a textbook, its pictures as vectors."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageSize, QPainter, QPdfWriter, QPen, QTextDocument, QTextOption

from playground.desktop.export.handout.content import Content, Figure, Rows
from playground.desktop.painting.picture_writer import FINE
from playground.foundation.errors import SaveError
from playground.foundation.product import NAME

WIDTH, HEIGHT, SIDE, TOP, FOOT = 595.0, 842.0, 54.0, 50.0, 48.0  # typographic points
PAGES = 3
LONGEST = 640.0  # points of a picture; a longer one is drawn smaller
GAP, COLUMN = 14.0, 12.0
INK, SECOND, ACCENT, LINE = "#1B1F24", "#5B6470", "#2F64D6", "#D5D9DE"
SERIF = ["Source Serif 4", "Georgia", "Noto Serif", "DejaVu Serif", "Noto Serif CJK SC", "Songti SC", "SimSun"]


class PageBlock(Protocol):
    """Something that is as high as its width demands."""

    def height(self, width: float) -> float:
        """In points."""

    def paint(self, painter: QPainter, left: float, top: float, width: float) -> None:
        """Draw it there."""


@dataclass
class Paragraph:
    """A paragraph or a table as rich text."""

    text: str
    size: float = 10.5
    justified: bool = False

    def height(self, width: float) -> float:
        """As high as its lines."""
        return float(self._document(width).size().height())

    def paint(self, painter: QPainter, left: float, top: float, width: float) -> None:
        """Draw the lines."""
        painter.save()
        painter.translate(left, top)
        self._document(width).drawContents(painter)
        painter.restore()

    def _document(self, width: float) -> QTextDocument:
        document = QTextDocument()
        font = QFont()
        font.setFamilies(SERIF)
        font.setPixelSize(100)
        document.setDocumentMargin(0)
        document.setUseDesignMetrics(True)
        if self.justified:
            document.setDefaultTextOption(QTextOption(Qt.AlignmentFlag.AlignJustify))
        families = ", ".join(f"'{name}'" for name in SERIF)
        document.setDefaultStyleSheet(f"* {{ font-family: {families}; color: {INK}; }}")
        document.setHtml(f'<div style="font-family: {families}; font-size: {self.size}px">{self.text}</div>')
        document.setTextWidth(width)
        return document


@dataclass
class CaptionedFigure:
    """A picture with its caption."""

    picture: Figure
    number: str = ""

    def height(self, width: float) -> float:
        """The picture as wide as there is room, and the lines below it."""
        return self._high(width) + 4 + self._caption().height(width)

    def paint(self, painter: QPainter, left: float, top: float, width: float) -> None:
        """The picture in a thin frame."""
        drawing, high = self.picture.drawing, self._high(width)
        scale = high / drawing.size.height()
        painter.save()
        painter.translate(left, top)
        painter.scale(scale, scale)
        drawing.paint(painter, FINE)
        painter.restore()
        painter.setPen(QPen(QColor(LINE), 0.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left, top, scale * drawing.size.width(), high))
        self._caption().paint(painter, left, top + self._high(width) + 4, width)

    def _high(self, width: float) -> float:
        size = self.picture.drawing.size
        return min(width * size.height() / size.width(), LONGEST)

    def _caption(self) -> Paragraph:
        number = f"<b>{html.escape(self.number)}</b> " if self.number else ""
        return Paragraph(f'{number}<span style="color:{SECOND}">{html.escape(self.picture.caption)}</span>', 8.2)


@dataclass
class PageRow:
    """Blocks one below the other in columns that stand beside each other, as wide as their shares."""

    columns: Sequence[Sequence[PageBlock]]
    shares: Sequence[float]
    gap: float = COLUMN

    def height(self, width: float) -> float:
        """Of the highest column."""
        return max(self._high(column, wide) for column, wide in zip(self.columns, self._widths(width), strict=True))

    def paint(self, painter: QPainter, left: float, top: float, width: float) -> None:
        """Column by column."""
        for column, wide in zip(self.columns, self._widths(width), strict=True):
            y = top
            for block in column:
                block.paint(painter, left, y, wide)
                y += block.height(wide) + GAP / 2
            left += wide + self.gap

    def _high(self, column: Sequence[PageBlock], width: float) -> float:
        return sum(block.height(width) for block in column) + GAP / 2 * max(len(column) - 1, 0)

    def _widths(self, width: float) -> list[float]:
        room = width - self.gap * (len(self.columns) - 1)
        return [room * share / sum(self.shares) for share in self.shares]


def pdf(content: Content) -> bytes:
    """The whole file. Raises SaveError."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setResolution(72)
    writer.setTitle(content.title)
    writer.setCreator(NAME)
    painter = QPainter(writer)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        _print(painter, writer, content)
    finally:
        painter.end()
    data = bytes(buffer.data().data())
    if not data.rstrip().endswith(b"%%EOF"):
        raise SaveError("The handout could not be drawn as PDF.")
    return data


def _print(painter: QPainter, writer: QPdfWriter, content: Content) -> None:
    """The last pictures are left out where they would make a fourth page, and it is said."""
    placed, whole = _placed(content), len(content.pictures)
    while placed[-1][0] > PAGES and len(content.pictures) > 2:
        content = replace(content, pictures=content.pictures[:-2])
        content = replace(content, left=content.words["left"].format(whole - len(content.pictures)))
        placed = _placed(content)
    shown = 0
    for page, y, block in placed:
        if page > shown:
            if shown:
                writer.newPage()
            _around(painter, content, page)
            shown = page
        block.paint(painter, SIDE, y, WIDTH - 2 * SIDE)


def _placed(content: Content) -> list[tuple[int, float, PageBlock]]:
    """Page from 1, place from above, and block."""
    page, y, found = 1, TOP, []
    for block in _blocks(content):
        high = block.height(WIDTH - 2 * SIDE)
        if y + high > HEIGHT - FOOT and y > TOP:
            page, y = page + 1, TOP
        found.append((page, y, block))
        y += high + GAP
    return found


def _around(painter: QPainter, content: Content, page: int) -> None:
    """A rule above, and below it the run and the page."""
    painter.setPen(QPen(QColor(ACCENT), 1.5))
    painter.drawLine(QRectF(SIDE, TOP - 14, WIDTH - 2 * SIDE, 0).topLeft(), QRectF(SIDE, TOP - 14, 40, 0).topRight())
    painter.setPen(QPen(QColor(LINE), 0.5))
    foot = HEIGHT - FOOT + 12
    painter.drawLine(QRectF(SIDE, foot, 1, 1).topLeft(), QRectF(SIDE, foot, WIDTH - 2 * SIDE, 1).topRight())
    words = f"{content.words['run']} · {content.words['foot']}"
    Paragraph(f'<span style="color:{SECOND}">{html.escape(words)}</span>', 7.5).paint(
        painter, SIDE, foot + 6, WIDTH - 2 * SIDE - 40
    )
    number = f'<p align="right" style="margin:0; color:{SECOND}">{page}</p>'
    Paragraph(number, 7.5).paint(painter, WIDTH - SIDE - 40, foot + 6, 40)


def _blocks(content: Content) -> list[PageBlock]:
    words, text = content.words, html.escape
    blocks: list[PageBlock] = [
        Paragraph(f"<b>{text(content.title)}</b>", 23),
        Paragraph(f'<span style="color:{SECOND}">{text(content.summary)}</span>', 11.5),
        PageRow(
            [
                [_heading(words["lesson"]), Paragraph(text(content.lesson), 10.5, justified=True)],
                [_heading(words["result"]), Paragraph(_table(content.result), 9), Paragraph(text(content.verdict), 9)],
            ],
            (3, 2),
            22,
        ),
    ]
    blocks += _figures(content)
    if content.left:
        blocks.append(Paragraph(f'<span style="color:{SECOND}">{text(content.left)}</span>', 8.2))
    groups = [[Paragraph(f"<b>{text(name)}</b>", 8.5), Paragraph(_table(rows), 8)] for name, rows in content.settings]
    if content.sheet is None:
        blocks += [_heading(words["settings"]), PageRow(groups, (1, 1, 1), 18)]
    else:
        listed: list[PageBlock] = [_heading(words["settings"]), *(block for group in groups for block in group)]
        blocks.append(PageRow([[_heading(words["sheet"]), CaptionedFigure(content.sheet)], listed], (1, 1), 18))
    return blocks


def _figures(content: Content) -> list[PageBlock]:
    """Those that are wide alone, then the others in pairs."""
    number = content.words["figure"]
    every = [CaptionedFigure(picture, number.format(n)) for n, picture in enumerate(content.pictures, 1)]
    blocks: list[PageBlock] = [one for one in every if one.picture.wide]
    shown = [one for one in every if not one.picture.wide]
    for first in range(0, len(shown), 2):
        pair: list[Sequence[PageBlock]] = [[one] for one in shown[first : first + 2]]
        blocks.append(PageRow([*pair, *[[]] * (2 - len(pair))], (1, 1)))
    return blocks


def _heading(words: str) -> Paragraph:
    return Paragraph(f'<b style="color:{ACCENT}">{html.escape(words)}</b>', 10)


def _table(rows: Rows) -> str:
    cells = "".join(
        f'<tr><td style="padding-right:8px">{html.escape(name)}</td><td align="right">{html.escape(value)}</td></tr>'
        for name, value in rows
    )
    return f'<table width="100%" cellspacing="0" cellpadding="1.5">{cells}</table>'
