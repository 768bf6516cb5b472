"""Outcome: what a run that was trained to its end has come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playground.foundation.errors import PlaygroundError
from playground.protocol.events import Diagnosed, RunState


class TrainingError(PlaygroundError):
    """The run ended without a result."""


@dataclass(frozen=True)
class Diagnosis:
    """What was said to be wrong with a run; ``withdrawn`` is the step at which that was taken back, if it was."""

    said: Diagnosed
    withdrawn: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What a run has come to, however it ended.

    Attributes:
        state: finished, stopped or failed, and ``reason`` the sentence that says why it failed.
        path: the recording.
        step: the last one whose loss was told; ``loss`` is its loss, ``metrics`` those of the last test.
        validation: those on the validation part; empty where nothing is kept back.
        seconds: of training in this session, pauses left out, and ``rate`` its steps a second.
        baseline: what ``baseline_name`` comes to on the test set: metric → value.
        diagnoses: the newest of each kind, in the order in which they were first said.
    """

    state: RunState
    reason: str
    path: Path
    step: int
    loss: float
    metrics: dict[str, float]
    seconds: float
    rate: float
    parameters: int
    baseline: dict[str, float]
    baseline_name: str
    diagnoses: tuple[Diagnosis, ...]
    validation: dict[str, float] = field(default_factory=dict)
