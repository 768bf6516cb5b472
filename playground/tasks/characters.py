"""Characters: a text is read one by one, and the next is asked for at every step (a language model)."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora import canaries
from playground.corpora.encodings import NAMES, Encoding, encoding_setting
from playground.corpora.manual import TextReading, kilobytes_setting, text_setting
from playground.data.datasets import Data, Scores, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import token_accuracy
from playground.data.metrics import BITS_PER_CHARACTER, TOKEN_ACCURACY, Metric
from playground.data.next_token import nats, next_of, windows_of
from playground.data.rivals import witten_bell
from playground.data.shapes import DataShape
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.settings import setting

_OTHER = "\ufffd"  # stands for all rare characters
_MAX_CHARACTERS = 200
_READ_AS = "The text file was read as {}."
_RARE = "{} of its characters are rare and read as one and the same."
_STRIDE, _MAX_TRAIN, _MAX_TEST = 4, 200_000, 2_000
_ORDER = 5  # of the n-gram to compare with: of 2…6 the best on the manual
_SHOWN = {"\n": "⏎", " ": "␣", "\t": "⇥"}


class CharactersSettings(TextReading, TaskSettings):
    """Tell the next character of a text from those before it."""

    title: ClassVar[str] = "Next character"
    measured: ClassVar[tuple[Metric, ...]] = (BITS_PER_CHARACTER, TOKEN_ACCURACY)

    kind: Literal["characters"] = "characters"
    file: str = text_setting()
    encoding: Encoding = encoding_setting()
    kilobytes: int = kilobytes_setting(100)
    context: int = setting(48, "Context", "Characters of one window.", unit="characters", ge=4, le=256)
    canary: str = setting(
        "", "Canary", "A sentence that ends with a secret of 1 to 4 digits, put into the training text to see how well "
        "the model remembers it. Empty: none.",
        max_length=80, empty="none", pattern=r"^([^0-9]{4,}[0-9]{1,4}[^0-9]{0,8})?$",
    )  # fmt: skip
    canary_times: int = setting(
        10, "Times", "How often the canary stands in the training text, at even distances.",
        ge=1, le=1000, scale="log", idle_with={"canary": [""]},
    )  # fmt: skip

    def shape(self) -> DataShape:
        """Tokens (context,), and the next one at each of them. Raises DataError."""
        return next_of(_encoded(self._learned())[0], self.context)

    def load(self, seed: int) -> Data:
        """Overlapping windows of the first nine tenths, windows side by side of the last; the seed changes nothing.

        Raises DataError.
        """
        vocabulary, tokens = _encoded(self._learned())
        cut = len(tokens) - len(self._text()) // 10
        stride = max(_STRIDE, -(-cut // _MAX_TRAIN))  # of a long text not all windows are needed
        train = windows_of(tokens[:cut], self.context, stride)
        test = windows_of(tokens[cut:][: self.context * _MAX_TEST + 1], self.context, self.context)
        size = len(vocabulary)
        counts = np.bincount(tokens[:cut], minlength=size)
        pairs = pair_counts(tokens[:cut], size)
        costs = witten_bell(tokens[:cut], test.inputs[0], test.targets, size, _ORDER)

        def references(count: int) -> Scores:
            part, mean = test.first(count), float(costs[:count].mean())
            return {
                "bigram": _scores(pairs, part),
                "unigram": _scores(np.broadcast_to(counts, (size, size)), part),
                f"{_ORDER}-gram (Witten-Bell)": {"bits_per_character": mean / math.log(2), "loss": mean},
            }

        return Data(
            next_of(vocabulary, self.context), train, test, references,
            label=lambda inputs: {"time": tuple(_shown(vocabulary[token]) for token in inputs[0])},
            overlap=self.context // stride, canary=canaries.found(self.canary, vocabulary),
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Mean bits needed for a character, and the share guessed right, of logits (B, T, C).

        The mean over all places of a window: at its first place one character is known, at its last ``context``, so
        the mean context is half a window.
        """
        loss = nats(outputs, targets)
        return {"bits_per_character": loss / math.log(2), "token_accuracy": token_accuracy(outputs, targets)}

    def editor(self) -> Editor:
        """A prompt."""
        example = " ".join(self._text()[: self.context].split())
        rule = f"A beginning of at most {self.context} characters, which the model goes on from."
        if self.file:
            rule = f"{rule} {_READ_AS.format(NAMES[self.read()[1]])}"
        return Writing(rule, example, self.context)

    def specimen_from(self, given: Given) -> Specimen:
        """What comes behind the text's end is not known. Raises SpecimenError, DataError."""
        tokens = numbered(text(given), _encoded(self._learned())[0], "character")
        counted(len(tokens), 1, self.context, "character")
        following = np.append(tokens[1:], 0)
        return Specimen((tokens[None],), following[None], "your text", known=False)

    def given_of(self, specimen: Specimen) -> str:
        """The text."""
        vocabulary = _encoded(self._learned())[0]
        return "".join(vocabulary[token] for token in specimen.inputs[0][0])

    def remark(self) -> str:
        """In which encoding the text was read, and how much of it is not told apart. Raises DataError."""
        if not self.file:
            return ""
        words, rare = _READ_AS.format(NAMES[self.read()[1]]), _rare(self._text())
        return f"{words} {_RARE.format(f'{rare:.1%}')}" if rare else words

    def _text(self) -> str:
        text = self.whole_text()
        need = 20 * (self.context + 1)
        if len(text) < need:
            raise DataError(
                f"{self.file or 'The manual'}: has {len(text)} characters where a context of {self.context} "
                f"needs {need}; choose a longer text or a shorter context."
            )
        return text

    def _learned(self) -> str:
        """The text with the canaries in it, none of them in its last tenth."""
        return canaries.planted(self._text(), self.canary, self.canary_times)


def pair_counts(tokens: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """How often each token (column) follows each token (row) in a text (N,)."""
    return np.bincount(tokens[:-1] * size + tokens[1:], minlength=size * size).reshape(size, size)


def _scores(counts: NDArray[np.int64], test: Split) -> dict[str, float]:
    """The metrics of answering the frequencies in the row of the last character, one count added to each."""
    probabilities = (counts + 1) / (counts + 1).sum(axis=1, keepdims=True)
    last = test.inputs[0]
    loss = float(-np.log(probabilities[last, test.targets]).mean())
    right = float((counts.argmax(axis=1)[last] == test.targets).mean())
    return {"loss": loss, "bits_per_character": loss / math.log(2), "token_accuracy": right}


@lru_cache(maxsize=2)
def _encoded(text: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The characters of a text in order of their code points, and the text as indices (N,) into them."""
    counts = Counter(text)
    known = set(counts)
    if len(counts) > _MAX_CHARACTERS:
        frequent = sorted(counts, key=lambda character: (-counts[character], character))
        known = {*frequent[: _MAX_CHARACTERS - 1], _OTHER}
    vocabulary = tuple(sorted(known))
    index = {character: number for number, character in enumerate(vocabulary)}
    other = index.get(_OTHER, 0)
    tokens = np.fromiter((index.get(character, other) for character in text), np.int64, len(text))
    tokens.flags.writeable = False
    return vocabulary, tokens


@lru_cache(maxsize=2)
def _rare(text: str) -> float:
    """The share of a text that is not among the characters told apart."""
    vocabulary, tokens = _encoded(text)
    return float((tokens == vocabulary.index(_OTHER)).mean()) if len(vocabulary) == _MAX_CHARACTERS else 0.0


def _shown(character: str) -> str:
    return _SHOWN.get(character, character)
