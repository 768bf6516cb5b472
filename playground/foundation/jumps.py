"""Jumps: the step at which a recorded loss rose most above what was usual before it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.foundation.errors import RunFileError

WINDOW = 20  # steps before one that say what is usual


def jump(losses: NDArray[Any], near: int | None = None, within: int = 25) -> int:
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
