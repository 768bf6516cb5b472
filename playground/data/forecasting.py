"""Forecasting: a series of numbers cut into windows of the past and the values that follow them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Split


def windows(values: NDArray[np.float64], cut: int, window: int, ahead: int) -> tuple[Split, Split]:
    """Windows (B, window, 1) and the values (B, 1) wanted, to learn from and to test on.

    Args:
        values: the series (N,), standardised here by its first ``cut`` values; the rest is asked for in the test,
            whose windows may reach back before it.
        ahead: the value wanted lies so many steps after the window.
    """
    values = (values - values[:cut].mean()) / (values[:cut].std() or 1.0)
    shown = np.lib.stride_tricks.sliding_window_view(values, window)[:-ahead].astype(np.float32)
    targets = values[window + ahead - 1 :].astype(np.float32)
    first = cut - window - ahead + 1  # the first example whose target is of the last part
    train = Split((shown[:first, :, None].copy(),), targets[:first, None].copy())
    return train, Split((shown[first:, :, None].copy(),), targets[first:, None].copy())


def along_time(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    """The values of a window as labels."""
    return {"time": tuple(f"{value:+.1f}" for value in inputs[0][:, 0])}
