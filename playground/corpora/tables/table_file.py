"""Tables: a CSV or TSV file of the user's as columns of words and numbers, whatever its separator and its comma."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.corpora.encodings import AUTO, decoded
from playground.corpora.pictures import read
from playground.corpora.tables.table_layout import LINES_ABOVE, lay_out, width_of
from playground.corpora.tables.table_numbers import number
from playground.data.inventory import LeftOut, shown
from playground.foundation.errors import DataError

MOST_BYTES, MOST_COLUMNS = 100_000_000, 1000
_LOOKED_AT = 50  # lines by which the separator is known
_SEPARATORS = (",", ";", "\t", "|", " ")
_ALIKE = 0.9  # of the first lines have the same number of cells


@dataclass(frozen=True, eq=False)
class TableFile:
    """A file as rows of cells.

    Attributes:
        lines: the line of the file on which each row ends, from 1.
        comma: numbers are written with a decimal comma.
        left_out: lines and columns of the file that are none of the table.
    """

    path: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    separator: str
    encoding: str
    comma: bool
    left_out: tuple[LeftOut, ...] = ()

    def place(self, column: str) -> int:
        """The number from 0 of a column, by its name or its number from 1. Raises DataError."""
        if column in self.names:
            return self.names.index(column)
        if column.isascii() and column.isdigit() and 0 < int(column[:9]) <= len(self.names):
            return int(column) - 1
        few = ", ".join(self.names[:10])
        raise DataError(f"{self.path}: has no column {shown(column)}; there are {few}.")

    def words(self, column: int) -> list[str]:
        """All cells of a column."""
        return [row[column].strip() for row in self.rows]

    def numbers(self, column: int) -> NDArray[np.float64]:
        """A column (N,); NaN where a value is missing. Raises DataError naming the line of what is no number."""
        return _numbers(self, column).copy()

    def of_words(self, column: int) -> bool:
        """Whether fewer than half of its cells are numbers; one of numbers may have a mistake in it."""
        known = [number(word, self.comma) is not None for word in self.words(column)]
        return 2 * sum(known) < len(known)

    def missing(self, values: NDArray[np.float64]) -> str:
        """The lines of up to three missing values."""
        where = [self.lines[at] for at in np.flatnonzero(np.isnan(values))]
        return ", ".join(map(str, where[:3])) + (" …" if len(where) > 3 else "")


@lru_cache(maxsize=4)
def _numbers(table: TableFile, column: int) -> NDArray[np.float64]:
    """A column, converted once: a form asks for it at each edit."""
    found = np.empty(len(table.rows))
    for at, word in enumerate(table.words(column)):
        value = number(word, table.comma)
        if value is None:
            raise DataError(
                f"{table.path}: line {table.lines[at]}, column {table.names[column]}: {shown(word)} is no number; "
                "correct it, or choose another column."
            )
        found[at] = value
    return found


def table(file: str) -> TableFile:
    """A file, read again only when it has changed. Raises DataError."""
    if not file:
        raise DataError("No table is chosen: choose a file with columns, such as CSV (task.file).")
    try:
        path = Path(file).expanduser()
        status = path.stat()
    except (OSError, RuntimeError, ValueError):
        raise DataError(f"{shown(file, 200)}: cannot be found; choose a table that exists.") from None
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int, size: int) -> TableFile:
    told = shown(str(path), 200)
    if size > MOST_BYTES:
        raise DataError(f"{told}: is larger than {MOST_BYTES // 10**6} MB; choose a part of it.")
    text, encoding = decoded(read(path, MOST_BYTES), True, AUTO, path)
    separator, comma = separator_of(text)
    found = lay_out(told, _rows(told, text, separator), separator, comma)
    named = tuple(name or f"column {at + 1}" for at, name in enumerate(found.header))
    return TableFile(told, named, tuple(found.rows), tuple(found.lines), separator, encoding, comma, found.left_out)


def rows_of(path: str, text: str) -> list[tuple[str, ...]]:
    """The cells of a text whose separator is found out, as many in each row. Raises DataError."""
    separator, _ = separator_of(text)
    found = _rows(path, text, separator)
    for line, row in found:
        if len(row) != len(found[0][1]):
            raise DataError(
                f"{path}: line {line} has {len(row)} columns where the first has {len(found[0][1])}; correct it."
            )
    return [row for _, row in found]


def separator_of(text: str) -> tuple[str, bool]:
    """The separator, by the first lines of a text, and whether its numbers have a decimal comma."""
    return _separator(text[:1_000_000].splitlines()[:_LOOKED_AT])


def _rows(path: str, text: str, separator: str) -> list[tuple[int, tuple[str, ...]]]:
    """The cells of each line that has some, with its number. Raises DataError."""
    rows = []
    reader = cells_of(io.StringIO(text, newline=""), separator)
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise DataError(f"{path}: line {reader.line_num} has more than {MOST_COLUMNS} columns; choose fewer.")
            if row:
                rows.append((reader.line_num, tuple(row)))
    except csv.Error:
        raise DataError(f"{path}: line {reader.line_num} cannot be read as a table; correct its quotes.") from None
    if not rows:
        raise DataError(f"{path}: is empty; choose a table with rows.")
    return rows


def cells_of(lines: Iterable[str], separator: str) -> Any:
    """A reader of the cells of lines; of spaces any number separates. Going through it raises csv.Error."""
    if separator == " ":
        return csv.reader((line.strip(" \r\n") for line in lines), delimiter=" ", skipinitialspace=True)
    return csv.reader(lines, delimiter=separator)


def _separator(head: list[str]) -> tuple[str, bool]:
    """The separator that gives lines as many columns, with most numbers in them; and whether commas are decimal."""
    best, chosen = (0.0, 0), (",", False)
    for separator in _SEPARATORS:
        try:
            rows = [tuple(row) for row in cells_of(head, separator) if row]
        except csv.Error:
            continue
        if not rows or (width := width_of(rows)) < 2:
            continue
        fitting = [row for row in rows if len(row) >= width]
        if len(rows) - len(fitting) > LINES_ABOVE or len(fitting) < min(_ALIKE * len(rows), len(rows) - 1):
            continue
        cells = [word for row in fitting[1:] or fitting for word in row[:width]]
        for comma in (False, True) if separator in ";\t " else (False,):
            share = sum(number(word, comma) is not None for word in cells) / len(cells)
            share *= len(fitting) / len(rows)
            if (share, width) > best:
                best, chosen = (share, width), (separator, comma)
    return chosen
