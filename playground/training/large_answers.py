"""Large answers: a test whose logits, one for each token of a vocabulary at every step, are too many to be held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.data.datasets import Split
from playground.data.shapes import IGNORED, ClassTarget, DataShape
from playground.experiment.experiment import Experiment

TOGETHER = 2**27  # numbers of all answers of a test; more are tested in parts
PART = 2**22  # some examples at a time, so that who looks in between need not wait


class Tested(Protocol):
    """What can be asked and told how wrong it was."""

    experiment: Experiment

    def answer(self, *inputs: NDArray[Any]) -> Tensor:
        """Outputs (B, …) in float32 on the CPU."""

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """What training makes small, a scalar."""


def too_large(shape: DataShape, count: int) -> bool:
    """Whether the answers to so many examples are too large to be held together."""
    return _numbers(shape) * count > TOGETHER


def evaluate(tested: Tested, shape: DataShape, split: Split, between: Callable[[], None] | None) -> dict[str, float]:
    """Loss and the task's metrics, which are means over the targets: of each part, weighted by its targets.

    ``between`` is called after each part.
    """
    size = max(1, PART // _numbers(shape))
    sums: dict[str, float] = {}
    wanted = 0
    for first in range(0, len(split), size):
        cut = slice(first, first + size)
        targets = split.targets[cut]
        outputs = tested.answer(*(array[cut] for array in split.inputs))
        if asked := int((targets != IGNORED).sum()):
            loss = float(tested.loss(outputs, torch.from_numpy(targets)))
            for name, value in {"loss": loss, **tested.experiment.task.metrics(outputs.numpy(), targets)}.items():
                sums[name] = sums.get(name, 0.0) + value * asked
            wanted += asked
        if between is not None:
            between()
    return {name: value / wanted for name, value in sums.items()}


def _numbers(shape: DataShape) -> int:
    """Numbers of the answer to one example."""
    targets = shape.targets
    return targets.length * len(targets.labels) if isinstance(targets, ClassTarget) and targets.length else 1
