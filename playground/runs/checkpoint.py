"""Checkpoint: everything a run needs to go on, as plain bytes that cannot execute anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from playground.foundation.errors import RunFileError

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Checkpoint:
    """The state after ``step`` steps.

    Attributes:
        weights: the model's parameters and buffers by name.
        optimizer: the optimizer's memory and the random states by name.
        state: plain values of the iteration.
    """

    step: int
    weights: Arrays
    optimizer: Arrays
    state: dict[str, Any] = field(default_factory=dict)


def kept(steps: Sequence[int], newest: int, milestones: int) -> list[int]:
    """Of the checkpoints at ``steps`` (rising) the newest, and of those before them so many, evenly thinned.

    A run is replayed from these milestones: the one between whose neighbours the way is shortest falls away first.
    """
    cut = max(0, len(steps) - newest)
    older, rest = list(steps[:cut]), list(steps[cut:])
    if not milestones:
        return rest
    while len(older) > milestones:
        beside = [*older, rest[0]]
        del older[min(range(1, len(older)), key=lambda at: beside[at + 1] - beside[at - 1])]
    return [*older, *rest]


def pack(arrays: Arrays) -> bytes:
    """Arrays as safetensors bytes."""
    packed: bytes = save({name: np.ascontiguousarray(array).reshape(array.shape) for name, array in arrays.items()})
    return packed


def checksum(weights: bytes, optimizer: bytes, state: str) -> int:
    """What a flipped bit in the stored bytes would change: SQLite checks the structure, not the content."""
    return crc32(state.encode(), crc32(optimizer, crc32(weights)))


def unpack(data: bytes, source: str) -> Arrays:
    """The arrays in safetensors bytes. Raises RunFileError naming ``source``."""
    try:
        arrays: Arrays = load(data)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise RunFileError(f"{source}: the weights in it are damaged ({error}); use an earlier copy.") from None
    return arrays


def unpack_state(text: str, source: str) -> dict[str, Any]:
    """The plain values of a checkpoint. Raises RunFileError."""
    try:
        state = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        state = None
    if not isinstance(state, dict):
        raise RunFileError(f"{source}: a checkpoint in it is damaged; use an earlier copy.")
    return state
