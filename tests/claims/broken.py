"""What the presets that are broken on purpose say: what goes wrong, why, and what mends it."""

from __future__ import annotations

import numpy as np

from tests.claims.claim import Claim, Watched
from tests.claims.measures import (
    answers,
    best,
    gradient_norm,
    live,
    lowest_at,
    metric,
    of,
    parameters,
    radius,
    share_of,
    through_time,
)

THREE = (1, 2, 3)
HIDDEN = "layers.0.hidden"
RECURRENT_TO_OUTPUT = share_of(gradient_norm("layers.0.hidden"), gradient_norm("output"))
TEXT_AND_DROPOUT = ("task.kilobytes=20", "architecture.dropout=0.3")
RECURRENT = "layers.0.hidden"


def characters_to_learn_from(run: Watched) -> float:
    """Those that a window of the training part ends with, or lies before; windows begin four characters apart."""
    windows, context = run.trainer.data.train.targets.shape
    return 4 * (windows - 1) + context


def recent_training_loss(run: Watched) -> float:
    """The mean of the newest twenty steps."""
    return float(np.mean(run.losses[-20:]))


def still_near_minimum(run: Watched) -> float:
    """The test loss at step 100 over the lowest."""
    losses = {step: metrics["loss"] for step, metrics in run.curve.items()}
    near = max(step for step in losses if step <= 105)
    return losses[near] / min(losses.values())


CLAIMS = {
    "broken-vanishing-gradient": (
        Claim("After 59 of them 10⁻¹⁶ is left", through_time, 1e-17, 1e-15, at=(0,), seeds=(1,)),
        Claim("10⁻¹⁶, and after training no more than that by much", through_time, 1e-17, 1e-15, at=(0, -1)),
        Claim("A quarter or less, a guess, with three seeds", metric("accuracy"), 0.2, 0.26, seeds=THREE),
        Claim("About as large, from the first step to the last", RECURRENT_TO_OUTPUT, 0.5, 2.0, at=(1, 100, 200, -1)),
        Claim(
            "Still a quarter, with three seeds",
            metric("accuracy"),
            0.2,
            0.27,
            seeds=THREE,
            changes=("training.duration=4000",),
        ),
        Claim(
            "98 % or more with three seeds",
            metric("accuracy"),
            0.98,
            1.0,
            seeds=THREE,
            changes=("architecture.cell=lstm", "architecture.forget_bias=3"),
        ),
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
    "broken-overfitting": (
        Claim("The test loss was lowest after some forty steps", lowest_at("loss"), 30, 60),
        Claim("stayed there up to a hundred", still_near_minimum, 1.0, 1.08),
        Claim("and then climbed", lambda run: metric("loss")(run) / best("loss")(run), 1.3, 3.0, seeds=THREE),
        Claim("4 500 characters of text", characters_to_learn_from, 4480, 4500, at=(0,)),
        Claim("480 to test on", lambda run: run.trainer.data.test.targets.size, 480, 480, at=(0,)),
        Claim("59 513 parameters", parameters, 59_513, 59_513, at=(0,)),
        Claim("from 4.3: the test loss to 2.5", metric("loss"), 4.25, 4.35, at=(0,)),
        Claim("the test loss to 2.5, the training loss a little lower", live("loss"), 2.45, 2.55, at=(39,)),
        Claim("the training loss a little lower", recent_training_loss, 2.1, 2.4, at=(39,)),
        Claim("The training loss will fall all the way, to 0.4", recent_training_loss, 0.35, 0.45, seeds=THREE),
        Claim("Back to 4.3, where it began", metric("loss"), 4.15, 4.5, seeds=THREE),
        Claim("a probability of e⁻⁰·⁴, two thirds", lambda run: np.exp(-recent_training_loss(run)), 0.63, 0.7),
        Claim("a blind guess gives each of them 1.8 %", lambda run: 100 / answers(run).shape[-1], 1.75, 1.85, at=(0,)),
        Claim("1.3 %, the geometric mean", lambda run: 100 * np.exp(-metric("loss")(run)), 1.25, 1.35),
        Claim("At step 39 it was 8 %", lambda run: 100 * np.exp(-live("loss")(run)), 7.5, 8.5, at=(39,)),
        Claim("stop at step 39, where the test loss is lowest", lowest_at("loss"), 39, 39),
        *(
            Claim(says, metric("loss"), low, high, seeds=THREE, changes=(change,))
            for says, low, high, change in (
                ("The text: 2.1 to 2.2 over three seeds", 2.05, 2.25, "task.kilobytes=20"),
                ("Dropout ends at 2.5", 2.4, 2.6, "architecture.dropout=0.3"),
                ("the narrow net at 2.7 to 2.8", 2.65, 2.8, "architecture.width=16"),
                ("weight decay at 3.3 to 3.6", 3.3, 3.65, "training.weight_decay=0.3"),
            )
        ),
        Claim("No: 2.3. After 400 steps", metric("loss"), 2.25, 2.4, seeds=THREE, changes=TEXT_AND_DROPOUT),
        Claim(
            "Take more kilobytes of text",
            lambda run: metric("loss")(run) / best("loss")(run),
            0.9,
            1.05,
            changes=("task.kilobytes=100",),
        ),
    ),
}
