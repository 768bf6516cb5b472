"""Setting paths: ``architecture.stages.0.channels`` names one value inside nested dicts and lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.foundation.errors import SettingsError
from playground.foundation.nearest import advice


def put(values: Any, path: str, value: Any) -> None:
    """Replace the value at a dotted path inside nested dicts and lists. Raises SettingsError."""
    *parents, last = path.split(".")
    target = values
    for part in parents:
        target = target[_key(target, part, path)]
    target[_key(target, last, path)] = value


def frozen(value: Any) -> Any:
    """Lists become tuples, all the way down: strict checking accepts only those."""
    if isinstance(value, Mapping):
        return {key: frozen(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    return value


def _key(target: Any, part: str, path: str) -> Any:
    if isinstance(target, dict) and part in target:
        return part
    if isinstance(target, list) and part.isascii() and part.isdigit() and int(part) < len(target):
        return int(part)
    if isinstance(target, dict):
        known = advice(part, target)
    elif isinstance(target, list):
        known = f"choose 0 to {len(target) - 1}" if target else "the list is empty"
    else:
        known = "there is nothing below"
    raise SettingsError({path: f"{part!r} is not a setting here; {known}"})
