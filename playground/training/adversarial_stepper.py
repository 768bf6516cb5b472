"""AdversarialStepper: each step is taken on inputs that were changed, within ε, to raise the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn

from playground.experiment.training import TrainingSettings
from playground.training.stepper import Objective, Stepper

REACH = 2.5  # the way that all steps of an attack could go, in ε, as in the paper


class AdversarialStepper(Stepper):
    """min over weights of max over ‖δ‖∞ ≤ ε of the loss (Madry et al. 2018, arXiv 1706.06083).

    One attack step is FGSM (Goodfellow et al. 2015, arXiv 1412.6572): δ = ε sign ∇ₓ L, from the input itself. More are
    PGD: from a random place within ε, steps of 2.5 ε / steps along the sign, each followed by a projection.

    Args:
        bounded: whether inputs are images, whose values stay within 0…1.
    """

    unexplained: ClassVar[str] = (
        "In adversarial training a step follows inputs that were changed for it, so it is not explained by the "
        "examples alone; switch the nudge off to have a step explained."
    )

    def __init__(
        self, model: nn.Module, objective: Objective, device: torch.device, settings: TrainingSettings, bounded: bool
    ) -> None:  # fmt: skip
        super().__init__(model, objective, device, settings)
        self._reach, self._steps, self._bounded = settings.adversarial.epsilon, settings.adversarial.steps, bounded

    def loss(self, inputs: Sequence[Tensor], targets: Tensor) -> Tensor:
        """The loss of the batch after the attack."""
        return super().loss((self.attacked(inputs[0], targets), *inputs[1:]), targets)

    def attacked(self, given: Tensor, targets: Tensor) -> Tensor:
        """Inputs (B, …) changed by at most ε each; the weights' gradients are not touched."""
        one = self._steps == 1
        change = torch.zeros_like(given) if one else (2 * torch.rand_like(given) - 1) * self._reach
        size = self._reach if one else REACH * self._reach / self._steps
        for _ in range(self._steps):
            place = self._inside(given, change).requires_grad_()
            (slope,) = torch.autograd.grad(super().loss((place,), targets), [place])
            change = (place.detach() - given + size * slope.sign()).clamp(-self._reach, self._reach)
        return self._inside(given, change)

    def _inside(self, given: Tensor, change: Tensor) -> Tensor:
        moved = (given + change).detach()
        return moved.clamp(0.0, 1.0) if self._bounded else moved
