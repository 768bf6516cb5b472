"""SmoothGrad: the mean slope over noisy copies of the input, whose own noise is averaged away.

Source: Smilkov, Thorat, Kim, Viégas, Wattenberg, "SmoothGrad: removing noise by adding noise" (arXiv 1706.03825).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.inspection.attribution.differentiable import Differentiable

SAMPLES = 32
NOISE = 0.15  # standard deviation, as a share of the distance from the smallest to the largest value


@dataclass(frozen=True)
class Smoothed:
    """Mean slopes (answers, …), and how well the two halves of the samples agree (answers,), a correlation."""

    values: Tensor
    agreement: Tensor


def smoothgrad(point: Differentiable, targets: Tensor) -> Smoothed:
    """1/n Σ ∂f/∂x(x + ε), ε normal."""
    slopes = noisy_slopes(point, targets)
    halves = slopes[0::2].mean(0).flatten(1), slopes[1::2].mean(0).flatten(1)
    return Smoothed(slopes.mean(0), correlation(*halves))


def noisy_slopes(point: Differentiable, targets: Tensor) -> Tensor:
    """(samples, answers, …); the noise is the same each time and is not the run's: looking draws no numbers of it."""
    shape = (SAMPLES, *point.values.shape[1:])
    drawn = np.random.Generator(np.random.Philox(key=[SAMPLES, 0])).standard_normal(shape).astype(np.float32)
    spread = float(point.values.max() - point.values.min()) * NOISE
    return point.gradients(point.values + spread * torch.from_numpy(drawn).to(point.values.device), targets)


def correlation(one: Tensor, other: Tensor) -> Tensor:
    """Pearson's, of each row (N, M); 0 where a row is constant."""
    one, other = one - one.mean(1, keepdim=True), other - other.mean(1, keepdim=True)
    lengths = one.norm(dim=1) * other.norm(dim=1)
    return torch.where(lengths > 0, (one * other).sum(1) / lengths.clamp(min=1e-30), torch.zeros_like(lengths))
