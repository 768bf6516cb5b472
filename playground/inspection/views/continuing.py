"""Continuing: a text that a model goes on with, sampled at several temperatures, each step at the price of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from playground.blocks import cache
from playground.data.sampling import PLAIN, Sampling
from playground.data.shapes import ClassTarget, PairInput, TokenInput
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel
from playground.inspection.view import Found, View, sequences
from playground.probes.abilities import HasStream
from playground.training import devices

NAME = "prediction.continuation"
USUAL = (Sampling(0.0), Sampling(0.5), PLAIN)
PROMPT = 16  # tokens of a test example that are given
MORE = 16  # tokens that a published model writes
Answer = Callable[[NDArray[Any]], Tensor]


def lines(own: Sampling) -> tuple[Sampling, ...]:
    """How the texts beside each other are drawn: as always, and as a person chose."""
    return USUAL if own in USUAL else (*USUAL, own)


def continuation(inspected: InspectedModel, shown: Specimen, own: Sampling = PLAIN) -> tuple[View, ...]:
    """What a published model that tells next tokens goes on with; nothing for others, whose prediction it is."""
    shape = inspected.data.shape
    if not isinstance(inspected.model, HasStream) or not shape.causal or isinstance(shape.inputs, PairInput):
        return ()
    prompt = shown.inputs[0][0] if shown.index is None else shown.inputs[0][0][:PROMPT]
    names, length = named(own), len(prompt) + MORE
    return (
        View(NAME, ("line", "token"), (len(names), length), lambda: sampled(inspected, shown, prompt, length, own),
             {"line": names}, pause=2.0, dearest=0.0),
    )  # fmt: skip


def named(own: Sampling) -> tuple[str, ...]:
    """What the lines of a sampled text are called."""
    return ("prompt", *(one.words for one in lines(own)))


@contextmanager
def going_on(inspected: InspectedModel, room: int, with_cache: bool = True) -> Iterator[Answer]:
    """Answers a text (B, T) that grows from call to call: the logits (B, V) of its next token, on the CPU.

    While all of it is in the context only what is new is read; from there on the last ``room`` tokens, each time anew,
    for every one of them stands at another place than before.
    """
    work = devices.cost(inspected.experiment.layers(), len(USUAL) + 1)
    with devices.sparing_threads(work), ExitStack() as kept:
        keeps = with_cache and cache.cacheable(inspected.model)
        if keeps:
            kept.enter_context(cache.cached(inspected.model))
        seen = 0

        def answer(text: NDArray[Any]) -> Tensor:
            nonlocal seen, keeps
            if keeps and text.shape[1] > room:
                kept.close()
                keeps, seen = False, 0
            found = inspected.answer(text[:, seen:] if keeps else text[:, -room:])[:, -1]
            seen = text.shape[1] if keeps else 0
            return found

        yield answer


def sampled(
    inspected: InspectedModel, shown: Specimen, prompt: NDArray[Any], length: int, own: Sampling = PLAIN,
    with_cache: bool = True,
) -> Found:  # fmt: skip
    """Text of so many tokens that goes on from a prompt (T,), one for each of the ``lines`` side by side."""
    inputs, targets = inspected.data.shape.inputs, inspected.data.shape.targets
    assert isinstance(inputs, TokenInput) and isinstance(targets, ClassTarget)
    names = sequences(inspected.data, shown)["time"]
    known = dict(zip(shown.inputs[0][0].tolist(), names, strict=True))
    draw = _Draw(lines(own), (inspected.experiment.training.seed, inspected.step))
    text = np.tile(prompt, (len(draw.lines), 1))
    sure = np.full((len(draw.lines) + 1, length), np.nan, np.float32)
    with going_on(inspected, max(inputs.length, cache.room(inspected.model)), with_cache) as answer:
        while text.shape[1] < length:
            odds = answer(text).double().log_softmax(-1).numpy()
            following = draw(odds)
            sure[1:, text.shape[1]] = np.exp(odds[np.arange(len(text)), following])
            text = np.concatenate([text, following[:, None]], axis=1)
    shown_as = [known.get(index, word) for index, word in enumerate(targets.labels)]
    written = {"prompt": tuple(shown_as[token] for token in prompt)}
    for one, row in zip(draw.lines, text, strict=True):
        written[one.words] = tuple(shown_as[token] for token in row)
    return sure, written


class _Draw:
    """The next token of each line; the usual lines stay what they are, whatever a person chooses beside them."""

    def __init__(self, chosen: tuple[Sampling, ...], seed: tuple[int, ...]) -> None:
        self.lines = chosen
        self._dice = np.random.Generator(np.random.PCG64(seed))
        self._own = np.random.Generator(np.random.PCG64((*seed, 1)))

    def __call__(self, odds: NDArray[np.float64]) -> NDArray[np.int64]:
        """Of logarithms of probabilities (lines, V) the tokens (lines,): each a draw from what its line keeps."""
        usual, beside = odds[: len(USUAL)], odds[len(USUAL) :]
        noise = np.concatenate([self._dice.gumbel(size=usual.shape), self._own.gumbel(size=beside.shape)])
        heats = np.array([one.temperature for one in self.lines])[:, None]
        kept = [one.odds(row).kept if one.cuts else np.ones(len(row), np.bool_)
                for one, row in zip(self.lines, odds, strict=True)]  # fmt: skip
        found: NDArray[np.int64] = np.where(kept, odds + heats * noise, -np.inf).argmax(-1)
        return found
