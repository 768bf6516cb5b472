"""Remember the first symbol: one of four, then nothing but noise; at the end the first is asked for."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import accuracy, majority_baseline
from playground.data.metrics import ACCURACY, Metric
from playground.data.shapes import ClassTarget, DataShape, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting

_SYMBOLS = tuple("ABCD")
_NOISE = tuple("wxyz")
_TRAIN, _TEST = 20_000, 1_000


class FirstSymbolSettings(TaskSettings):
    """Carry one symbol through a long sequence of others."""

    title: ClassVar[str] = "Remember the first symbol"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    kind: Literal["first-symbol"] = "first-symbol"
    length: int = setting(20, "Length", "Steps of a sequence, the first symbol included.", ge=2, le=500)

    def shape(self) -> DataShape:
        """Tokens (T,) out of eight, and four classes."""
        return DataShape(TokenInput(self.length, _SYMBOLS + _NOISE), ClassTarget(_SYMBOLS))

    def load(self, seed: int) -> Data:
        """20 000 sequences to learn from and 1 000 to test on, drawn from the seed."""
        train, test = self._draw(seed, 0, _TRAIN), self._draw(seed, 1, _TEST)
        return Data(
            self.shape(), train, test,
            lambda count: {"majority class": majority_baseline(train.targets, test.targets[:count], len(_SYMBOLS))},
            label=_label,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, 4)."""
        return {"accuracy": accuracy(outputs, targets)}

    def causes(self, inputs: tuple[NDArray[Any], ...], targets: NDArray[Any]) -> NDArray[Any]:
        """The first symbol (1, T)."""
        return np.eye(1, inputs[0].shape[1], dtype=bool)

    def editor(self) -> Editor:
        """A symbol and noise."""
        example = "B" + ("wxyz" * self.length)[: self.length - 1]
        return Writing(f"One of A B C D, then noise out of w x y z: {self.length} symbols in all.", example)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is the first symbol, if it is one that can be asked for. Raises SpecimenError."""
        tokens = numbered("".join(text(given).split()), _SYMBOLS + _NOISE)
        counted(len(tokens), self.length, self.length)
        known = bool(tokens[0] < len(_SYMBOLS))
        return Specimen((tokens[None],), tokens[:1] * known, "your symbols", known=known)

    def given_of(self, specimen: Specimen) -> str:
        """The symbols."""
        return "".join((_SYMBOLS + _NOISE)[token] for token in specimen.inputs[0][0])

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        tokens = dice.integers(len(_SYMBOLS), len(_SYMBOLS) + len(_NOISE), (count, self.length))
        tokens[:, 0] = dice.integers(0, len(_SYMBOLS), count)
        return Split((tokens,), tokens[:, 0].copy())


def _label(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    """The symbols along time."""
    words = _SYMBOLS + _NOISE
    return {"time": tuple(words[token] for token in inputs[0])}
