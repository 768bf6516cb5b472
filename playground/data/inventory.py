"""Inventory: what a file or folder of the user's holds, what is left out of it and why, before anything is trained."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMED = 3  # names that are given for each reason
SHOWN = 60  # characters of a name
CLASSES = 20  # that the lines list
TOLD = 50_000  # bytes from which on it is said how many there are


@dataclass(frozen=True)
class LeftOut:
    """What is not taken for one reason: how many, and up to ``NAMED`` of their names."""

    reason: str
    count: int
    names: tuple[str, ...]


class Leaving:
    """Collects what is left out."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, tuple[str, ...]]] = {}

    def add(self, reason: str, name: str) -> None:
        """One more that is left out for this reason."""
        count, names = self._found.get(reason, (0, ()))
        self._found[reason] = (count + 1, (*names, shown(name)) if len(names) < NAMED else names)

    def listed(self) -> tuple[LeftOut, ...]:
        """In the order in which the reasons were first found."""
        return tuple(LeftOut(reason, *found) for reason, found in self._found.items())


@dataclass(frozen=True, eq=False)
class Inventory:
    """What there is.

    Attributes:
        kind: of the task that takes it.
        why: one sentence: by what it was known.
        classes: name and number of examples; empty where there are none.
        splits: the parts that the files themselves make, with their examples.
        facts: sentences on sizes, encoding, separator and the like.
        memory: bytes after conversion.
        majority: the share of the most frequent class, which always answering it gets; 0 without classes.
        warnings: sentences on duplicates, imbalance and leaks.
        settings: dotted path → value, as ``--set`` takes them.
        examples: class and up to five pictures of it, uint8 (N, H, W) or (N, H, W, 3).
        preset: of a model that takes such data.
    """

    path: str
    kind: str
    why: str
    classes: tuple[tuple[str, int], ...] = ()
    splits: tuple[tuple[str, int], ...] = ()
    facts: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    memory: int = 0
    majority: float = 0.0
    warnings: tuple[str, ...] = ()
    settings: dict[str, str | int | float] = field(default_factory=dict)
    examples: tuple[tuple[str, NDArray[np.uint8]], ...] = ()
    preset: str = ""

    def lines(self) -> list[str]:
        """All of it in sentences, the kind first."""
        found = [f"It is read as {self.kind}.", self.why, *self.facts]
        if self.classes:
            found.append(f"Classes: {len(self.classes)}, examples: {sum(count for _, count in self.classes)}.")
            found += [f"· {name}: {count}" for name, count in self.classes[:CLASSES]]
            if len(self.classes) > CLASSES:
                found.append(f"… and {len(self.classes) - CLASSES} classes more.")
            found.append(f"Always answering the most frequent class is right in {self.majority:.1%} of them.")
        found += [f"Part {name}: {count}." for name, count in self.splits]
        found += [f"Left out as “{one.reason}”: {one.count}, such as {', '.join(one.names)}." for one in self.left_out]
        if self.memory >= TOLD:
            found.append(f"It takes {self.memory / 1e6:.1f} MB once it is converted.")
        return found + [f"Beware: {sentence}" for sentence in self.warnings]

    def plain(self) -> dict[str, Any]:
        """Everything but the pictures, as JSON takes it."""
        return {
            "path": shown(self.path, 4096), "kind": self.kind, "why": self.why, "classes": dict(self.classes),
            "splits": dict(self.splits), "facts": list(self.facts),
            "left_out": [vars(one) | {"names": list(one.names)} for one in self.left_out], "memory": self.memory,
            "majority": self.majority, "warnings": list(self.warnings), "settings": self.settings,
            "preset": self.preset,
        }  # fmt: skip


def shown(name: str, most: int = SHOWN) -> str:
    """A name as it can be printed on one line: NFC, control characters and lone surrogates escaped, cut if long."""
    composed = unicodedata.normalize("NFC", name).encode("utf-8", "backslashreplace").decode()
    plain = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in composed)
    return plain if len(plain) <= most else f"{plain[: most // 2]}…{plain[-most // 2 + 1 :]}"


def imbalance(counts: Iterable[int]) -> list[str]:
    """A warning where the largest class has ten times the examples of the smallest."""
    numbers = list(counts)
    if numbers and max(numbers) >= 10 * max(1, min(numbers)):
        return [f"the largest class has {max(numbers)} examples and the smallest {min(numbers)}; accuracy hides that."]
    return []
