"""Find the flagged token: one of ten letters is a capital, and which one it is, is asked for."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import accuracy, majority_baseline
from playground.data.metrics import ACCURACY, Metric
from playground.data.rivals import linear_on_counts
from playground.data.shapes import ClassTarget, DataShape, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting

_LETTERS = tuple("abcdefgh")
_VOCABULARY = _LETTERS + tuple(letter.upper() for letter in _LETTERS)
_TRAIN, _TEST = 20_000, 1_000


class FlaggedTokenSettings(TaskSettings):
    """Look at one step among many, whichever it is."""

    title: ClassVar[str] = "Flagged token"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    kind: Literal["flagged-token"] = "flagged-token"
    length: int = setting(10, "Length", "Steps of a sequence; one of them is a capital.", ge=2, le=200)

    def shape(self) -> DataShape:
        """Tokens (T,) out of eight small letters and their capitals, and eight classes."""
        return DataShape(TokenInput(self.length, _VOCABULARY), ClassTarget(_LETTERS))

    def load(self, seed: int) -> Data:
        """20 000 sequences to learn from and 1 000 to test on, drawn from the seed."""
        train, test = self._draw(seed, 0, _TRAIN), self._draw(seed, 1, _TEST)
        counted_right = (
            linear_on_counts(train.inputs[0], train.targets, test.inputs[0], len(_VOCABULARY)) == test.targets
        )
        return Data(
            self.shape(), train, test,
            lambda count: {
                "majority class": majority_baseline(train.targets, test.targets[:count], len(_LETTERS)),
                "linear model on token counts": {"accuracy": float(counted_right[:count].mean())},
            },
            label=_label,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, 8)."""
        return {"accuracy": accuracy(outputs, targets)}

    def causes(self, inputs: tuple[NDArray[Any], ...], targets: NDArray[Any]) -> NDArray[Any]:
        """The capital (1, T)."""
        return inputs[0] >= len(_LETTERS)

    def editor(self) -> Editor:
        """Letters with a capital."""
        letters = ("abcdefgh" * self.length)[: self.length]
        example = letters[: self.length // 2] + letters[self.length // 2 :].capitalize()
        return Writing(f"{self.length} letters out of a…h, one of them a capital.", example)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is the capital, if there is one alone. Raises SpecimenError."""
        tokens = numbered("".join(text(given).split()), _VOCABULARY)
        counted(len(tokens), self.length, self.length, "letter")
        flagged = tokens[tokens >= len(_LETTERS)]
        known = len(flagged) == 1
        target = flagged[0] - len(_LETTERS) if known else 0
        return Specimen((tokens[None],), np.array([target]), "your letters", known=known)

    def given_of(self, specimen: Specimen) -> str:
        """The letters."""
        return "".join(_VOCABULARY[token] for token in specimen.inputs[0][0])

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        tokens = dice.integers(0, len(_LETTERS), (count, self.length))
        rows, flagged = np.arange(count), dice.integers(0, self.length, count)
        classes = tokens[rows, flagged]
        tokens[rows, flagged] += len(_LETTERS)
        return Split((tokens,), classes)


def _label(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    """The letters along time."""
    return {"time": tuple(_VOCABULARY[token] for token in inputs[0])}
