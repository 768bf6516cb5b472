"""Batches: which examples each step sees, decided by seed and step number alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.data.datasets import Split

GATHERED_BYTES = 64 * 2**20  # a data set up to this size is put in order once an epoch
RESIDENT_BYTES = 2**30  # a data set up to this size lives on the device


class Batches:
    """The training examples in random order, a new order each epoch.

    The order of epoch ``e`` comes from a counter-based generator keyed with (seed, e): any step can be
    asked for at any time, so the state of the iteration is the step number.
    """

    def __init__(self, split: Split, batch_size: int, seed: int, device: torch.device) -> None:
        arrays: tuple[NDArray[Any], ...] = (*split.inputs, split.targets)
        self.examples = len(split)
        self.batch_size = batch_size
        self.per_epoch = -(-self.examples // batch_size)
        self._seed = seed
        self._device = device
        size = sum(array.nbytes for array in arrays)
        self._resident = device.type == "cpu" or size <= RESIDENT_BYTES
        self._gathered = self._resident and size <= GATHERED_BYTES
        self._tensors = [torch.from_numpy(array) for array in arrays]
        if self._resident:
            self._tensors = [tensor.to(device) for tensor in self._tensors]
        self._epoch = -1
        self._order = torch.empty(0, dtype=torch.int64)
        self._ordered: list[Tensor] = []

    def at(self, step: int) -> tuple[tuple[Tensor, ...], Tensor]:
        """Inputs and targets of step ``step`` (from 0), on the device."""
        epoch, position = divmod(step, self.per_epoch)
        if epoch != self._epoch:
            self._turn(epoch)
        first = position * self.batch_size
        last = first + self.batch_size
        if self._gathered:
            found = [tensor[first:last] for tensor in self._ordered]
        elif self._resident:
            rows = self._order[first:last]
            found = [tensor.index_select(0, rows) for tensor in self._tensors]
        else:
            found = [self._sent(tensor.index_select(0, self._order[first:last])) for tensor in self._tensors]
        return tuple(found[:-1]), found[-1]

    def rows(self, step: int) -> NDArray[np.int64]:
        """The numbers of the training examples of step ``step`` (from 0), in the order of the batch."""
        epoch, position = divmod(step, self.per_epoch)
        generator = np.random.Generator(np.random.Philox(key=[self._seed, epoch]))
        first = position * self.batch_size
        return generator.permutation(self.examples)[first : first + self.batch_size]

    def _turn(self, epoch: int) -> None:
        generator = np.random.Generator(np.random.Philox(key=[self._seed, epoch]))
        self._order = torch.from_numpy(generator.permutation(self.examples))
        if self._resident:
            self._order = self._sent(self._order)
        if self._gathered:
            self._ordered = [tensor.index_select(0, self._order) for tensor in self._tensors]
        self._epoch = epoch

    def _sent(self, tensor: Tensor) -> Tensor:
        if self._device.type == "cuda":
            return tensor.pin_memory().to(self._device, non_blocking=True)
        return tensor.to(self._device)
