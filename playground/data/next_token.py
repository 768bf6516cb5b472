"""Next token: a text cut into windows, each of whose tokens is followed by the one that is asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Split
from playground.data.shapes import ClassTarget, DataShape, TokenInput


def next_of(vocabulary: tuple[str, ...], context: int) -> DataShape:
    """Tokens (context,), and the next one at each of them."""
    return DataShape(TokenInput(context, vocabulary), ClassTarget(vocabulary, context), causal=True)


def windows_of(tokens: NDArray[np.int64], context: int, stride: int) -> Split:
    """Windows (B, T) of a text (N,), one every ``stride`` tokens, and what follows each of their tokens (B, T)."""
    lines = np.lib.stride_tricks.sliding_window_view(tokens, context + 1)[::stride]
    return Split((lines[:, :-1].copy(),), lines[:, 1:].copy())


def nats(outputs: NDArray[np.float32], targets: NDArray[Any]) -> float:
    """Mean cross-entropy of logits (B, T, C)."""
    rest = outputs - outputs.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(rest, targets[..., None], axis=-1)[..., 0]
    return float((np.log(np.exp(rest).sum(axis=-1)) - chosen).mean(dtype=np.float64))
