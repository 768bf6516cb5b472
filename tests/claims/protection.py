"""What the presets about certainty and privacy say: calibration, attacks, membership, canaries, ε."""

from __future__ import annotations

import numpy as np
import torch

from playground.inspection.privacy.canary import canary as canary_views
from playground.inspection.privacy.membership import membership as membership_views
from playground.inspection.robustness import attacks
from playground.inspection.robustness.calibration import calibration as calibration_views
from playground.worked import calibration, canary, membership
from tests.claims.claim import Claim, Measure, Watched
from tests.claims.looking import sharpness, training_loss
from tests.claims.measures import metric

THREE = (1, 2, 3)
PLAIN = ("training.privacy.noise=0.0",)
CLEAN = ("training.adversarial.epsilon=0.0",)
SMALL = ("training.batch_size=8",)
LONG = (*SMALL, "training.duration=3600")
FORGETTING = (
    "training.privacy.noise=1.0", "training.optimizer=sgd", "training.momentum=0.0", "training.learning_rate=0.3",
    "training.batch_size=64", "training.duration=600",
)  # fmt: skip


def noise(multiplier: float) -> tuple[str, ...]:
    return (f"training.privacy.noise={multiplier}",)


def told_apart(run: Watched) -> float:
    """The share of pairs in which the training example has the smaller loss."""
    values, _ = membership_views(run.trainer)[0].take()
    return membership.attack(*membership.losses(values)).area


def exposure(run: Watched) -> float:
    """Of the canary, in bits."""
    view = canary_views(run.trainer)[0]
    secret = canary.number_of(view.labels["canary"][1], view.labels["digit"])
    return canary.exposure(view.take()[0], secret)


def found(run: Watched, cooled: bool = False) -> calibration.Reliability:
    """Of the test answers, at a temperature of 1 or at the one that suits the validation part."""
    values, _ = calibration_views(run.trainer)[0].take()
    heat = fitted(run) if cooled else 1.0
    return calibration.reliability(*calibration.parts(values, calibration.TEST), heat)


def fitted(run: Watched) -> float:
    """The temperature that suits the validation part."""
    values, _ = calibration_views(run.trainer)[0].take()
    return calibration.fitted(*calibration.parts(values, calibration.VALIDATION))


def sure(run: Watched) -> float:
    """Mean largest probability of the test answers."""
    one = found(run)
    return float(np.nansum(one.counts * one.confidence) / one.counts.sum())


def attacked(reach: float) -> Measure:
    """The share of test examples that are still right after ten steps of PGD within ``reach``."""

    def measured(run: Watched) -> float:
        trainer = run.trainer
        given, targets = (torch.from_numpy(a) for a in (trainer.data.test.inputs[0], trainer.data.test.targets))
        size = torch.full((len(given), 1, 1, 1), reach)
        with trainer.looking():
            moved = attacks.pgd(
                lambda at: trainer.loss(trainer.model(at), targets) * len(at), given, size, bounded=True
            )
            return float((trainer.model(moved).argmax(dim=-1) == targets).float().mean())

    return measured


CLAIMS = {
    "digits-flat-or-sharp": (
        Claim("the loss is the same everywhere", sharpness, -0.05, 0.05, at=(0,), seeds=THREE),
        Claim("Here it is about 0.6", sharpness, 0.45, 0.75, at=(50,), seeds=THREE),
        Claim("97 to 99 % of the test digits", metric("accuracy"), 0.965, 0.995, seeds=THREE),
        Claim("its sharpness is between 2 and 8", sharpness, 1.9, 8.2, seeds=THREE),
        Claim("large batches at less than 0.01", training_loss, 0.0, 0.01, seeds=THREE),
        Claim("Sharpness falls to about 1", sharpness, 0.6, 1.3, seeds=THREE, changes=SMALL),
        Claim("92 to 98 % are read", metric("accuracy"), 0.92, 0.98, seeds=THREE, changes=SMALL),
        Claim("leave it at 0.14", training_loss, 0.12, 0.18, seeds=THREE, changes=SMALL),
        Claim("the sharpness rises to between 1 and 3", sharpness, 1.0, 3.0, seeds=THREE, changes=LONG),
    ),
    "digits-memorised": (
        Claim("The untrained net cannot tell the two apart", told_apart, 0.44, 0.56, at=(0,), seeds=THREE),
        Claim("are read well", metric("accuracy"), 0.88, 0.98, at=(150,), seeds=THREE),
        Claim("It falls, to some 88 %", metric("accuracy"), 0.845, 0.915, seeds=THREE),
        Claim("the attack is right for 66 % of all pairs", told_apart, 0.62, 0.71, seeds=THREE),
        Claim("93 % are right", metric("accuracy"), 0.91, 0.95, seeds=THREE, changes=FORGETTING),
        Claim("the attack is right for 53 % of the pairs", told_apart, 0.5, 0.56, seeds=THREE, changes=FORGETTING),
    ),
    "digits-private": (
        Claim("100 steps cost ε = 2.3", metric("epsilon"), 2.25, 2.35, at=(100,)),
        Claim("ε = 4.0: with much noise", metric("epsilon"), 3.95, 4.05),
        Claim("The end: about 93 % right", metric("accuracy"), 0.915, 0.945, seeds=THREE),
        Claim("the same 300 steps reach 96 %", metric("accuracy"), 0.94, 0.975, seeds=THREE, changes=PLAIN),
        Claim("finds no hold on either", told_apart, 0.48, 0.54, seeds=THREE),
        Claim("finds no hold on either", told_apart, 0.48, 0.54, seeds=THREE, changes=PLAIN),
    ),
    "digits-adversarial": (
        Claim("96 to 99 % of the clean digits", metric("accuracy"), 0.95, 0.995, seeds=THREE),
        Claim("the same net without nudges reads 98 %", metric("accuracy"), 0.975, 0.99, seeds=THREE, changes=CLEAN),
        Claim("About 40 %", attacked(0.1), 0.3, 0.5, seeds=THREE, changes=CLEAN),
        Claim("still reads some 70 %", attacked(0.1), 0.63, 0.76, seeds=THREE),
    ),
    "text-overconfident": (
        Claim("the error is about 7 in a hundred", lambda run: found(run).error, 0.05, 0.09, at=(60,), seeds=THREE),
        Claim("right in about 45 %", metric("token_accuracy"), 0.42, 0.48, seeds=THREE),
        Claim("sure of 62 %", sure, 0.58, 0.66, seeds=THREE),
        Claim("some 24 in a hundred", lambda run: found(run).error, 0.2, 0.28, seeds=THREE),
        Claim("about 1.3", fitted, 1.2, 1.45, seeds=THREE),
        Claim("some 15 in a hundred", lambda run: found(run, cooled=True).error, 0.1, 0.18, seeds=THREE),
    ),
    "text-canary": (
        Claim("13.3 bits, all there are", exposure, 13.2, 13.3, seeds=THREE),
        Claim("the exposure is 2 to 6 bits", exposure, 1.5, 6.5, seeds=THREE, changes=noise(0.5)),
        Claim("it is below 1.3 at multipliers of 1 and 2", exposure, 0.0, 1.3, changes=noise(1.0)),
        Claim("it is below 1.3 at multipliers of 1 and 2", exposure, 0.0, 1.3, changes=noise(2.0)),
        Claim("instead of 3.17", metric("bits_per_character"), 3.1, 3.25, seeds=THREE),
        Claim("The price is 3.63", metric("bits_per_character"), 3.58, 3.68, seeds=THREE, changes=noise(0.5)),
        Claim("3.73 and 3.86", metric("bits_per_character"), 3.68, 3.78, changes=noise(1.0)),
        Claim("3.86 bits a character", metric("bits_per_character"), 3.81, 3.91, changes=noise(2.0)),
        Claim("ε is 14 at 0.5", metric("epsilon"), 13.5, 14.5, changes=noise(0.5)),
        Claim("2.1 at 1", metric("epsilon"), 2.05, 2.15, changes=noise(1.0)),
        Claim("0.63 at 2", metric("epsilon"), 0.62, 0.64, changes=noise(2.0)),
    ),
}
