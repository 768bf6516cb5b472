"""Binning: a picture with more cells than a screen can show becomes one of fewer, and says how many stand in one."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST = 2.0  # points for a cell at least
Array = NDArray[np.float32]


def factor(cells: int, points: float) -> int:
    """How many cells must share one so that each has ``LEAST`` points."""
    return max(1, ceil(cells * LEAST / max(points, LEAST)))


def binned(values: Array, rows: int, columns: int, together: Callable[..., Any] = np.nanmax) -> Array:
    """Every ``rows`` × ``columns`` cells as one: their largest, so that no peak is lost, or what ``together`` says."""
    if rows == columns == 1:
        return values
    height, width = -(-values.shape[0] // rows), -(-values.shape[1] // columns)
    padded = np.full((height * rows, width * columns), np.nan, np.float32)
    padded[: values.shape[0], : values.shape[1]] = values
    blocks = padded.reshape(height, rows, width, columns).swapaxes(1, 2).reshape(height, width, -1)
    empty = np.isnan(blocks).all(axis=2)
    result = np.full((height, width), np.nan, np.float32)
    result[~empty] = together(blocks[~empty], axis=1)
    return result
