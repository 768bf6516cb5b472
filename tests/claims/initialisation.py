"""What the preset of the half-open forget gate says: one number at the start decides what can be learned."""

from __future__ import annotations

import numpy as np

from tests.claims.claim import Claim
from tests.claims.measures import first_better, metric, of, through_time

THREE = (1, 2, 3)
FORGET = "layers.0.forget_gate"
ACCURACY, SOLVED = metric("accuracy"), first_better("accuracy", 0.99)


def bias(value: int) -> tuple[str]:
    """The change to another forget-gate bias."""
    return (f"architecture.forget_bias={value}",)


CLAIMS = {
    "rnn-forget-bias-0": (
        Claim("nothing is learned", ACCURACY, 0.2, 0.31, seeds=THREE),
        Claim("A gate at one half", of(FORGET, np.mean), 0.45, 0.55, at=(0,)),
        Claim("A ten-billionth", through_time, 5e-11, 2e-10, at=(0,)),
        Claim("One of four, with three seeds", ACCURACY, 0.2, 0.3, seeds=THREE),
        Claim(
            "Ten times the training, 3 000 steps, does not help",
            ACCURACY,
            0.2,
            0.3,
            changes=("training.duration=3000",),
        ),
        Claim(
            "with 3 it is 0.95 from the start", of(FORGET, np.mean), 0.94, 0.96, at=(0,), seeds=THREE, changes=bias(3)
        ),
        Claim("measured is 0.04 to 0.09", through_time, 0.04, 0.09, at=(0,), seeds=THREE, changes=bias(3)),
        Claim("3: all right, and within 50 steps", ACCURACY, 0.99, 1.0, seeds=THREE, changes=bias(3)),
        Claim("3: all right, and within 50 steps", SOLVED, 10, 50, seeds=THREE, changes=bias(3)),
        Claim("With 1 all three seeds only guess", ACCURACY, 0.22, 0.3, seeds=THREE, changes=bias(1)),
        *(
            Claim("with 2 they end at 25, 52 and 76 %", ACCURACY, value - 0.006, value + 0.006, (-1,), (seed,), bias(2))
            for seed, value in ((2, 0.25), (1, 0.52), (3, 0.76))
        ),
        Claim(
            "a gate that starts at 0.997", of(FORGET, np.mean), 0.9965, 0.9975, at=(0,), seeds=THREE, changes=bias(6)
        ),
        Claim("No: all right within 50 steps", ACCURACY, 0.99, 1.0, seeds=THREE, changes=bias(6)),
        Claim("No: all right within 50 steps", SOLVED, 10, 50, seeds=THREE, changes=bias(6)),
    ),
}
