"""Importing weights: read without executing anything, compared with the model's own, and only then used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground.data.fingerprint import token_difference
from playground.data.shapes import DataShape
from playground.experiment.experiment import Experiment
from playground.foundation.errors import DataError
from playground.training.trainer import Trainer
from playground.training.weights import state_dict
from playground.training.weights.files import learned_from, read_recording, read_weights

PYTORCH = (".pt", ".pth", ".ckpt", ".pth.tar")
RECORDING = ".run"
ENDINGS = (".safetensors", *PYTORCH, RECORDING)
PREFIXES = ("_orig_mod.", "module.", "model.")  # of torch.compile, of DataParallel and DDP, of Lightning
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Weights:
    """What a file holds.

    Attributes:
        arrays: by the names that a model has for them.
        remark: what was done to find them there; empty where they lay open.
    """

    arrays: Arrays
    remark: str = ""


def read(path: Path) -> Weights:
    """The weights in a file of one of the ``ENDINGS``. Raises DataError with one sentence."""
    name = path.name.lower()
    if name.endswith(".safetensors"):
        arrays, place = read_weights(path), ""
    elif name.endswith(RECORDING):
        arrays, step = read_recording(path)
        return Weights(arrays, f"of step {step}")
    elif name.endswith(PYTORCH):
        arrays, place = state_dict.read(path)
    else:
        raise DataError(f"{path}: weights are read from {', '.join(ENDINGS)}; choose such a file.")
    remarks = [f"found under {place!r}"] if place else []
    removed = ""
    while (prefix := _shared(arrays)) is not None:
        arrays = {key.removeprefix(prefix): array for key, array in arrays.items()}
        removed += prefix
    if removed:
        remarks.append(f"{removed!r} was taken off all names")
    return Weights(arrays, "; ".join(remarks))


def _shared(arrays: Arrays) -> str | None:
    """A beginning that all names have because of what the model was wrapped in."""
    return next((prefix for prefix in PREFIXES if arrays and all(name.startswith(prefix) for name in arrays)), None)


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


def check_tokens(path: Path, shape: DataShape) -> None:
    """Raise DataError where a file says that its weights stand for other tokens than those of data of this shape."""
    learned = learned_from(path) if path.suffix.lower() in (".safetensors", RECORDING) else None
    if learned is not None and (difference := token_difference(learned, shape)):
        raise DataError(f"{path}: was learned from other data ({difference}); choose weights of the same tokens.")


def start_from(path: Path) -> Callable[[Trainer], str]:
    """What puts a new run's model at the weights of a file, and says so for its log; refused, nothing has changed."""

    def begin(trainer: Trainer) -> str:
        found = read(path)
        check(found.arrays, trainer.weights(), path)
        check_tokens(path, trainer.data.shape)
        trainer.model.load_state_dict({name: torch.from_numpy(np.array(array)) for name, array in found.arrays.items()})
        return f"Starts from the weights in {path}: {words(found)}."

    return begin


def beginning(experiment: Experiment, given: Path | None = None) -> Callable[[Trainer], str] | None:
    """What a run starts from: weights that were given to it, or those that its settings name; None: drawn ones."""
    named = experiment.training.weights
    path = given or (Path(named).expanduser() if named else None)
    return start_from(path) if path is not None else None


def words(found: Weights) -> str:
    """How much there is, and how it was found."""
    size = f"{len(found.arrays)} tensors, {sum(array.size for array in found.arrays.values())} numbers"
    return f"{size}; {found.remark}" if found.remark else size


def _size(array: NDArray[Any]) -> str:
    return " × ".join(map(str, array.shape)) or "a single number"
