"""Addition of two numbers, written digit by digit: 27+65= is answered with 092."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import exact_accuracy, token_accuracy, token_baseline
from playground.data.metrics import EXACT_ACCURACY, TOKEN_ACCURACY, Metric
from playground.data.shapes import IGNORED, ClassTarget, DataShape, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import SpecimenError
from playground.foundation.settings import setting

_SIGNS = tuple("0123456789+=")
_ENUMERATED = 10_000  # so many different sums are listed, and a fifth of them held out
_TRAIN, _TEST = 40_000, 1_000


class AdditionSettings(TaskSettings):
    """Two numbers of the same count of digits, and their sum with one digit more."""

    title: ClassVar[str] = "Addition"
    measured: ClassVar[tuple[Metric, ...]] = (EXACT_ACCURACY, TOKEN_ACCURACY)

    kind: Literal["addition"] = "addition"
    digits: int = setting(2, "Digits", "Digits of each number.", ge=1, le=8)
    backwards: bool = setting(
        True, "Units digit first",
        "The sum is written from its last digit on, so that a carry is known when it is needed.",
    )  # fmt: skip

    split: Literal["sums", "pairs"] = setting(
        "sums", "Held out",
        "What the test asks was not learned from: the sum as it is written, though 65+27 may have been where 27+65 is "
        "asked; or both numbers together, in either order.",
        labels={"sums": "sums as written", "pairs": "pairs, in both orders"},
    )  # fmt: skip

    def shape(self) -> DataShape:
        """Tokens (3D + 2,): both numbers, their signs, and the sum so far; the sum wanted from ``=`` on."""
        length = 3 * self.digits + 2
        return DataShape(TokenInput(length, _SIGNS), ClassTarget(_SIGNS, length), causal=True)

    def load(self, seed: int) -> Data:
        """Of all sums, where they are few, a fifth is held out; otherwise they are drawn from the seed."""
        first, second, held = self._drawn(np.random.Generator(np.random.PCG64([seed, 0])))
        train, test = self._split(first[~held], second[~held]), self._split(first[held], second[held])
        return Data(
            self.shape(), train, test,
            lambda count: {
                "most frequent digit at each place": token_baseline(train.targets, test.targets[:count], len(_SIGNS)),
            },
            label=_label,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Share of sums without a fault, and of single digits, of logits (B, T, C)."""
        return {
            "exact_accuracy": exact_accuracy(outputs, targets),
            "token_accuracy": token_accuracy(outputs, targets),
        }

    def editor(self) -> Editor:
        """A sum to be done."""
        example = "+".join(("27", "65") if self.digits > 1 else ("7", "5"))
        return Writing(f"Two numbers of at most {self.digits} digits, with + between them.", example)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is their sum. Raises SpecimenError."""
        written = "".join(text(given).split()).removesuffix("=")
        numbered(written, _SIGNS)
        parts = written.split("+")
        if len(parts) != 2 or not all(part.isdecimal() for part in parts):
            raise SpecimenError("Two numbers with + between them are wanted, such as 7+5.")
        for part in parts:
            counted(len(part), 1, self.digits, "digit")
        split = self._split(np.array([int(parts[0])]), np.array([int(parts[1])]))
        return Specimen(split.inputs, split.targets, f"your sum {written}")

    def given_of(self, specimen: Specimen) -> str:
        """Both numbers without their leading zeros."""
        line = "".join(_SIGNS[token] for token in specimen.inputs[0][0])
        return "+".join(str(int(number)) for number in line.partition("=")[0].split("+"))

    def _drawn(self, dice: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """First and second numbers (B,), and whether a sum is held out for the test."""
        numbers = 10**self.digits
        few = numbers**2 <= _ENUMERATED
        if few:
            asked = dice.permutation(numbers**2)
            first, second = asked // numbers, asked % numbers
            count = len(asked) - len(asked) // 5
        else:
            first, second = dice.integers(0, numbers, (2, _TRAIN + _TEST))
            count = _TRAIN
        held = np.arange(len(first)) >= count
        if self.split == "sums":
            return first, second, held
        pairs = np.minimum(first, second) * numbers + np.maximum(first, second)
        if few:
            different = dice.permutation(np.unique(pairs))
            return first, second, np.isin(pairs, different[: len(different) // 5])
        fresh = ~held | ~np.isin(pairs, pairs[:count])
        return first[fresh], second[fresh], held[fresh]

    def _split(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> Split:
        total = _written(first + second, self.digits + 1)
        if self.backwards:
            total = total[:, ::-1]
        plus, equals = np.full((len(first), 1), _SIGNS.index("+")), np.full((len(first), 1), _SIGNS.index("="))
        question = [_written(first, self.digits), plus, _written(second, self.digits), equals]
        line = np.concatenate([*question, total], axis=1)
        targets = line[:, 1:].copy()
        targets[:, : 2 * self.digits + 1] = IGNORED
        return Split((line[:, :-1].copy(),), targets)


def _written(numbers: NDArray[np.int64], digits: int) -> NDArray[np.int64]:
    """Numbers (B,) → their digits (B, D), leading zeros included."""
    result: NDArray[np.int64] = numbers[:, None] // 10 ** np.arange(digits - 1, -1, -1) % 10
    return result


def _label(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    """The signs along time."""
    return {"time": tuple(_SIGNS[token] for token in inputs[0])}
