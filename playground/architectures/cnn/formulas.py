"""The CNN's formulas in plain NumPy: convolution, pooling and activations, one line of mathematics each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def convolve(x: Array, w: Array, b: Array, stride: int = 1, padding: int = 0) -> Array:
    """y[o,i,j] = b[o] + Σ_c Σ_m Σ_n x[c, i·s+m, j·s+n] · w[o,c,m,n], on x padded with zeros.

    This is the cross-correlation that deep learning calls convolution: the kernel is not flipped.

    Args:
        x: input (C, H, W).
        w: kernels (O, C, M, N).
        b: biases (O,).

    Returns:
        Feature maps (O, H', W') with H' = ⌊(H + 2·padding − M) / stride⌋ + 1, W' alike.
    """
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    patches = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(1, 2))[:, ::stride, ::stride]
    maps: Array = np.einsum("cijmn,ocmn->oij", patches, w) + b[:, None, None]
    return maps


def pool(x: Array, size: int, kind: str) -> Array:
    """y[c,i,j] = max or mean over m, n of x[c, i·size+m, j·size+n]; rows and columns left over are dropped.

    Args:
        x: maps (C, H, W).
        kind: ``max`` or ``average``.
    """
    rows, columns = x.shape[1] // size, x.shape[2] // size
    patches = x[:, : rows * size, : columns * size].reshape(len(x), rows, size, columns, size)
    pooled: Array = patches.max(axis=(2, 4)) if kind == "max" else patches.mean(axis=(2, 4))
    return pooled


def relu(x: Array) -> Array:
    """max(0, x)."""
    return np.maximum(x, 0.0)


def softmax(logits: Array) -> Array:
    """p_k = exp(z_k) / Σ_j exp(z_j), along the last axis; the largest logit is subtracted first."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return shares
