"""``--set training.learning_rate=0.01``: one setting changed by its dotted path."""

from __future__ import annotations

import tomllib
from typing import Any

from playground.experiment.experiment import Experiment
from playground.foundation.errors import SettingsError
from playground.foundation.nearest import advice


def override(experiment: Experiment, assignments: list[str]) -> Experiment:
    """The experiment with each ``KEY=VALUE`` applied. Raises SettingsError naming the key."""
    values = experiment.values()
    for assignment in assignments:
        key, separator, text = assignment.partition("=")
        if not separator:
            raise SettingsError({assignment: "write it as KEY=VALUE, for example training.learning_rate=0.01"})
        put(values, key.strip(), _value(text.strip()))
    return Experiment.parse(values)


def put(values: Any, path: str, value: Any) -> None:
    """Replace the value at a dotted path inside nested dicts and lists. Raises SettingsError."""
    *parents, last = path.split(".")
    target = values
    for part in parents:
        target = target[_key(target, part, path)]
    target[_key(target, last, path)] = value


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


def _value(text: str) -> Any:
    """A TOML value, or the text itself where it is none (``adam`` needs no quotes)."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return text
