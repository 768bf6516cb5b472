"""Interventions: what may be changed in a run while it trains; checked, as JSON, without torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from playground.foundation.errors import InterventionError

AXES = ("channel", "unit", "feature", "head")  # along these something can be switched off
PATTERNS = ("uniform", "diagonal")
HIGHEST_RATE = 10.0

Taps = Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]]  # name → axes and shape, without the batch


@dataclass(frozen=True)
class SetLearningRate:
    """``value`` takes the place of the learning rate that the schedule multiplies."""

    value: float


@dataclass(frozen=True)
class SwitchOff:
    """What flows through ``tap`` is 0 at ``index`` (from 0) of ``axis``: a channel, a unit, a feature, a head."""

    tap: str
    axis: str
    index: int


@dataclass(frozen=True)
class ReplacePattern:
    """The weights of a head (from 0): ``uniform`` over the keys it may look at, or ``diagonal``, key = query."""

    tap: str
    head: int
    pattern: str


Change = SetLearningRate | SwitchOff | ReplacePattern


@dataclass(frozen=True)
class Undo:
    """Take a change that is in force back."""

    change: Change


Intervention = Change | Undo
InForce = tuple[Change, ...]

_KINDS: dict[str, type[Change]] = {
    "learning-rate": SetLearningRate,
    "switch-off": SwitchOff,
    "replace-pattern": ReplacePattern,
}
_TYPES: dict[str, tuple[type, ...]] = {"value": (float, int), "tap": (str,), "axis": (str,), "pattern": (str,)}


def place(change: Change) -> tuple[object, ...]:
    """Where a change acts: of two at the same place only the newer is in force."""
    match change:
        case SetLearningRate():
            return ("learning rate",)
        case SwitchOff():
            return (change.tap, change.axis, change.index)
        case ReplacePattern():
            return (change.tap, "head", change.head)


def after(in_force: InForce, intervention: Intervention) -> InForce:
    """What is in force once ``intervention`` is added, oldest first. Raises InterventionError."""
    if not isinstance(intervention, Undo):
        return (*(other for other in in_force if place(other) != place(intervention)), intervention)
    if intervention.change not in in_force:
        raise InterventionError("That change is no longer in force, so there is nothing to take back.")
    return tuple(other for other in in_force if other != intervention.change)


def check(intervention: Intervention, taps: Taps) -> None:
    """Refuse in one sentence what a model with these taps cannot do. Raises InterventionError."""
    match intervention:
        case SetLearningRate(value):
            if not 0 < value <= HIGHEST_RATE:
                raise InterventionError(
                    f"A learning rate must be above 0 and at most {HIGHEST_RATE:g}; {value:g} is not."
                )
        case SwitchOff():
            _check_place(intervention.tap, intervention.axis, intervention.index, taps)
        case ReplacePattern():
            if intervention.pattern not in PATTERNS:
                raise InterventionError(
                    f"A pattern can be replaced by {' or '.join(PATTERNS)}, not by {intervention.pattern!r}."
                )
            _check_place(intervention.tap, "head", intervention.head, taps)
        case Undo():
            pass


def _check_place(tap: str, axis: str, index: int, taps: Taps) -> None:
    if tap not in taps:
        raise InterventionError(f"This model has nothing called {tap!r}; choose one of its layers.")
    axes, shape = taps[tap]
    if axis not in axes or axis not in AXES:
        found = [name for name in axes if name in AXES]
        advice = f"choose one of its {found[0]}s" if found else "choose another layer"
        raise InterventionError(f"Nothing of {tap} can be switched off along {axis!r}; {advice}.")
    count = shape[axes.index(axis)]
    if not 0 <= index < count:
        raise InterventionError(f"{tap} has {count} {axis}s, numbered from 0; there is no number {index}.")


def learning_rate(in_force: InForce, planned: float) -> float:
    """The rate that the schedule multiplies: the one set, or the experiment's own."""
    return next((change.value for change in in_force if isinstance(change, SetLearningRate)), planned)


def to_values(intervention: Intervention) -> dict[str, Any]:
    """Plain values, as JSON takes them."""
    if isinstance(intervention, Undo):
        return {"kind": "undo", "change": to_values(intervention.change)}
    kind = next(name for name, known in _KINDS.items() if isinstance(intervention, known))
    return {"kind": kind, **asdict(intervention)}


def from_values(values: Any) -> Intervention:
    """The inverse of ``to_values``. Raises InterventionError."""
    if isinstance(values, dict):
        kind = values.get("kind")
        if kind == "undo":
            change = from_values(values.get("change"))
            if not isinstance(change, Undo):
                return Undo(change)
        elif isinstance(kind, str) and kind in _KINDS:
            fields = {name: value for name, value in values.items() if name != "kind"}
            right = all(
                isinstance(value, _TYPES.get(name, (int,))) and not isinstance(value, bool)
                for name, value in fields.items()
            )
            if right and set(fields) == set(_KINDS[kind].__annotations__):
                return _KINDS[kind](**fields)
    raise InterventionError("An intervention in it cannot be read; use an earlier copy.")


def changes_from(values: Any) -> InForce:
    """What is in force, from a list of plain values. Raises InterventionError."""
    found = [from_values(entry) for entry in values] if isinstance(values, Sequence) else None
    changes = tuple(entry for entry in found or () if not isinstance(entry, Undo))
    if found is None or len(changes) != len(found):
        raise InterventionError("The interventions in it cannot be read; use an earlier copy.")
    return changes
