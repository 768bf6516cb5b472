"""Reverse: one sequence is read, and answered with the same from its end."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import exact_accuracy, token_accuracy, token_baseline
from playground.data.metrics import EXACT_ACCURACY, TOKEN_ACCURACY, Metric
from playground.data.shapes import ClassTarget, DataShape, PairInput, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting

_START = "‹"
_TRAIN, _TEST = 20_000, 1_000


class ReverseSettings(TaskSettings):
    """The answer's first step is the question's last."""

    title: ClassVar[str] = "Reverse"
    measured: ClassVar[tuple[Metric, ...]] = (EXACT_ACCURACY, TOKEN_ACCURACY)

    kind: Literal["reverse"] = "reverse"
    length: int = setting(8, "Length", "Symbols of a sequence.", ge=2, le=40)
    symbols: int = setting(10, "Symbols", "Different symbols there are, 0, 1, 2 …", ge=2, le=10)

    def shape(self) -> DataShape:
        """A source (L,) of symbols; a target (L,) of the start sign and what is answered so far."""
        symbols = tuple("0123456789"[: self.symbols])
        answer = (*symbols, _START)
        pair = PairInput(TokenInput(self.length, symbols), TokenInput(self.length, answer))
        return DataShape(pair, ClassTarget(answer, self.length), causal=True)

    def load(self, seed: int) -> Data:
        """20 000 sequences to learn from and 1 000 to test on, drawn from the seed; short ones may be in both."""
        train, test = self._draw(seed, 0, _TRAIN), self._draw(seed, 1, _TEST)
        return Data(
            self.shape(), train, test,
            lambda count: {
                "most frequent symbol at each place":
                    token_baseline(train.targets, test.targets[:count], self.symbols + 1),
            },
            label=self._label,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Share of sequences reversed without a fault, and of single symbols, of logits (B, L, C)."""
        return {
            "exact_accuracy": exact_accuracy(outputs, targets),
            "token_accuracy": token_accuracy(outputs, targets),
        }

    def causes(self, inputs: tuple[NDArray[Any], ...], targets: NDArray[Any]) -> NDArray[Any]:
        """For each answer the symbol as far from the end (L, L)."""
        return np.eye(inputs[0].shape[1], dtype=bool)[:, ::-1]

    def editor(self) -> Editor:
        """The symbols to reverse."""
        symbols = "0123456789"[: self.symbols]
        example = (symbols * self.length)[: self.length]
        return Writing(f"{self.length} symbols to reverse, out of {' '.join(symbols)}.", example)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is the same from its end. Raises SpecimenError."""
        tokens = numbered("".join(text(given).split()), "0123456789"[: self.symbols])
        counted(len(tokens), self.length, self.length)
        split = self._split(tokens[None])
        return Specimen(split.inputs, split.targets, "your symbols")

    def given_of(self, specimen: Specimen) -> str:
        """The symbols to reverse."""
        return "".join(str(token) for token in specimen.inputs[0][0])

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        return self._split(dice.integers(0, self.symbols, (count, self.length)))

    def _split(self, source: NDArray[np.int64]) -> Split:
        answer = source[:, ::-1].copy()
        start = np.full((len(source), 1), self.symbols)
        return Split((source, np.concatenate([start, answer[:, :-1]], axis=1)), answer)

    def _label(self, inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
        """The symbols of both sequences."""
        words = (*"0123456789"[: self.symbols], _START)
        source, target = inputs
        return {"source": tuple(words[token] for token in source), "target": tuple(words[token] for token in target)}
