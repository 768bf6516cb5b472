"""Masked tokens: some words of a sentence are covered, and told from all the others (as BERT learns)."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora.sentences import in_language, longest, padded, words
from playground.data.datasets import Data, Scores, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import token_accuracy, token_baseline
from playground.data.metrics import TOKEN_ACCURACY, Metric
from playground.data.shapes import IGNORED, ClassTarget, DataShape, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import SpecimenError
from playground.foundation.settings import setting

_PADDING, _MASK = "·", "□"
_SHARE, _MASKINGS = 0.15, 4


class MaskedTokensSettings(TaskSettings):
    """Fill in the covered words of a sentence, about one in seven."""

    title: ClassVar[str] = "Masked tokens"
    measured: ClassVar[tuple[Metric, ...]] = (TOKEN_ACCURACY,)

    kind: Literal["masked-tokens"] = "masked-tokens"
    language: Literal["en", "de", "zh"] = setting(
        "en", "Language", "Of the sentences; German articles and endings tell most of what is covered.",
        labels={"en": "English", "de": "German", "zh": "Chinese"},
    )  # fmt: skip

    def shape(self) -> DataShape:
        """Words (T,) with some of them ``□``, filled up with ``·``, and the word at each step; wanted only at ``□``."""
        vocabulary, length = self._vocabulary(), longest(self.language)
        return DataShape(TokenInput(length, vocabulary, padding=0), ClassTarget(vocabulary, length))

    def load(self, seed: int) -> Data:
        """Four fifths of the 5 184 sentences, each covered in four ways, to learn from; the others to test on."""
        lines = padded(in_language(self.language), self._vocabulary(), longest(self.language))
        order = np.random.Generator(np.random.PCG64([seed, 0])).permutation(len(lines))
        cut = len(order) - len(order) // 5
        train = self._covered(lines[np.repeat(order[:cut], _MASKINGS)], seed, 1)
        test = self._covered(lines[order[cut:]], seed, 2)
        size = len(self._vocabulary())
        ceiling = best_possible(lines, test)

        def trivial(part: Split) -> Scores:
            return {
                "most frequent word": neighbour_baseline(train, part, size, blind=True),
                "most frequent word behind its neighbour": neighbour_baseline(train, part, size),
                "most frequent word at each place": _place_baseline(train, part, size),
            }

        whole = trivial(test)
        best_first = sorted(whole, key=lambda name: -whole[name]["token_accuracy"])

        def references(count: int) -> Scores:
            part = test.first(count)
            found, asked = trivial(part), int((part.targets != IGNORED).sum())
            most = {"best possible": {"token_accuracy": float(ceiling[:asked].mean())}}
            return {name: found[name] for name in best_first} | most

        return Data(self.shape(), train, test, references, label=self._label)

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Share of the covered words that are told right, of logits (B, T, C)."""
        return {"token_accuracy": token_accuracy(outputs, targets)}

    def editor(self) -> Editor:
        """A sentence with covered words."""
        line = list(in_language(self.language)[1000])
        line[len(line) // 2] = f"[{line[len(line) // 2]}]"
        rule = f"A sentence of at most {longest(self.language)} words; [word] covers a word, _ one not told."
        return Writing(rule, " ".join(line))

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is known if every covered word is given in brackets. Raises SpecimenError."""
        vocabulary = self._vocabulary()
        parts = text(given).split()
        covered = [part in ("_", _MASK) or (part[0] == "[" and part[-1] == "]") for part in parts]
        bare = [part.strip("[]") if part not in ("_", _MASK) else _MASK for part in parts]
        tokens = numbered(bare, vocabulary, "word")
        counted(len(tokens), 1, longest(self.language), "word")
        if not any(covered):
            raise SpecimenError("No word is covered: put one in brackets, as [word], or write _ in its place.")
        hidden = np.array(covered)
        known = bool((tokens[hidden] != 1).all())
        inputs, targets = np.where(hidden, 1, tokens), np.where(hidden, tokens, IGNORED)
        return Specimen((inputs[None],), targets[None], "your sentence", known=known)

    def given_of(self, specimen: Specimen) -> str:
        """The sentence, what is covered in brackets."""
        vocabulary, (targets,) = self._vocabulary(), specimen.targets
        wanted = [f"[{vocabulary[token]}]" if token > 1 else "_" for token in targets]
        rows = zip(specimen.inputs[0][0].tolist(), wanted, strict=True)
        return " ".join(hidden if token == 1 else vocabulary[token] for token, hidden in rows)

    def _vocabulary(self) -> tuple[str, ...]:
        return (_PADDING, _MASK, *words(self.language))

    def _covered(self, lines: NDArray[np.int64], seed: int, part: int) -> Split:
        """Each word of lines (B, T) is covered with a chance of 15 %, and in each line at least one."""
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        chances = np.where(lines == 0, 2.0, dice.random(lines.shape))
        covered = (chances < _SHARE) | (chances == chances.min(axis=1, keepdims=True))
        return Split((np.where(covered, 1, lines),), np.where(covered, lines, IGNORED))

    def _label(self, inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
        """The words along time."""
        vocabulary = self._vocabulary()
        return {"time": tuple(vocabulary[token] for token in inputs[0])}


def neighbour_baseline(train: Split, test: Split, size: int, blind: bool = False) -> dict[str, float]:
    """What one gets by answering the most frequent word behind the step before, as it is shown; 0 before the first.

    ``blind``: whatever stands before. ``loss``: the cross-entropy (nats) of the frequencies, one count added to each.
    """
    before, wanted = _pairs(train, blind)
    asked_before, asked = _pairs(test, blind)
    counts = np.bincount(before * size + wanted, minlength=size * size).reshape(size, size)
    probabilities = (counts + 1) / (counts + 1).sum(axis=1, keepdims=True)
    return {
        "token_accuracy": float((counts.argmax(axis=1)[asked_before] == asked).mean()),
        "loss": float(-np.log(probabilities[asked_before, asked]).mean()),
    }


def best_possible(lines: NDArray[np.int64], split: Split) -> NDArray[np.float64]:
    """The chance of being right at each covered word (N,) for one who knows all sentences (S, T) of the grammar.

    All sentences that agree with what is shown are equally likely, so the best answer is the most frequent word of
    theirs at the covered place.
    """
    chances = []
    there = [[column == token for token in range(lines.max() + 1)] for column in lines.T.copy()]  # place, token: (S,)
    for column, tokens in zip(lines.T, there, strict=True):
        tokens[1] = column != 0  # any word may be covered
    for shown, wanted in zip(split.inputs[0], split.targets, strict=True):
        agreeing = lines[np.logical_and.reduce([there[place][token] for place, token in enumerate(shown)])]
        chances += [
            np.bincount(agreeing[:, place]).max() / len(agreeing) for place in np.flatnonzero(wanted != IGNORED)
        ]
    return np.array(chances)


def _pairs(split: Split, blind: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The shown step before each covered word, and that word; both (N,)."""
    shown = np.pad(split.inputs[0], ((0, 0), (1, 0)))[:, :-1] * (not blind)
    wanted = split.targets != IGNORED
    return shown[wanted], split.targets[wanted]


def _place_baseline(train: Split, test: Split, size: int) -> dict[str, float]:
    scores = token_baseline(train.targets, test.targets, size)
    return {name: scores[name] for name in ("token_accuracy", "loss")}
