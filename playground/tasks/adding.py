"""The adding problem: two numbers of a long sequence are marked, and their sum is wanted (Hochreiter 1997)."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Scores, Split
from playground.data.editing import Given, Series, series
from playground.data.metrics import MSE, Metric
from playground.data.shapes import DataShape, SequenceInput, ValueTarget
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting

_TRAIN, _TEST = 20_000, 1_000


class AddingSettings(TaskSettings):
    """Add the two marked numbers, however long ago the first of them came."""

    title: ClassVar[str] = "Adding problem"
    measured: ClassVar[tuple[Metric, ...]] = (MSE,)

    kind: Literal["adding"] = "adding"
    length: int = setting(50, "Length", "Steps of a sequence; the first mark lies in its first half.", ge=4, le=500)

    def shape(self) -> DataShape:
        """Sequences (T, 2) of a number 0…1 and its mark, and one number."""
        return DataShape(SequenceInput(self.length, ("value", "mark")), ValueTarget(("sum",)))

    def load(self, seed: int) -> Data:
        """20 000 sequences to learn from and 1 000 to test on, drawn from the seed."""
        train, test = self._draw(seed, 0, _TRAIN), self._draw(seed, 1, _TEST)

        def references(count: int) -> Scores:
            error = float(((test.targets[:count] - 1.0) ** 2).mean())
            return {"always answer 1": {"mse": error, "loss": error}}

        return Data(self.shape(), train, test, references, label=_label)

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Mean squared error of sums (B, 1)."""
        return {"mse": float(((outputs - targets) ** 2).mean())}

    def editor(self) -> Series:
        """Numbers to drag, two of them marked."""
        return Series(self.length, 0.0, 1.0, features=2, marks=2)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is the sum of the two marked numbers. Raises SpecimenError."""
        found = series(given, self.editor())
        total = float((found[:, 0] * found[:, 1]).sum())
        return Specimen((found[None],), np.array([[total]], np.float32), "your numbers")

    def given_of(self, specimen: Specimen) -> NDArray[np.float32]:
        """Numbers and marks (T, 2)."""
        values: NDArray[np.float32] = specimen.inputs[0][0]
        return values.copy()

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        values = dice.random((count, self.length), dtype=np.float32)
        half = self.length // 2
        first, second = dice.integers(0, half, count), dice.integers(half, self.length, count)
        marks = np.zeros_like(values)
        rows = np.arange(count)
        marks[rows, first] = marks[rows, second] = 1.0
        sums = values[rows, first] + values[rows, second]
        return Split((np.stack([values, marks], axis=-1),), sums[:, None])


def _label(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    """The numbers along time; the two that count carry a mark."""
    return {"time": tuple(f"{'▸' if mark else ''}{value:.2f}" for value, mark in inputs[0])}
