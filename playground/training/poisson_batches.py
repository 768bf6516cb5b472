"""PoissonBatches: each example is in a batch by a throw of its own, decided by seed and step number alone."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from playground.training.batches import Batches

THROWS = 2**62  # keys from here on are of throws, those below of the orders of epochs


class PoissonBatches(Batches):
    """Batches of different sizes, ``batch_size`` on average, as the accounting of DP-SGD supposes.

    The throws of step ``s`` come from a counter-based generator keyed with (seed, THROWS + s): as with all batches, the
    state of the iteration is the step number.
    """

    def at(self, step: int) -> tuple[tuple[Tensor, ...], Tensor]:
        """Inputs and targets of step ``step`` (from 0), on the device; there may be none."""
        rows = torch.from_numpy(self.rows(step))
        if self._resident:
            rows = self._sent(rows)
            found = [tensor.index_select(0, rows) for tensor in self._tensors]
        else:
            found = [self._sent(tensor.index_select(0, rows)) for tensor in self._tensors]
        return tuple(found[:-1]), found[-1]

    def rows(self, step: int) -> np.ndarray:
        """The numbers of the examples of a step, in order."""
        generator = np.random.Generator(np.random.Philox(key=[self._seed, THROWS + step]))
        return np.flatnonzero(generator.random(self.examples) < self.batch_size / self.examples)
