"""Sort: a few symbols are read, then written again in order (the first demonstration of minGPT)."""

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
from playground.foundation.settings import setting

_ENUMERATED = 20_000  # so many different inputs are listed, and a fifth of them held out
_TRAIN, _TEST = 20_000, 1_000


class SortSettings(TaskSettings):
    """Symbols in any order, then the same in ascending order."""

    title: ClassVar[str] = "Sort"
    measured: ClassVar[tuple[Metric, ...]] = (EXACT_ACCURACY, TOKEN_ACCURACY)

    kind: Literal["sort"] = "sort"
    length: int = setting(6, "Length", "Symbols to sort.", ge=2, le=40)
    symbols: int = setting(3, "Symbols", "Different symbols there are, 0, 1, 2 …", ge=2, le=10)
    unseen: bool = setting(
        False,
        "Unseen only",
        "Test only on sequences that training does not show; where there are at most 20 000, it is always so.",
    )

    def shape(self) -> DataShape:
        """Tokens (2L − 1,): the symbols, and what is sorted so far; the sorted ones wanted at the last L steps."""
        vocabulary = tuple("0123456789"[: self.symbols])
        length = 2 * self.length - 1
        return DataShape(TokenInput(length, vocabulary), ClassTarget(vocabulary, length), causal=True)

    def load(self, seed: int) -> Data:
        """Of all inputs, where they are few, a fifth is held out; otherwise they are drawn from the seed."""
        dice = np.random.Generator(np.random.PCG64([seed, 0]))
        if self.symbols**self.length <= _ENUMERATED:
            places = self.symbols ** np.arange(self.length)
            rows = np.arange(self.symbols**self.length)[:, None] // places % self.symbols
            rows = dice.permutation(rows)
            cut = len(rows) - len(rows) // 5
        else:
            rows, cut = dice.integers(0, self.symbols, (_TRAIN + _TEST, self.length)), _TRAIN
            if self.unseen:
                rows = np.concatenate([rows[:cut], self._others(rows[:cut], dice)])
        train, test = _split(rows[:cut]), _split(rows[cut:])
        return Data(
            self.shape(), train, test,
            lambda count: {
                "most frequent symbol at each place": token_baseline(train.targets, test.targets[:count], self.symbols),
            },
            label=_label,
        )  # fmt: skip

    def _others(self, known: NDArray[np.int64], dice: np.random.Generator) -> NDArray[np.int64]:
        """As many test sequences as ever, none of which is known."""
        seen, found = {row.tobytes() for row in known}, list[NDArray[np.int64]]()
        while len(found) < _TEST:
            drawn = dice.integers(0, self.symbols, (_TEST, self.length))
            found += [row for row in drawn if row.tobytes() not in seen]
        return np.array(found[:_TEST])

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Share of sequences sorted without a fault, and of single symbols, of logits (B, T, C)."""
        return {
            "exact_accuracy": exact_accuracy(outputs, targets),
            "token_accuracy": token_accuracy(outputs, targets),
        }

    def editor(self) -> Editor:
        """The symbols to sort."""
        symbols = "0123456789"[: self.symbols]
        example = (symbols[::-1] * self.length)[: self.length]
        return Writing(f"{self.length} symbols to sort, out of {' '.join(symbols)}.", example)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is the same, sorted. Raises SpecimenError."""
        tokens = numbered("".join(text(given).split()), "0123456789"[: self.symbols])
        counted(len(tokens), self.length, self.length)
        split = _split(tokens[None])
        return Specimen(split.inputs, split.targets, "your symbols")

    def given_of(self, specimen: Specimen) -> str:
        """The symbols to sort."""
        return "".join(str(token) for token in specimen.inputs[0][0, : self.length])


def _split(rows: NDArray[np.int64]) -> Split:
    ordered = np.sort(rows, axis=1)
    tokens = np.concatenate([rows, ordered[:, :-1]], axis=1)
    unasked = np.full((len(rows), rows.shape[1] - 1), IGNORED)
    return Split((tokens,), np.concatenate([unasked, ordered], axis=1))


def _label(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    """The symbols along time."""
    return {"time": tuple(str(token) for token in inputs[0])}
