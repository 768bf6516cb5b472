"""Attacks: inputs changed within ε so that the loss rises: FGSM and PGD, the same for one example as for many."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

PGD_STEPS = 10
REACH = 2.5  # the way that all steps of PGD could go, in ε
Loss = Callable[[Tensor], Tensor]  # of inputs (B, …), summed over the examples


def fgsm(loss: Loss, given: Tensor, reach: Tensor, bounded: bool) -> Tensor:
    """x + ε sign ∇ₓ L (Goodfellow et al. 2015, arXiv 1412.6572); ``reach`` (B, 1, …) is the ε of each example."""
    return _inside(given + reach * _slope(loss, given).sign(), bounded)


def pgd(loss: Loss, given: Tensor, reach: Tensor, bounded: bool, steps: int = PGD_STEPS) -> Tensor:
    """Steps of 2.5 ε / ``steps`` along the sign, each projected back (Madry et al. 2018, arXiv 1706.06083).

    From the input itself and not from a random place near it: looking throws no dice.
    """
    moved = given
    for _ in range(steps):
        moved = moved + REACH * reach / steps * _slope(loss, moved).sign()
        moved = _inside(torch.clamp(moved, given - reach, given + reach), bounded)
    return moved


def _slope(loss: Loss, at: Tensor) -> Tensor:
    with (
        torch.enable_grad(),
        torch.backends.cudnn.flags(enabled=False),
    ):  # its recurrences go backwards in training only
        place = at.detach().requires_grad_()
        (slope,) = torch.autograd.grad(loss(place), [place])
    return slope


def _inside(moved: Tensor, bounded: bool) -> Tensor:
    return moved.clamp(0.0, 1.0) if bounded else moved
