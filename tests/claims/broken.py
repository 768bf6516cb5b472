"""What the presets that are broken on purpose say: what goes wrong, why, and what mends it."""

from __future__ import annotations

import numpy as np

from tests.claims.claim import Claim, Watched
from tests.claims.measures import (
    best,
    gradient_norm,
    lowest_at,
    metric,
    of,
    radius,
    share_above,
    through_time,
    unfinished,
)

THREE = (1, 2, 3)
HIDDEN = "layers.0.hidden"
MAPS = "stages.0.activation"
RECURRENT = "layers.0.hidden"


def moved_after(run: Watched) -> float:
    """How far the first kernels are from their start."""
    name = "stages.0.convolution.weight"
    return float(np.abs(run.pictures[name] - run.began[name]).max())


def still_near_minimum(run: Watched) -> float:
    """The test loss at step 100 over the lowest."""
    losses = {step: metrics["loss"] for step, metrics in run.curve.items()}
    near = max(step for step in losses if step <= 105)
    return losses[near] / min(losses.values())


CLAIMS = {
    "broken-vanishing-gradient": (
        Claim("After 59 of them 10⁻¹⁶ is left", through_time, 1e-17, 1e-15, at=(0,), seeds=(1,)),
        Claim("the LSTM and the GRU fail as well", metric("accuracy"), 0.2, 0.3, changes=("architecture.cell=lstm",)),
        Claim("the LSTM and the GRU fail as well", metric("accuracy"), 0.2, 0.3, changes=("architecture.cell=gru",)),
        Claim(
            "An LSTM with a forget-gate bias of 3 learns it",
            metric("accuracy"),
            0.98,
            1.0,
            seeds=THREE,
            changes=("architecture.cell=lstm", "architecture.forget_bias=3"),
        ),
        Claim(
            "a GRU with a learning rate of 0.01 in 800",
            metric("accuracy"),
            0.98,
            1.0,
            seeds=(1, 3),
            changes=("architecture.cell=gru", "training.learning_rate=0.01", "training.duration=800"),
        ),
        Claim(
            "with seed 2 it fails",
            metric("accuracy"),
            0.2,
            0.3,
            seeds=(2,),
            changes=("architecture.cell=gru", "training.learning_rate=0.01", "training.duration=800"),
        ),
    ),
    "broken-exploding-gradient": (
        Claim("Some units grow beyond 100", of(HIDDEN, np.max), 100, 1000, at=(0,)),
        Claim("half arrives at the first one, 199 time steps before", through_time, 0.45, 0.6, at=(0,)),
        Claim(
            "In the hundreds, at times in the thousands",
            gradient_norm(RECURRENT),
            100,
            10_000,
            at=(1, 10, 20, 40),
            seeds=THREE,
        ),
        Claim("It shrinks: a quarter arrives at the first time step", through_time, 0.2, 0.3, at=(40,)),
        Claim(
            "On its way back through time it does not grow", through_time, 0.0, 0.7, at=(0, 20, 40, 60, 89), seeds=THREE
        ),
        Claim("its spectral radius, has grown from 1 to 1.13", radius("recurrence.weight_hh_l0"), 1.12, 1.145),
        Claim(
            "With seeds 2 and 3 they do not, and nothing is learned there either", best("loss"), 1.0, 1000, seeds=(2, 3)
        ),
        Claim("never right more often than four times in ten", best("accuracy"), 0.2, 0.4, seeds=THREE),
        Claim(
            "98 % are right after the same 200 steps",
            metric("accuracy"),
            0.97,
            1.0,
            seeds=THREE,
            changes=("training.gradient_clip=1",),
        ),
    ),
    "broken-dead-relus": (
        Claim(
            "about three quarters of the cells in the eight maps are active",
            of(MAPS, share_above(0.0)),
            0.68,
            0.82,
            at=(0,),
        ),
        Claim("All black, after four steps", of(MAPS, share_above(0.0)), 0.0, 0.0, at=(4, 5)),
        Claim(
            "A few large steps push weights and biases so far down", of(MAPS, share_above(0.0)), 0.05, 0.5, at=(1, 2)
        ),
        Claim("its ReLUs are dead as well", of("stages.1.activation", share_above(0.0)), 0.0, 0.0, at=(5,)),
        Claim(
            "No gradient arrives at the two convolutions", gradient_norm("stages.0.convolution"), 0.0, 0.0, at=(10, 100)
        ),
        Claim(
            "No gradient arrives at the two convolutions", gradient_norm("stages.1.convolution"), 0.0, 0.0, at=(10, 100)
        ),
        Claim("Only the biases of the output still learn", metric("accuracy"), 0.05, 0.13, seeds=THREE),
        Claim(
            "With a learning rate of 0.003 the same network reads 98 %",
            metric("accuracy"),
            0.975,
            0.995,
            seeds=THREE,
            changes=("training.learning_rate=0.003", "training.duration=20"),
        ),
    ),
    "broken-diverged": (
        Claim("the run ends itself", unfinished, 1, 1, seeds=THREE),
        Claim("Within some fifteen steps", lambda run: len(run.losses), 10, 18, seeds=THREE),
        Claim(
            "With a rate of 0.03 the same net learns: 97 %",
            metric("accuracy"),
            0.965,
            0.995,
            seeds=THREE,
            changes=("training.learning_rate=0.03",),
        ),
    ),
    "broken-baseline-not-beaten": (
        Claim("The weights hardly move", moved_after, 0.0, 0.02),
        Claim(
            "reads 95 % of the digits",
            metric("accuracy"),
            0.945,
            0.99,
            seeds=THREE,
            changes=("training.learning_rate=0.05",),
        ),
    ),
    "broken-overfitting": (
        Claim("The test loss was lowest after some forty steps", lowest_at("loss"), 30, 60),
        Claim("stayed there up to a hundred", still_near_minimum, 1.0, 1.08),
        Claim("and then climbed", lambda run: metric("loss")(run) / best("loss")(run), 1.3, 3.0, seeds=THREE),
        Claim(
            "Take more kilobytes of text",
            lambda run: metric("loss")(run) / best("loss")(run),
            0.9,
            1.05,
            changes=("task.kilobytes=100",),
        ),
    ),
    "broken-uniform-attention": (
        Claim(
            "attention becomes a plain average",
            of("decoder.1.attention.weights", lambda w: float((w[:, -1] * 13).max())),
            1.0,
            1.05,
        ),
        Claim(
            "nine of ten answers are right after the same 200 steps",
            metric("accuracy"),
            0.88,
            1.0,
            seeds=THREE,
            changes=("training.weight_decay=0",),
        ),
    ),
    "broken-collapsed-attention": (
        Claim(
            "each row of the matrix is one bright cell",
            of("encoder.0.attention.weights", lambda w: float(w.max(axis=-1).min())),
            0.95,
            1.0,
        ),
        Claim(
            "attention spreads again",
            of("encoder.0.attention.weights", lambda w: float(w.max(axis=-1).mean())),
            0.05,
            0.6,
            changes=("training.learning_rate=0.002",),
        ),
        Claim(
            "three hundredths of the variance are left at most",
            metric("nmse"),
            0.0,
            0.03,
            seeds=THREE,
            changes=("training.learning_rate=0.002",),
        ),
    ),
}
