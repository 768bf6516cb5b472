"""Interventions as a run file keeps them: one line of its log each, written and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.experiment.interventions import InForce, Intervention, after, from_values, to_values
from playground.foundation.errors import InterventionError, RunFileError
from playground.runs.reader import RunReader

KEY = "intervention"


@dataclass(frozen=True)
class Recorded:
    """One intervention: after how many steps, what, and the metrics just before and just after it."""

    step: int
    intervention: Intervention
    before: Mapping[str, float]
    after: Mapping[str, float]

    def line(self) -> str:
        """The text of its line in the log."""
        return json.dumps({KEY: to_values(self.intervention), "before": dict(self.before), "after": dict(self.after)})


def recorded(reader: RunReader) -> list[Recorded]:
    """All interventions of a recording in their order. Raises RunFileError."""
    found: list[Recorded] = []
    in_force: InForce = ()
    for _, step, text in reader.log():
        values = _values(text)
        if values is None:
            continue
        try:
            one = Recorded(step, from_values(values[KEY]), _metrics(values["before"]), _metrics(values["after"]))
            in_force = after(in_force, one.intervention)
        except (InterventionError, KeyError, TypeError, ValueError, AttributeError):
            raise RunFileError(
                f"{reader.path}: is damaged (its interventions cannot be read); use an earlier copy."
            ) from None
        found.append(one)
    return found


def _values(text: str) -> dict[str, Any] | None:
    """The content of a line that holds an intervention; None for every other line."""
    if not text.startswith("{"):
        return None
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) and KEY in values else None


def _metrics(values: Any) -> dict[str, float]:
    return {str(name): float(value) for name, value in values.items()}
