"""What pictures, answers and explanations need of a model: it can be asked, and asking changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.data.datasets import Data, Split
from playground.experiment.experiment import Experiment
from playground.probes.tap import Tap

Arrays = dict[str, tuple[tuple[str, ...], NDArray[np.float32]]]

PASS = 2 * 10**10  # multiply-adds of a pass for a picture at most: about a second of two cores


class InspectedModel(Protocol):
    """A model with the data it learned from, trained here or not.

    Attributes:
        step: steps it was trained; pictures carry it.
        model: the network itself, for what only some architectures have.
        large: so large that dear looks are made of fewer examples.
    """

    experiment: Experiment
    data: Data
    device: torch.device
    model: nn.Module
    step: int
    large: bool

    def answer(self, *inputs: NDArray[Any]) -> Tensor:
        """Outputs (B, …) for inputs (B, …), in float32 on the CPU."""

    def look(self, inputs: tuple[NDArray[Any], ...], names: Collection[str] | None = None) -> Arrays:
        """The input, the taps and the kernels for one example (1, …): name → (axes, values); of some when named."""

    def looking(self) -> AbstractContextManager[None]:
        """Inside, the model is in evaluation mode and keeps no gradients."""

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """What training makes small, a scalar."""

    def weights(self) -> dict[str, NDArray[Any]]:
        """Parameters and buffers, copied."""


class TrainedModel(InspectedModel, Protocol):
    """The same while it learns: what its last step was taken along, and where that led."""

    @property
    def parameters(self) -> Sequence[Tensor]:
        """What is trained, in the order of the model."""

    @property
    def gradients(self) -> Sequence[Tensor]:
        """What the last step was taken along, one a parameter; empty before the first."""

    def updates(self) -> list[Tensor]:
        """What the last step added to each parameter; empty before the first."""


def affordable(inspected: InspectedModel, most: int, split: Split | None = None) -> int:
    """So many test examples, or of another split, at most ``most``, as one pass is worth: of 10⁸ parameters a few."""
    each = sum(layer.multiply_adds for layer in inspected.experiment.layers())
    return max(1, min(most, len(split or inspected.data.test), PASS // max(1, each)))


def pass_test_examples(inspected: InspectedModel, examples: int) -> None:
    """The first ``examples`` of the test set through the model, for what listens on the way."""
    inputs = [torch.from_numpy(array[:examples]).to(inspected.device) for array in inspected.data.test.inputs]
    with inspected.looking():
        inspected.model(*inputs)


@contextmanager
def listening(chosen: Sequence[tuple[str, Tap]], hear: Callable[[str, Tap, Tensor], None]) -> Iterator[None]:
    """Inside, ``hear`` is given the whole batch that flows through each of the taps."""
    with hearing(chosen, lambda name, tap, output: hear(name, tap, output.detach())):
        yield


@contextmanager
def hearing(chosen: Sequence[tuple[str, Tap]], hear: Callable[[str, Tap, Tensor], None]) -> Iterator[None]:
    """The same, with what each tensor was computed from, so that it can be differentiated by."""

    def hook(name: str) -> Callable[..., None]:
        def told(module: nn.Module, inputs: object, output: Tensor) -> None:
            assert isinstance(module, Tap)
            hear(name, module, output)

        return told

    handles = [tap.register_forward_hook(hook(name)) for name, tap in chosen]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
