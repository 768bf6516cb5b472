"""What the two presets of eight stages say: what depth does to signal and gradient, and what normalisation mends."""

from __future__ import annotations

import numpy as np

from tests.claims.claim import Claim, Watched
from tests.claims.measures import answers, first_better, gradient_norm, metric, of, parameters, share_above, share_of

THREE = (1, 2, 3)
ACCURACY = metric("accuracy")
FIRST, LAST = "stages.0.activation", "stages.7.activation"
FIRST_TO_OUTPUT = share_of(gradient_norm("stages.0.convolution"), gradient_norm("output"))
SHALLOW = ("architecture.stages=[{channels=8},{channels=8}]",)
NORMALISED, PLAIN = ("architecture.batch_norm=true",), ("architecture.batch_norm=false",)
ADAM = ("training.optimizer=adam", "training.learning_rate=0.003")


def beside_others(run: Watched) -> float:
    """By how much the logits of the first test example differ when it is read alone and with all the others."""
    alone = run.trainer.answer(run.trainer.data.test.inputs[0][:1]).numpy()[0]
    return float(np.abs(alone - answers(run)[0]).max())


CLAIMS = {
    "cnn-deep-plain": (
        Claim("4 498 parameters", parameters, 4498, 4498, at=(0,)),
        Claim("the numbers spread by 0.14", of(FIRST, np.std), 0.135, 0.145, at=(0,)),
        Claim("in those of the eighth by 0.014", of(LAST, np.std), 0.0135, 0.0145, at=(0,)),
        Claim("the gradient of the output layer has a norm of 0.16", gradient_norm("output"), 0.155, 0.165, at=(1,)),
        Claim("0.000 06, less than a two-thousandth", gradient_norm("stages.0.convolution"), 5.5e-5, 6.5e-5, at=(1,)),
        Claim("less than a two-thousandth", FIRST_TO_OUTPUT, 0.0, 1 / 2000, at=(1,)),
        Claim("with seeds 2 and 3 about a thousandth or less too", FIRST_TO_OUTPUT, 0.0, 0.0011, at=(1,), seeds=(2, 3)),
        Claim("the same SGD reads 96 to 99 %", ACCURACY, 0.95, 0.99, seeds=THREE, changes=SHALLOW),
        Claim("8 %, a guess", ACCURACY, 0.07, 0.095, seeds=THREE),
        Claim("the last stage is black", of(LAST, share_above(0.0)), 0.0, 0.0, seeds=THREE),
        Claim("no gradient at all gets past them", gradient_norm("stages.0.convolution"), 0.0, 0.0, seeds=THREE),
        Claim("Four times the steps change nothing: 9 %", ACCURACY, 0.08, 0.1, changes=("training.duration=40",)),
        Claim("Batch norm: 97 to 98 %", ACCURACY, 0.96, 0.985, seeds=THREE, changes=NORMALISED),
        Claim("90 to 95 %", ACCURACY, 0.895, 0.955, seeds=THREE, changes=ADAM),
        Claim("The larger rate: a guess", ACCURACY, 0.05, 0.13, seeds=THREE, changes=("training.learning_rate=0.5",)),
    ),
    "cnn-deep-normalised": (
        Claim("128 parameters more", parameters, 4626, 4626, at=(0,)),
        Claim("less than a two-thousandth", FIRST_TO_OUTPUT, 0.0, 1 / 2000, at=(1,), changes=PLAIN),
        Claim("4.1 against 2.1", gradient_norm("stages.0.convolution"), 4.05, 4.15, at=(1,)),
        Claim("4.1 against 2.1", gradient_norm("output"), 2.05, 2.15, at=(1,)),
        Claim("it is 1.8 and 0.9 times as much", FIRST_TO_OUTPUT, 0.85, 1.85, at=(1,), seeds=(2, 3)),
        Claim("The plain twin never leaves the guess", ACCURACY, 0.05, 0.13, seeds=THREE, changes=PLAIN),
        Claim("75 with this seed", first_better("accuracy", 0.9), 75, 75),
        Claim("120 and 90 with seeds 2 and 3", first_better("accuracy", 0.9), 90, 120, seeds=(2, 3)),
        Claim("the numbers of the first stage spread by about 0.55", of(FIRST, np.std), 0.53, 0.57, at=(120,)),
        Claim("those of the eighth by about 1", of(LAST, np.std), 0.8, 1.3, at=(120,)),
        Claim(
            "none of the stages is black",
            lambda run: min(share_above(0.0)(run.pictures[f"stages.{n}.activation"]) for n in range(8)),
            0.1,
            1.0,
            at=(120,),
        ),
        Claim("97 to 98 % over three seeds", ACCURACY, 0.96, 0.985, seeds=THREE),
        Claim("two stages read 96 to 99 %", ACCURACY, 0.95, 0.99, seeds=THREE, changes=(*PLAIN, *SHALLOW)),
        Claim("its answer is the same, whichever digits are read beside it", beside_others, 0.0, 1e-4),
        Claim("0.005, with 99 %", ACCURACY, 0.985, 0.995, seeds=THREE, changes=("training.learning_rate=0.005",)),
        *(
            Claim(
                "three seeds end at 8, 50 and 83 %",
                ACCURACY,
                value - 0.006,
                value + 0.006,
                seeds=(seed,),
                changes=("training.learning_rate=0.5",),
            )
            for seed, value in ((3, 0.08), (1, 0.5), (2, 0.83))
        ),
    ),
}
