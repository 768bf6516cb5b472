"""Specimen: the one input that all pictures show, from the test set or given by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data
from playground.data.shapes import (
    IGNORED,
    ClassTarget,
    DataShape,
    ImageInput,
    ImageTarget,
    InputShape,
    PairInput,
    SequenceInput,
    TargetShape,
    TokenInput,
    ValueTarget,
)


@dataclass(frozen=True, eq=False)
class Specimen:
    """One example as the model takes it.

    Attributes:
        inputs: (1, …), one array an argument of the model.
        targets: (1, …); where the truth is not known, a template: which steps want an answer.
        words: the specimen for a person: ``test example 8 · 3``, ``drawn by hand``.
        index: its number in the test set, if it is from there.
        known: whether ``targets`` are the truth.
        end: the answer token that ends an answer whose length is not known; None where it is.
    """

    inputs: tuple[NDArray[Any], ...]
    targets: NDArray[Any]
    words: str
    index: int | None = None
    known: bool = True
    end: int | None = None

    @classmethod
    def of_test(cls, data: Data, index: int) -> Specimen:
        """The test example with this number, without what only fills its sequences up.

        Raises:
            IndexError: there is no such example.
        """
        if not 0 <= index < len(data.test):
            raise IndexError(index)
        inputs, targets = data.example(index)
        return cls(inputs, targets, data.describe(index), index)

    def fits(self, shape: DataShape) -> bool:
        """Whether a model of this shape can take it: sizes, finite numbers, tokens that exist."""
        arguments = _arguments(shape.inputs)
        if len(self.inputs) != len(arguments) or not all(map(_fits, self.inputs, arguments)):
            return False
        return _answers(self.targets, shape.targets, self.inputs[-1].shape[1])


def _arguments(inputs: InputShape) -> tuple[ImageInput | SequenceInput | TokenInput, ...]:
    return (inputs.source, inputs.target) if isinstance(inputs, PairInput) else (inputs,)


def _fits(array: NDArray[Any], shape: ImageInput | SequenceInput | TokenInput) -> bool:
    match shape:
        case ImageInput():
            return _finite(array, (1, shape.channels, shape.height, shape.width))
        case SequenceInput():
            return _finite(array, (1, shape.length, len(shape.features)))
        case TokenInput():
            known = array.dtype == np.int64 and array.ndim == 2 and len(array) == 1
            return bool(
                known and 1 <= array.shape[1] <= shape.length
                and array.min() >= 0 and array.max() < len(shape.vocabulary)
            )  # fmt: skip


def _finite(array: NDArray[Any], shape: tuple[int, ...]) -> bool:
    return array.dtype == np.float32 and array.shape == shape and bool(np.isfinite(array).all())


def _answers(targets: NDArray[Any], shape: TargetShape, steps: int) -> bool:
    """Whether targets are of this shape for a sequence of ``steps``; unknown values may be NaN."""
    match shape:
        case ClassTarget(labels, length):
            known = targets.dtype == np.int64 and targets.shape == ((1, steps) if length else (1,))
            return bool(known and ((targets == IGNORED) | (targets >= 0) & (targets < len(labels))).all())
        case ValueTarget(names, length):
            wanted = (1, steps, len(names)) if length else (1, len(names))
            return targets.dtype == np.float32 and targets.shape == wanted
        case ImageTarget(channels, height, width):
            return targets.dtype == np.float32 and targets.shape == (1, channels, height, width)
