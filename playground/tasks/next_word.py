"""Next word: a text is read word by word, and the next one is asked for at every step (a language model)."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora.encodings import NAMES, Encoding, encoding_setting
from playground.corpora.manual import TextReading, kilobytes_setting, text_setting
from playground.data.datasets import Data, Scores
from playground.data.editing import Editor, Given, Writing, counted, text
from playground.data.measures import token_accuracy
from playground.data.metrics import TOKEN_ACCURACY, Metric
from playground.data.next_token import nats, next_of, windows_of
from playground.data.rivals import witten_bell
from playground.data.shapes import DataShape
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError, SpecimenError
from playground.foundation.settings import setting

UNKNOWN = "□"  # stands for every word that is not told apart
PERPLEXITY = Metric("perplexity")
_READ_AS = "The text file was read as {}; {} of its words are not among the most frequent and are read as □."
_RARE = "{} of its words are not among the most frequent and are read as □."
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:['’-][^\W\u3400-\u9fff]+)*|[^\w\s]")
_BEFORE, _AFTER = set("([{“‘«"), set(",.;:!?)]}”’»，。；：！？）")  # signs with no space behind, or before them
_ORDER = 3  # of the n-gram to compare with
_LEAST, _STRIDE, _MAX_TRAIN, _MAX_TEST = 20, 2, 200_000, 2_000  # windows


class NextWordSettings(TextReading, TaskSettings):
    """Tell the next word of a text from those before it; small and capital letters are the same."""

    title: ClassVar[str] = "Next word"
    measured: ClassVar[tuple[Metric, ...]] = (PERPLEXITY, TOKEN_ACCURACY)

    kind: Literal["next-word"] = "next-word"
    file: str = text_setting()
    encoding: Encoding = encoding_setting()
    kilobytes: int = kilobytes_setting(200)
    words: int = setting(
        1000, "Words", "The most frequent ones are told apart; all others are read as □.",
        unit="words", ge=20, le=5000, scale="log",
    )  # fmt: skip
    context: int = setting(
        16, "Context", "Words of one window; punctuation counts as words.", unit="words", ge=2, le=128
    )

    def shape(self) -> DataShape:
        """Tokens (context,), and the next one at each of them. Raises DataError."""
        return next_of(self._tokens()[0], self.context)

    def load(self, seed: int) -> Data:
        """Overlapping windows of the first nine tenths, windows side by side of the last; the seed changes nothing.

        Raises DataError.
        """
        vocabulary, tokens = self._tokens()
        cut = len(tokens) - len(tokens) // 10
        stride = max(_STRIDE, -(-cut // _MAX_TRAIN))
        train = windows_of(tokens[:cut], self.context, stride)
        test = windows_of(tokens[cut:][: self.context * _MAX_TEST + 1], self.context, self.context)
        counts = np.bincount(tokens[:cut], minlength=len(vocabulary))
        costs = witten_bell(tokens[:cut], test.inputs[0], test.targets, len(vocabulary), _ORDER)

        def references(count: int) -> Scores:
            mean = float(costs[:count].mean())
            return {
                "most frequent word": _unigram(counts, test.targets[:count]),
                f"{_ORDER}-gram (Witten-Bell)": {"perplexity": float(np.exp(mean)), "loss": mean},
            }

        return Data(
            next_of(vocabulary, self.context), train, test, references,
            label=lambda inputs: {"time": tuple(vocabulary[token] for token in inputs[0])},
            overlap=self.context // stride,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Perplexity exp(mean cross-entropy in nats), and the share told right, of logits (B, T, C)."""
        told = nats(outputs, targets)
        return {"perplexity": float(np.exp(told)), "token_accuracy": token_accuracy(outputs, targets)}

    def editor(self) -> Editor:
        """A prompt."""
        vocabulary, tokens = self._tokens()
        example = written([vocabulary[token] for token in tokens[: self.context]])
        return Writing(f"A beginning of at most {self.context} words, which the model goes on from.", example,
                       20 * self.context)  # fmt: skip

    def specimen_from(self, given: Given) -> Specimen:
        """What comes behind the text's end is not known. Raises SpecimenError, DataError."""
        vocabulary = self._tokens()[0]
        number = {word: index for index, word in enumerate(vocabulary)}
        words = cut_words(text(given))
        counted(len(words), 1, self.context, "word")
        missing = [word for word in words if word not in number]
        if missing and UNKNOWN not in number:
            raise SpecimenError(f"{missing[0]!r} is not in this text: use words that are.")
        tokens = np.array([number.get(word, number.get(UNKNOWN, 0)) for word in words], np.int64)
        return Specimen((tokens[None],), np.append(tokens[1:], 0)[None], "your text", known=False)

    def given_of(self, specimen: Specimen) -> str:
        """The text, in small letters."""
        vocabulary = self._tokens()[0]
        return written([vocabulary[token] for token in specimen.inputs[0][0]])

    def remark(self) -> str:
        """In which encoding the text was read, and how many of its words are not told apart. Raises DataError."""
        vocabulary, tokens = self._tokens()
        rare = float((tokens == vocabulary.index(UNKNOWN)).mean()) if UNKNOWN in vocabulary else 0.0
        if self.file:
            return _READ_AS.format(NAMES[self.read()[1]], f"{rare:.1%}")
        return _RARE.format(f"{rare:.1%}") if rare else ""

    def _tokens(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        vocabulary, tokens = _encoded(self.whole_text(), self.words)
        need = _LEAST * (self.context + 1)
        if len(tokens) < need:
            raise DataError(
                f"{self.file or 'The manual'}: has {len(tokens)} words where a context of {self.context} needs {need}; "
                "choose a longer text or a shorter context."
            )
        return vocabulary, tokens


def cut_words(text: str) -> list[str]:
    """Words in small letters, signs, and single Chinese characters, in their order."""
    return [UNKNOWN if word == UNKNOWN else word.lower() for word in _WORD.findall(text)]


def written(words: list[str]) -> str:
    """Words as a text: with spaces where a reader expects them."""
    found = ""
    for word in words:
        close = not found or word in _AFTER or found[-1] in _BEFORE or (_chinese(word) and _chinese(found[-1]))
        found += word if close else f" {word}"
    return found


def _chinese(word: str) -> bool:
    return "\u3400" <= word[0] <= "\u9fff"


@lru_cache(maxsize=2)
def _encoded(text: str, most: int) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The words told apart, the most frequent first, and the text as indices (N,) into them."""
    words = cut_words(text)
    counts = Counter(words)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    vocabulary = tuple(ranked) if len(ranked) <= most else (*ranked[: most - 1], UNKNOWN)
    index = {word: number for number, word in enumerate(vocabulary)}
    other = index.get(UNKNOWN, 0)
    tokens = np.fromiter((index.get(word, other) for word in words), np.int64, len(words))
    tokens.flags.writeable = False
    return vocabulary, tokens


def _unigram(counts: NDArray[np.int64], targets: NDArray[Any]) -> dict[str, float]:
    """The metrics of answering the frequencies of all words, one count added to each."""
    nats = float((np.log(counts.sum() + len(counts)) - np.log(counts[targets] + 1)).mean())
    right = float((targets == counts.argmax()).mean())
    return {"perplexity": float(np.exp(nats)), "token_accuracy": right, "loss": nats}
