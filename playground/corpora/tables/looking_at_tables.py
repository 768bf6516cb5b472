"""Looking at tables: the inventory of a CSV or TSV file, made before anything is trained."""

from __future__ import annotations

from collections import Counter

import numpy as np

from playground.corpora.encodings import NAMES
from playground.corpora.tables.table_file import TableFile, table
from playground.corpora.tables.table_numbers import number, tells_time
from playground.data.inventory import Inventory, imbalance, shown
from playground.foundation.errors import DataError

_FEW = 20  # whole numbers that are taken for classes
_SEPARATORS = {
    ",": "columns between commas", ";": "columns between semicolons", "\t": "columns between tabs",
    "|": "columns between vertical bars", " ": "columns between spaces",
}  # fmt: skip
Settings = dict[str, str | int | float]
_CLASS_NAMES = {"class", "label", "target", "species", "category", "y"}


def look_at_table(path: str) -> Inventory:
    """What a table holds, and whether it is a series or rows with classes. Raises DataError."""
    found = table(path)
    numeric = [
        at for at in range(len(found.names)) if all(number(row[at], found.comma) is not None for row in found.rows)
    ]
    words = [at for at in range(len(found.names)) if found.of_words(at)]
    written = "numbers with a decimal comma." if found.comma else "numbers with a decimal point."
    facts = [
        f"It has {len(found.rows)} rows and {len(found.names)} columns: {_named(found)}.",
        f"Encoding: {NAMES[found.encoding]}; {_SEPARATORS[found.separator]}; {written}",
    ]
    settings: Settings = {"task.file": path}
    place = _classes(found, numeric, words)
    if unused := [found.names[at] for at in words if at != place]:
        facts.append(f"Columns that hold no numbers are not used: {', '.join(unused[:10])}.")
    if place is not None:
        return _of_classes(found, place, [at for at in numeric if at != place], settings, facts)
    if not numeric:
        raise DataError(f"{found.path}: has no column of numbers; choose another table.")
    place, warnings = numeric[-1], _gaps(found, numeric)
    if np.isnan(found.numbers(place)).any():
        settings["task.missing"] = "fill"
    return Inventory(
        path, "table-series", f"Its column {_called(found, place)} is the last one of numbers.", (), (), tuple(facts),
        found.left_out, len(found.rows) * 21 * 4, 0.0, tuple(warnings),
        {"task.kind": "table-series", **settings, "task.column": str(place + 1)}, preset="rnn-sunspots",
    )  # fmt: skip


def _of_classes(
    found: TableFile, place: int, others: list[int], settings: Settings, facts: list[str]
) -> Inventory:  # fmt: skip
    """Rows of the classes in one column."""
    counts = Counter(found.words(place))
    classes = tuple((shown(name), count) for name, count in sorted(counts.items()))
    repeated = len(found.rows) - len(set(found.rows))
    warnings = imbalance(counts.values())
    if repeated:
        warnings.append(f"{repeated} rows repeat another; some of them may be tested on after they were learned.")
    if gaps := _gaps(found, others):
        settings["task.missing"] = "fill"
        warnings += gaps
    why = f"Its column {_called(found, place)} repeats few values, and the others are numbers."
    return Inventory(
        str(settings["task.file"]), "table-classes", why, classes, (), tuple(facts), found.left_out,
        len(found.rows) * (len(found.names) - 1) * 4, max(counts.values()) / len(found.rows), tuple(warnings),
        {"task.kind": "table-classes", **settings, "task.column": str(place + 1)}, preset="rnn-sunspots",
    )  # fmt: skip


def _named(found: TableFile) -> str:
    """The first columns."""
    names = ", ".join(_called(found, at) for at in range(min(10, len(found.names))))
    return names if len(found.names) <= 10 else f"{names} …"


def _called(found: TableFile, column: int) -> str:
    """A column's name, or the number that stands for one."""
    return found.names[column].removeprefix("column ")


def _gaps(found: TableFile, columns: list[int]) -> list[str]:
    """A sentence on each of these columns that lacks values."""
    lacking = ((found.names[at], found.numbers(at)) for at in columns)
    return [
        f"{np.isnan(values).sum()} values of column {name} are missing (line {found.missing(values)})."
        for name, values in lacking if np.isnan(values).any()
    ]  # fmt: skip


def _classes(found: TableFile, numeric: list[int], words: list[int]) -> int | None:
    """The one column of words, or called a class, or of whole numbers that count some; it repeats few values."""
    named = [at for at in (*words, *numeric) if found.names[at].lower() in _CLASS_NAMES]
    for chosen in (words, named, [] if words else _numbered(found)):
        if len(chosen) == 1 < len(found.names) and _repeats(found.words(chosen[0])):
            return chosen[0]
    return None


def _repeats(cells: list[str]) -> bool:
    """Whether they are few values again and again, and no times."""
    most = min(max(_FEW, len(cells) // 20), len(cells) // 2)
    return 2 <= len(set(cells)) <= most and not all(map(tells_time, cells))


def _numbered(found: TableFile) -> list[int]:
    """The last column or the first where it holds 0, 1, 2 … or 1, 2, 3 … again and again, and no other tells a time."""
    columns = [found.numbers(at) for at in range(len(found.names))]
    if any(np.isnan(values).any() for values in columns) or len(columns) < 3:
        return []
    for place in (len(columns) - 1, 0):
        different = np.unique(columns[place])
        counted = 2 <= len(different) <= _FEW and np.array_equal(different, different[0] + np.arange(len(different)))
        others = [values for at, values in enumerate(columns) if at != place]
        timed = any((np.diff(values) > 0).all() or (np.diff(values) < 0).all() for values in others)
        many = max(len(np.unique(values)) for values in others) > _FEW
        if counted and different[0] in (0, 1) and many and not timed:
            return [place]
    return []
