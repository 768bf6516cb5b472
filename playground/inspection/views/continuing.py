"""Continuing: a text that a model goes on with, sampled at several temperatures, each step at the price of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from playground.blocks import cache
from playground.data.shapes import ClassTarget, PairInput, TokenInput
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel
from playground.inspection.view import Found, View, sequences
from playground.probes.abilities import HasStream

NAME = "prediction.continuation"
TEMPERATURES = (0.0, 0.5, 1.0)
PROMPT = 16  # tokens of a test example that are given
MORE = 16  # tokens that a published model writes
Answer = Callable[[NDArray[Any]], Tensor]


def continuation(inspected: InspectedModel, shown: Specimen) -> tuple[View, ...]:
    """What a published model that tells next tokens goes on with; nothing for others, whose prediction it is."""
    shape = inspected.data.shape
    if not isinstance(inspected.model, HasStream) or not shape.causal or isinstance(shape.inputs, PairInput):
        return ()
    prompt = shown.inputs[0][0] if shown.index is None else shown.inputs[0][0][:PROMPT]
    lines, length = ("prompt", *(f"temperature {heat:g}" for heat in TEMPERATURES)), len(prompt) + MORE
    return (
        View(NAME, ("line", "token"), (len(lines), length), lambda: sampled(inspected, shown, prompt, length),
             {"line": lines}, pause=2.0, dearest=0.0),
    )  # fmt: skip


@contextmanager
def going_on(inspected: InspectedModel, room: int, with_cache: bool = True) -> Iterator[Answer]:
    """Answers a text (B, T) that grows from call to call: the logits (B, V) of its next token, on the CPU.

    While all of it is in the context only what is new is read; from there on the last ``room`` tokens, each time anew,
    for every one of them stands at another place than before.
    """
    with ExitStack() as kept:
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
    inspected: InspectedModel, shown: Specimen, prompt: NDArray[Any], length: int, with_cache: bool = True
) -> Found:  # fmt: skip
    """Text of so many tokens that goes on from a prompt (T,), at the ``TEMPERATURES`` side by side."""
    inputs, targets = inspected.data.shape.inputs, inspected.data.shape.targets
    assert isinstance(inputs, TokenInput) and isinstance(targets, ClassTarget)
    names = sequences(inspected.data, shown)["time"]
    known = dict(zip(shown.inputs[0][0].tolist(), names, strict=True))
    dice = np.random.Generator(np.random.PCG64([inspected.experiment.training.seed, inspected.step]))
    text = np.tile(prompt, (len(TEMPERATURES), 1))
    sure = np.full((len(TEMPERATURES) + 1, length), np.nan, np.float32)
    heats = np.array(TEMPERATURES)[:, None]
    with going_on(inspected, max(inputs.length, cache.room(inspected.model)), with_cache) as answer:
        while text.shape[1] < length:
            odds = answer(text).double().log_softmax(-1).numpy()
            following = (odds + heats * dice.gumbel(size=odds.shape)).argmax(-1)  # a draw from softmax(odds / heat)
            sure[1:, text.shape[1]] = np.exp(odds[np.arange(len(text)), following])
            text = np.concatenate([text, following[:, None]], axis=1)
    shown_as = [known.get(index, word) for index, word in enumerate(targets.labels)]
    lines = {"prompt": tuple(shown_as[token] for token in prompt)}
    for heat, row in zip(TEMPERATURES, text, strict=True):
        lines[f"temperature {heat:g}"] = tuple(shown_as[token] for token in row)
    return sure, lines
