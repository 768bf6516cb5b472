"""Importing weights: read without executing anything, compared with the model's own, and only then used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground.experiment.errors import DataError
from playground.exports import state_dict
from playground.exports.weights import read_weights
from playground.training.trainer import Trainer

READERS = {".safetensors": read_weights, ".pt": state_dict.read}
Arrays = Mapping[str, NDArray[Any]]


def read(path: Path) -> Arrays:
    """Arrays by name from a .safetensors or .pt file. Raises DataError with one sentence."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DataError(f"{path}: weights are read from {' or '.join(READERS)}; choose such a file.")
    return reader(path)


def check(found: Arrays, expected: Arrays, path: Path) -> None:
    """Raise DataError naming the first mismatch of names, shapes, kinds of numbers or values, in the model's order."""
    for name, own in expected.items():
        if name not in found:
            raise DataError(f"{path}: has no {name}, which this model needs; choose weights of the same architecture.")
        array = found[name]
        if array.shape != own.shape:
            raise DataError(
                f"{path}: {name} is {_size(array)}, but {_size(own)} in this model; "
                "choose weights of the same settings, or change them."
            )
        if array.dtype != own.dtype:
            raise DataError(f"{path}: {name} holds {array.dtype}, not {own.dtype}; save it as {own.dtype}.")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise DataError(f"{path}: {name} holds values that are not finite; choose weights from before they were.")
    for name in found:
        if name not in expected:
            raise DataError(f"{path}: holds {name}, which this model has not; choose weights of the same architecture.")


def start_from(path: Path) -> Callable[[Trainer], str]:
    """What puts a new run's model at the weights of a file, and says so for its log; refused, nothing has changed."""

    def begin(trainer: Trainer) -> str:
        found = read(path)
        check(found, trainer.weights(), path)
        trainer.model.load_state_dict({name: torch.from_numpy(np.array(array)) for name, array in found.items()})
        return f"Starts from the weights in {path}: {words(found)}."

    return begin


def words(found: Arrays) -> str:
    """How much there is."""
    return f"{len(found)} tensors, {sum(array.size for array in found.values())} numbers"


def _size(array: NDArray[Any]) -> str:
    return " × ".join(map(str, array.shape)) or "a single number"
