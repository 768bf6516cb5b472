"""Bisecting: from a jump of the recorded loss to the step that made it, its batch and its gradient."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.foundation.errors import RunFileError
from playground.inspection.tracing.examined_step import BEFORE, StepExamined, examine
from playground.runs.reader import RunReader
from playground.session.recalling import Recalled, recall

WINDOW = 20  # steps before one that say what is usual


def jump(losses: NDArray[np.float32], near: int | None = None, within: int = 25) -> int:
    """The step (from 1) whose loss lies highest above the median of the ``WINDOW`` before it.

    Args:
        near: look only so far from this step.

    Raises:
        RunFileError: there are not enough losses.
    """
    if len(losses) < 2:
        raise RunFileError("The loss of two steps at least is needed to find a jump; train longer.")
    first, last = (1, len(losses)) if near is None else (max(1, near - within), min(len(losses), near + within))
    rises = {}
    for step in range(max(2, first), last + 1):
        before = losses[max(0, step - 1 - WINDOW) : step - 1]
        rises[step] = float(np.nan_to_num(losses[step - 1], nan=np.inf, posinf=np.inf) - np.nanmedian(before))
    return max(rises, key=rises.__getitem__) if rises else last


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
