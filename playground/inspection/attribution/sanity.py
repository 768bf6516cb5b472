"""Sanity: weights are drawn anew from the top, layer by layer; an attribution that stays the same says nothing of them.

Source: Adebayo et al., "Sanity Checks for Saliency Maps" (arXiv 1810.03292), the cascading randomization test.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.data.specimen import Specimen
from playground.inspection.attribution.making import Attributions
from playground.inspection.attribution.smooth import correlation
from playground.inspection.attribution.views import offered
from playground.inspection.model import Arrays, TrainedModel
from playground.inspection.vitals import Layers
from playground.protocol import attribution as names
from playground.protocol.attribution import Attribution


@dataclass(frozen=True)
class Sanity:
    """Of one method the rank correlation with its attributions before, after each further layer was drawn anew."""

    method: str
    parameter: str
    correlations: tuple[float, ...]


class Redrawn:
    """A copy of a model whose layers are drawn anew; the model itself and its random numbers are left alone."""

    def __init__(self, inspected: TrainedModel) -> None:
        self._inspected = inspected
        self.experiment, self.data, self.device = inspected.experiment, inspected.data, inspected.device
        self.step, self.large = inspected.step, inspected.large
        self.model = copy.deepcopy(inspected.model).eval()
        self._dice = np.random.Generator(np.random.Philox(key=[inspected.experiment.training.seed, 1]))

    def draw(self, numbers: Collection[int]) -> None:
        """These parameters, each normal with the mean and the spread that it has."""
        parameters = list(self.model.parameters())
        with torch.no_grad():
            for number in numbers:
                one = parameters[number]
                drawn = torch.from_numpy(self._dice.standard_normal(tuple(one.shape)).astype(np.float32))
                spread = one.std() if one.numel() > 1 else one.abs().mean()
                one.copy_(one.mean() + spread * drawn.to(one.device))

    def looking(self) -> AbstractContextManager[Any]:
        """The copy is never in training mode."""
        return torch.no_grad()

    def answer(self, *inputs: NDArray[Any]) -> Tensor:
        """What the copy gives."""
        tensors = [torch.from_numpy(np.ascontiguousarray(array)).to(self.device) for array in inputs]
        with self.looking():
            found: Tensor = self.model(*tensors).float().cpu()
        return found

    def look(self, inputs: tuple[NDArray[Any], ...], names: Collection[str] | None = None) -> Arrays:
        """Of the model itself, whose layers have the same shapes."""
        return self._inspected.look(inputs, names)

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """As the model itself has it."""
        return self._inspected.loss(outputs, targets)

    def weights(self) -> dict[str, NDArray[Any]]:
        """Of the copy."""
        return {name: tensor.detach().cpu().numpy().copy() for name, tensor in self.model.state_dict().items()}


def sanity(
    inspected: TrainedModel, examples: int, going_on: Callable[[int], object] = lambda done: None
) -> tuple[tuple[str, ...], list[Sanity]]:
    """The layers from the output down, and each method's mean over the first test examples, for the true class.

    Raises:
        LookupError: for tokens without an embedding that is known.
    """
    layers, redrawn = dict(reversed(list(Layers.of(inspected).members.items()))), Redrawn(inspected)
    shown = [Specimen.of_test(inspected.data, index) for index in range(min(examples, len(inspected.data.test)))]
    methods = methods_of(Attributions(inspected, shown[0]))
    before = [ranks(inspected, one, methods) for one in shown]
    found: list[list[float]] = [[] for _ in methods]
    for done, numbers in enumerate(layers.values()):
        redrawn.draw(numbers)
        for at in range(len(methods)):
            found[at].append(0.0)
        for one, earlier in zip(shown, before, strict=True):
            for at, now in enumerate(ranks(redrawn, one, methods)):
                found[at][-1] += float(correlation(earlier[at], now).mean()) / len(shown)
        going_on(done + 1)
    told = zip(methods, found, strict=True)
    return tuple(layers), [Sanity(method, parameter, tuple(values)) for (method, parameter), values in told]


def methods_of(made: Attributions) -> list[tuple[str, str]]:
    """Each method that is offered, with its parameter; of occlusion the smallest window."""
    return [one for one in offered(made) if one[0] != names.OCCLUSION or one[1] == "1"]


def ranks(inspected: Any, shown: Specimen, methods: list[tuple[str, str]]) -> list[Tensor]:
    """Of each method the ranks (answers, inputs) of its attributions by size; equal ones share their mean rank."""
    made = Attributions(inspected, shown)
    found = []
    for method, parameter in methods:
        values, _ = made.made(Attribution(method, names.TRUTH, parameter))
        found.append(ranks_of(values.detach().abs().flatten(1).cpu()))
    return found


def ranks_of(values: Tensor) -> Tensor:
    """(N, M) → the rank of each number in its row, from 0; equal numbers share the mean of theirs."""
    below = (values[:, None, :] < values[:, :, None]).sum(2).float()
    same = (values[:, None, :] == values[:, :, None]).sum(2).float()
    return below + (same - 1) / 2
