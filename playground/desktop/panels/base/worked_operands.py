"""WorkedOperands: the grids and tables of a worked example, large: what is multiplied, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from math import nan

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextDocument

from playground.desktop.explain.worked_example_html import SERIF
from playground.desktop.i18n.formatting import figure
from playground.desktop.panels.base.slice_view import short
from playground.desktop.style.theme import Theme
from playground.worked.example import Grid, Row, Table
from playground.worked.notation import to_html

ROWS = 13  # of a table: of a sum all that are written out, what the others come to, and the sum
SMALLEST = 6  # points of a number in a cell
LARGEST = 84.0  # points of a cell
GAP, TITLE = 34.0, 34.0  # between two grids: for a sign beside, and for a symbol above
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
Words = Callable[[str], str]


def paint_grids(
    painter: QPainter, room: QRectF, grids: tuple[Grid, ...], signs: tuple[str, ...], share: float, theme: Theme
) -> QRectF:  # fmt: skip
    """Side by side with their signs, or one below the other where that makes them larger; of the last as many cells as
    are multiplied.

    Returns where the first one stands.
    """
    wide = [grid.values.shape[1] for grid in grids]
    high = [grid.values.shape[0] for grid in grids]
    cell, stacked = max((_cell_in(room, wide, high, stacked), stacked) for stacked in (False, True))
    titles, cells = (len(grids), (max(wide), sum(high))) if stacked else (1, (sum(wide), max(high)))
    whole = cell * cells[0] + (0.0 if stacked else GAP * (len(grids) - 1))
    top = room.center().y() - (cell * cells[1] + TITLE * (titles - 1)) / 2 + TITLE / 2
    at = QPointF(room.center().x() - whole / 2, top)
    places = []
    for index, grid in enumerate(grids):
        shown = round(share * grid.values.size) if index == len(grids) - 1 and len(grids) > 1 else grid.values.size
        place = QRectF(at.x(), at.y(), cell * wide[index], cell * high[index])
        _formula(painter, QRectF(place.left() - 20, place.top() - 30, place.width() + 40, 28), grid.latex, theme, 18)
        _grid(painter, place, grid, shown, cell, theme)
        if 0 < index <= len(signs):
            beside = QRectF(place.left() - GAP, place.center().y() - 20, GAP, 40)
            _sign(painter, beside, signs[index - 1], theme)
        places.append(place)
        at += QPointF(0, place.height() + TITLE) if stacked else QPointF(place.width() + GAP, 0)
    return places[0]


def _cell_in(room: QRectF, wide: list[int], high: list[int], stacked: bool) -> float:
    """Points of a cell of grids so many columns wide and rows high."""
    gaps, titles = (1, len(wide)) if stacked else (len(wide) - 1, 1)
    cells = (max(wide), sum(high)) if stacked else (sum(wide), max(high))
    return min((room.width() - GAP * gaps) / cells[0], (room.height() - TITLE * titles) / cells[1], LARGEST)


def _sign(painter: QPainter, place: QRectF, sign: str, theme: Theme) -> None:
    font = QFont(painter.font())
    font.setPixelSize(22)
    painter.setFont(font)
    painter.setPen(theme.color("text"))
    painter.drawText(place, _CENTER, sign)


def _grid(painter: QPainter, place: QRectF, grid: Grid, shown: int, cell: float, theme: Theme) -> None:
    known = [abs(float(value)) for value in grid.values.ravel() if value == value]
    largest = max(known, default=1.0) or 1.0
    texts = _fitting(painter, [short(float(value)) for value in grid.values.ravel()], cell)
    columns = grid.values.shape[1]
    for number, value in enumerate(map(float, grid.values.ravel())):
        row, column = divmod(number, columns)
        box = QRectF(place.left() + column * cell, place.top() + row * cell, cell, cell).adjusted(1, 1, -1, -1)
        if value != value:
            continue
        blank = number >= shown
        painter.fillRect(box, theme.color("hover") if blank else _tinted(value / largest, theme))
        if not blank:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("line"))  # zeros have the colour of the ground
            painter.drawRect(box)
            painter.setPen(theme.color("text"))
            painter.drawText(box, _CENTER, texts[number])
        if grid.marked == (row, column) and not blank:
            painter.setPen(QPen(theme.color("highlight"), 2.5))
            painter.drawRect(box)


def _fitting(painter: QPainter, texts: list[str], cell: float) -> list[str]:
    """The numbers as they fit into cells: in narrow ones without the zero before the point, then in smaller type."""
    font = QFont(painter.font())
    font.setPixelSize(round(min(20.0, max(9.0, 0.3 * cell))))

    def longest() -> float:
        return max((QFontMetricsF(font).horizontalAdvance(text) for text in texts), default=0.0)

    if longest() > cell - 2:
        texts = [text.replace("0.", ".") if text.lstrip("-−").startswith("0.") else text for text in texts]
    font.setPixelSize(max(SMALLEST, round(font.pixelSize() * min(1.0, (cell - 2) / max(longest(), 1.0)))))
    painter.setFont(font)
    return texts


def paint_table(painter: QPainter, room: QRectF, table: Table, share: float, theme: Theme, words: Words) -> None:
    """Names, numbers, and a bar for the last number of each row; below them what these add up to."""
    rows = table.rows[:ROWS]
    if table.total is not None and len(table.rows) < ROWS:
        rows = (*rows, Row("Σ", (*[nan] * (len(table.heads) - 1), table.total)))
    high = min(34.0, room.height() / (len(rows) + 1))
    font = QFont(painter.font())
    name, wide = 0.26 * room.width(), 0.52 * room.width() / len(table.heads)
    font.setPixelSize(round(min(18.0, 0.55 * high)))
    longest = max(QFontMetricsF(font).horizontalAdvance(_number(value)) for row in rows for value in row.values)
    font.setPixelSize(max(9, round(font.pixelSize() * min(1.0, (wide - 10) / longest))))
    largest = (
        max((abs(row.values[-1]) for row in table.rows[:ROWS] if row.values[-1] == row.values[-1]), default=1.0) or 1.0
    )
    for column, head in enumerate(table.heads):
        x = room.left() + name + column * wide
        _formula(painter, QRectF(x - 10, room.top(), wide + 6, high), head, theme, 16, right=True)
    for index, row in enumerate(rows[: max(1, round(share * len(rows)))]):
        y = room.top() + (index + 1) * high
        painter.setFont(font)
        painter.setPen(theme.color("highlight" if row.marked else "text"))
        label = painter.fontMetrics().elidedText(words(row.name), Qt.TextElideMode.ElideRight, round(name - 10))
        painter.drawText(QRectF(room.left(), y, name - 10, high), _RIGHT, label)
        painter.setPen(theme.color("text"))
        for column, value in enumerate(row.values):
            box = QRectF(room.left() + name + column * wide, y, wide - 8, high)
            painter.drawText(box, _RIGHT, _number(value))
        if index >= len(table.rows):  # the sum, below a line
            painter.drawLine(QPointF(room.left() + 0.5 * name, y), QPointF(room.left() + name + 0.52 * room.width(), y))
            continue
        bar = QRectF(room.left() + name + len(table.heads) * wide + 8, y + 0.2 * high, 0, 0.6 * high)
        length = (room.right() - bar.left()) * abs(row.values[-1]) / largest if row.values[-1] == row.values[-1] else 0
        bar.setWidth(max(length, 1.0))
        painter.fillRect(bar, theme.color("test" if row.values[-1] >= 0 else "train"))


def _number(value: float) -> str:
    return figure(value, 3) if value == value else ""


def _formula(painter: QPainter, room: QRectF, latex: str, theme: Theme, size: int, right: bool = False) -> None:
    """A symbol with its indices."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setTextWidth(room.width())
    align = "right" if right else "center"
    style = f"{SERIF}; font-size:{size}px; color:{theme.text}"
    document.setHtml(f'<div align="{align}" style="{style}">{to_html(latex)}</div>')
    painter.save()
    painter.translate(room.topLeft())
    document.drawContents(painter)
    painter.restore()


def _tinted(share: float, theme: Theme) -> QColor:
    """The ground of a number: towards orange where positive, towards blue where negative."""
    color = theme.color("test" if share > 0 else "train")
    color.setAlphaF(0.55 * min(abs(share), 1.0))
    return color
