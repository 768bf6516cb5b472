"""What the preset of the character model says: bits, contexts, and temperatures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.claims.claim import Claim, Measure, Watched
from tests.claims.measures import answers, first_better, live, metric, reference

BITS = metric("bits_per_character")
NGRAM = reference("5-gram (Witten-Bell)", "bits_per_character")


def by_place(run: Watched) -> NDArray[np.float64]:
    """Bits (T,) that a character costs at each place of a window, the mean over the test set."""
    logits = answers(run).astype(np.float64)
    logits -= logits.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(logits, run.trainer.data.test.targets[..., None], axis=-1)[..., 0]
    return np.asarray((np.log2(np.exp(logits).sum(axis=-1)) - chosen / np.log(2)).mean(axis=0))


def costs(place: int) -> Measure:
    """Bits at a place, counted from 0."""
    return lambda run: float(by_place(run)[place])


def likeliest_at(temperature: float) -> Measure:
    """The probability of the likeliest character after the first test example."""

    def measure(run: Watched) -> float:
        logits = run.pictures["output"][-1].astype(np.float64) / temperature
        return float(1 / np.exp(logits - logits.max()).sum())

    return measure


CLAIMS = {
    "transformer-gpt": (
        Claim("an n-gram of five characters needs 2.15 bits", NGRAM, 2.13, 2.17, at=(0,)),
        Claim("counting still wins", lambda run: BITS(run) - NGRAM(run), 0.05, 0.4),
        Claim("100 characters are its tokens", lambda run: answers(run).shape[-1], 100, 100, at=(0,)),
        Claim("6.8: a little more than the blind guess", BITS, 6.75, 6.85, at=(0,)),
        Claim(
            "how frequent each character is, 4.7 bits",
            reference("unigram", "bits_per_character"),
            4.65,
            4.75,
            at=(0,),
        ),
        Claim(
            "how frequent each pair is, 3.75",
            reference("bigram", "bits_per_character"),
            3.74,
            3.76,
            at=(0,),
        ),
        Claim("About as much as pairs", live("bits_per_character"), 3.7, 3.95, at=(99,)),
        Claim("single characters first, by step 66", first_better("bits_per_character", 4.7), 33, 66, at=(99,)),
        Claim("2.3. On 100 kilobytes counting still wins", BITS, 2.25, 2.35),
        Claim("One character known costs 4.1 bits", costs(0), 4.05, 4.15),
        Claim("4.1, 3.1, 2.7, 2.2 bits", costs(1), 3.05, 3.15),
        Claim("4.1, 3.1, 2.7, 2.2 bits", costs(2), 2.65, 2.75),
        Claim("4.1, 3.1, 2.7, 2.2 bits", costs(3), 2.15, 2.25),
        Claim("2.3 on average over all the others", lambda run: by_place(run)[4:].mean(), 2.2, 2.33),
        Claim("the likeliest character has a probability of 0.23", likeliest_at(1.0), 0.225, 0.235),
        Claim("0.42, and at a temperature of 2", likeliest_at(0.5), 0.415, 0.43),
        Claim("at a temperature of 2 it is 0.09", likeliest_at(2.0), 0.085, 0.095),
    ),
}
