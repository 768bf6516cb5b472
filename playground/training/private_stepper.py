"""PrivateStepper: DP-SGD: each example's gradient is clipped, and noise is added to their sum."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import ClassVar, cast

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad_and_value, vmap
from torch.nn.attention import SDPBackend, sdpa_kernel

from playground.experiment.training import TrainingSettings
from playground.foundation.errors import SettingsError
from playground.training.accounting import accountant
from playground.training.stepper import Objective, Stepper

HELD = 2**24  # numbers of gradients of single examples that are held at a time
MIXING = (nn.modules.batchnorm._BatchNorm, nn.RNNBase)


class PrivateStepper(Stepper):
    """Algorithm 1 of Abadi et al. 2016 (arXiv 1607.00133): g = (Σᵢ gᵢ / max(1, ‖gᵢ‖ / C) + σ C z) / L.

    L is the expected size of a batch, q N. The noise z comes from torch's generator, which a recording keeps: a run
    that resumes goes on with the same bits. It is no cryptographic generator: this protects a lesson, not a hospital.
    What optimizer, gradient clipping and schedule make of g is post-processing and costs no privacy.

    A batch without an example, which a throw of dice may give, adds noise alone; its loss is that of the step before.
    """

    unexplained: ClassVar[str] = (
        "Under DP-SGD a step follows clipped gradients of single examples with noise added, which no one product "
        "explains; switch the noise off to have a step explained."
    )

    def __init__(
        self, model: nn.Module, objective: Objective, device: torch.device, settings: TrainingSettings, examples: int
    ) -> None:  # fmt: skip
        _refuse(model)
        super().__init__(model, objective, device, settings)
        self._expected = min(settings.batch_size, examples)
        self._bound, self._noise = settings.privacy.clip, settings.privacy.noise
        self._spent = accountant(self._expected / examples, self._noise, settings.privacy.delta)
        self._names = [name for name, _ in model.named_parameters()]
        self._whole = _Whole(self, model)
        self._at_once = max(1, HELD // max(1, sum(parameter.numel() for parameter in self.parameters)))

    def step(self, inputs: Sequence[Tensor], targets: Tensor, rate: float) -> Tensor:
        """One step; returns the mean loss of the batch as a scalar on the device."""
        self.gradients = ()
        total, losses = self.clipped_sum(inputs, targets)
        loss = losses.mean() if len(losses) else self._before()
        if self.waits and not isfinite(loss.item()):
            return loss
        gradients = [(part + self._dice(part)) / self._expected for part in total]
        self.update(gradients, rate, None if self.waits else self._broken(loss))
        self.gradients, self.last_loss = gradients, loss
        return loss

    def clipped_sum(self, inputs: Sequence[Tensor], targets: Tensor) -> tuple[list[Tensor], Tensor]:
        """Σᵢ gᵢ / max(1, ‖gᵢ‖ / C), in the order of ``parameters``, and the loss of each example (B,)."""
        total = [torch.zeros_like(parameter) for parameter in self.parameters]
        losses = []
        for first in range(0, len(targets), self._at_once):
            part = slice(first, first + self._at_once)
            gradients, values = self.per_example([array[part] for array in inputs], targets[part])
            losses.append(values)
            norms = torch.stack([gradient.flatten(1).norm(dim=1) for gradient in gradients]).norm(dim=0)
            shares = (self._bound / norms.clamp(min=1e-12)).clamp(max=1.0)
            for added, gradient in zip(total, gradients, strict=True):
                added += torch.einsum("b,b...->...", shares, gradient)
        return total, torch.cat(losses) if losses else targets.new_zeros(0, dtype=torch.float32)

    def per_example(self, inputs: Sequence[Tensor], targets: Tensor) -> tuple[list[Tensor], Tensor]:
        """The gradient of each example's own loss (B, …) for each parameter, and these losses (B,)."""
        weights = {
            f"model.{name}": parameter.detach() for name, parameter in zip(self._names, self.parameters, strict=True)
        }
        buffers = {f"model.{name}": buffer for name, buffer in self.model.named_buffers()}

        def loss_of_one(weights: dict[str, Tensor], one: tuple[Tensor, ...], target: Tensor) -> Tensor:
            batch = tuple(array.unsqueeze(0) for array in one)
            return cast(Tensor, functional_call(self._whole, (weights, buffers), (batch, target.unsqueeze(0))))

        of_all = vmap(grad_and_value(loss_of_one), in_dims=(None, 0, 0), randomness="different")
        with self.precision(), sdpa_kernel(SDPBackend.MATH):  # the fused kernels know no single examples
            gradients, losses = of_all(weights, tuple(inputs), targets)
        return [gradients[f"model.{name}"] for name in self._names], losses.float()

    def spent(self, steps: int) -> dict[str, float]:
        """ε at the δ of the settings after so many steps."""
        return {"epsilon": self._spent(steps)}

    def _dice(self, like: Tensor) -> Tensor:
        return torch.randn_like(like) * (self._noise * self._bound)

    def _before(self) -> Tensor:
        known = self.last_loss
        return known if known is not None else torch.zeros((), device=self.parameters[0].device)


class _Whole(nn.Module):
    """The model with its loss behind it, so that both are one function of the weights."""

    def __init__(self, stepper: Stepper, model: nn.Module) -> None:
        super().__init__()
        self.model = model
        self._loss_of = stepper.loss_of

    def forward(self, inputs: Sequence[Tensor], targets: Tensor) -> Tensor:
        return self._loss_of(self.model, inputs, targets)


def _refuse(model: nn.Module) -> None:
    """Raises SettingsError where one example's gradient does not depend on it alone, or cannot be had."""
    found = next((module for module in model.modules() if isinstance(module, MIXING)), None)
    if found is None:
        return
    name = type(found).__name__
    words = f"DP-SGD needs the gradient of each example alone, which {name} does not give; choose a model without it."
    raise SettingsError({"training.privacy.noise": words})
