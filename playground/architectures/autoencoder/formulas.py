"""The autoencoder's formulas in plain NumPy: what the variational one adds to the squared error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def divergence(mean: Array, log_variance: Array) -> float:
    """KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − 1 − log σ²) of codes (B, Z), mean over B, in nats (arXiv 1312.6114)."""
    each = (mean**2 + np.exp(log_variance) - 1 - log_variance).sum(axis=-1) / 2
    return float(each.mean())


def drawn(mean: Array, log_variance: Array, noise: Array) -> Array:
    """z = μ + σ ⊙ ε, ε from the standard normal distribution; all (B, Z)."""
    result: Array = mean + np.exp(log_variance / 2) * noise
    return result
