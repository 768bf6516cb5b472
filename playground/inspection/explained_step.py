"""The explained step: the next step is rehearsed and taken back, and one weight of it written out."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from playground.foundation.errors import InterventionError
from playground.inspection.update_formulas import update
from playground.protocol.explained import StepExplained
from playground.training import devices, schedules
from playground.training.trainer import Trainer

NUDGE = 1e-6  # h of the finite difference: small against the kinks of a ReLU, large against float64's rounding


def explain(trainer: Trainer, run: int, parameter: str = "", index: tuple[int, ...] = ()) -> StepExplained:
    """What the next step will do to one weight; the trainer is left as it was, bit for bit.

    Args:
        parameter: path of a tensor of weights; "" takes the weight with the largest gradient of all.
        index: its place in the tensor, from 0; () takes the one with the largest gradient.

    Raises:
        InterventionError: for a weight that is not there, or a step that is not made of one gradient.
    """
    if trainer.stepper.unexplained:
        raise InterventionError(trainer.stepper.unexplained)
    names = dict(trainer.model.named_parameters())
    if parameter:
        _check(parameter, index, names)
    with rehearsed(trainer):
        inputs, targets = trainer.batches.at(trainer.step)
        state = devices.random_state(trainer.device)
        loss = trainer.stepper.loss(inputs, targets)
        gradients = trainer.stepper.gradients_of(loss)
        parameter, index = _chosen(list(names), gradients, parameter, index)
        at = list(names).index(parameter)
        old, gradient = value_of(trainer, parameter, index), float(gradients[at][index])
        norm = float(torch.linalg.vector_norm(torch.stack([g.float().norm() for g in gradients])))
        slots = trainer.stepper.optimizer.slots()
        memory = {slot: float(_entry(kept[at], index)) for slot, kept in slots.items() if kept}
        settings, step = trainer.experiment.training, trainer.step
        factor = schedules.factor(settings.schedule, step, trainer.total_steps)
        lines = update(settings, old, gradient, norm, trainer.interventions.learning_rate, factor, memory)
        above, below = _nudged(trainer, parameter, index, inputs, targets, state)
        trainer.stepper.update(gradients, trainer.next_rate())
        new = value_of(trainer, parameter, index)
    return StepExplained(
        run, step, parameter, index, {name: tuple(tensor.shape) for name, tensor in names.items()}, len(targets),
        float(loss.detach()), gradient, NUDGE, above, below, (above - below) / (2 * NUDGE), norm,
        settings.gradient_clip, settings.optimizer, lines, old, new,
    )  # fmt: skip


@contextmanager
def rehearsed(trainer: Trainer) -> Iterator[None]:
    """Whatever is done to a trainer inside is taken back: weights, buffers, optimizer, random state, step."""
    step, weights, memory = trainer.step, trainer.weights(), trainer.memory()
    stepper = trainer.stepper
    last = stepper.gradients, trainer.rate, stepper.last_loss
    try:
        yield
    finally:
        trainer.restore(step, weights, memory)
        stepper.gradients, trainer.rate, stepper.last_loss = last


def value_of(trainer: Trainer, parameter: str, index: tuple[int, ...]) -> float:
    """One weight as the model holds it."""
    return float(trainer.model.get_parameter(parameter).detach()[index])


def _check(parameter: str, index: tuple[int, ...], names: dict[str, torch.nn.Parameter]) -> None:
    if parameter not in names:
        raise InterventionError(f"This model has no weights called {parameter!r}; choose from the list.")
    shape = tuple(names[parameter].shape)
    fits = len(index) == len(shape) and all(0 <= at < size for at, size in zip(index, shape, strict=True))
    if index and not fits:
        places = " × ".join(map(str, shape))
        raise InterventionError(f"{parameter} has {places} weights; there is none at {', '.join(map(str, index))}.")


def _chosen(
    names: list[str], gradients: Sequence[Tensor], parameter: str, index: tuple[int, ...]
) -> tuple[str, tuple[int, ...]]:
    """The weight that was asked for; where that is open, the one with the largest gradient."""
    if parameter and index:
        return parameter, index
    largest = [float(gradient.abs().max()) for gradient in gradients]
    at = names.index(parameter) if parameter else max(range(len(names)), key=lambda i: largest[i])
    flat = int(gradients[at].abs().argmax())
    return names[at], tuple(int(i) for i in torch.unravel_index(torch.tensor(flat), gradients[at].shape))


def _entry(slot: Tensor, index: tuple[int, ...]) -> Tensor:
    """The memory of a weight; what an optimizer counts for the whole tensor is the same for each."""
    return slot[index] if slot.dim() == len(index) else slot


def _nudged(
    trainer: Trainer, parameter: str, index: tuple[int, ...], inputs: Sequence[Tensor], targets: Tensor,
    state: dict[str, Tensor],
) -> tuple[float, float]:  # fmt: skip
    """The loss of the batch in float64 with the weight a little larger and a little smaller, under equal dice.

    On a device without float64 it is computed on the CPU, whose dice are its own: with dropout the two losses then
    differ from that of the step, not from each other.
    """
    device = devices.in_float64(trainer.device)
    model = copy.deepcopy(trainer.model).to(device).double()
    x, y = [_double(tensor.to(device)) for tensor in inputs], _double(targets.to(device))
    weight = model.get_parameter(parameter)
    losses = []
    with torch.no_grad():
        middle = float(weight[index])
        for nudge in (NUDGE, -NUDGE):
            weight[index] = middle + nudge
            devices.set_random_state(trainer.device, state)
            with SingleNoise():
                losses.append(float(trainer.stepper.loss_of(model, x, y)))
    return losses[0], losses[1]


class SingleNoise(TorchFunctionMode):
    """Inside it normal noise is drawn in float32 and widened: in float64 torch draws other numbers."""

    def __torch_function__(self, function, types, arguments=(), keywords=None):  # type: ignore[no-untyped-def]  # noqa: ANN204
        """As torch calls it."""
        if function is torch.randn_like:
            return torch.randn_like(arguments[0].float()).double()
        return function(*arguments, **(keywords or {}))


def _double(tensor: Tensor) -> Tensor:
    return tensor.double() if tensor.is_floating_point() else tensor
