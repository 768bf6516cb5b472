"""What presets say of the loss around the weights, of inputs that units want, of sanity and of exchanged tokens."""

from __future__ import annotations

from functools import cache

import numpy as np

from playground.data.specimen import Specimen
from playground.inspection.attribution.sanity_view import sanity_check
from playground.inspection.maximisation.views import wanted
from playground.inspection.robustness.exchange import exchange
from playground.inspection.robustness.landscape import landscapes
from playground.inspection.view import Found, View
from playground.worked.exchange import AFTER, AGREEMENT, BEFORE, CAUSE
from playground.worked.landscape import Landscape, unpacked
from playground.worked.sanity import METHOD
from tests.claims.claim import Array, Measure, Watched

SEQUENCES = 100  # of the test set


def whole(view: View) -> Found:
    """A picture that is made piece by piece."""
    found = view.take()
    while view.unfinished():
        found = view.take()
    return found


def landscape(run: Watched) -> Landscape:
    """The loss in two random directions."""
    return unpacked(whole(landscapes(run.trainer)[0])[0])


def sharpness(run: Watched) -> float:
    """By how much the loss is higher on the circle."""
    return landscape(run).sharpness


def training_loss(run: Watched) -> float:
    """At the weights themselves, of the training examples that the landscape is of."""
    return landscape(run).middle


def corners(run: Watched) -> Array:
    """The upper left pixel of the picture that each class wants."""
    view = next(view for view in wanted(run.trainer) if view.name.endswith(".output"))
    found: Array = whole(view)[0][:, 0, 0]
    return found


def marked_corner(run: Watched) -> float:
    """Of the picture that the class 1 wants."""
    return float(corners(run)[1])


def other_corners(run: Watched) -> float:
    """How many other classes want the corner nearly at full brightness."""
    return int((np.delete(corners(run), 1) > 0.9).sum())


def rank_correlation(method: str) -> Measure:
    """With the attributions before, after every layer was drawn anew."""

    def measured(run: Watched) -> float:
        (view,) = sanity_check(run.trainer)
        return float(whole(view)[0][view.labels[METHOD].index(method), -1].mean())

    return measured


@cache
def exchanged(run: Watched) -> tuple[int, float]:
    """In how many test sequences an exchange off the cause changes the answer; the mean agreement with the slope."""
    changed, agreements = 0, []
    for index in range(SEQUENCES):
        (view,) = exchange(run.trainer, Specimen.of_test(run.trainer.data, index))
        _, labels = view.take()
        others = [word for word, cause in zip(labels[AFTER], view.labels[CAUSE], strict=True) if not cause]
        changed += any(word != labels[BEFORE][0] for word in others)
        agreements.append(float(labels[AGREEMENT][0]))
    return changed, float(np.mean(agreements))
