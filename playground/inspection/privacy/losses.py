"""Losses: how large the loss of each example alone is, which is what an attacker needs to know of a model."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from playground.data.datasets import Split
from playground.data.shapes import IGNORED, ClassTarget
from playground.inspection.model import InspectedModel

PART = 256  # examples of a pass


def example_losses(inspected: InspectedModel, split: Split) -> NDArray[np.float32]:
    """(B,): mean cross-entropy (nats) over the answers that are wanted of an example, or its mean squared error."""
    parts = [slice(first, first + PART) for first in range(0, len(split), PART)]
    return np.concatenate(
        [_losses(inspected, Split(tuple(a[part] for a in split.inputs), split.targets[part])) for part in parts]
    )


def _losses(inspected: InspectedModel, split: Split) -> NDArray[np.float32]:
    outputs, targets = inspected.answer(*split.inputs), torch.from_numpy(np.ascontiguousarray(split.targets))
    count = len(split)
    found: NDArray[np.float32]
    if isinstance(inspected.data.shape.targets, ClassTarget):
        each = functional.cross_entropy(
            outputs.reshape(-1, outputs.shape[-1]), targets.reshape(-1), ignore_index=IGNORED, reduction="none"
        ).reshape(count, -1)
        wanted = (targets.reshape(count, -1) != IGNORED).sum(dim=1).clamp(min=1)
        found = (each.sum(dim=1) / wanted).numpy()
    else:
        found = (outputs - targets).square().reshape(count, -1).mean(dim=1).numpy()
    return found
