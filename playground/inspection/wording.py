"""Wording: what the model answers in tokens: filled in, decoded greedily, or sampled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.sampling import Sampling
from playground.data.shapes import IGNORED, ClassTarget, PairInput
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel
from playground.inspection.view import Array, Found, View, sequences
from playground.inspection.views.continuing import PROMPT, named, sampled
from playground.probes.abilities import HasStream

WRITTEN = 64  # characters of a sampled text, its prompt included


def tokens(inspected: InspectedModel, shown: Specimen, own: Sampling) -> View:
    """Lines of tokens with the probability the model gives each: the question, the truth, the model's own answer."""
    shape, inputs, (targets,) = inspected.data.shape, shown.inputs, shown.targets
    told_at_once = isinstance(inspected.model, HasStream)  # too large to write a text while somebody waits
    if not told_at_once and shape.causal and not isinstance(shape.inputs, PairInput) and (targets != IGNORED).all():
        lines, length = named(own), _written(shown)
        take, size = partial(sampled, inspected, shown, _prompt(shown), length, own), (len(lines), length)
        return View("prediction", ("line", "token"), size, take, {"line": lines})
    names = ("question", "truth", "model") if shown.known else ("question", "model")
    answered = _decoded if shape.causal and not told_at_once else _filled
    length = max(len(targets), inputs[0].shape[1])
    size = (len(names), length)
    return View("prediction", ("line", "token"), size, lambda: answered(inspected, shown), {"line": names})


def _lines(
    shown: Specimen, question: Sequence[str], truth: Sequence[str], model: Sequence[str], sure: Array
) -> Found:  # fmt: skip
    """The lines of an answer; ``sure`` stands under the model's, one number a token."""
    lines = {"question": tuple(question), "truth": tuple(truth), "model": tuple(model)}
    if not shown.known:
        del lines["truth"]
    values = np.full((len(lines), max(map(len, lines.values()))), np.nan, np.float32)
    values[-1, : len(sure)] = sure
    return values, lines


def _decoded(inspected: InspectedModel, shown: Specimen) -> Found:
    """The question, the truth, and the model's answer by greedy decoding."""
    words = inspected.data.shape.targets
    assert isinstance(words, ClassTarget)
    wanted = np.flatnonzero(shown.targets[0] != IGNORED)
    chosen, sure, _ = decode(inspected, shown)
    named = sequences(inspected.data, shown)
    question = named.get("source") or named["time"][: wanted[0] + 1]
    truth, model = (tuple(words.labels[token] for token in row) for row in (shown.targets[0, wanted], chosen))
    return _lines(shown, question, truth, model, sure)


def decode(inspected: InspectedModel, shown: Specimen) -> tuple[NDArray[np.int64], Array, tuple[NDArray[Any], ...]]:
    """Greedy decoding: each answer is given back to the model as its next input.

    Returns:
        The chosen tokens (T,) at the steps where an answer is wanted, their probabilities (T,), and the inputs as
        they stand in the end. An answer whose length is not known ends with the specimen's ``end``.
    """
    given = [array.copy() for array in shown.inputs]
    wanted = np.flatnonzero(shown.targets[0] != IGNORED).tolist()
    chosen, sure = np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.float32)
    for number, step in enumerate(wanted):
        odds = inspected.answer(*given).softmax(-1)[0, step].numpy()
        chosen[number], sure[number] = odds.argmax(), odds.max()
        if shown.end is not None and chosen[number] == shown.end:
            return chosen[: number + 1], sure[: number + 1], (*given[:-1], given[-1][:, : step + 1])
        if step + 1 < given[-1].shape[1]:
            given[-1][0, step + 1] = chosen[number]
    return chosen, sure, tuple(given)


def _filled(inspected: InspectedModel, shown: Specimen) -> Found:
    """Each step whose answer is wanted, by itself; the others stay as they were given."""
    (targets,), words = shown.targets, inspected.data.shape.targets
    assert isinstance(words, ClassTarget)
    odds = inspected.answer(*shown.inputs).softmax(-1)[0].numpy()
    question = sequences(inspected.data, shown)["time"]
    truth, model = (
        tuple(words.labels[token] if wanted != IGNORED else word for token, wanted, word in zip(*row, strict=True))
        for row in ((targets, targets, question), (odds.argmax(-1), targets, question))
    )
    return _lines(shown, question, truth, model, np.where(targets != IGNORED, odds.max(-1), np.nan))


def _prompt(shown: Specimen) -> NDArray[Any]:
    """The beginning of a test example, or all that a person typed."""
    tokens: NDArray[Any] = shown.inputs[0][0]
    return tokens if shown.index is None else tokens[:PROMPT]


def _written(shown: Specimen) -> int:
    """Characters of a sampled text, its prompt included."""
    return max(WRITTEN, len(_prompt(shown)) + WRITTEN - PROMPT)
