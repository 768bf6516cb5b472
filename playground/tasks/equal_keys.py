"""Average of equal keys: each step has a key and a number; wanted is the mean of the numbers with its key."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.experiment.data import Data, DataShape, SequenceInput, Split, ValueTarget
from playground.experiment.experiment import TaskSettings
from playground.experiment.measures import squared_error
from playground.experiment.settings import setting

_TRAIN, _TEST = 20_000, 1_000
_NAMES = "ABCDEFGH"


class EqualKeysSettings(TaskSettings):
    """Average over a group of steps that the input itself defines."""

    title: ClassVar[str] = "Average of equal keys"

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
        found = {name: self._measures(answer, test.targets) for name, answer in answers.items()}
        best = min(found, key=lambda name: found[name]["mse"])
        return Data(
            self.shape(), train, test, found.pop(best), best, label=self._label, weaker=found,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Mean squared error of answers (B, T, 1), and the same divided by the variance of what is wanted."""
        return squared_error(outputs, targets)

    def _measures(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        found = squared_error(outputs, targets)
        return {"loss": found["mse"], **found}

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        keys = np.eye(self.keys, dtype=np.float32)[dice.integers(0, self.keys, (count, self.length))]
        values = dice.random((count, self.length, 1), dtype=np.float32) * 2 - 1
        equal = keys @ keys.transpose(0, 2, 1)
        means = equal @ values / equal.sum(axis=2, keepdims=True)
        return Split((np.concatenate([keys, values], axis=2),), means)

    def _label(self, inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
        """Key and number along time."""
        rows = inputs[0]
        return {"time": tuple(f"{_NAMES[int(row[:-1].argmax())]} {row[-1]:+.1f}" for row in rows)}
