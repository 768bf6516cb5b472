"""Attacks: inputs changed within ε so that the loss rises: FGSM and PGD, the same for one example as for many."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

PGD_STEPS = 10
REACH = 2.5  # the way that all steps of PGD could go, in ε
Loss = Callable[[Tensor], Tensor]  # of inputs (B, …), summed over the examples


def fgsm(loss: Loss, given: Tensor, reach: Tensor, bounded: bool) -> Tensor:
    """x + ε sign ∇ₓ L (Goodfellow et al. 2015, arXiv 1412.6572); ``reach`` (B, 1, …) is the ε of each example."""
    return _inside(given + reach * slope(loss, given).sign(), bounded)


def pgd(loss: Loss, given: Tensor, reach: Tensor, bounded: bool, steps: int = PGD_STEPS) -> Tensor:
    """Steps of 2.5 ε / ``steps`` along the sign, each projected back (Madry et al. 2018, arXiv 1706.06083).

    From the input itself and not from a random place near it: looking throws no dice.
    """
    ways = [moved for _, moved in pgd_path(loss, given, reach, bounded, steps)]
    return ways[-1] if ways else given


def pgd_path(
    loss: Loss, given: Tensor, reach: Tensor, bounded: bool, steps: int = PGD_STEPS
) -> Iterator[tuple[Tensor, Tensor]]:
    """Each of its steps: the slope that was followed, and where it led."""
    moved = given
    for _ in range(steps):
        followed = slope(loss, moved)
        moved = moved + REACH * reach / steps * followed.sign()
        moved = _inside(torch.clamp(moved, given - reach, given + reach), bounded)
        yield followed, moved


def slope(loss: Loss, at: Tensor) -> Tensor:
    """∂ loss / ∂ inputs, of their shape."""
    with (
        torch.enable_grad(),
        torch.backends.cudnn.flags(enabled=False),
    ):  # its recurrences go backwards in training only
        place = at.detach().requires_grad_()
        (found,) = torch.autograd.grad(loss(place), [place])
    return found


def _inside(moved: Tensor, bounded: bool) -> Tensor:
    return moved.clamp(0.0, 1.0) if bounded else moved
