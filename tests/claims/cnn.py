"""What the presets of the CNN and the autoencoders say."""

from __future__ import annotations

import numpy as np

from playground.data.rivals import nearest
from playground.inspection.tracing.transplant import members_of
from playground.training.trainer import Trainer
from tests.claims.claim import Claim, Measure, Watched
from tests.claims.measures import fall, first_better, kernels_kept, live, metric, reference, share_of, wrong

KERNELS = "stages.0.convolution.weight"
THREE = (1, 2, 3)
MAX_POOLING = ("architecture.stages.0.pooling=max", "architecture.stages.1.pooling=max")


def by_means(cells: int) -> Measure:
    """The accuracy of the 15 nearest neighbours by the means of ``cells`` × ``cells`` equal parts of the picture."""

    def measure(run: Watched) -> float:
        data = run.trainer.data
        size = 8 // cells
        train, test = (split.inputs[0].reshape(-1, cells, size, cells, size).mean(axis=(2, 4))
                       for split in (data.train, data.test))  # fmt: skip
        votes = nearest(train, np.eye(10, dtype=np.float32)[data.train.targets], test, 15)
        return float((votes.argmax(axis=1) == data.test.targets).mean())

    return measure


def least_bar(run: Watched) -> float:
    """The smallest over the largest probability for the first test example."""
    logits = run.pictures["output"].astype(np.float64)
    return float(np.exp(logits.min() - logits.max()))


def as_at_the_start(layer: str) -> Measure:
    """The accuracy with one layer as it was before the first step, all others as they are now."""

    def measure(run: Watched) -> float:
        trainer, began = run.trainer, Trainer(run.trainer.experiment, run.trainer.data)
        now, start = ({name: tensor.clone() for name, tensor in one.model.state_dict().items()}
                      for one in (trainer, began))  # fmt: skip
        put_in = {name: start[name] for name in members_of(trainer.experiment, now)[layer]}
        trainer.model.load_state_dict({**now, **put_in})
        found = trainer.evaluate()["accuracy"]
        trainer.model.load_state_dict(now)
        return found

    return measure


CLAIMS = {
    "cnn-digits": (
        Claim("ten bars of nearly the same length", least_bar, 0.6, 1.0, at=(0,)),
        Claim("About 40 %: five times as good as guessing", live("accuracy"), 0.3, 0.5, at=(30,)),
        Claim(
            "nine of ten new digits are right. The steep part takes less than two hundred steps",
            first_better("accuracy", 0.9),
            30,
            200,
            seeds=THREE,
        ),
        Claim(
            "The kernels themselves are still close to their random start", kernels_kept(KERNELS, 0.8), 6, 8, at=(174,)
        ),
        Claim(
            "at the end most of them still look like their random start", kernels_kept(KERNELS, 0.7), 5, 8, seeds=THREE
        ),
        Claim(
            "About 75 %: random kernels give most of what the rest has learned to use",
            as_at_the_start("stages.0.convolution"),
            0.65,
            0.85,
            seeds=THREE,
        ),
        Claim(
            "With the second stage put back, less than a third",
            as_at_the_start("stages.1.convolution"),
            0.05,
            0.333,
            seeds=THREE,
        ),
        Claim("About five: what lies off the diagonal", wrong, 2, 8),
        Claim("gets four wrong", lambda run: (1 - reference("nearest neighbour", "accuracy")(run)) * 360, 3.9, 4.1),
        Claim(
            "the training loss by a third within the last three hundred steps",
            fall("training loss", (600, 690), (810, 900)),
            0.28,
            0.5,
            seeds=THREE,
        ),
        Claim("the test loss by less", fall("loss", (600, 690), (810, 890)), 0.08, 0.4, seeds=THREE),
        Claim(
            "more training would still help a little",
            fall("loss", (810, 900), (1710, 1800)),
            0.05,
            0.9,
            changes=("training.duration=40",),
        ),
    ),
    "cnn-one-by-one": (
        Claim("by four such means get 63 %", by_means(2), 0.625, 0.64),
        Claim("by the brightness of the whole alone 12 %", by_means(1), 0.12, 0.13),
        Claim("how bright each quarter of the picture is", metric("accuracy"), 0.45, 0.65, seeds=THREE),
    ),
    "cnn-average-pooling": (
        Claim("three to six times as many digits are read wrong", metric("accuracy"), 0.9, 0.95, seeds=THREE),
        Claim("than those of max pooling", metric("accuracy"), 0.975, 1.0, seeds=THREE, changes=MAX_POOLING),
    ),
    "cnn-tones": (
        Claim("the kernels themselves stay close to their random start", kernels_kept(KERNELS, 0.6), 6, 8),
        Claim("the most similar of the training tones: 97 %", reference("nearest neighbour", "accuracy"), 0.965, 0.975),
    ),
    "vae-digits": (
        Claim("reconstructions are a little worse", metric("mse"), 0.0138, 0.0160, seeds=THREE),
        Claim(
            "the plain autoencoder of eight numbers",
            metric("mse"),
            0.0120,
            0.0140,
            changes=("architecture.variational=false", "training.duration=40"),
        ),
        Claim(
            "though it trains half as long again",
            metric("mse"),
            0.0100,
            0.0138,
            changes=("architecture.variational=false",),
        ),
    ),
    "autoencoder-digits-2": (
        Claim("0.014 in place of 0.043", metric("mse"), 0.040, 0.046),
        Claim("About a third", metric("mse"), 0.0125, 0.0150, changes=("architecture.latent=8",)),
    ),
    "autoencoder-digits-8": (
        Claim(
            "Four times the code, a third of the error",
            lambda run: share_of(metric("mse"), lambda _: 0.0428)(run),
            0.28,
            0.37,
        ),
    ),
}
