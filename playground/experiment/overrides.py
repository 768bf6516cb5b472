"""``--set training.learning_rate=0.01``: settings changed by words, as they are typed in a terminal."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

from playground.experiment.experiment import Experiment
from playground.foundation.errors import SettingsError


def override(experiment: Experiment, assignments: Sequence[str]) -> Experiment:
    """The experiment with each ``KEY=VALUE`` applied. Raises SettingsError naming the key."""
    return experiment.changed(assigned(assignments))


def assigned(assignments: Sequence[str]) -> dict[str, Any]:
    """Path → value of each ``KEY=VALUE``, in order. Raises SettingsError for what is none."""
    changes: dict[str, Any] = {}
    for assignment in assignments:
        key, separator, text = assignment.partition("=")
        if not separator:
            raise SettingsError({assignment: "write it as KEY=VALUE, for example training.learning_rate=0.01"})
        changes.pop(key.strip(), None)  # a later one comes after what stands between the two
        changes[key.strip()] = _value(text.strip())
    return changes


def assignment(path: str, value: str | float) -> str:
    """``KEY=VALUE`` that gives this value: a text that would be read as a number is put into quotes."""
    alike = isinstance(value, str) and not isinstance(_value(value), str)
    return f'{path}="{value}"' if alike else f"{path}={value}"


def _value(text: str) -> Any:
    """A TOML value, or the text itself where it is none (``adam`` needs no quotes)."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return text
