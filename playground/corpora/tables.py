"""Tables: a CSV or TSV file of the user's as columns of words and numbers, whatever its separator and its comma."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.corpora.encodings import AUTO, decoded
from playground.corpora.pictures import read
from playground.data.inventory import shown
from playground.foundation.errors import DataError

MOST_BYTES, MOST_COLUMNS = 100_000_000, 1000
_LOOKED_AT = 50  # lines by which the separator is known
_SEPARATORS = (",", ";", "\t", "|")
_MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-"}


@dataclass(frozen=True, eq=False)
class TableFile:
    """A file as rows of cells.

    Attributes:
        lines: the line of the file on which each row ends, from 1.
        comma: numbers are written with a decimal comma.
    """

    path: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    separator: str
    encoding: str
    comma: bool

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


def number(word: str, comma: bool) -> float | None:
    """A number, NaN where it is missing, None where it is something else."""
    word = word.strip()
    if word.lower() in _MISSING:
        return math.nan
    try:
        value = float(word.replace(",", ".") if comma and "." not in word else word)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in word else None


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
    rows, lines = _rows(told, text, separator)
    header = any(word and number(word, comma) is None for word in rows[0]) and len(rows) > 1
    names = [shown(word.strip()) for word in rows[0]] if header else [""] * len(rows[0])
    first = int(header)
    named = tuple(name or f"column {at + 1}" for at, name in enumerate(names))
    return TableFile(told, named, tuple(rows[first:]), tuple(lines[first:]), separator, encoding, comma)


def rows_of(path: str, text: str) -> list[tuple[str, ...]]:
    """The cells of a text whose separator is found out. Raises DataError."""
    separator, _ = separator_of(text)
    return _rows(path, text, separator)[0]


def separator_of(text: str) -> tuple[str, bool]:
    """The separator, by the first lines of a text, and whether its numbers have a decimal comma."""
    return _separator(text[:1_000_000].splitlines()[:_LOOKED_AT])


def _rows(path: str, text: str, separator: str) -> tuple[list[tuple[str, ...]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if not row:
                continue
            if len(row) > MOST_COLUMNS:
                raise DataError(f"{path}: line {reader.line_num} has more than {MOST_COLUMNS} columns; choose fewer.")
            if len(rows) == 1 and len(row) != len(rows[0]):
                raise DataError(
                    f"{path}: line {lines[0]} has {len(rows[0])} columns where line {reader.line_num} has {len(row)}; "
                    "where it is no head of the table take it out."
                )
            if rows and len(row) != len(rows[0]):
                raise DataError(
                    f"{path}: line {reader.line_num} has {len(row)} columns where the first has {len(rows[0])}; "
                    "correct it."
                )
            rows.append(tuple(row))
            lines.append(reader.line_num)
    except csv.Error:
        raise DataError(f"{path}: line {reader.line_num} cannot be read as a table; correct its quotes.") from None
    if not rows:
        raise DataError(f"{path}: is empty; choose a table with rows.")
    return rows, lines


def _separator(head: list[str]) -> tuple[str, bool]:
    """The separator that gives all lines as many columns, with most numbers in them; and whether commas are decimal."""
    best, chosen = (0.0, 0), (",", False)
    for separator in _SEPARATORS:
        try:
            rows = [row for row in csv.reader(head, delimiter=separator) if row]
        except csv.Error:
            continue
        if not rows or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
            continue
        cells = [word for row in rows[1:] or rows for word in row]
        for comma in (False, True) if separator in ";\t" else (False,):
            share = sum(number(word, comma) is not None for word in cells) / len(cells)
            if (share, len(rows[0])) > best:
                best, chosen = (share, len(rows[0])), (separator, comma)
    return chosen
