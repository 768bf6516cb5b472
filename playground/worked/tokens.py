"""Tokens: under which inputs a model wrote a token, so that the token's probability can be unfolded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.sampling import Sampling
from playground.data.shapes import IGNORED, ClassTarget, DataShape, TokenInput
from playground.worked.evidence import UnexplainedError

Inputs = tuple[NDArray[Any], ...]
Lines = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Place:
    """Where the probability of a token is computed.

    Attributes:
        inputs: (1, …) what the model was given; row: the step of its output; unit: the token's number.
        line: of a sampled text, whose name tells how it was drawn. names: of candidates, the likeliest first.
    """

    inputs: Inputs
    row: int
    unit: int
    line: str = ""
    names: tuple[str, ...] = ()


def place_of(
    shape: DataShape,
    inputs: Inputs,
    targets: NDArray[Any],
    lines: Lines,
    shown: tuple[str, ...],
    index: tuple[int, ...],
) -> Place:
    """Find token ``index[1]`` of line ``index[0]`` of a prediction with the axes line, token.

    Args:
        inputs, targets: the specimen's, (1, …) and (T,).
        lines: the prediction's labels; shown: the words that the specimen's tokens are shown as.

    Raises:
        UnexplainedError: for a line that the model did not write.
    """
    words, (line, token) = shape.targets, index
    assert isinstance(words, ClassTarget)
    name = lines["line"][line]
    if Sampling.of(name) is not None:
        return replace(_sampled(shape, inputs, lines[name], shown, token), line=name)
    if name != "model" or token >= len(lines[name]):
        raise UnexplainedError("Only what the model answered is computed: choose a word of its line.")
    if not shape.causal or (isinstance(shape.inputs, TokenInput) and (targets != IGNORED).all()):  # all told at once
        if targets[token] == IGNORED:
            raise UnexplainedError("This word was given, not answered: choose one that was asked for.")
        return Place(inputs, token, words.labels.index(lines[name][token]))
    wanted = np.flatnonzero(targets != IGNORED)
    given = [array.copy() for array in inputs]
    for at, word in zip(wanted[:token].tolist(), lines[name], strict=False):
        if at + 1 < given[-1].shape[1]:
            given[-1][0, at + 1] = words.labels.index(word)
    return Place(tuple(given), int(wanted[token]), words.labels.index(lines[name][token]))


def place_of_candidate(shape: DataShape, inputs: Inputs, lines: Lines, index: tuple[int, ...]) -> Place:
    """Candidate ``index[1]`` at place ``index[0]`` of a picture with the axes place, rank.

    Raises:
        UnexplainedError: there is none.
    """
    words, (place, rank) = shape.targets, index
    assert isinstance(words, ClassTarget)
    named = lines.get(f"candidates {place + 1}", ())
    if not 0 <= rank < len(named):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    step = int(lines["place"][place].split(" ", 1)[0]) - 1
    return Place(inputs, step, words.labels.index(named[rank]), names=named)


def _sampled(shape: DataShape, inputs: Inputs, text: tuple[str, ...], shown: tuple[str, ...], token: int) -> Place:
    """The window of text before the token; signs that are shown as others (a line break as ⏎) are found again."""
    words, window = shape.targets, shape.inputs
    assert isinstance(words, ClassTarget) and isinstance(window, TokenInput)
    numbers = {word: number for number, word in enumerate(words.labels)}
    numbers |= dict(zip(shown, inputs[0][0].tolist(), strict=False))
    tokens = [numbers[word] for word in text]
    if not 0 < token < len(tokens):
        raise UnexplainedError("The first character was given, not written: choose a later one.")
    before = np.array(tokens[max(0, token - window.length) : token])[None]
    return Place((before,), before.shape[1] - 1, tokens[token])
