"""Hit rates: how often the input that a method ranks first is one that the answer is known to rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from playground.data.shapes import IGNORED, ClassTarget
from playground.data.specimen import Specimen
from playground.foundation.errors import PlaygroundError
from playground.inspection.attribution.making import Attributions
from playground.inspection.attribution.views import offered
from playground.inspection.model import InspectedModel
from playground.protocol import attribution as names
from playground.protocol.attribution import Attribution


class UnknownCauseError(PlaygroundError):
    """Nobody knows on which inputs the answers of a task rest."""


@dataclass
class HitRate:
    """What a method came to over a test set.

    Attributes:
        answers: that the model gave rightly, and whose cause is known.
        hits: of these, how often the input with the largest attribution, of either sign, is a cause.
        chance: of these, how often a random input would have been.
        missed: the largest |sum − (f(x) − f(baseline))|; NaN for methods that promise no sum.
    """

    method: str
    parameter: str
    answers: int = 0
    hits: int = 0
    chance: float = 0.0
    missed: float = float("nan")


def hit_rates(
    inspected: InspectedModel, examples: int, going_on: Callable[[int], object] = lambda done: None
) -> list[HitRate]:
    """Every method on the first ``examples`` test examples. Raises UnknownCauseError.

    Args:
        going_on: told after each example how many are done.
    """
    task, found = inspected.experiment.task, dict[tuple[str, str], HitRate]()
    for index in range(min(examples, len(inspected.data.test))):
        shown = Specimen.of_test(inspected.data, index)
        causes = task.causes(shown.inputs, shown.targets)
        if causes is None or not isinstance(inspected.data.shape.targets, ClassTarget):
            raise UnknownCauseError(
                f"Nobody knows on which inputs the answers of the task “{task.title}” rest; choose a run of one that "
                "is made so: flagged token, first symbol, reverse, recall, or digits with a mark."
            )
        try:
            made = Attributions(inspected, shown)
        except LookupError as error:
            raise UnknownCauseError(f"Nothing can be attributed: {error}.") from None
        right = _right(made, shown) & causes.reshape(made.point.answers, -1).any(1)
        for method, parameter in offered(made) if right.any() else ():
            if method != names.OCCLUSION or parameter == "1":  # wider windows cover others than the one they are for
                rate = found.setdefault((method, parameter), HitRate(method, parameter))
                _count(rate, made, causes, right)
        going_on(index + 1)
    return list(found.values())


def _right(made: Attributions, shown: Specimen) -> NDArray[np.bool_]:
    """Which answers (answers,) are given, wanted and right."""
    truth = shown.targets.reshape(-1)
    truth = truth[list(made.point.steps)] if made.point.steps else truth[:1]
    right: NDArray[np.bool_] = (made.targets(names.ANSWER).cpu().numpy() == truth) & (truth != IGNORED)
    return right


def _count(rate: HitRate, made: Attributions, causes: NDArray[np.bool_], right: NDArray[np.bool_]) -> None:
    values, facts = made.made(Attribution(rate.method, parameter=rate.parameter))
    sizes = np.abs(values.detach().cpu().numpy())
    if made.point.values.dim() == 4:
        sizes, causes = sizes.reshape(1, *sizes.shape[-2:]), _coarser(causes, sizes.shape[-2:])[None]
    sizes, known = sizes.reshape(len(sizes), -1), causes.reshape(len(sizes), -1)
    best = sizes.argmax(axis=1)
    hit = known[np.arange(len(sizes)), best] & (sizes.max(axis=1) > 0)
    rate.answers += int(right.sum())
    rate.hits += int((hit & right).sum())
    rate.chance += float(known.mean(axis=1)[right].sum())
    if names.WITHOUT in facts and names.SUM in facts:
        total, score, without = (torch.as_tensor(facts[name]) for name in (names.SUM, names.SCORE, names.WITHOUT))
        rate.missed = float(np.fmax(rate.missed, float((total - (score - without)).abs().max())))


def _coarser(causes: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Pixels (H, W) on a coarser grid: true where any pixel of a cell is."""
    found = np.zeros(shape, bool)
    rows, columns = np.nonzero(causes)
    found[rows * shape[0] // causes.shape[0], columns * shape[1] // causes.shape[1]] = True
    return found
