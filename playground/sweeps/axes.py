"""Axes: what a sweep varies, as it is typed: ``training.learning_rate=log:1e-4..1e-1``, ``…cell=lstm,gru``."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.experiment.overrides import assigned
from playground.foundation.errors import SettingsError
from playground.foundation.numbers import meant, pointed

POINTS = 5  # of an interval in a grid, where its user does not say how many
MOST_POINTS = 1000
DIGITS = 4  # significant ones of a value inside an interval, which a person can read and type again
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_INTERVAL = re.compile(rf"(log:|lin:)?({_NUMBER})\.\.({_NUMBER})(?::(\d{{1,9}}))?")
_COMMA = re.compile(r"[-+]?\d*,0\d+")  # 0,01: not the numbers 0 and 01
_WHOLE = re.compile(r"[-+]?\d{1,18}")


@dataclass(frozen=True)
class Listed:
    """Values that were listed; one alone is the same in all trials."""

    path: str
    values: tuple[Any, ...]

    def grid(self) -> tuple[Any, ...]:
        """All of them."""
        return self.values

    def ends(self) -> tuple[Any, ...]:
        """All of them, too: none of them follows from another."""
        return self.values

    def draw(self, generator: np.random.Generator) -> Any:
        """One of them, each with the same probability."""
        return self.values[int(generator.integers(len(self.values)))]


@dataclass(frozen=True)
class Interval:
    """All numbers between two, evenly or evenly in their logarithms; whole ones where both ends are whole."""

    path: str
    low: float
    high: float
    log: bool
    whole: bool
    points: int

    def grid(self) -> tuple[Any, ...]:
        """``points`` of them, the ends among them; fewer where whole numbers fall together."""
        spaced = np.geomspace if self.log else np.linspace
        return tuple(dict.fromkeys(self.value(value) for value in spaced(self.low, self.high, self.points)))

    def ends(self) -> tuple[Any, ...]:
        """The smallest and the largest."""
        return self.value(self.low), self.value(self.high)

    def draw(self, generator: np.random.Generator) -> Any:
        """Any of them."""
        if self.log:
            return self.value(math.exp(generator.uniform(math.log(self.low), math.log(self.high))))
        return self.value(generator.uniform(self.low, self.high))

    def value(self, value: float) -> float | int:
        """The nearest one that a person can read and type again."""
        rounded = round(float(value)) if self.whole else float(f"{value:.{DIGITS}g}")
        return min(max(rounded, int(self.low) if self.whole else self.low), int(self.high) if self.whole else self.high)


Axis = Listed | Interval


def axes(assignments: Sequence[str]) -> tuple[Axis, ...]:
    """An axis for each ``KEY=VALUES``, in order; a later one replaces an earlier one. Raises SettingsError."""
    found: dict[str, Axis] = {}
    for assignment in assignments:
        key, separator, text = assignment.partition("=")
        if not separator:
            raise SettingsError(
                {assignment: "write it as KEY=VALUES, for example training.learning_rate=log:1e-4..1e-1"}
            )
        found[key.strip()] = _axis(key.strip(), text.strip())
    return tuple(found.values())


def _axis(path: str, text: str) -> Axis:
    match = _INTERVAL.fullmatch(text)
    if match is not None:
        return _interval(path, *match.groups())
    if text.startswith(("log:", "lin:")):
        raise SettingsError({path: f"{text!r} is no interval; write log:LOW..HIGH, for example log:1e-4..1e-1"})
    if _COMMA.fullmatch(text):
        raise SettingsError({path: pointed(meant(text))})
    parts = _parts(text)
    if not all(parts):
        raise SettingsError(
            {path: f"{text!r} holds an empty value; list values with commas, for example elman,lstm,gru"}
        )
    values: list[Any] = []
    for part in parts:
        value = assigned([f"{path}={part}"])[path]
        if value not in values:
            values.append(value)
    return Listed(path, tuple(values))


def _interval(path: str, kind: str | None, first: str, last: str, count: str | None) -> Interval:
    low, high, log = float(first), float(last), kind == "log:"
    points = int(count) if count else POINTS
    if not math.isfinite(low) or not math.isfinite(high) or low >= high:
        raise SettingsError({path: f"{first}..{last} is empty; write the smaller number first"})
    if log and low <= 0:
        raise SettingsError({path: f"log:{first}..{last} has no logarithm; begin above 0"})
    if not 2 <= points <= MOST_POINTS:
        raise SettingsError({path: f"{points} points; take from 2 to {MOST_POINTS}"})
    whole = all(_WHOLE.fullmatch(end) for end in (first, last))
    return Interval(path, low, high, log, whole, points)


def _parts(text: str) -> list[str]:
    """Cut at the commas that stand in no bracket and no quotes."""
    parts, depth, quote = [""], 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "[{":
            depth += 1
        elif character in "]}":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append("")
            continue
        parts[-1] += character
    return [part.strip() for part in parts]
