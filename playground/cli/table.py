"""A table on the terminal, in columns also where some of its words are Chinese."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """All rows with their columns aligned; the first row is the heading."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Columns in a terminal; Chinese characters take two, an accent above another character takes none."""
    return sum(map(_columns, text))


def cut(text: str, room: int) -> str:
    """The text, or as much of it as fits with a mark that there is more."""
    if width(text) <= room:
        return text
    kept, used = [], 1
    for character in text:
        used += _columns(character)
        if used > room:
            break
        kept.append(character)
    return "".join(kept) + "…"


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
