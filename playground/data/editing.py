"""Editing: how a person gives a specimen of a task, and the checks that all tasks have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.foundation.errors import SpecimenError

Array = NDArray[np.float32]
Given = str | Array  # a text, a picture (H, W) or a series (T, F)
SHOWN = 16  # words of a vocabulary that a refusal names


@dataclass(frozen=True)
class Drawing:
    """A picture (rows, columns) of greys 0…1, 0 being the ground."""

    rows: int
    columns: int


@dataclass(frozen=True)
class Series:
    """Numbers (length, features); the first feature is dragged between ``low`` and ``high``.

    Attributes:
        marks: how many steps are marked with 1 in the second feature; 0 where there is none.
    """

    length: int
    low: float
    high: float
    features: int = 1
    marks: int = 0


@dataclass(frozen=True)
class Writing:
    """A text.

    Attributes:
        rule: one sentence: what is asked for.
        example: a text that follows it.
        most: characters of a text that may have lines; 0 where it is one line.
    """

    rule: str
    example: str
    most: int = 0


Editor = Drawing | Series | Writing


def picture(given: Given, rows: int, columns: int) -> Array:
    """A picture (rows, columns) within 0…1. Raises SpecimenError."""
    if isinstance(given, str) or given.shape != (rows, columns):
        raise SpecimenError(f"A picture of {rows} × {columns} is wanted here.")
    if not np.isfinite(given).all():
        raise SpecimenError("The picture holds values that are no numbers; clear it and draw again.")
    return np.clip(given, 0, 1).astype(np.float32)


def series(given: Given, editor: Series) -> Array:
    """Numbers (length, features), the first feature within its limits. Raises SpecimenError."""
    if isinstance(given, str) or given.shape != (editor.length, editor.features):
        raise SpecimenError(f"A series of {editor.length} × {editor.features} numbers is wanted here.")
    if not np.isfinite(given).all():
        raise SpecimenError("The series holds values that are no numbers; choose a test example and begin again.")
    found = given.astype(np.float32)
    found[:, 0] = np.clip(found[:, 0], editor.low, editor.high)
    marked = int((found[:, 1] == 1).sum()) if editor.marks else 0
    if marked != editor.marks:
        raise SpecimenError(f"{editor.marks} steps must be marked and {marked} are; double-click a point to mark it.")
    return found


def text(given: Given) -> str:
    """A text. Raises SpecimenError."""
    if not isinstance(given, str):
        raise SpecimenError("A text is wanted here.")
    return given


def numbered(parts: Iterable[str], vocabulary: Sequence[str], what: str = "symbol") -> NDArray[np.int64]:
    """Symbols or words → their numbers (T,). Raises SpecimenError naming the first that is not known."""
    index = {word: number for number, word in enumerate(vocabulary)}
    found = []
    for part in parts:
        if part not in index:
            raise SpecimenError(f"“{part}” is not among the {what}s this task knows: {_listed(vocabulary)}.")
        found.append(index[part])
    return np.array(found, np.int64)


def counted(count: int, least: int, most: int, what: str = "symbol") -> None:
    """Raises SpecimenError unless there are enough of them and not too many."""
    if count > most:
        raise SpecimenError(f"Too long by {_some(count - most, what)}; {most} are the most.")
    if count < least:
        raise SpecimenError(f"{_some(least - count, what)} more {'is' if least - count == 1 else 'are'} wanted.")


COUNTED = {
    "symbol": ("{} symbol", "{} symbols"), "digit": ("{} digit", "{} digits"), "letter": ("{} letter", "{} letters"),
    "word": ("{} word", "{} words"), "character": ("{} character", "{} characters"), "pair": ("{} pair", "{} pairs"),
    "token": ("{} token", "{} tokens"),
}  # fmt: skip


def _some(count: int, what: str) -> str:
    return COUNTED[what][count != 1].format(count)


def _listed(vocabulary: Sequence[str]) -> str:
    """The words a person may use; single signs side by side, long lists cut."""
    words = [word for word in vocabulary if word not in ("·", "‹", "›")]
    shown = [{" ": "space", "\n": "new line", "\t": "tab"}.get(word, word) for word in words]
    if len(shown) <= SHOWN:
        return " ".join(shown)
    return f"{' '.join(shown[:SHOWN])} … ({len(shown)} in all)"
