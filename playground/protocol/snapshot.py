"""Snapshot: one tensor worth seeing, as it was at one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class PictureInfo:
    """A tensor that can be asked for.

    Attributes:
        name: where it is in the model: ``stages.0.activation``, ``input``, ``stages.0.convolution.weight``.
        axes: what each dimension means: ``("channel", "row", "column")``.
        shape: one length an axis.
    """

    name: str
    axes: tuple[str, ...]
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Snapshot:
    """An array captured at a step.

    Attributes:
        labels: axis name → the label of each index along it, for axes that have labels.
        values: one dimension an axis, owned by the snapshot.
    """

    step: int
    name: str
    axes: tuple[str, ...]
    values: NDArray[np.float32]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
