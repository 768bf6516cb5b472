"""Arrangement: in how many columns a few panels stand on the stage, so that none is a strip."""

from __future__ import annotations

from math import ceil, log

SHAPE = 1.45  # width to height that suits most pictures


def columns(count: int, width: float, height: float) -> int:
    """The number of columns for which the places are nearest to a good shape, and few stay empty."""

    def fault(tried: int) -> float:
        rows = ceil(count / tried)
        empty = (rows * tried - count) / count
        return abs(log((max(width, 1) / tried) / (max(height, 1) / rows) / SHAPE)) + empty

    return min(range(1, count + 1), key=fault, default=1)
