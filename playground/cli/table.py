"""A table on the terminal, in columns also where some of its words are Chinese."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence

from playground.cli.console import columns
from playground.languages.breaking import width

LEAST = 12  # columns of a cell that is cut
GAP = 2


def print_table(rows: Sequence[Sequence[str]], whole: Collection[str] = ()) -> None:
    """All rows with their columns aligned; the first row is the heading.

    A terminal gets as much as fits on its lines; a pipe and a file get everything.

    Args:
        rows: as many cells in each.
        whole: headings of the columns that are never cut.
    """
    full = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    shown = dict(enumerate(full))
    if sys.stdout.isatty():
        shown = fitted(full, [name in whole for name in rows[0]], columns(sys.stdout))
    for number, row in enumerate(rows):
        cells = [cut(row[i], wide) + " " * (wide - width(cut(row[i], wide))) for i, wide in shown.items()]
        more = ["…"] if number == 0 and len(shown) < len(full) else []
        print((" " * GAP).join(cells + more).rstrip())


def fitted(widths: Sequence[int], whole: Sequence[bool], room: int) -> dict[int, int]:
    """Column → the width that it gets on a line of ``room`` columns; those that are left out are missing.

    The widest ones give way first; then whole columns go, from the right. Those of ``whole`` always stay.
    """
    least = [wide if keep else min(wide, LEAST) for wide, keep in zip(widths, whole, strict=True)]
    shown = list(range(len(widths)))
    for index in reversed(range(len(widths))):
        mark = 0 if len(shown) == len(widths) else GAP + 1
        if sum(least[i] + GAP for i in shown) - GAP + mark <= room:
            break
        if not whole[index]:
            shown.remove(index)
    spare = room - sum(least[i] + GAP for i in shown) + GAP - (GAP + 1 if len(shown) < len(widths) else 0)
    given = {i: least[i] for i in shown}
    for _ in range(spare):
        short = [i for i in shown if given[i] < widths[i]]
        if not short:
            break
        given[min(short, key=given.__getitem__)] += 1
    return given


def cut(text: str, room: int) -> str:
    """The text, or as much of it as fits with a mark that there is more."""
    if width(text) <= room:
        return text
    kept, used = [], 1
    for character in text:
        used += width(character)
        if used > room:
            break
        kept.append(character)
    return "".join(kept) + "…"
