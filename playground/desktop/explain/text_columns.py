"""Columns: a long text beside itself in several columns, where it would be too long for a slide in one."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextFrame

LEAST, GAP = 230, 24  # points of a column, and between two


def size(document: QTextDocument, room: QSize | None, width: int) -> QSize:
    """The room itself where the text fits into it in columns; otherwise one column, as long as it is."""
    if room is not None and _pages(document, room) is not None:
        return room
    _end_columns_anywhere(document)
    document.setPageSize(QSizeF(width, -1))
    return QSize(width, max(ceil(document.size().height()), 120))


def paint(document: QTextDocument, painter: QPainter, place: QSize) -> None:
    """In as many columns as ``size`` has found for this place."""
    column = _pages(document, place)
    if column is None:
        _end_columns_anywhere(document)
        document.setPageSize(QSizeF(place.width(), -1))
        document.drawContents(painter, QRectF(0, 0, place.width(), place.height()))
        return
    for page in range(document.pageCount()):
        painter.save()
        painter.translate(page * (column + GAP), -page * place.height())
        inside = QRectF(0, page * place.height() + 1, column, place.height() - 2)  # no line that ends where this begins
        document.drawContents(painter, inside)
        painter.restore()


def _pages(document: QTextDocument, room: QSize) -> int | None:
    """How wide a column is, if the text fits in at least two of them, and only so."""
    document.setPageSize(QSizeF(room.width(), -1))
    if document.size().height() <= room.height():
        return None
    for count in range(2, (room.width() + GAP) // (LEAST + GAP) + 1):
        column = (room.width() - (count - 1) * GAP) // count
        _keep_whole(document, QSizeF(column, room.height()))
        if document.pageCount() <= count and document.idealWidth() <= column + 1:
            return column
    return None


def _keep_whole(document: QTextDocument, page: QSizeF) -> None:
    """Begin a column before each paragraph, with the table right below it, that fits into one and would be broken."""
    _end_columns_anywhere(document)
    document.setPageSize(page)
    layout, tables = document.documentLayout(), _tables(document)
    for block in _paragraphs(document):
        table = tables.get(block.blockNumber())
        top, bottom = layout.blockBoundingRect(block).top(), layout.blockBoundingRect(block).bottom()
        bottom = layout.frameBoundingRect(table).bottom() if table is not None else bottom
        if top // page.height() < (bottom - 1) // page.height() and bottom - top <= page.height():
            _begin_column(block, QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)


def _end_columns_anywhere(document: QTextDocument) -> None:
    for block in _paragraphs(document):
        _begin_column(block, QTextFormat.PageBreakFlag.PageBreak_Auto)


def _paragraphs(document: QTextDocument) -> list[QTextBlock]:
    """Those outside of tables."""
    found, block = [], document.begin()
    while block.isValid():
        if QTextCursor(block).currentTable() is None:
            found.append(block)
        block = block.next()
    return found


def _tables(document: QTextDocument) -> dict[int, QTextFrame]:
    """Each by the number of the paragraph right above it."""
    frames = document.rootFrame().childFrames()
    return {document.findBlock(max(frame.firstPosition() - 2, 0)).blockNumber(): frame for frame in frames}


def _begin_column(block: QTextBlock, policy: QTextFormat.PageBreakFlag) -> None:
    form = block.blockFormat()
    if form.pageBreakPolicy() != policy:
        form.setPageBreakPolicy(policy)
        QTextCursor(block).setBlockFormat(form)
