"""What the presets say whose learning rate is wrong on purpose: too large, far too large, far too small."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from tests.claims.claim import Claim, Measure, Watched
from tests.claims.measures import gradient_norm, live, metric, of, share_above, training_loss, unfinished

THREE = (1, 2, 3)
MAPS = "stages.0.activation"
KERNELS = "stages.0.convolution.weight"
WITH_RELUS = ("architecture.stages.0.activation=relu", "architecture.stages.1.activation=relu")
CNN_LAYERS = ("stages.0.convolution", "stages.1.convolution", "output")


def moved_after(run: Watched) -> float:
    """How far the first kernels are from their start."""
    return float(np.abs(run.pictures[KERNELS] - run.began[KERNELS]).max())


def moved_by_share(run: Watched) -> float:
    """The same as a share of the largest number in them at the start."""
    return moved_after(run) / float(np.abs(run.began[KERNELS]).max())


def any_layer(choose: Callable[[Iterable[float]], float]) -> Measure:
    """The largest, or the smallest, of the gradient norms of the three layers."""
    return lambda run: choose([gradient_norm(layer)(run) for layer in CNN_LAYERS])


def steps_taken(run: Watched) -> float:
    """How many steps the run came to."""
    return len(run.losses)


CLAIMS = {
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
        Claim("Within some fifteen steps", steps_taken, 10, 18, seeds=THREE),
        Claim("Before the first step its loss is 2.3", metric("loss"), 2.25, 2.35, at=(0,)),
        Claim("The training loss went from 2.3 to 2.1", lambda run: run.losses[0], 2.25, 2.35, at=(6,)),
        Claim("The training loss went from 2.3 to 2.1", training_loss, 2.05, 2.15, at=(6,)),
        Claim("At nine hundred million", training_loss, 8.5e8, 9.5e8, at=(11,)),
        Claim("norms below 0.4 at the sixth step", any_layer(max), 0.1, 0.4, at=(6,)),
        Claim("in the millions at the eleventh", any_layer(min), 1e6, 1e8, at=(11,)),
        Claim("it would end up at a guess", metric("accuracy"), 0.05, 0.15, seeds=THREE, changes=WITH_RELUS),
        Claim("its ReLUs dead", of("stages.1.activation", share_above(0.0)), 0, 0, seeds=THREE, changes=WITH_RELUS),
        Claim("The next losses are 6 × 10¹⁹", training_loss, 5.5e19, 6.5e19, at=(12,)),
        Claim("at the 13th of 900 steps, no number at all", steps_taken, 13, 13),
        Claim(
            "With a rate of 0.03 the same net learns: 97 %",
            metric("accuracy"),
            0.965,
            0.995,
            seeds=THREE,
            changes=("training.learning_rate=0.03",),
        ),
        Claim("0.03: 97 % or more", metric("accuracy"), 0.97, 1, seeds=THREE, changes=("training.learning_rate=0.03",)),
        Claim(
            "0.3 ends after some forty steps",
            steps_taken,
            30,
            46,
            seeds=THREE,
            changes=("training.learning_rate=0.3",),
        ),
        Claim(
            "0.1 learns with seeds 2 and 3",
            metric("accuracy"),
            0.97,
            1,
            seeds=(2, 3),
            changes=("training.learning_rate=0.1",),
        ),
        Claim(
            "with seed 1 it reads 97 % at step 300",
            metric("accuracy"),
            0.965,
            0.975,
            at=(300,),
            changes=("training.learning_rate=0.1",),
        ),
        Claim("is no number at 627", steps_taken, 627, 627, changes=("training.learning_rate=0.1",)),
        Claim(
            "Yes, 97 % or more with three seeds",
            metric("accuracy"),
            0.97,
            1,
            seeds=THREE,
            changes=("training.momentum=0", "training.learning_rate=0.3"),
        ),
        Claim(
            "A rate of 1 is too large without it as well",
            unfinished,
            1,
            1,
            seeds=THREE,
            changes=("training.momentum=0",),
        ),
    ),
    "broken-baseline-not-beaten": (
        Claim("The weights hardly move", moved_after, 0.0, 0.001),
        Claim(
            "reads 95 % of the digits",
            metric("accuracy"),
            0.945,
            0.99,
            seeds=THREE,
            changes=("training.learning_rate=0.05",),
        ),
        Claim("Flat at 2.3, and calm", live("loss"), 2.25, 2.35, at=(0, 150, 300)),
        Claim(
            "none of their numbers has moved by more than a thousandth of the largest",
            moved_by_share,
            0.0,
            0.001,
            at=(300,),
        ),
        Claim("Just as large, to the last digit", gradient_norm("output"), 0.2785, 0.2795, at=(1,)),
        Claim(
            "Just as large, to the last digit",
            gradient_norm("output"),
            0.2785,
            0.2795,
            at=(1,),
            changes=("training.learning_rate=0.05",),
        ),
        Claim("9 %, just as before the first step", metric("accuracy"), 0.085, 0.095, at=(0, -1)),
        *(
            Claim(
                "0.01 and 0.05: 94 to 99 %",
                metric("accuracy"),
                0.94,
                0.99,
                seeds=THREE,
                changes=(f"training.learning_rate={rate}",),
            )
            for rate in (0.01, 0.05)
        ),
        Claim(
            "With 0.001 about half is right",
            metric("accuracy"),
            0.4,
            0.6,
            seeds=THREE,
            changes=("training.learning_rate=0.001",),
        ),
        Claim(
            "with 0.5 one in ten",
            metric("accuracy"),
            0.05,
            0.15,
            seeds=THREE,
            changes=("training.learning_rate=0.5",),
        ),
    ),
}
