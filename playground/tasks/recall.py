"""Associative recall: pairs of a letter and a digit, then one of the letters again; its digit is wanted."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import accuracy, majority_baseline
from playground.data.metrics import ACCURACY, Metric
from playground.data.rivals import most_frequent_shown
from playground.data.shapes import ClassTarget, DataShape, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import SpecimenError
from playground.foundation.settings import setting

_LETTERS = tuple("abcdefghijklmnop")
_DIGITS = tuple("0123456789")
_TRAIN, _TEST = 40_000, 1_000


class RecallSettings(TaskSettings):
    """What followed this letter when it stood here before?"""

    title: ClassVar[str] = "Associative recall"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    kind: Literal["recall"] = "recall"
    pairs: int = setting(6, "Pairs", "Letters with their digits, all letters different.", ge=2, le=16)

    def shape(self) -> DataShape:
        """Tokens (2P + 1,) of letters and digits in turn, the last a letter; ten classes."""
        return DataShape(TokenInput(2 * self.pairs + 1, _LETTERS + _DIGITS), ClassTarget(_DIGITS))

    def load(self, seed: int) -> Data:
        """40 000 sequences to learn from and 1 000 to test on, drawn from the seed."""
        train, test = self._draw(seed, 0, _TRAIN), self._draw(seed, 1, _TEST)
        frequent = most_frequent_shown(test.inputs[0][:, 1::2] - len(_LETTERS), test.targets)
        return Data(
            self.shape(), train, test,
            lambda count: {
                "most frequent digit present": {"accuracy": float(frequent[:count].mean())},
                "majority class": majority_baseline(train.targets, test.targets[:count], len(_DIGITS)),
            },
            label=_label,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, 10)."""
        return {"accuracy": accuracy(outputs, targets)}

    def causes(self, inputs: tuple[NDArray[Any], ...], targets: NDArray[Any]) -> NDArray[Any]:
        """The letter asked for, where it stood before, and the digit behind it (1, T)."""
        tokens = inputs[0]
        letter = tokens == tokens[:, -1:]
        behind = np.roll(letter, 1, axis=1)
        behind[:, 0] = False  # behind the last token stands nothing
        return np.asarray(letter | behind)

    def editor(self) -> Editor:
        """Pairs and a question."""
        pairs = "".join(letter + digit for letter, digit in zip(_LETTERS, "7381902645738190", strict=True))
        rule = f"{self.pairs} pairs of a letter a…p and a digit, then one of the letters again."
        return Writing(rule, pairs[: 2 * self.pairs] + _LETTERS[0])

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is the digit behind the letter asked for, if that stands there once. Raises SpecimenError."""
        tokens = numbered("".join(text(given).split()), _LETTERS + _DIGITS)
        length = 2 * self.pairs + 1
        counted(len(tokens), min(len(tokens), length), length)
        for place, token in enumerate(tokens.tolist()):
            if (token < len(_LETTERS)) != (place % 2 == 0):
                wanted = "A digit" if place % 2 else "A letter"
                raise SpecimenError(f"{wanted} is wanted at place {place + 1}: letters and digits in turn.")
        counted(len(tokens), length, length)
        found = np.flatnonzero(tokens[:-1:2] == tokens[-1])
        known = len(found) == 1
        target = tokens[2 * found[0] + 1] - len(_LETTERS) if known else 0
        return Specimen((tokens[None],), np.array([target]), "your pairs", known=known)

    def given_of(self, specimen: Specimen) -> str:
        """Letters and digits in turn."""
        return "".join((_LETTERS + _DIGITS)[token] for token in specimen.inputs[0][0])

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        letters = dice.random((count, len(_LETTERS))).argsort(axis=1)[:, : self.pairs]
        digits = dice.integers(0, len(_DIGITS), (count, self.pairs))
        rows, asked = np.arange(count), dice.integers(0, self.pairs, count)
        tokens = np.empty((count, 2 * self.pairs + 1), dtype=np.int64)
        tokens[:, 0:-1:2], tokens[:, 1::2] = letters, digits + len(_LETTERS)
        tokens[:, -1] = letters[rows, asked]
        return Split((tokens,), digits[rows, asked])


def _label(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    """Letters and digits along time."""
    words = _LETTERS + _DIGITS
    return {"time": tuple(words[token] for token in inputs[0])}
