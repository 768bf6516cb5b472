"""Optimizers on torch's fused kernels, without torch.optim, whose first object costs over a second to make."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from torch import Tensor

from playground.experiment.training import TrainingSettings

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
RMS_DECAY = 0.99


class Optimizer(ABC):
    """Updates parameters in place; its state is a flat dict of tensors, so that it can be kept exactly."""

    def __init__(self, parameters: Sequence[Tensor], settings: TrainingSettings) -> None:
        self.parameters = list(parameters)
        self.weight_decay = settings.weight_decay

    @abstractmethod
    def step(self, gradients: Sequence[Tensor], learning_rate: float, skipped: Tensor | None = None) -> None:
        """One update from gradients in the order of the parameters.

        Where ``skipped``, a scalar on the device that nobody waits for, is 1.0, everything stays as it was.
        """

    @abstractmethod
    def updates(self, gradients: Sequence[Tensor], learning_rate: float) -> list[Tensor]:
        """What the last step added to each parameter, computed again from what it left; changes nothing."""

    @abstractmethod
    def slots(self) -> dict[str, list[Tensor]]:
        """The optimizer's memory: slot name → one tensor a parameter."""

    def state(self) -> dict[str, Tensor]:
        """``slot.index`` → tensor, not copied."""
        return {f"{slot}.{i}": tensor for slot, tensors in self.slots().items() for i, tensor in enumerate(tensors)}

    @torch.no_grad()
    def load(self, state: dict[str, Tensor]) -> None:
        """Copy a state that ``state`` gave. Raises KeyError for a missing tensor."""
        for name, tensor in self.state().items():
            tensor.copy_(state[name])


class Adam(Optimizer):
    """Adam (Kingma & Ba, arXiv 1412.6980, algorithm 1) with L2; with ``decoupled`` AdamW (arXiv 1711.05101)."""

    def __init__(self, parameters: Sequence[Tensor], settings: TrainingSettings) -> None:
        super().__init__(parameters, settings)
        self._update = torch._fused_adamw_ if settings.optimizer == "adamw" else torch._fused_adam_
        self._means: list[Tensor] = []
        self._squares: list[Tensor] = []
        self._steps: list[Tensor] = []

    @torch.no_grad()
    def step(self, gradients: Sequence[Tensor], learning_rate: float, skipped: Tensor | None = None) -> None:
        """θ ← θ − lr · m̂ / (√v̂ + ε)."""
        self._begin()
        if skipped is None:
            torch._foreach_add_(self._steps, 1)
        else:  # a list: one scalar on a GPU for all would be fetched from there, and the step wait for it
            torch._foreach_add_(self._steps, [1 - skipped] * len(self._steps))
        self._update(
            self.parameters, list(gradients), self._means, self._squares, [], self._steps,
            lr=learning_rate, beta1=BETA1, beta2=BETA2, weight_decay=self.weight_decay, eps=EPSILON,
            amsgrad=False, maximize=False, found_inf=skipped,
        )  # fmt: skip

    @torch.no_grad()
    def updates(self, gradients: Sequence[Tensor], learning_rate: float) -> list[Tensor]:
        """s = −lr · m̂ / (√v̂ + ε); decoupled decay shrinks θ by lr λ first: Δ = s − lr λ (θ' − s) / (1 − lr λ)."""
        found = []
        shrunk = learning_rate * self.weight_decay if self._update is torch._fused_adamw_ else 0.0
        for parameter, mean, square, count in zip(
            self.parameters, self._means, self._squares, self._steps, strict=True
        ):
            root = (square / (1 - BETA2**count)).sqrt() + EPSILON
            moved = -learning_rate * mean / (1 - BETA1**count) / root
            found.append(moved - shrunk * (parameter - moved) / (1 - shrunk) if shrunk < 1 else moved)
        return found

    def _begin(self) -> None:
        """Twice the memory of the model, which one that is only looked at does not need."""
        if not self._steps:
            self._means = [torch.zeros_like(p) for p in self.parameters]
            self._squares = [torch.zeros_like(p) for p in self.parameters]
            self._steps = [torch.zeros((), dtype=torch.float32, device=p.device) for p in self.parameters]

    def slots(self) -> dict[str, list[Tensor]]:
        """First and second moments, and the step count of the bias correction."""
        self._begin()
        return {"mean": self._means, "square": self._squares, "step": self._steps}


class SGD(Optimizer):
    """Stochastic gradient descent with heavy-ball momentum: v ← μv + g, θ ← θ − lr · v."""

    def __init__(self, parameters: Sequence[Tensor], settings: TrainingSettings) -> None:
        super().__init__(parameters, settings)
        self._momentum = settings.momentum
        self._velocities = [torch.zeros_like(p) for p in self.parameters] if settings.momentum else []

    @torch.no_grad()
    def step(self, gradients: Sequence[Tensor], learning_rate: float, skipped: Tensor | None = None) -> None:
        """v starts at zero, so the first step is plain gradient descent."""
        torch._fused_sgd_(
            self.parameters, list(gradients), self._velocities,
            weight_decay=self.weight_decay, momentum=self._momentum, lr=learning_rate, dampening=0.0,
            nesterov=False, maximize=False, is_first_step=False, found_inf=skipped,
        )  # fmt: skip

    @torch.no_grad()
    def updates(self, gradients: Sequence[Tensor], learning_rate: float) -> list[Tensor]:
        """−lr · v. Without momentum −lr · (g + λθ), where θ was before the step: θ = (θ' + lr g) / (1 − lr λ)."""
        if self._velocities:
            return list(torch._foreach_mul(self._velocities, -learning_rate))
        decay, left = self.weight_decay, 1 - learning_rate * self.weight_decay
        moved = list(torch._foreach_mul(list(gradients), -learning_rate))
        if not decay or not left:
            return moved
        pairs = zip(self.parameters, moved, strict=True)
        return [step - learning_rate * decay * (parameter - step) / left for parameter, step in pairs]

    def slots(self) -> dict[str, list[Tensor]]:
        """The velocity v."""
        return {"velocity": self._velocities}


class RMSprop(Optimizer):
    """RMSprop (Hinton, lecture 6e, 2012): s ← αs + (1 − α)g², θ ← θ − lr · g / (√s + ε)."""

    def __init__(self, parameters: Sequence[Tensor], settings: TrainingSettings) -> None:
        super().__init__(parameters, settings)
        self._squares = [torch.zeros_like(p) for p in self.parameters]

    @torch.no_grad()
    def step(self, gradients: Sequence[Tensor], learning_rate: float, skipped: Tensor | None = None) -> None:
        """Each weight's step is divided by the root of its running squared gradient."""
        grads = list(gradients)
        changed = [*self.parameters, *self._squares] if skipped is not None else []
        before = [tensor.clone() for tensor in changed]
        if self.weight_decay:
            grads = list(torch._foreach_add(grads, self.parameters, alpha=self.weight_decay))
        torch._foreach_mul_(self._squares, RMS_DECAY)
        torch._foreach_addcmul_(self._squares, grads, grads, value=1 - RMS_DECAY)
        roots = torch._foreach_sqrt(self._squares)
        torch._foreach_add_(roots, EPSILON)
        torch._foreach_addcdiv_(self.parameters, grads, roots, value=-learning_rate)
        for tensor, old in zip(changed, before, strict=True):  # the other optimizers' kernels do so by themselves
            assert skipped is not None
            tensor.copy_(torch.where(skipped > 0, old, tensor))

    @torch.no_grad()
    def updates(self, gradients: Sequence[Tensor], learning_rate: float) -> list[Tensor]:
        """−lr · g / (√s + ε); with L2 the g that was used is solved from θ' = θ − c (g + λθ), c = lr / (√s + ε)."""
        found = []
        for parameter, gradient, square in zip(self.parameters, gradients, self._squares, strict=True):
            scale = learning_rate / (square.sqrt() + EPSILON)
            before = (parameter + scale * gradient) / (1 - scale * self.weight_decay)
            found.append(-scale * (gradient + self.weight_decay * before))
        return found

    def slots(self) -> dict[str, list[Tensor]]:
        """The running squared gradient s."""
        return {"square": self._squares}


def make(parameters: Sequence[Tensor], settings: TrainingSettings) -> Optimizer:
    """The optimizer that the settings name."""
    classes: dict[str, type[Adam | SGD | RMSprop]] = {"adam": Adam, "adamw": Adam, "sgd": SGD, "rmsprop": RMSprop}
    return classes[settings.optimizer](parameters, settings)


@torch.no_grad()
def clip(gradients: Sequence[Tensor], limit: float) -> None:
    """Scale gradients in place so that their joint Euclidean norm is at most ``limit`` (arXiv 1211.5063)."""
    norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(list(gradients))))
    torch._foreach_mul_(list(gradients), (limit / (norm + 1e-6)).clamp(max=1.0))
