"""Text file: a text in the tokens of a published model, of which the next one or the covered ones are to be told."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from playground.corpora.encodings import NAMES, Encoding, encoding_setting
from playground.corpora.manual import TextReading, kilobytes_setting, text_setting
from playground.corpora.published.folder import TOKENIZER, located, stamp
from playground.corpora.published.tokens import COVERED, Tokens, tokens
from playground.data.datasets import Data, Scores, Split
from playground.data.editing import Editor, Given, Writing, counted, text
from playground.data.measures import token_accuracy
from playground.data.metrics import TOKEN_ACCURACY, Metric
from playground.data.next_token import windows_of
from playground.data.shapes import IGNORED, ClassTarget, DataShape, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError, SpecimenError
from playground.foundation.settings import setting

_READ_AS = "The text file was read as {}."
_SHARE = 0.15  # of the tokens are covered (Devlin and others, arXiv 1810.04805, section 3.1)
_LEAST, _MAX_TRAIN, _MAX_TEST = 20, 50_000, 500  # windows
_INSIDE = "##"  # begins a token that goes on with a word (BERT)
_GIVEN = re.compile(r"\[(\[[^\[\]]+\]|[^\[\]]+)\]")


class TextFileSettings(TextReading, TaskSettings):
    """Tell the tokens of a text, in the vocabulary of a published model."""

    title: ClassVar[str] = "Text file"
    measured: ClassVar[tuple[Metric, ...]] = (TOKEN_ACCURACY,)

    kind: Literal["text-file"] = "text-file"
    tokenizer: str = setting(
        "", "Tokenizer", "The folder of a published model, whose tokenizer.json cuts the text into tokens.",
        editor="folder", max_length=4096,
    )  # fmt: skip
    file: str = text_setting()
    encoding: Encoding = encoding_setting()
    kilobytes: int = kilobytes_setting(100, least=1)
    context: int = setting(32, "Context", "Tokens of one window.", unit="tokens", ge=4, le=1024)
    asked: Literal["next", "covered"] = setting(
        "next", "Asked for", "The next token at every step, or those that are covered, about one in seven.",
        labels={"next": "next token", "covered": "covered tokens"},
    )  # fmt: skip

    def tokenized(self, folder: str, causal: bool) -> Self:
        """In the tokens of this folder, asked for as its model learned to answer."""
        return self.model_copy(update={"tokenizer": folder, "asked": "next" if causal else "covered"})

    def shape(self) -> DataShape:
        """Tokens (context,), and one wanted at each step or at the covered ones. Raises DataError."""
        words = tokens(self.tokenizer).vocabulary
        return DataShape(TokenInput(self.context, words), ClassTarget(words, self.context), causal=self._next)

    def load(self, seed: int) -> Data:
        """Windows that overlap by half of the first nine tenths, windows side by side of the last. Raises DataError."""
        cutter, numbers = tokens(self.tokenizer), self._numbers()
        cut = len(numbers) - len(numbers) // 10
        step = max(1, self._body // 2, -(-cut // _MAX_TRAIN))
        train = self._windows(cutter, numbers[:cut], step, [seed, 1])
        test = self._windows(cutter, numbers[cut:][: self._body * _MAX_TEST + 1], self._body, [seed, 2])
        counts = np.bincount(train.targets[train.targets != IGNORED], minlength=cutter.size)

        def references(count: int) -> Scores:
            return {"most frequent token": _frequent(counts, test.targets[:count])}

        def label(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
            return {"time": tuple(cutter.vocabulary[token] for token in inputs[0])}

        return Data(self.shape(), train, test, references, label=label)

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Share of the wanted tokens that are told right, of logits (B, T, C)."""
        return {"token_accuracy": token_accuracy(outputs, targets)}

    def editor(self) -> Editor:
        """A beginning, or a sentence with covered words."""
        words = self.whole_text()[:2000].split()[:8]
        if self._next:
            rule = f"A beginning of at most {self.context} tokens, which the model goes on from."
            return Writing(rule, " ".join(words), 8 * self.context)
        words[len(words) // 2] = f"[{words[len(words) // 2].strip('[]') or 'a'}]"
        rule = f"A sentence of at most {self._body} tokens; [word] covers a word, {COVERED} one not told."
        return Writing(rule, " ".join(words), 8 * self.context)

    def specimen_from(self, given: Given) -> Specimen:
        """What comes behind the end of a text is not known, nor what ``[MASK]`` covers. Raises SpecimenError."""
        cutter = tokens(self.tokenizer)
        if not self._next:
            return self._covered(text(given), cutter)
        numbers = cutter.numbers(text(given))
        counted(len(numbers), 1, self.context, "token")
        return Specimen((numbers[None],), np.append(numbers[1:], 0)[None], "your text", known=False)

    def given_of(self, specimen: Specimen) -> str:
        """The text, what is covered in brackets."""
        cutter, (inputs,), (targets,) = tokens(self.tokenizer), specimen.inputs[0], specimen.targets
        if self._next:
            return cutter.text(inputs.tolist())
        words: list[str] = []
        group: list[int] = []  # the visible tokens of a word
        for token, wanted in list(zip(inputs.tolist(), targets.tolist(), strict=True))[1:-1]:
            hidden = token == cutter.mask and specimen.known
            if hidden or not cutter.vocabulary[token].startswith(_INSIDE):
                words, group = [*words, *_written(group, cutter)], []
            if hidden:
                words.append(f"[{cutter.vocabulary[wanted]}]")
            else:
                group.append(token)
        return " ".join([*words, *_written(group, cutter)])

    def remark(self) -> str:
        """In which encoding the text was read. Raises DataError."""
        return _READ_AS.format(NAMES[self.read()[1]]) if self.file else ""

    @property
    def _next(self) -> bool:
        return self.asked == "next"

    @property
    def _body(self) -> int:
        """Tokens of the text in a window."""
        return self.context if self._next else self.context - 2

    def _numbers(self) -> NDArray[np.int64]:
        folder = located(self.tokenizer)
        numbers = _cut(self.tokenizer, str(stamp(folder / TOKENIZER)), self.whole_text())
        need = _LEAST * (self._body + 1)
        if len(numbers) < need:
            raise DataError(
                f"{self.file or 'The manual'}: has {len(numbers)} tokens where a context of {self.context} needs "
                f"{need}; choose a longer text or a shorter context."
            )
        return numbers

    def _windows(self, cutter: Tokens, numbers: NDArray[np.int64], step: int, seeds: list[int]) -> Split:
        """Windows (B, T), and what is wanted at each of their steps (B, T)."""
        if self._next:
            return windows_of(numbers, self.context, step)
        lines = np.lib.stride_tricks.sliding_window_view(numbers, self._body)[::step]
        dice = np.random.Generator(np.random.PCG64(seeds)).random(lines.shape)
        hidden = (dice < _SHARE) | (dice == dice.min(axis=1, keepdims=True))
        inputs = np.where(hidden, cutter.mask or 0, lines)
        targets = np.where(hidden, lines, IGNORED)
        ends = ((0, 0), (1, 1))
        wanted, framed = np.pad(targets, ends, constant_values=IGNORED), np.pad(inputs, ends)
        framed[:, 0], framed[:, -1] = cutter.first, cutter.last
        return Split((framed,), wanted)

    def _covered(self, given: str, cutter: Tokens) -> Specimen:
        """A sentence with covered words; known where all of them were told."""
        inputs, targets, known = [cutter.first], [IGNORED], True
        for at, part in enumerate(_GIVEN.split(given)):
            special = cutter.number(f"[{part}]") if at % 2 else None
            if special is not None and special != cutter.mask:  # such as [UNK], which is no covered word
                inputs, targets = [*inputs, special], [*targets, IGNORED]
            elif at % 2:
                numbers = [] if special is not None else _numbers(part, cutter)
                known = known and bool(numbers)
                targets += numbers or [0]
                inputs += [cutter.mask] * max(1, len(numbers))
            else:
                numbers = [token for word in part.split() for token in _numbers(word, cutter)]
                targets += [IGNORED] * len(numbers)
                inputs += numbers
        counted(len(inputs) - 1, 1, self._body, "token")
        if cutter.mask not in inputs:
            raise SpecimenError(f"No word is covered: put one in brackets, as [word], or write {COVERED} in its place.")
        found = np.array([*inputs, cutter.last], np.int64)
        return Specimen((found[None],), np.array([*targets, IGNORED])[None], "your sentence", known=known)


def _written(tokens: list[int], cutter: Tokens) -> list[str]:
    """A word, or where it would be cut in another way, its tokens."""
    parts = [cutter.vocabulary[token] for token in tokens]
    word = "".join(parts[:1] + [part.removeprefix(_INSIDE) for part in parts[1:]])
    return [word] if tokens and cutter.numbers(word).tolist() == tokens else parts


def _numbers(word: str, cutter: Tokens) -> list[int]:
    """A word, or what stands so in the vocabulary: ``##ing``, ``[UNK]``."""
    inside = cutter.number(word) if word.startswith((_INSIDE, "[")) else None
    found: list[int] = cutter.numbers(word).tolist() if inside is None else [inside]
    return found


@lru_cache(maxsize=2)
def _cut(folder: str, version: str, text: str) -> NDArray[np.int64]:
    """A text as tokens, kept until the tokenizer changes."""
    numbers = tokens(folder).numbers(text)
    numbers.flags.writeable = False
    return numbers


def _frequent(counts: NDArray[np.int64], targets: NDArray[np.int64]) -> dict[str, float]:
    """What one gets by always answering the most frequent token; ``loss`` of all frequencies, one count added."""
    wanted = targets[targets != IGNORED]
    nats = np.log(counts.sum() + len(counts)) - np.log(counts[wanted] + 1)
    return {"token_accuracy": float((wanted == counts.argmax()).mean()), "loss": float(nats.mean())}
