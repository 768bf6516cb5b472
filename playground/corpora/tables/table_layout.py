"""Table layout: which rows and columns of a file are its table, what they are called, and what stands around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from playground.corpora.looking_reasons import ABOVE, BLANK, COUNTING, VALUELESS
from playground.corpora.tables.table_numbers import missing, number
from playground.data.inventory import Leaving, LeftOut, shown
from playground.foundation.errors import DataError

LINES_ABOVE = 10  # that a table may have
_LOOKED_AT = 50
Row = tuple[str, ...]


@dataclass(frozen=True)
class TableLayout:
    """The table of a file.

    Attributes:
        rows: cells, all of the same number; lines: on which of the file each ends, from 1.
        header: the names of the columns, empty where a column has none.
        left_out: what else the file holds.
    """

    header: Row
    rows: list[Row]
    lines: list[int]
    left_out: tuple[LeftOut, ...]


def lay_out(path: str, given: Sequence[tuple[int, Row]], separator: str, comma: bool) -> TableLayout:
    """Numbered rows as they were read, of any length, as a table. Raises DataError naming a line of another length."""
    leaving = Leaving()
    filled = []
    for line, row in given:
        if any(cell.strip() for cell in row):
            filled.append((line, row))
        elif len(row) > 1:
            leaving.add(BLANK, str(line))
    if not filled:
        raise DataError(f"{path}: is empty; choose a table with rows.")
    width = width_of([row for _, row in filled])
    names: Row = ()
    for _ in range(LINES_ABOVE):
        if len(filled) < 3 or not _stands_above(filled, width, comma):
            break
        line, row = filled.pop(0)
        leaving.add(ABOVE, f"{line}: {separator.join(row).strip(separator)}")
        names = _names_told(row, [row for _, row in filled], width)
    header, body = _header(filled, width, comma)
    rows = [_fitted(path, line, row, width) for line, row in body]
    if names:
        rows = [(*row[:-1], names[int(row[-1])]) for row in rows]
    kept = []
    for at in range(width):
        cells = [row[at].strip() for row in rows]
        name = header[at] or str(at + 1)
        if all(map(missing, cells)) and len(rows) > 1:
            leaving.add(VALUELESS, name)
        elif any(header) and not header[at] and at == 0 and width > 1 and _counts(cells):
            leaving.add(COUNTING, name)
        else:
            kept.append(at)
    if not kept:
        raise DataError(f"{path}: has no column with values; choose another table.")
    return TableLayout(
        tuple(header[at] for at in kept), [tuple(row[at] for at in kept) for row in rows], [line for line, _ in body],
        leaving.listed(),
    )  # fmt: skip


def width_of(rows: Sequence[Row]) -> int:
    """How many columns the first rows have, most of them; those that are empty in all of them do not count."""
    usual = Counter(map(len, rows[:_LOOKED_AT])).most_common(1)[0][0]
    return max(len(_stripped(row)) for row in rows[:_LOOKED_AT] if len(row) == usual)


def _stripped(row: Row) -> Row:
    """Without the empty cells at its end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _stands_above(rows: Sequence[tuple[int, Row]], width: int, comma: bool) -> bool:
    """Whether the first row is none of the table: of another length, a title alone, or the counts of what follows."""
    first = rows[0][1]
    cells = _stripped(first)
    if len(first) < width:
        return not _names_rows([row for _, row in rows], width, comma)
    title = width > 1 and len(cells) == 1 and number(cells[0], comma) is None
    headed = all(number(cell, comma) is None for cell in rows[1][1])  # by the line below, which a comment precedes
    comment = cells[0].startswith("#") and headed
    return len(cells) > width or title or comment or _tells_counts(first, rows[1:], width)


def _tells_counts(first: Row, others: Sequence[tuple[int, Row]], width: int) -> bool:
    """Rows and columns of what follows, as the tables of scikit-learn begin."""
    told = [cell.strip() for cell in first[:2]]
    return len(first) > 2 and told == [str(len(others)), str(width - 1)]


def _names_told(first: Row, others: Sequence[Row], width: int) -> Row:
    """What the last column's numbers 0, 1, 2 … mean, where the line above tells so many names; else empty."""
    names = tuple(cell.strip() for cell in _stripped(first)[2:])
    if not _tells_counts(first, [(0, row) for row in others], width):
        return ()
    found = {row[width - 1].strip() for row in others if len(row) >= width}
    return names if len(names) > 1 and found == {str(at) for at in range(len(names))} else ()


def _names_rows(rows: Sequence[Row], width: int, comma: bool) -> bool:
    """As R writes tables: a row's name first, above which no name of a column stands."""
    words = rows[0]
    named = len(words) == width - 1 > 1 and all(number(word, comma) is None for word in words)
    firsts = [row[0] for row in rows[1:] if row]
    return named and len(set(firsts)) == len(firsts)


def _header(
    rows: Sequence[tuple[int, Row]], width: int, comma: bool
) -> tuple[list[str], Sequence[tuple[int, Row]]]:  # fmt: skip
    """Names of the columns, and the rows below them."""
    first = rows[0][1]
    if len(rows) < 2 or not any(word.strip() and number(word, comma) is None for word in first):
        return [""] * width, rows
    names = ["", *first] if len(first) < width else list(first[:width])
    return [shown(word.strip().removeprefix("#").strip()) for word in names], rows[1:]


def _counts(cells: Sequence[str]) -> bool:
    """0, 1, 2 … or 1, 2, 3 …"""
    return len(cells) > 1 and any(all(cell == str(at + one) for at, cell in enumerate(cells)) for one in (0, 1))


def _fitted(path: str, line: int, row: Row, width: int) -> Row:
    if len(row) < width or any(cell.strip() for cell in row[width:]):
        count = max(len(_stripped(row)), len(row) if len(row) < width else width)
        raise DataError(f"{path}: line {line} has {count} columns where the first has {width}; correct it.")
    return row[:width]
