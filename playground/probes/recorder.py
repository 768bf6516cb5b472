"""Recorder: copies what flows through the taps of a model, then leaves no trace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from playground.probes.tap import Tap, taps


class Recorder:
    """Context manager; inside it each forward pass of one example fills ``arrays``.

    Args:
        model: the model to look into, or its taps where they are known.
        names: taps to record; all of them when None.

    Attributes:
        arrays: tap name → (axes, values of the first example as float32), in the order they were computed.
    """

    def __init__(
        self, model: nn.Module | Sequence[tuple[str, Tap]], names: Collection[str] | None = None
    ) -> None:  # fmt: skip
        found = taps(model) if isinstance(model, nn.Module) else model
        self._taps = [(name, tap) for name, tap in found if names is None or name in names]
        self._handles: list[RemovableHandle] = []
        self.arrays: dict[str, tuple[tuple[str, ...], NDArray[np.float32]]] = {}

    def __enter__(self) -> Self:
        for name, tap in self._taps:
            self._handles.append(tap.register_forward_hook(self._hook(name)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    def _hook(self, name: str) -> Any:
        def record(tap: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            assert isinstance(tap, Tap)
            self.arrays[name] = (tap.axes, copied(output[0]))

        return record


def copied(tensor: Tensor) -> NDArray[np.float32]:
    """The values as an array of its own: ``numpy()`` alone would go on changing with the model."""
    array: NDArray[np.float32] = tensor.detach().float().cpu().numpy()
    return np.array(array, dtype=np.float32, order="C", copy=True)
