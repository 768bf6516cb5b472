"""Average of equal keys: each step has a key and a number; wanted is the mean of the numbers with its key."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Scores, Split
from playground.data.editing import Editor, Given, Writing, counted, text
from playground.data.measures import squared_error
from playground.data.metrics import MSE, NMSE, Metric
from playground.data.shapes import DataShape, SequenceInput, ValueTarget
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import SpecimenError
from playground.foundation.numbers import meant_among, pointed
from playground.foundation.settings import setting

_TRAIN, _TEST = 20_000, 1_000
_NAMES = "ABCDEFGH"
_PAIR = re.compile(r"([A-Za-z])\s*([+-]?\d*\.?\d+)")


class EqualKeysSettings(TaskSettings):
    """Average over a group of steps that the input itself defines."""

    title: ClassVar[str] = "Average of equal keys"
    measured: ClassVar[tuple[Metric, ...]] = (NMSE, MSE)

    kind: Literal["equal-keys"] = "equal-keys"
    length: int = setting(12, "Length", "Steps of a sequence.", ge=2, le=100)
    keys: int = setting(4, "Keys", "Different keys there are.", ge=1, le=8)

    def shape(self) -> DataShape:
        """Sequences (T, keys + 1): the key as one-hot vector and a number −1…1; a number at every step."""
        features = (*(f"key {name}" for name in _NAMES[: self.keys]), "value")
        return DataShape(SequenceInput(self.length, features), ValueTarget(("mean",), self.length))

    def load(self, seed: int) -> Data:
        """20 000 sequences to learn from and 1 000 to test on, drawn from the seed."""
        train, test = self._draw(seed, 0, _TRAIN), self._draw(seed, 1, _TEST)
        answers = {"each value itself": test.inputs[0][:, :, -1:], "always 0": np.zeros_like(test.targets)}
        best_first = sorted(answers, key=lambda name: squared_error(answers[name], test.targets)["mse"])

        def references(count: int) -> Scores:
            return {name: self._measures(answers[name][:count], test.targets[:count]) for name in best_first}

        return Data(self.shape(), train, test, references, label=self._label)

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Mean squared error of answers (B, T, 1), and the same divided by the variance of what is wanted."""
        return squared_error(outputs, targets)

    def editor(self) -> Editor:
        """Keys and numbers."""
        names = (_NAMES[: self.keys] * self.length)[: self.length]
        example = " ".join(f"{name}{(place * 7 % 19 - 9) / 10:+.1f}" for place, name in enumerate(names))
        return Writing(f"{self.length} keys out of {_NAMES[: self.keys]}, each with a number −1…1.", example)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is the mean of each key's numbers. Raises SpecimenError."""
        parts = _PAIR.findall(text(given).replace("−", "-"))
        rest = _PAIR.sub("", text(given).replace("−", "-")).strip(" ,;\n")
        if comma := meant_among(text(given)):
            raise SpecimenError(pointed(comma))
        if rest:
            raise SpecimenError(f"“{rest[:12]}” is not a key with a number: write each as A+0.5.")
        for name, number in parts:
            if name not in _NAMES[: self.keys]:
                raise SpecimenError(f"“{name}” is not among the keys this task knows: {' '.join(_NAMES[: self.keys])}.")
            if not -1 <= float(number) <= 1:
                raise SpecimenError(f"{number} is not a number from −1 to 1.")
        counted(len(parts), self.length, self.length, "pair")
        keys = np.eye(self.keys, dtype=np.float32)[[_NAMES.index(name) for name, _ in parts]]
        values = np.array([[float(number)] for _, number in parts], np.float32)
        split = _averaged(keys[None], values[None])
        return Specimen(split.inputs, split.targets, "your keys")

    def given_of(self, specimen: Specimen) -> str:
        """Keys with their numbers."""
        rows = specimen.inputs[0][0]
        return " ".join(f"{_NAMES[int(row[:-1].argmax())]}{row[-1]:+.2f}" for row in rows)

    def _measures(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        found = squared_error(outputs, targets)
        return {"loss": found["mse"], **found}

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        keys = np.eye(self.keys, dtype=np.float32)[dice.integers(0, self.keys, (count, self.length))]
        values = dice.random((count, self.length, 1), dtype=np.float32) * 2 - 1
        return _averaged(keys, values)

    def _label(self, inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
        """Key and number along time."""
        rows = inputs[0]
        return {"time": tuple(f"{_NAMES[int(row[:-1].argmax())]} {row[-1]:+.1f}" for row in rows)}


def _averaged(keys: NDArray[np.float32], values: NDArray[np.float32]) -> Split:
    """One-hot keys (B, T, K) and values (B, T, 1), with the mean of each key's values."""
    equal = keys @ keys.transpose(0, 2, 1)
    means = equal @ values / equal.sum(axis=2, keepdims=True)
    return Split((np.concatenate([keys, values], axis=2),), means)
