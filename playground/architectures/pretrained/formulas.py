"""What GPT-2 and BERT compute, in plain NumPy: layer norm, the three activations; attention is in blocks."""

from __future__ import annotations

from math import erf, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_erf = np.vectorize(erf, otypes=[np.float64])


def layer_norm(x: Array, weight: Array, bias: Array, epsilon: float) -> Array:
    """(x − mean) / √(variance + ε) · weight + bias, over the last axis (Ba and others, arXiv 1607.06450)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    result: Array = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon) * weight + bias
    return result


def activated(x: Array, kind: str) -> Array:
    """``relu``; ``gelu``: x Φ(x); ``gelu-tanh``: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 (arXiv 1606.08415)."""
    if kind == "relu":
        return np.maximum(x, 0.0)
    if kind == "gelu":
        result: Array = x * (1 + _erf(x / sqrt(2))) / 2
    else:
        result = x * (1 + np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))) / 2
    return result
