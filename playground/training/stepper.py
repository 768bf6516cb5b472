"""Stepper: what happens in one training step, written once: the loss, its gradients, and the update along them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from math import isfinite
from typing import Any, ClassVar, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.data.shapes import IGNORED, ClassTarget, TargetShape
from playground.experiment.training import TrainingSettings
from playground.probes.abilities import HasPenalty
from playground.training import optimizers

Objective = Callable[[Tensor, Tensor], Tensor]


def objective(target: TargetShape) -> Objective:
    """Mean cross-entropy (nats) of logits (B, C) or (B, T, C) for classes, mean squared error for all else."""
    return _cross_entropy if isinstance(target, ClassTarget) else _squared_error


def _cross_entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(_wide(outputs).flatten(0, -2), targets.flatten(), ignore_index=IGNORED)


def _squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    return functional.mse_loss(_wide(outputs), targets)


def _wide(outputs: Tensor) -> Tensor:
    """At least float32: a loss in bfloat16 would have three digits."""
    return outputs if outputs.dtype is torch.float64 else outputs.float()


class Stepper:
    """Takes steps eagerly, one operation after the other; it knows no data, no schedule and no count of steps.

    A loss that is no finite number moves nothing: the weights and the optimizer's memory stay what they were before
    that step, so that the layer that broke can be found. On a CPU the loss is looked at first. On other devices nobody
    waits for it: it stays there and tells the optimizer's kernels to skip this step, and all after it.

    Args:
        objective: (outputs, targets) → a scalar; what the model adds to it (``penalty()``) is added here.

    Attributes:
        gradients: what the last step was taken along, after clipping, in the order of ``parameters``; empty before
            the first one. They live until the next step begins, which costs neither time nor memory.
        objective: what is made small; ``penalised`` says that the model adds something to it.
        waits: each loss is looked at before the weights follow it.
        unexplained: why a step cannot be written out by one weight's gradient, in a sentence; empty where it can.
        last_loss: what the last step returned; None before the first.
    """

    unexplained: ClassVar[str] = ""

    def __init__(
        self, model: nn.Module, objective: Objective, device: torch.device, settings: TrainingSettings
    ) -> None:  # fmt: skip
        self.model = model
        self.parameters = list(model.parameters())
        self.optimizer = optimizers.make(self.parameters, settings)
        self.gradients: Sequence[Tensor] = ()
        self.last_loss: Tensor | None = None
        self.waits = device.type == "cpu"
        self._skipped: Tensor | None = None  # how many of the last steps moved nothing, known to the device alone
        self.objective, self._device = objective, device
        self._clip, self._format = settings.gradient_clip, settings.precision
        self.penalised = isinstance(model, HasPenalty)

    def step(self, inputs: Sequence[Tensor], targets: Tensor, rate: float) -> Tensor:
        """One step; returns its loss as a scalar on the device, not waited for."""
        self.gradients = ()
        loss = self.loss(inputs, targets)
        if self.waits and not isfinite(loss.item()):
            return loss.detach()
        gradients = self.gradients_of(loss)
        self.update(gradients, rate, None if self.waits else self._broken(loss.detach()))
        self.gradients, self.last_loss = gradients, loss.detach()
        return self.last_loss

    def loss(self, inputs: Sequence[Tensor], targets: Tensor) -> Tensor:
        """The loss of a batch in the number format of the training, with what the model adds to it."""
        with self.precision():
            return self.loss_of(self.model, inputs, targets)

    def loss_of(self, model: nn.Module, inputs: Sequence[Tensor], targets: Tensor) -> Tensor:
        """The same of a copy of the model, in the number format that the copy has."""
        loss = self.objective(model(*inputs), targets)
        return loss + cast(HasPenalty, model).penalty() if self.penalised else loss

    def gradients_of(self, loss: Tensor) -> Sequence[Tensor]:
        """∂ loss / ∂ parameter, in the order of ``parameters``."""
        gradients: Sequence[Tensor] = torch.autograd.grad(
            loss, self.parameters, allow_unused=True, materialize_grads=True
        )  # what the loss does not depend on stays as it is
        return gradients

    def update(self, gradients: Sequence[Tensor], rate: float, skipped: Tensor | None = None) -> None:
        """Clip the gradients in place, and let the optimizer follow them, unless ``skipped`` is 1 on the device."""
        if self._clip:
            optimizers.clip(gradients, self._clip)
        self.optimizer.step(gradients, rate, skipped)

    def spent(self, steps: int) -> dict[str, float]:
        """What so many steps have cost beside time, as metrics of the run; nothing of plain ones."""
        return {}

    def skipped(self) -> int:
        """How many steps moved nothing, since one broke; waits for the device."""
        return int(self._skipped.item()) if self._skipped is not None else 0

    def forget(self) -> None:
        """The weights are others now: what was left by the last step holds no more."""
        self.gradients, self._skipped = (), None

    def precision(self) -> AbstractContextManager[Any]:
        """The number format in which the model computes, while training and looking."""
        if self._format == "bfloat16":
            return torch.autocast(self._device.type, dtype=torch.bfloat16)
        return nullcontext()

    def _broken(self, loss: Tensor) -> Tensor:
        """1.0 from the first loss on that is no finite number, else 0.0."""
        broken = ~loss.isfinite()
        if self._skipped is not None:
            broken = broken | (self._skipped > 0)
        found = broken.float()
        self._skipped = found if self._skipped is None else self._skipped + found
        return found
