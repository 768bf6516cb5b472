"""What the presets of self-attention, and those of the Transformer about where it looks, say."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from tests.claims.claim import Claim, Measure, Watched
from tests.claims.measures import (
    answers,
    cell,
    different_places,
    first_better,
    kept_places,
    live,
    metric,
    of,
    reference,
    row_largest,
)

THREE = (1, 2, 3)
CROSS = "decoder.0.cross_attention.weights"
WEIGHTS = "attention.weights"


def same_key(run: Watched) -> NDArray[np.bool_]:
    """(T, T), True where two places of the first test example of ``equal-keys`` have the same letter."""
    keys = run.pictures["input"][:, :-1].argmax(axis=1)
    return np.asarray(keys[:, None] == keys[None, :])


def off_key(run: Watched) -> float:
    """The most weight that a row gives to other letters, in sum."""
    return float((run.pictures[WEIGHTS][0] * ~same_key(run)).sum(axis=-1).max())


def uneven(run: Watched) -> float:
    """The largest weight on an equal letter over the smallest, in the row where that differs most."""
    weights = np.where(same_key(run), run.pictures[WEIGHTS][0], np.nan)
    return float((np.nanmax(weights, axis=-1) / np.nanmin(weights, axis=-1)).max())


def on_the_capital(run: Watched) -> NDArray[np.float32]:
    """The weight (T,) that each row of the first test example of ``flagged-token`` gives to the capital."""
    capital = int(np.flatnonzero(run.pictures["input"] >= 8)[0])
    return run.pictures[WEIGHTS][0, :, capital]


def of_the_capital(run: Watched) -> float:
    """The weight that the capital's own row gives to it."""
    return float(on_the_capital(run)[int(np.flatnonzero(run.pictures["input"] >= 8)[0])])


def says_the_most_frequent(run: Watched) -> float:
    """The share of answers that are a digit shown, and shown as often as any."""
    shown = run.trainer.data.test.inputs[0][:, 1::2] - 16
    said = answers(run).argmax(axis=1)
    right = [
        Counter(row)[one] == max(Counter(row).values()) for row, one in zip(shown.tolist(), said.tolist(), strict=True)
    ]
    return float(np.mean(right))


def on_anti_diagonal(weights: NDArray[np.float64]) -> float:
    """In how many rows (heads averaged) the largest weight lies on the anti-diagonal."""
    mean = weights.mean(axis=0)
    return float((mean.argmax(axis=-1) == np.arange(mean.shape[1])[::-1]).sum())


def anti_diagonal(*rows: int) -> Measure:
    """The largest weight over the heads on the anti-diagonal, the mean of some rows."""
    return of(CROSS, lambda w: float(np.mean([w[:, row, -1 - row].max() for row in rows])))


def rows_alike(picture: str) -> Measure:
    """How much the rows of a head differ from one another: the largest standard deviation of a column."""
    return of(picture, lambda w: float(w.std(axis=1).max()))


def heads_at(picture: str, key: int) -> Measure:
    """In how many heads the mean row is largest at a key."""
    return of(picture, lambda w: float((w.mean(axis=1).argmax(axis=-1) == key).sum()))


CLAIMS = {
    "attention-equal-keys": (
        Claim("One fifth on each C", cell(WEIGHTS, 0, 0, 0), 0.19, 0.205),
        Claim("next to nothing elsewhere", off_key, 0.0, 0.03, seeds=THREE),
        Claim("two cells with one half each", cell(WEIGHTS, 0, 7, 7), 0.47, 0.51),
        Claim("nearly equal weights for equal letters", uneven, 1.0, 1.15, seeds=THREE),
        Claim("less than a thousandth is left", metric("nmse"), 0.0, 0.001, seeds=THREE),
    ),
    "attention-flagged-token": (
        Claim(
            "every row of this picture comes to look at the one capital",
            lambda run: on_the_capital(run).min(),
            0.95,
            1.0,
        ),
        Claim("With seed 1 its rows stay spread", lambda run: on_the_capital(run).max(), 0.0, 0.6, seeds=(1,)),
        Claim("with seed 3 the capital's own row looks elsewhere", of_the_capital, 0.0, 0.1, seeds=(3,)),
        Claim("the answers are as right", metric("accuracy"), 0.99, 1.0, seeds=THREE),
        Claim(
            "a linear model that counts tokens",
            reference("linear model on token counts", "accuracy"),
            1.0,
            1.0,
            at=(0,),
        ),
    ),
    "transformer-reverse": (
        Claim("After 100 steps 85 % of the symbols are right", live("token_accuracy"), 0.8, 0.9, at=(100,)),
        Claim("About 28 %", live("exact_accuracy"), 0.2, 0.36, at=(100,)),
        Claim("At the last one: the outlined cell", cell(CROSS, 0, 0, 7), 0.5, 1.0, at=(200,)),
        Claim("the anti-diagonal, with a slip in the middle", of(CROSS, on_anti_diagonal), 5, 8),
        Claim("sharp at both ends", anti_diagonal(0, 7), 0.7, 1.0),
        Claim("blurred in the middle", anti_diagonal(2, 3, 4), 0.2, 0.7),
        Claim("every sequence of the test is right, or nearly so", metric("exact_accuracy"), 0.97, 1.0, seeds=THREE),
    ),
    "transformer-scaled": (
        Claim("the softmax starts soft", of(CROSS, row_largest()), 0.15, 0.28, at=(0,), seeds=THREE),
        Claim("can learn where to look", metric("exact_accuracy"), 0.9, 1.0, seeds=THREE),
    ),
    "transformer-unscaled": (
        Claim(
            "At the start no row is saturated: its largest weight is about a half",
            of(CROSS, row_largest()),
            0.4,
            0.7,
            at=(0,),
            seeds=THREE,
        ),
        Claim("At the start no row is saturated", of(CROSS, row_largest(np.max)), 0.3, 0.9, at=(0,)),
        Claim(
            "where the scaled twin has a fifth",
            of(CROSS, row_largest()),
            0.17,
            0.26,
            at=(0,),
            changes=("architecture.scaled=true",),
        ),
        Claim("until nearly every row is a single bright cell", of(CROSS, row_largest()), 0.93, 1.0),
        Claim("in the same column for all", different_places(CROSS), 1, 1),
        Claim("grow with every step", kept_places(CROSS), 0, 4),
        Claim("it does not learn", metric("exact_accuracy"), 0.0, 0.05, seeds=THREE),
        Claim(
            "Nothing else differs from the scaled twin",
            metric("exact_accuracy"),
            0.93,
            1.0,
            changes=("architecture.scaled=true",),
        ),
    ),
    "transformer-recall-one": (
        Claim("It learns to say the digit that it saw most often", says_the_most_frequent, 0.9, 1.0, seeds=THREE),
        Claim(
            "and no more",
            lambda run: metric("accuracy")(run) - reference("most frequent digit present", "accuracy")(run),
            -0.04,
            0.04,
            seeds=THREE,
        ),
    ),
    "transformer-recall-two": (
        Claim(
            "With one layer the same model ends at about 36 %",
            metric("accuracy"),
            0.34,
            0.38,
            changes=("architecture.depth=1",),
        ),
        Claim(
            "So does whoever always says the digit that is shown most often",
            reference("most frequent digit present", "accuracy"),
            0.34,
            0.38,
            at=(0,),
        ),
        Claim("Nearly all right", metric("accuracy"), 0.98, 1.0, seeds=THREE),
        Claim(
            "after some fifty steps it passes the line where one layer stays",
            first_better("accuracy", 0.36),
            35,
            70,
            seeds=(1,),
        ),
        Claim("from there it rises steeply", first_better("accuracy", 0.95), 80, 130, seeds=(1,)),
        Claim(
            "each digit looks at the letter before it",
            cell("decoder.0.attention.weights", 0, 11, 10),
            0.5,
            1.0,
            at=(250,),
        ),
        Claim("finds the 2", cell("decoder.1.attention.weights", 0, 12, 11), 0.5, 1.0, at=(250,)),
        Claim(
            "Both heads of the second layer do so", cell("decoder.1.attention.weights", 1, 12, 11), 0.5, 1.0, at=(250,)
        ),
    ),
    "transformer-mackey-glass": (
        Claim("The rows are nearly alike", rows_alike("encoder.1.attention.weights"), 0.0, 0.05),
        Claim("two heads of the second layer peak at value 8 of 20", heads_at("encoder.1.attention.weights", 7), 2, 2),
    ),
}
