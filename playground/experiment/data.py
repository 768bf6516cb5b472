"""What a task hands to a model: the shapes of inputs and targets, and the arrays themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

IGNORED = -100  # a target that no answer is wanted for, as torch's cross-entropy has it


@dataclass(frozen=True)
class ImageInput:
    """Images (B, C, H, W) of C channels, H rows and W columns, values 0…1."""

    channels: int
    height: int
    width: int

    def describe(self) -> str:
        """The shape in words, for refusals."""
        return f"images of {self.channels} × {self.height} × {self.width}"


@dataclass(frozen=True)
class SequenceInput:
    """Sequences (B, T, F) of numbers: T steps, one number for each of the named features."""

    length: int
    features: tuple[str, ...]

    def describe(self) -> str:
        """The shape in words, for refusals."""
        return f"sequences of {self.length} × {len(self.features)} numbers"


@dataclass(frozen=True)
class TokenInput:
    """Sequences (B, T) of token numbers, each an index into the vocabulary."""

    length: int
    vocabulary: tuple[str, ...]

    def describe(self) -> str:
        """The shape in words, for refusals."""
        return f"sequences of {self.length} tokens out of {len(self.vocabulary)}"


@dataclass(frozen=True)
class ClassTarget:
    """One class index an example; ``labels`` names the classes."""

    labels: tuple[str, ...]

    def describe(self) -> str:
        """The target in words, for refusals."""
        return f"{len(self.labels)} classes"


@dataclass(frozen=True)
class ValueTarget:
    """Numbers (B, K) an example; ``names`` says what they are."""

    names: tuple[str, ...]

    def describe(self) -> str:
        """The target in words, for refusals."""
        return f"{len(self.names)} numbers"


InputShape = ImageInput | SequenceInput | TokenInput
TargetShape = ClassTarget | ValueTarget


@dataclass(frozen=True)
class DataShape:
    """What goes in and what is wanted out: all an architecture needs to be built."""

    inputs: InputShape
    targets: TargetShape


@dataclass(frozen=True)
class Split:
    """Examples: ``inputs`` one array (B, …) for each argument of the model, ``targets`` (B, …)."""

    inputs: tuple[NDArray[Any], ...]
    targets: NDArray[Any]

    def __len__(self) -> int:
        return len(self.targets)


def _no_labels(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    return {}


@dataclass(frozen=True)
class Data:
    """A loaded task.

    Attributes:
        baseline: metric → the value of an honest trivial answer, computed from this very data.
        baseline_name: what that answer is: ``majority class``, ``persistence``.
        label: the inputs of one example → axis → a label for each index along it, such as its tokens.
    """

    shape: DataShape
    train: Split
    test: Split
    baseline: Mapping[str, float]
    baseline_name: str = "majority class"
    label: Callable[[tuple[NDArray[Any], ...]], Mapping[str, tuple[str, ...]]] = field(default=_no_labels)

    def describe(self, index: int) -> str:
        """A test example in words: its number, and its class or value."""
        target = self.test.targets[index]
        if isinstance(self.shape.targets, ClassTarget):
            return f"test example {index + 1} · {self.shape.targets.labels[int(target)]}"
        return f"test example {index + 1} · {float(np.ravel(target)[0]):.3g}"


def output_width(targets: TargetShape) -> int:
    """Numbers a model puts out for one example: a logit a class, or the values themselves."""
    return len(targets.labels) if isinstance(targets, ClassTarget) else len(targets.names)


def output_axis(targets: TargetShape) -> str:
    """What those numbers are: ``class`` or ``value``."""
    return "class" if isinstance(targets, ClassTarget) else "value"


def input_axes(inputs: InputShape) -> tuple[str, ...]:
    """What the dimensions of one example mean."""
    match inputs:
        case ImageInput():
            return ("channel", "row", "column")
        case SequenceInput():
            return ("time", "feature")
        case TokenInput():
            return ("time",)
