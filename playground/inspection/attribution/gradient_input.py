"""Gradient × input: the answer's slope at each input times the input itself, as if the model were linear.

Source: Shrikumar, Greenside, Shcherbina, Kundaje, "Not Just a Black Box" (arXiv 1605.01713).
"""

from __future__ import annotations

from torch import Tensor

from playground.inspection.attribution.differentiable import Differentiable


def gradient_input(point: Differentiable, targets: Tensor) -> Tensor:
    """(answers, …): ∂f/∂xᵢ · (xᵢ − x′ᵢ). Its sum is f(x) − f(x′) for a linear model only."""
    return slopes_of(point, targets) * (point.values - point.baseline)


def slopes_of(point: Differentiable, targets: Tensor) -> Tensor:
    """∂f/∂x at the input: (answers, …)."""
    slopes: Tensor = point.gradients(point.values, targets)[0]
    return slopes
