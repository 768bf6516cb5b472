"""What the presets of the multilayer perceptron say: its gradients by hand, and its optimizers."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from tests.claims.claim import Claim, Watched
from tests.claims.measures import cell, fall, first_better, metric, of, parameters

THREE = (1, 2, 3)
UNITS = "stages.0.activation"
MOMENTUM = ("training.momentum=0.9",)
TEN_TIMES = ("training.learning_rate=0.1",)
ADAM = ("training.optimizer=adam",)


def probabilities(run: Watched) -> NDArray[np.float64]:
    """What the model answers to the first test example, which is a 0."""
    logits = run.pictures["output"].astype(np.float64)
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


def loss_of_first(run: Watched) -> torch.Tensor:
    """The loss of the first test example alone."""
    inputs, targets = run.trainer.data.example(0)
    return run.trainer.loss(run.trainer.model(torch.from_numpy(inputs[0].copy())), torch.from_numpy(targets.copy()))


def gradient_of_first(run: Watched, name: str) -> torch.Tensor:
    """Of that loss, by one parameter; the run's own gradients stay what they are."""
    weight = dict(run.trainer.model.named_parameters())[name]
    return torch.autograd.grad(loss_of_first(run), weight)[0]


def first_weights_moved(run: Watched) -> float:
    """How many weights of the first layer get any gradient from the first test example."""
    return int((gradient_of_first(run, "stages.0.convolution.weight") != 0).sum())


def tried_out(run: Watched) -> float:
    """By how much that loss changes with the weight from the tenth unit to the answer 0 made 0.1 larger."""
    weight = dict(run.trainer.model.named_parameters())["output.weight"]
    with torch.no_grad():
        before = float(loss_of_first(run))
        weight[0, 9] += 0.1
        after = float(loss_of_first(run))
        weight[0, 9] -= 0.1
    return after - before


def dark_pixels(run: Watched) -> float:
    """Of the first test example."""
    return int((run.pictures["input"] == 0).sum())


CLAIMS = {
    "mlp-digits": (
        Claim("1 210 numbers", parameters, 1210, 1210, at=(0,)),
        Claim("This unit says 0.61", cell(UNITS, 9, 0, 0), 0.605, 0.615, at=(0,)),
        Claim("nine of the 16 units say nothing", of(UNITS, lambda units: int((units == 0).sum())), 9, 9, at=(0,)),
        Claim("the right answer, 0, gets 0.108", lambda run: probabilities(run)[0], 0.1075, 0.1085, at=(0,)),
        Claim("−ln 0.108 = 2.23", lambda run: loss_of_first(run).item(), 2.225, 2.235, at=(0,)),
        Claim(
            "At the 0 that is 0.108 − 1 = −0.892",
            lambda run: gradient_of_first(run, "output.bias")[0].item(),
            -0.893,
            -0.892,
            at=(0,),
        ),
        Claim(
            "The ten add up to zero",
            lambda run: gradient_of_first(run, "output.bias").sum().item(),
            -1e-6,
            1e-6,
            at=(0,),
        ),
        Claim(
            "0.611 × −0.892 = −0.545",
            lambda run: gradient_of_first(run, "output.weight")[0, 9].item(),
            -0.5455,
            -0.5445,
            at=(0,),
        ),
        Claim("with the weight 0.1 larger, the loss is 0.054 smaller", tried_out, -0.0545, -0.0535, at=(0,)),
        Claim("27 of the 64 pixels are dark", dark_pixels, 27, 27, at=(0,)),
        Claim("7 units × 37 pixels = 259", first_weights_moved, 259, 259, at=(0,)),
        Claim("Nine of ten, with this seed", metric("accuracy"), 0.88, 0.93, at=(90,)),
        Claim("eight with seeds 2 and 3", metric("accuracy"), 0.8, 0.87, at=(90,), seeds=(2, 3)),
        Claim("The end, about 97 %", metric("accuracy"), 0.96, 0.985, seeds=THREE),
        Claim(
            "The small CNN of the first preset slides its kernels, and reads 98 %",
            metric("accuracy"),
            0.975,
            0.99,
            changes=(
                "architecture.stages=[{channels=8},{channels=16}]",
                "training.optimizer=adam",
                "training.learning_rate=0.003",
            ),
        ),
    ),
    "mlp-sgd": (
        Claim(
            "With a rate of 0.5 the same net is right in 96 % by then",
            metric("accuracy"),
            0.955,
            0.97,
            at=(180,),
            changes=("training.learning_rate=0.5",),
        ),
        Claim("Less than a third, with each of three seeds", metric("accuracy"), 0.1, 0.33, at=(180,), seeds=THREE),
        Claim("about seven of ten are right", metric("accuracy"), 0.63, 0.75, seeds=THREE),
        Claim(
            "both losses fall as fast as ever",
            lambda run: (
                fall("training loss", (570, 600), (870, 900))(run) - fall("training loss", (270, 300), (570, 600))(run)
            ),
            -0.02,
            0.2,
            seeds=THREE,
        ),
        Claim(
            "both losses fall as fast as ever",
            lambda run: fall("loss", (570, 600), (840, 890))(run) - fall("loss", (270, 300), (570, 600))(run),
            -0.02,
            0.2,
            seeds=THREE,
        ),
        Claim("97 %. While gradients agree", metric("accuracy"), 0.965, 0.98, seeds=THREE, changes=MOMENTUM),
        Claim("Nearly the same, 97 %", metric("accuracy"), 0.965, 0.98, seeds=THREE, changes=TEN_TIMES),
        Claim("after some 210 steps", first_better("accuracy", 0.9), 175, 245, seeds=THREE, changes=TEN_TIMES),
        Claim("with momentum after some 240", first_better("accuracy", 0.9), 205, 275, seeds=THREE, changes=MOMENTUM),
        Claim("97 to 99 % after the same 900 steps", metric("accuracy"), 0.965, 0.992, seeds=THREE, changes=ADAM),
        Claim("After about 90 steps", first_better("accuracy", 0.9), 75, 105, seeds=THREE, changes=ADAM),
        Claim("98 % at the end", metric("accuracy"), 0.975, 0.99, seeds=THREE, changes=ADAM),
        Claim(
            "Plain SGD did not come there in 900", lambda run: max(m["accuracy"] for m in run.curve.values()), 0.5, 0.9
        ),
        Claim(
            "0.5 is fine for plain SGD here",
            metric("accuracy"),
            0.96,
            0.99,
            seeds=THREE,
            changes=("training.learning_rate=0.5",),
        ),
        Claim(
            "No: one in ten is right",
            metric("accuracy"),
            0.05,
            0.15,
            seeds=THREE,
            changes=(*ADAM, "training.learning_rate=0.5"),
        ),
    ),
}
