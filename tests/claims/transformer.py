"""What the presets of the Transformer about numbers and languages say."""

from __future__ import annotations

from tests.claims.claim import Claim, Measure, Watched
from tests.claims.measures import cell, live, metric, of, reference

THREE = (1, 2, 3)
MODERN = (
    "architecture.activation=gelu", "architecture.positions=learned", "architecture.norm=pre", "architecture.dropout=0",
    "training.optimizer=adamw", "training.learning_rate=0.006",
)  # fmt: skip
SUMS = "decoder.0.attention.weights"
CROSS = "decoder.0.cross_attention.weights"


def unseen_answers(run: Watched) -> float:
    """How many different answers of the test set are no answer in training."""
    known, asked = (
        {row.tobytes() for row in split.targets} for split in (run.trainer.data.train, run.trainer.data.test)
    )
    return len(asked - known)


def seen_answers(run: Watched) -> float:
    """How many different answers of the test set are an answer in training."""
    return len({row.tobytes() for row in run.trainer.data.test.targets}) - unseen_answers(run)


def looks(picture: str, query: int, key: int) -> Measure:
    """The weight of a query on a key in the head where it is largest."""
    return of(picture, lambda w: float(w[:, query, key].max()))


CLAIMS = {
    "transformer-masked": (
        Claim(
            "whoever knows the whole grammar is right in 76 %",
            reference("best possible", "token_accuracy"),
            0.755,
            0.765,
            at=(0,),
        ),
        Claim(
            "the model comes close to that",
            lambda run: reference("best possible", "token_accuracy")(run) - metric("token_accuracy")(run),
            0.0,
            0.06,
            seeds=THREE,
        ),
    ),
    "transformer-translate-chinese": (
        Claim("It is the noun that decides between 本 and 个", cell(CROSS, 0, 6, 5), 0.9, 1.0),
    ),
    "transformer-translate-german": (
        Claim("kauft looks at buys", cell(CROSS, 0, 1, 3), 0.9, 1.0),
        Claim("the next word back at father", cell(CROSS, 0, 2, 2), 0.9, 1.0),
        Claim("buch looks at a, and ein at book", cell(CROSS, 0, 7, 4), 0.9, 1.0),
        Claim("ein at book", cell(CROSS, 0, 6, 5), 0.9, 1.0),
    ),
    "transformer-addition": (
        Claim("the units digit of the sum looks at both units digits", looks(SUMS, 5, 1), 0.9, 1.0),
        Claim("each in a head of its own", looks(SUMS, 5, 4), 0.9, 1.0),
        Claim("the tens digit at the tens", of(SUMS, lambda w: float(w[:, 6, [0, 3]].sum(axis=1).max())), 0.9, 1.001),
        Claim(
            "it hardly looks at the digit just written",
            lambda run: max(float(run.pictures[f"decoder.{n}.attention.weights"][:, 6, 6].max()) for n in (0, 1)),
            0.0,
            0.2,
        ),
        Claim("For 400 steps hardly a whole sum is right", live("exact_accuracy"), 0.0, 0.1, at=(400,)),
        Claim("300 steps later nearly all are", live("exact_accuracy"), 0.85, 1.0, at=(700,)),
    ),
    "transformer-seed": (
        Claim("it needs 2.8 bits a character after 600 steps", metric("bits_per_character"), 2.7, 2.85),
        Claim(
            "where the modern form beside it needs 2.3",
            metric("bits_per_character"),
            2.25,
            2.4,
            changes=MODERN,
        ),
    ),
    "transformer-dates": (Claim("tested on days it never saw", seen_answers, 0, 0, at=(0,), seeds=THREE),),
    "transformer-dates-chinese": (Claim("tested on days it never saw", seen_answers, 0, 0, at=(0,), seeds=THREE),),
}
