"""Attention and positions in plain NumPy, as the formulas are written on a slide."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def softmax(scores: Array) -> Array:
    """e^x / Σ e^x along the last axis; −inf gives 0."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def attention_weights(q: Array, k: Array, allowed: NDArray[np.bool_] | None = None, scaled: bool = True) -> Array:
    """softmax(QKᵀ / √d_k) (Vaswani and others, arXiv 1706.03762, formula 1).

    Args:
        q: queries (…, T, d_k), k: keys (…, S, d_k).
        allowed: (…, T, S), False where a query may not look.
        scaled: whether to divide by √d_k, d_k the width of a head.

    Returns:
        weights (…, T, S); each row sums to one.
    """
    scores = q @ np.swapaxes(k, -1, -2)
    if scaled:
        scores = scores / np.sqrt(q.shape[-1])
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    return softmax(scores)


def multi_head_attention(
    x: Array, memory: Array, projection: Array, bias: Array, output: Array, output_bias: Array, heads: int,
    allowed: NDArray[np.bool_] | None = None, scaled: bool = True,
) -> Array:  # fmt: skip
    """Concat(head_1 … head_h) W_O + b_O, head_n = softmax(Q_n K_nᵀ / √d_k) V_n.

    Args:
        x: (T, D) asks, memory: (S, D) is looked at; the same array for self-attention.
        projection, bias: W_Q, W_K, W_V stacked (3D, D) and (3D,); output, output_bias: (D, D) and (D,).
    """
    width = x.shape[-1]
    wq, wk, wv = np.split(projection, 3)
    bq, bk, bv = np.split(bias, 3)
    q, k, v = x @ wq.T + bq, memory @ wk.T + bk, memory @ wv.T + bv
    size = width // heads
    parts = [slice(n * size, (n + 1) * size) for n in range(heads)]
    mixed = [attention_weights(q[:, part], k[:, part], allowed, scaled) @ v[:, part] for part in parts]
    result: Array = np.concatenate(mixed, axis=-1) @ output.T + output_bias
    return result


def sinusoidal_positions(length: int, width: int) -> Array:
    """P[t, 2i] = sin(t / 10000^(2i/D)), P[t, 2i+1] = cos of the same (arXiv 1706.03762, section 3.5) → (T, D)."""
    pairs = np.arange(0, width, 2)
    angles = np.arange(length)[:, None] / 10000.0 ** (pairs / width)
    positions = np.empty((length, 2 * len(pairs)))
    positions[:, 0::2], positions[:, 1::2] = np.sin(angles), np.cos(angles)
    result: Array = positions[:, :width]
    return result
