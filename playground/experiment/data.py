"""What a task hands to a model: the shapes of inputs and targets, and the arrays themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ImageInput:
    """Images of C channels, H rows and W columns, values 0…1."""

    channels: int
    height: int
    width: int

    def describe(self) -> str:
        """The shape in words, for refusals."""
        return f"images of {self.channels} × {self.height} × {self.width}"


@dataclass(frozen=True)
class ClassTarget:
    """One class index an example; ``labels`` names the classes."""

    labels: tuple[str, ...]

    def describe(self) -> str:
        """The target in words, for refusals."""
        return f"{len(self.labels)} classes"


InputShape = ImageInput
TargetShape = ClassTarget


@dataclass(frozen=True)
class DataShape:
    """What goes in and what is wanted out: all an architecture needs to be built."""

    inputs: InputShape
    targets: TargetShape


@dataclass(frozen=True)
class Split:
    """Examples: ``inputs`` one array (B, …) for each argument of the model, ``targets`` (B, …)."""

    inputs: tuple[NDArray[np.float32], ...]
    targets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True)
class Data:
    """A loaded task.

    Attributes:
        baseline: metric → the value of an honest trivial answer, computed from this very data.
    """

    shape: DataShape
    train: Split
    test: Split
    baseline: Mapping[str, float]
