"""Validation: a part of the training examples that is kept back, so that choices need not be made on the test set."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Split
from playground.foundation.errors import SettingsError

_KEY = 2**64 - 1  # of the generator that chooses; in that of the batches the number of an epoch stands here
# of the generator that chooses; an epoch, whose number stands here in the order of the batches, has none


def keeping_back(data: Data, share: float, seed: int) -> Data:
    """The same data with a share of its training examples as its validation part; 0 keeps it as it is.

    Independent examples are drawn by the seed. Where neighbours overlap in time the last ones are taken, and those
    just before them, which hold some of the same values, are left out of the training.

    Raises:
        SettingsError: nothing is left to train on, or nothing would be kept back.
    """
    if not share:
        return data
    examples = len(data.train)
    kept = round(share * examples)
    rest = examples - kept - (data.overlap if kept else 0)
    if kept < 1 or rest < 1:
        sentence = f"A share of {share:g} of {examples} training examples cannot be kept back; take another or none."
        raise SettingsError({"training.validation": sentence})
    if data.overlap:
        return replace(data, train=data.train.first(rest), validation=_part(data.train, slice(examples - kept, None)))
    order = np.random.Generator(np.random.Philox(key=np.array([seed, _KEY], np.uint64))).permutation(examples)
    rows, held = np.sort(order[kept:]), np.sort(order[:kept])
    return replace(data, train=_part(data.train, rows), validation=_part(data.train, held))


def _part(split: Split, rows: slice | NDArray[Any]) -> Split:
    return Split(tuple(array[rows] for array in split.inputs), split.targets[rows])
