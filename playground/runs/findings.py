"""Findings: a diagnosis as a line of the run's log, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from playground.experiment.diagnoses import DiagnosisKind
from playground.protocol.events import Diagnosed
from playground.runs.reader import RunReader

KEY = "diagnosed"


def line(event: Diagnosed) -> str:
    """The event as JSON, without the number of its run."""
    values = {key: value for key, value in vars(event).items() if key not in ("run", "step")}
    return json.dumps({KEY: values})


def read(reader: RunReader, run: int) -> Iterator[Diagnosed]:
    """The diagnoses of a recording in order; lines of the log that are none are passed over."""
    for _, step, text in reader.log():
        found = _parsed(text)
        if found is not None:
            try:
                yield Diagnosed(
                    run, step, DiagnosisKind(found["kind"]), str(found["layer"]), str(found["quantity"]),
                    float(found["value"]), float(found["threshold"]), bool(found["holds"]),
                )  # fmt: skip
            except (KeyError, TypeError, ValueError):
                continue  # a kind that a later version knows


def _parsed(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    inner = found.get(KEY) if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else None
