"""Bisecting: from a jump of the recorded loss to the step that made it, its batch and its gradient."""

from __future__ import annotations

from pathlib import Path

from playground.foundation.errors import RunFileError
from playground.foundation.jumps import jump
from playground.inspection.tracing.examined_step import BEFORE, examine
from playground.protocol.explained import StepExamined
from playground.runs.reader import RunReader
from playground.session.recalling import Recalled, recall


def jump_of(path: Path, near: int | None = None) -> int:
    """The same of a recording. Raises RunFileError."""
    with RunReader(path) as reader:
        steps, losses = reader.losses()
    if len(steps) == 0 or steps[0] != 1 or steps[-1] != len(steps):
        raise RunFileError(f"{path}: does not hold the loss of every step, so no jump can be found in it.")
    return jump(losses, near)


def examined(path: Path, step: int) -> tuple[StepExamined, Recalled]:
    """Step ``step`` of a recording (from 1), beside the steps before it. Raises RunFileError, DataError."""
    if step < 1:
        raise RunFileError(f"{path}: the first step is step 1; choose it or a later one.")
    start = max(0, step - 1 - BEFORE)
    with RunReader(path) as reader:
        last = max([reader.last_step(), *reader.checkpoint_steps()])
    if step > last:
        raise RunFileError(f"{path}: has the steps 1 to {last}; choose one of them instead of {step}.")
    found = recall(path, start)
    assert found is not None
    return examine(found.trainer, step - 1 - start), found
