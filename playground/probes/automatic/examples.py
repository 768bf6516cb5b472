"""Examples: inputs and targets of the right shapes and kinds, drawn at random, to try a model with."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from playground.data.shapes import (
    ClassTarget,
    DataShape,
    ImageInput,
    ImageTarget,
    InputShape,
    PairInput,
    SequenceInput,
    TokenInput,
    output_axes,
    output_shape,
)


def inputs(data: DataShape, count: int, seed: int = 0) -> tuple[Tensor, ...]:
    """One tensor (count, …) for each argument of a model; without torch's random numbers."""
    numbers = np.random.default_rng(seed)
    parts = (data.inputs.source, data.inputs.target) if isinstance(data.inputs, PairInput) else (data.inputs,)
    return tuple(torch.from_numpy(_input(part, count, numbers)) for part in parts)


def targets(data: DataShape, count: int, seed: int = 0) -> Tensor:
    """What would be wanted for them: classes, values or images."""
    numbers, wanted = np.random.default_rng(seed), data.targets
    match wanted:
        case ClassTarget(labels, length):
            return torch.from_numpy(numbers.integers(0, len(labels), (count, length) if length else count))
        case ImageTarget(channels, height, width):
            return torch.from_numpy(numbers.random((count, channels, height, width), np.float32))
    return torch.from_numpy(numbers.standard_normal((count, *output_shape(wanted)), np.float32))


def wanted(data: DataShape) -> tuple[int, ...]:
    """The shape of the output for one example."""
    target = data.targets
    if isinstance(target, ImageTarget):
        return target.channels, target.height, target.width
    return output_shape(target)


def wanted_axes(data: DataShape) -> tuple[str, ...]:
    """What the dimensions of the output for one example mean."""
    if isinstance(data.targets, ImageTarget):
        return "channel", "row", "column"
    return output_axes(data.targets, "target time" if isinstance(data.inputs, PairInput) else "time")


def _input(shape: InputShape, count: int, numbers: np.random.Generator) -> np.ndarray:
    match shape:
        case ImageInput(channels, height, width):
            return numbers.random((count, channels, height, width), np.float32)
        case SequenceInput(length, features):
            return numbers.standard_normal((count, length, len(features)), np.float32)
        case TokenInput(length, vocabulary):
            return numbers.integers(0, len(vocabulary), (count, length))
    raise TypeError(shape)
