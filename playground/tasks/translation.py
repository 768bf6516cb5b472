"""Translation of small English sentences into German or Chinese, word by word though in another order."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora.sentences import in_language, longest, padded, sentences, words
from playground.data.datasets import Data, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import exact_accuracy, token_accuracy, token_baseline
from playground.data.metrics import EXACT_ACCURACY, TOKEN_ACCURACY, Metric
from playground.data.shapes import IGNORED, ClassTarget, DataShape, PairInput, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting

_PADDING, _START, _END = "·", "‹", "›"


class TranslationSettings(TaskSettings):
    """Translate sentences of a small grammar, a fifth of which was never shown."""

    title: ClassVar[str] = "Translation"
    measured: ClassVar[tuple[Metric, ...]] = (EXACT_ACCURACY, TOKEN_ACCURACY)

    kind: Literal["translation"] = "translation"
    target_language: Literal["de", "zh"] = setting(
        "de", "Into",
        "German puts its verb second and infinitives last, Chinese time and place before the verb.",
        labels={"de": "German", "zh": "Chinese"},
    )  # fmt: skip

    def shape(self) -> DataShape:
        """A source (S,) of English words; a target (T,) of ``‹`` and the words so far, where ``›`` ends the answer."""
        source, target = self._vocabularies()
        length = longest(self.target_language) + 1
        pair = PairInput(TokenInput(longest("en"), source, padding=0), TokenInput(length, target, padding=0))
        return DataShape(pair, ClassTarget(target, length), causal=True)

    def load(self, seed: int) -> Data:
        """Four fifths of the 5 184 sentences to learn from, the others to test on; the seed chooses which."""
        source, target = self._vocabularies()
        length = longest(self.target_language) + 1
        read = padded(in_language("en"), source, longest("en"))
        answers = padded([(*line, _END) for line in in_language(self.target_language)], target, length)
        start = np.full((len(answers), 1), target.index(_START))
        fed = np.where(answers == target.index(_END), 0, answers)  # behind the end no answer is asked for
        so_far = np.concatenate([start, fed[:, :-1]], axis=1)
        wanted = np.where(answers == 0, IGNORED, answers)
        order = np.random.Generator(np.random.PCG64([seed, 0])).permutation(len(wanted))
        cut = len(order) - len(order) // 5
        train, test = (Split((read[part], so_far[part]), wanted[part]) for part in (order[:cut], order[cut:]))
        return Data(
            self.shape(), train, test,
            lambda count: {
                "most frequent word at each place": token_baseline(train.targets, test.targets[:count], len(target)),
            },
            label=self._label,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Share of sentences without a fault, and of single words, of logits (B, T, C)."""
        return {
            "exact_accuracy": exact_accuracy(outputs, targets),
            "token_accuracy": token_accuracy(outputs, targets),
        }

    def editor(self) -> Editor:
        """An English sentence."""
        rule = f"An English sentence of at most {longest('en')} words."
        return Writing(rule, "the children read a small book at home")

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is known of the sentences of the grammar. Raises SpecimenError."""
        source, target = self._vocabularies()
        asked = tuple(text(given).lower().rstrip(" .").split())
        tokens = numbered(asked, source, "word")
        counted(len(tokens), 1, longest("en"), "word")
        column = 1 if self.target_language == "de" else 2
        truth = next((triple[column] for triple in sentences() if triple[0] == asked), None)
        most = longest(self.target_language)
        answer = numbered((*truth, _END), target) if truth else np.zeros(most + 1, np.int64)
        so_far = np.concatenate([[target.index(_START)], answer[:-1]])
        end = target.index(_END)
        return Specimen((tokens[None], so_far[None]), answer[None], "your sentence", known=truth is not None, end=end)

    def given_of(self, specimen: Specimen) -> str:
        """The English words."""
        return " ".join(self._vocabularies()[0][token] for token in specimen.inputs[0][0])

    def _vocabularies(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return (_PADDING, *words("en")), (_PADDING, _START, _END, *words(self.target_language))

    def _label(self, inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
        """The words of both sequences."""
        names = zip(("source", "target"), self._vocabularies(), inputs, strict=True)
        return {name: tuple(vocabulary[token] for token in tokens) for name, vocabulary, tokens in names}
