"""The Transformer's formulas in plain NumPy: layer norm, MLP and a whole block; attention is in blocks."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_erf = np.vectorize(erf, otypes=[np.float64])


def layer_norm(x: Array, weight: Array, bias: Array, epsilon: float = 1e-5) -> Array:
    """(x − mean) / √(variance + ε) · weight + bias, over the last axis (Ba and others, arXiv 1607.06450)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    result: Array = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon) * weight + bias
    return result


def gelu(x: Array) -> Array:
    """x Φ(x), Φ the normal distribution (Hendrycks & Gimpel, arXiv 1606.08415)."""
    result: Array = x * (1 + _erf(x / sqrt(2))) / 2
    return result


def mlp(x: Array, w1: Array, b1: Array, w2: Array, b2: Array, activation: str) -> Array:
    """W₂ f(W₁ x + b₁) + b₂ at each step; x (T, D), w1 (D', D), w2 (D, D')."""
    inner = x @ w1.T + b1
    inner = gelu(inner) if activation == "gelu" else np.maximum(inner, 0.0)
    result: Array = inner @ w2.T + b2
    return result
