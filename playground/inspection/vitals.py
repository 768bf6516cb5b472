"""Vitals: what is measured of a model to see whether it is well; looking only, the run's bits stay what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from playground.data.axes import Axis
from playground.inspection.diagnosis import Entropies
from playground.inspection.model import InspectedModel, TrainedModel, affordable, listening, pass_test_examples
from playground.probes.tap import Tap, taps
from playground.training.trainer import Trainer

EXAMPLES = 256  # of the test set at most, the same each time
_RECURRENT = re.compile(r"_l(\d+)(_reverse)?$")  # how torch names the weights of a stack of recurrent layers


@dataclass(frozen=True)
class Layers:
    """Which parameters belong to which layer of the layer table.

    Attributes:
        members: layer → numbers of its parameters in ``Trainer.parameters``; only layers with a matrix or kernels,
            in forward order.
    """

    members: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, trainer: TrainedModel) -> Layers:
        """The layers of a model; one that the table does not name goes by the path of its module."""
        table = [layer.name for layer in trainer.experiment.layers()]
        found: dict[str, list[int]] = {}
        matrices = set()
        for number, (path, parameter) in enumerate(trainer.model.named_parameters()):
            layer = layer_of(path, table)
            found.setdefault(layer, []).append(number)
            if parameter.dim() > 1:
                matrices.add(layer)
        names = sorted((name for name in found if name in matrices), key=lambda name: _place(name, table))
        return cls({name: tuple(found[name]) for name in names})

    def norms(self, tensors: list[Tensor]) -> dict[str, float]:
        """Layer → Euclidean norm of its share of ``tensors``, one a parameter; one wait for the device."""
        if not tensors:
            return {}
        squares = torch.stack(torch._foreach_norm(tensors)).cpu().double().square()  # not every GPU has float64
        return {name: float(squares[list(numbers)].sum().sqrt()) for name, numbers in self.members.items()}


def layer_of(path: str, table: list[str]) -> str:
    """The row of the layer table that a parameter or module path belongs to; its module where there is none."""
    recurrent = _RECURRENT.search(path)
    if recurrent:
        return f"layers.{recurrent.group(1)}.hidden"
    rows = [name for name in table if path == name or path.startswith(f"{name}.")]
    return max(rows, key=len) if rows else path.rpartition(".")[0] or path


def _place(layer: str, table: list[str]) -> int:
    """Where a layer stands in the table, or the first of the rows beside which its module does."""
    if layer in table:
        return table.index(layer)
    beside = [row.rpartition(".")[0] == layer.rpartition(".")[0] for row in table]
    return beside.index(True) if True in beside else -1


def gradient_norms(trainer: TrainedModel, layers: Layers) -> dict[str, float]:
    """Layer → norm of the gradient of the last training step, as the optimizer got it; empty before the first."""
    return layers.norms([gradient.float() for gradient in trainer.gradients])


def update_ratios(trainer: TrainedModel, layers: Layers) -> dict[str, float]:
    """Layer → ‖Δθ‖ / ‖θ‖ of the last training step; 1e-3 is usual, 1e-5 crawls."""
    if not trainer.gradients:
        return {}
    moved = layers.norms(trainer.updates())
    weights = layers.norms([parameter.detach() for parameter in trainer.parameters])
    return {name: value / weights[name] if weights[name] else 0.0 for name, value in moved.items()}


def dead_and_entropies(inspected: InspectedModel, limit: int = EXAMPLES) -> tuple[dict[str, float], Entropies]:
    """Layer → share of units that a ReLU keeps at zero for every example and place; layer → entropy of its heads.

    One pass of ``EXAMPLES`` test examples, or of ``limit`` if that is fewer, in evaluation mode.
    """
    dead: dict[str, float] = {}
    weights: dict[str, Tensor] = {}
    masks: dict[str, Tensor] = {}

    def hear(name: str, tap: Tap, output: Tensor) -> None:
        if tap.rectified:
            unit = 1 + next(i for i, axis in enumerate(tap.axes) if axis in ("channel", "unit"))
            others = [axis for axis in range(output.dim()) if axis != unit]
            dead[name] = float((output.amax(dim=others) <= 0).float().mean())
        elif len(tap.axes) == 3 and tap.axes[0] == "head":
            weights[name.removesuffix(".weights")] = output
        else:
            masks[name.removesuffix(".mask")] = output

    chosen = [
        (name, tap) for name, tap in taps(inspected.model)
        if not tap.inner and (tap.rectified or Axis.named(tap.axes[-1]).role == "key")
    ]  # fmt: skip
    if chosen:
        with listening(chosen, hear):
            pass_test_examples(inspected, affordable(inspected, min(EXAMPLES, limit)))
    return dead, {name: entropies(weights[name], masks[name]) for name in weights}


def entropies(weights: Tensor, allowed: Tensor) -> tuple[float, ...]:
    """How wide each head looks: weights (B, N, T, S), and allowed (B, T, S), 1 where a query may look.

    −Σ a log a divided by the logarithm of how many keys are allowed, the mean over the queries that may choose
    between two keys at least.
    """
    choices = allowed.sum(dim=-1)
    asked = choices >= 2  # (B, T)
    entropy = torch.special.entr(weights.float()).sum(dim=-1) / choices.clamp(min=2).log()[:, None]
    means = entropy.movedim(1, 0)[:, asked].mean(dim=1)
    return tuple(means.tolist())


def through_time(norms: Any) -> dict[str, float]:
    """Layer → ‖∂L/∂h_1‖ / ‖∂L/∂h_T‖ from norms (layers, T)."""
    return {
        f"layers.{index}.hidden": float(row[0] / row[-1]) if row[-1] > 0 else 0.0 for index, row in enumerate(norms)
    }


def first_broken(trainer: Trainer) -> str:
    """The first layer, in the order of the forward pass, that gives no finite numbers for the batch that broke.

    Empty when every layer does: the loss itself overflowed. The weights are those of that step on every device.
    """
    inputs, _ = trainer.batches.at(trainer.broken_step() - 1)
    table = [layer.name for layer in trainer.experiment.layers()]
    broken: list[str] = []

    def hook(path: str) -> Callable[..., None]:
        def check(module: nn.Module, inputs: object, output: object) -> None:
            first = output[0] if isinstance(output, tuple) else output
            if not broken and isinstance(first, Tensor) and not bool(first.isfinite().all()):
                broken.append(layer_of(path.removesuffix("_tap"), table) if table else path)

        return check

    leaves = [(path, module) for path, module in trainer.model.named_modules() if not any(module.children())]
    handles = [module.register_forward_hook(hook(path)) for path, module in leaves]
    try:
        with trainer.looking():
            trainer.model(*inputs)
    finally:
        for handle in handles:
            handle.remove()
    return broken[0] if broken else ""
