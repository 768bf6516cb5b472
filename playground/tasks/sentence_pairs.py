"""Sentence pairs: translation of sentences of the user's own, from a file with two of them on each line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora.encodings import NAMES, Encoding, encoding_setting
from playground.corpora.sentence_pairs import PairFile, Words, frequent, pairs, tokens
from playground.data.datasets import Data, Split
from playground.data.editing import Editor, Given, Writing, counted, text
from playground.data.measures import exact_accuracy, token_accuracy, token_baseline
from playground.data.metrics import EXACT_ACCURACY, TOKEN_ACCURACY, Metric
from playground.data.shapes import IGNORED, ClassTarget, DataShape, PairInput, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.settings import setting

_PADDING, _START, _END, _UNKNOWN = "·", "‹", "›", "□"
_TAKEN = (_PADDING, _START, _END, _UNKNOWN)
_MOST_TESTED = 5000


class SentencePairsSettings(TaskSettings):
    """Translate sentences; those that are tested on were never learned, in no translation."""

    title: ClassVar[str] = "Sentence pairs"
    measured: ClassVar[tuple[Metric, ...]] = (EXACT_ACCURACY, TOKEN_ACCURACY)

    kind: Literal["sentence-pairs"] = "sentence-pairs"
    file: str = setting(
        "", "Sentences",
        "A text file, a sentence and its translation on each line with a tab between them; a third column says whose "
        "they are.",
        max_length=4096, editor="file",
    )  # fmt: skip
    encoding: Encoding = encoding_setting()
    direction: Literal["forward", "backward"] = setting(
        "forward", "Direction", "Which of the two sentences is read, and which is asked for.",
        labels={"forward": "first to second", "backward": "second to first"},
    )  # fmt: skip
    longest: int = setting(10, "Longest sentence", "Pairs with more words are left out.", unit="words", ge=2, le=64)
    vocabulary: int = setting(
        2000, "Vocabulary", "So many words of each language, the most frequent; all others are read as □.",
        unit="words", ge=10, le=20_000, scale="log",
    )  # fmt: skip
    pairs: int = setting(
        20_000, "Pairs", "So many are taken, from the beginning of the file.", ge=20, le=500_000, scale="log"
    )
    test_share: float = setting(0.1, "Test share", "Of the different sentences that are read.", ge=0.02, le=0.5)

    def shape(self) -> DataShape:
        """A source (S,) of words; a target (T,) of ``‹`` and the words so far, where ``›`` ends. Raises DataError."""
        found, length = self._encoded(), self.longest + 1
        pair = PairInput(
            TokenInput(self.longest, found.source, padding=0), TokenInput(length, found.target, padding=0)
        )  # fmt: skip
        return DataShape(pair, ClassTarget(found.target, length), causal=True)

    def load(self, seed: int) -> Data:
        """Most sentences to learn from, the others to test on with all their translations; the seed chooses which.

        Raises DataError.
        """
        found = self._encoded()
        distinct = int(found.group.max()) + 1
        order = np.random.Generator(np.random.PCG64([seed, 0])).permutation(distinct)
        tested = np.isin(found.group, order[: max(1, round(self.test_share * distinct))])
        learned, asked = np.flatnonzero(~tested), np.flatnonzero(tested)[:_MOST_TESTED]
        if not len(learned):
            raise DataError(f"{self.file}: holds one sentence only; choose another file.")
        start = np.full((len(found.answers), 1), found.target.index(_START))
        fed = np.where(found.answers == found.target.index(_END), 0, found.answers)
        so_far = np.concatenate([start, fed[:, :-1]], axis=1)
        wanted = np.where(found.answers == 0, IGNORED, found.answers)
        train, test = (Split((found.read[part], so_far[part]), wanted[part]) for part in (learned, asked))
        return Data(
            self.shape(), train, test,
            lambda count: {
                "most frequent word at each place": token_baseline(
                    train.targets, test.targets[:count], len(found.target)
                ),
            },
            label=self._label,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Share of sentences that are word for word the one of the file, and of single words, of logits (B, T, C)."""
        return {
            "exact_accuracy": exact_accuracy(outputs, targets),
            "token_accuracy": token_accuracy(outputs, targets),
        }

    def remark(self) -> str:
        """Encoding, the share of unknown words, and how many pairs are too long. Raises DataError."""
        found = self._encoded()
        return (
            f"The sentences were read as {NAMES[found.encoding]}; {found.unknown:.1%} of their words are not among the "
            f"most frequent and are read as □; {found.too_long} pairs are too long and left out."
        )

    def attribution(self) -> str:
        """The third column of the file, each once, one a line. Raises DataError."""
        return "\n".join(self._file().attributions)

    def editor(self) -> Editor:
        """A sentence to translate. Raises DataError."""
        found = self._encoded()
        example = " ".join(found.source[token] for token in found.read[0] if token)
        return Writing(f"A sentence of at most {self.longest} words; words that are not known are read as □.", example)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is known of the sentences of the file. Raises SpecimenError, DataError."""
        found = self._encoded()
        asked = _numbers(tuple(tokens(text(given))), _index(found.source))
        counted(len(asked), 1, self.longest, "word")
        row = np.zeros(self.longest, np.int64)
        row[: len(asked)] = asked
        known = np.flatnonzero((found.read == row).all(axis=1))
        answer = found.answers[known[0]] if len(known) else np.zeros(self.longest + 1, np.int64)
        answer = answer[answer != 0] if len(known) else answer
        end = found.target.index(_END)
        so_far = np.concatenate([[found.target.index(_START)], answer[:-1]])
        return Specimen(
            (asked[None], so_far[None]), answer[None], "your sentence", known=bool(len(known)), end=end
        )  # fmt: skip

    def given_of(self, specimen: Specimen) -> str:
        """The words that are read."""
        return " ".join(self._encoded().source[token] for token in specimen.inputs[0][0])

    def _label(self, inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
        found = self._encoded()
        names = zip(("source", "target"), (found.source, found.target), inputs, strict=True)
        return {name: tuple(vocabulary[token] for token in row) for name, vocabulary, row in names}

    def _file(self) -> PairFile:
        return pairs(self.file, self.encoding, self.pairs)

    def _encoded(self) -> _Encoded:
        backward = self.direction == "backward"
        return _encode(self._file(), self.longest, self.vocabulary, self.pairs, backward)


@dataclass(frozen=True, eq=False)
class _Encoded:
    """Pairs as numbers: ``read`` (B, S), ``answers`` (B, T) with their end; ``group``: which different source (B,)."""

    encoding: str
    source: Words
    target: Words
    read: NDArray[np.int64]
    answers: NDArray[np.int64]
    group: NDArray[np.int64]
    unknown: float
    too_long: int


@lru_cache(maxsize=2)
def _encode(file: PairFile, longest: int, most: int, limit: int, backward: bool) -> _Encoded:
    taken = [pair[::-1] if backward else pair for pair in file.pairs[:limit]]
    kept = [pair for pair in taken if max(map(len, pair)) <= longest]
    if len(kept) < 10:
        raise DataError(
            f"{file.path}: {len(kept)} of its pairs have at most {longest} words; allow longer sentences."
        )  # fmt: skip
    source = (_PADDING, _UNKNOWN, *frequent((one for one, _ in kept), most, _TAKEN))
    target = (*_TAKEN, *frequent((two for _, two in kept), most, _TAKEN))
    known, wanted = _index(source), _index(target)
    read, answers = np.zeros((len(kept), longest), np.int64), np.zeros((len(kept), longest + 1), np.int64)
    groups: dict[Words, int] = {}
    group = np.array([groups.setdefault(one, len(groups)) for one, _ in kept], np.int64)
    strange = words = 0
    for row, (one, two) in enumerate(kept):
        read[row, : len(one)] = _numbers(one, known)
        answers[row, : len(two)] = _numbers(two, wanted)
        answers[row, len(two)] = wanted[_END]
        words += len(one) + len(two)
    strange = int((read == known[_UNKNOWN]).sum() + (answers == wanted[_UNKNOWN]).sum())
    return _Encoded(file.encoding, source, target, read, answers, group, strange / words, len(taken) - len(kept))


def _index(vocabulary: Words) -> dict[str, int]:
    return {word: number for number, word in enumerate(vocabulary)}


def _numbers(words: Words, index: dict[str, int]) -> NDArray[np.int64]:
    """Words (T,) as numbers; what is no word of the vocabulary, or a sign of ours, is unknown."""
    other = index[_UNKNOWN]
    return np.array([other if word in _TAKEN else index.get(word, other) for word in words], np.int64)
