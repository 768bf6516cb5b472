"""Evidence: everything a worked example is computed from, as it was at one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.shapes import DataShape
from playground.experiment.experiment import Experiment
from playground.foundation.errors import PlaygroundError
from playground.worked.example import Array


class UnexplainedError(PlaygroundError):
    """A number that cannot be unfolded; says why, and what to do instead."""


@dataclass(frozen=True)
class Evidence:
    """The specimen's tensors and the model's weights at one step, and what they belong to.

    Attributes:
        pictures: tap or input name → its values for the specimen, without the batch.
        weights: parameters and buffers by name.
        labels: sequence (``time``, ``source``, ``target``) or ``class`` → words along it.
        axes: picture → what its dimensions mean; a prediction's says what kind of answer it is.
    """

    step: int
    experiment: Experiment
    shape: DataShape
    pictures: Mapping[str, NDArray[Any]]
    weights: Mapping[str, NDArray[Any]]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def picture(self, name: str) -> Array:
        """A tensor in float64. Raises UnexplainedError when it is not at hand."""
        if name not in self.pictures:
            raise UnexplainedError(f"The values of {name} were not kept at this step, so it cannot be unfolded.")
        return np.asarray(self.pictures[name], np.float64)

    def weight(self, name: str) -> Array:
        """A parameter in float64. Raises UnexplainedError when it is not at hand."""
        if name not in self.weights:
            raise UnexplainedError("The weights were not kept at this step; choose a step that has them.")
        return np.asarray(self.weights[name], np.float64)

    def row(self, name: str, index: int) -> Array:
        """One row of a parameter in float64, of a table too long to be copied as a whole. Raises UnexplainedError."""
        if name not in self.weights:
            raise UnexplainedError("The weights were not kept at this step; choose a step that has them.")
        return np.asarray(self.weights[name][index], np.float64)

    def tokens(self, name: str) -> NDArray[np.int64]:
        """A picture of token numbers."""
        return self.picture(name).round().astype(np.int64)
