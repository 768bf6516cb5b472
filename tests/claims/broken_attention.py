"""What the presets say whose attention is broken on purpose: uniform, or collapsed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.experiment import presets
from tests.claims.claim import Claim, Watched
from tests.claims.measures import metric, of, reference

THREE = (1, 2, 3)
SECOND = "decoder.1.attention"
SERIES = "encoder.0.attention"
ACCURACY, NMSE = metric("accuracy"), metric("nmse")


def above_a_thirteenth(run: Watched) -> float:
    """The largest weight of the last row in any head of both layers, times the thirteen places."""
    return max(float(run.pictures[f"decoder.{n}.attention.weights"][:, -1].max() * 13) for n in (0, 1))


def largest_query_or_key(run: Watched) -> float:
    """The larger of the two in the second layer."""
    return max(float(np.abs(run.pictures[f"{SECOND}.{name}"]).max()) for name in ("query", "key"))


def column(weights: NDArray[np.float64]) -> float:
    """The key, from 0, that gets the most of all rows; -1 where the rows look at different ones."""
    keys = set(weights[0].argmax(axis=-1).tolist())
    return keys.pop() if len(keys) == 1 else -1


def query_gradient(run: Watched) -> float:
    """‖∂L/∂W_q‖ of the last step: the first third of the rows of the projection."""
    gradients = dict(
        zip((name for name, _ in run.trainer.model.named_parameters()), run.trainer.gradients, strict=True)
    )
    return float(gradients[f"{SERIES}.projection.weight"].chunk(3)[0].norm())


def of_the_first_step(run: Watched) -> float:
    """The gradient of the queries now over that of the first step of the same run."""
    first = Watched(presets.find("broken-collapsed-attention"), run.trainer.experiment.training.seed, ())
    first.go_on(1)
    return query_gradient(run) / query_gradient(first)


CLAIMS = {
    "broken-uniform-attention": (
        Claim("attention becomes a plain average", above_a_thirteenth, 1.0, 1.05),
        Claim("One thirteenth on each, in every head of both layers", above_a_thirteenth, 1.0, 1.01, at=(100,)),
        Claim("there were queries and keys with numbers above 2", largest_query_or_key, 2.0, 3.0, at=(0,)),
        Claim("now none is above 0.02", largest_query_or_key, 0.0, 0.02, at=(100,)),
        Claim(
            "Whoever always says the digit that is shown most often is right in 36 %",
            reference("most frequent digit present", "accuracy"),
            0.355,
            0.365,
            at=(0,),
        ),
        Claim("One in ten, a guess among the ten digits", ACCURACY, 0.08, 0.12, seeds=THREE),
        Claim(
            "nearly all answers are right after the same 200 steps",
            ACCURACY,
            0.98,
            1.0,
            seeds=THREE,
            changes=("training.weight_decay=0",),
        ),
        Claim("Nearly all, with three seeds", ACCURACY, 0.98, 1.0, seeds=THREE, changes=("training.weight_decay=0",)),
        Claim("Yes, with three seeds", ACCURACY, 0.98, 1.0, seeds=THREE, changes=("training.optimizer=adamw",)),
        Claim("about a third is right", ACCURACY, 0.3, 0.37, seeds=THREE, changes=("training.weight_decay=0.01",)),
        Claim(
            "With 0.0001 nearly all are", ACCURACY, 0.98, 1.0, seeds=THREE, changes=("training.weight_decay=0.0001",)
        ),
    ),
    "broken-collapsed-attention": (
        Claim(
            "each row of the matrix is one bright cell",
            of(f"{SERIES}.weights", lambda w: float(w.max(axis=-1).min())),
            0.95,
            1.0,
        ),
        Claim(
            "attention spreads again",
            of(f"{SERIES}.weights", lambda w: float(w.max(axis=-1).mean())),
            0.05,
            0.6,
            changes=("training.learning_rate=0.002",),
        ),
        Claim(
            "at most three hundredths of the variance are left",
            NMSE,
            0.0,
            0.03,
            seeds=THREE,
            changes=("training.learning_rate=0.002",),
        ),
        Claim(
            "it gives each about one twentieth", of(f"{SERIES}.weights", lambda w: float(w.max() * 20)), 1, 1.2, at=(0,)
        ),
        Claim(
            "with a weight of 1", of(f"{SERIES}.weights", lambda w: float(w.max(axis=-1).min())), 0.999, 1.0, at=(10,)
        ),
        Claim("The largest score was 0.3", of(f"{SERIES}.scores", lambda s: np.abs(s).max()), 0.3, 0.35, at=(0,)),
        Claim("now scores are in the hundreds", of(f"{SERIES}.scores", lambda s: np.abs(s).max()), 100, 999, at=(10,)),
        *(
            Claim(
                "No: the first value, the 19th, the ninth",
                of(f"{SERIES}.weights", column),
                key,
                key,
                at=(10,),
                seeds=(seed,),
            )
            for seed, key in ((1, 0), (2, 18), (3, 8))
        ),
        Claim("Less than a ten-thousandth, with this seed", of_the_first_step, 0.0, 1e-4, at=(100,)),
        Claim("72 % of the variance is left", NMSE, 0.7, 0.74),
        Claim("The linear model leaves 1.4 %", reference("linear AR", "nmse"), 0.0135, 0.0145, at=(0,)),
        Claim("1 to 2 % over three seeds", NMSE, 0.005, 0.024, seeds=THREE, changes=("training.learning_rate=0.002",)),
    ),
}
