"""What the presets say that are about causes: answers right for the wrong reason, and the flagged token."""

from __future__ import annotations

import numpy as np

from playground.data.specimen import Specimen
from playground.inspection.attribution.hits import hit_rates
from playground.inspection.attribution.making import Attributions
from playground.protocol.attribution import GRADIENT_INPUT, INTEGRATED, OCCLUSION, SMOOTH, Attribution
from tests.claims import attention
from tests.claims.claim import Array, Claim, Measure, Watched
from tests.claims.looking import exchanged, marked_corner, other_corners, rank_correlation
from tests.claims.measures import metric

MARKED = 1
PIXELS = (INTEGRATED, GRADIENT_INPUT, SMOOTH, OCCLUSION)


def without_mark(run: Watched) -> Array:
    """The test pictures without their upper left pixel, which is 0 in all that are not marked."""
    images = run.trainer.data.test.inputs[0].copy()
    images[:, 0, 0, 0] = 0
    return images


def answers_without(run: Watched) -> Array:
    found: Array = run.trainer.answer(without_mark(run)).argmax(-1).numpy()
    return found


def ones(run: Watched) -> float:
    """How many ones the test set has."""
    return int((run.trainer.data.test.targets == MARKED).sum())


def ones_read(run: Watched) -> float:
    """How many ones are read correctly without the mark."""
    mine = run.trainer.data.test.targets == MARKED
    return int((answers_without(run)[mine] == MARKED).sum())


def accuracy_without(run: Watched) -> float:
    return float((answers_without(run) == run.trainer.data.test.targets).mean())


def first_without(run: Watched) -> float:
    """What the first test picture is taken for."""
    return float(answers_without(run)[0])


def fewest_hits(*methods: str) -> Measure:
    """For how many ones the marked pixel ranks first, by the method with the fewest."""

    def count(run: Watched) -> float:
        rates = hit_rates(run.trainer, len(run.trainer.data.test))
        return min(rate.hits for rate in rates if rate.method in methods)

    return count


def grad_cam_hits(run: Watched) -> float:
    """The most of any layer."""
    rates = hit_rates(run.trainer, len(run.trainer.data.test))
    return max(rate.hits for rate in rates if rate.method == "grad-cam")


def fewest_of_six(run: Watched) -> float:
    """Of the first hundred sequences, by the worst of all methods that there are; 0 where these are not six."""
    rates = hit_rates(run.trainer, 100)
    return min(rate.hits for rate in rates) if len(rates) == 6 else 0


def first_corner(run: Watched) -> float:
    """1 where the corner has the largest attribution of the first test picture."""
    made = Attributions(run.trainer, Specimen.of_test(run.trainer.data, 0))
    values, _ = made.made(Attribution(INTEGRATED))
    return float(int(np.abs(values[0].numpy()).argmax()) == 0)


CLAIMS = {
    "right-for-the-wrong-reason": (
        Claim("Judged by its answers to new pictures all is well: 99 % are right", metric("accuracy"), 0.985, 0.995),
        Claim("There are 37 ones among the test pictures", ones, 37, 37),
        Claim("Here they are: the corner comes first", first_corner, 1, 1, seeds=(1, 2, 3)),
        Claim(
            "For all 37, by integrated gradients, gradient × input, SmoothGrad and occlusion alike",
            fewest_hits(*PIXELS), 36, 37,
        ),
        Claim("Grad-CAM names the corner for none of them", grad_cam_hits, 0, 0),
        Claim("with a correlation of 0.91", rank_correlation(INTEGRATED), 0.88, 0.94, seeds=(1, 2, 3)),
        Claim("SmoothGrad falls below 0.2", rank_correlation(SMOOTH), -0.1, 0.2, seeds=(1, 2, 3)),
        Claim("has the corner at full brightness", marked_corner, 0.99, 1.0),
        Claim("so have those of two other classes", other_corners, 2, 2),
        Claim("this 1 is read as an 8", first_without, 8, 8),
        Claim("Of the 37 ones only 5 are still read correctly", ones_read, 3, 8),
        Claim("accuracy on all test pictures falls to 90 %", accuracy_without, 0.89, 0.915),
        Claim("of the 37 ones 5 are left", metric("accuracy"), 0.89, 0.915, changes=("task.mark_tested=false",)),
        Claim("trained without the mark, reads all 37 ones", ones_read, 36, 37, changes=("task.marked=-1",)),
    ),
    "attention-flagged-token": (
        *attention.CLAIMS["attention-flagged-token"],
        Claim("every test sequence is answered correctly", metric("accuracy"), 1.0, 1.0, seeds=(1, 2, 3)),
        Claim("all six methods rank the capital first in each", fewest_of_six, 100, 100),
        Claim("In 88: a second capital does it", lambda run: exchanged(run)[0], 85, 91, seeds=(1, 2, 3)),
        Claim("with a rank correlation of 0.7", lambda run: exchanged(run)[1], 0.65, 0.8),
    ),
}  # fmt: skip
