"""Looking at tables: the inventory of a CSV or TSV file, made before anything is trained."""

from __future__ import annotations

from collections import Counter

import numpy as np

from playground.corpora.encodings import NAMES
from playground.corpora.tables import TableFile, number, table
from playground.data.inventory import Inventory, imbalance, shown
from playground.foundation.errors import DataError

_FEW = 20  # whole numbers that are taken for classes
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_CLASS_NAMES = {"class", "label", "target", "species", "category", "y"}


def look_at_table(path: str) -> Inventory:
    """What a table holds, and whether it is a series or rows with classes. Raises DataError."""
    found = table(path)
    numeric = [
        at for at in range(len(found.names)) if all(number(row[at], found.comma) is not None for row in found.rows)
    ]
    comma = "comma" if found.comma else "point"
    facts = [
        f"Rows: {len(found.rows)}, columns: {len(found.names)} ({', '.join(found.names[:10])}).",
        f"Encoding: {NAMES[found.encoding]}; separator: {_SEPARATORS[found.separator]}; decimal {comma}.",
    ]
    settings: dict[str, str | int | float] = {"task.file": path}
    place = _classes(found, numeric)
    if place is not None:
        counts = Counter(found.words(place))
        classes = tuple((shown(name), count) for name, count in sorted(counts.items()))
        repeated = len(found.rows) - len(set(found.rows))
        warnings = imbalance(counts.values())
        if repeated:
            warnings.append(f"{repeated} rows repeat another; some of them may be tested on after they were learned.")
        return Inventory(
            path, "table-classes", f"Its column {found.names[place]} repeats few values, and the others are numbers.",
            classes, (), tuple(facts), (), len(found.rows) * (len(found.names) - 1) * 4,
            max(counts.values()) / len(found.rows), tuple(warnings),
            {"task.kind": "table-classes", **settings, "task.column": str(place + 1)}, preset="rnn-sunspots",
        )  # fmt: skip
    if not numeric:
        raise DataError(f"{found.path}: has no column of numbers; choose another table.")
    place, warnings = numeric[-1], []
    gaps = [(found.names[at], found.numbers(at)) for at in numeric]
    for name, values in gaps:
        if np.isnan(values).any():
            lines = found.missing(values)
            warnings.append(f"{np.isnan(values).sum()} values of column {name} are missing (line {lines}).")
            if name == found.names[place]:
                settings["task.missing"] = "fill"
    return Inventory(
        path, "table-series", f"Its column {found.names[place]} is the last one of numbers.", (), (), tuple(facts), (),
        len(found.rows) * 21 * 4, 0.0, tuple(warnings),
        {"task.kind": "table-series", **settings, "task.column": str(place + 1)}, preset="rnn-sunspots",
    )  # fmt: skip


def _classes(found: TableFile, numeric: list[int]) -> int | None:
    """The one column of words, or of whole numbers that is called a class or counts them; others must be numbers."""
    words = [at for at in range(len(found.names)) if at not in numeric]
    named = [at for at in numeric if found.names[at].lower() in _CLASS_NAMES]
    chosen = words if len(words) == 1 else [] if words else named or _numbered(found)
    if len(chosen) != 1 or len(found.names) < 2:
        return None
    different = len(set(found.words(chosen[0])))
    return chosen[0] if 2 <= different <= max(_FEW, len(found.rows) // 20) else None


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
