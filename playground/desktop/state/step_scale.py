"""Step scale: where a step of the training lies along an axis, in proportion or by its logarithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FIRST = 1.0  # the step at which a logarithmic axis begins; what comes before it lies there, too
Array = NDArray[np.float64]


def shares(steps: NDArray[np.int64] | Array, last: int, log: bool) -> Array:
    """0…1 along the axis for steps 0…``last``."""
    exact = np.asarray(steps, np.float64)
    if not log:
        return exact / max(last, 1)
    return logarithms(exact) / float(np.log10(max(last, 2)))


def steps_at(places: Array, last: int, log: bool) -> Array:
    """The steps at places 0…1 along the axis."""
    return np.power(float(max(last, 2)), places) if log else places * last


def round_steps(last: int, most: int) -> list[int]:
    """Powers of ten up to ``last``, with 2 and 5 times them between where so many numbers have room."""
    powers = [10**power for power in range(len(str(max(last, 1))))]
    finer = sorted({base * power for power in powers for base in (1, 2, 5) if base * power <= last})
    return finer if len(finer) <= most else [step for step in powers if step <= last]


def logarithms(steps: Array) -> Array:
    """Where steps lie on an axis that counts powers of ten."""
    found: Array = np.log10(np.maximum(steps, FIRST))
    return found
