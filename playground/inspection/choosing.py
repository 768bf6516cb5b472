"""Choosing: carries out the request for another specimen, also for one that the model answers wrongly."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Split
from playground.data.shapes import IGNORED, ClassTarget
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel
from playground.inspection.showing import Showing
from playground.protocol.commands import Choose, ChooseExample, Choosing

SEARCHED = 2048  # test examples at most that are asked for a wrong answer
CHUNK = 64
WORST = 0.1  # of values and images, which are never quite right, this share counts as wrong

log = logging.getLogger(__name__)


def choose(showing: Showing, inspected: InspectedModel, choice: Choosing) -> str:
    """Change what is shown; returns what there is to say about it, empty when all went well."""
    size = len(inspected.data.test)
    match choice:
        case Choose(specimen):
            if not specimen.fits(inspected.data.shape):
                log.warning("a specimen of another task was given: %s", specimen.words)
                return "this specimen does not fit the task of the run"
            showing.choose(specimen)
        case ChooseExample(index):
            showing.choose(Specimen.of_test(inspected.data, min(max(index, 0), size - 1)))
        case _:
            found = next_wrong(inspected, choice.after)
            if found is None:
                return f"no wrong answer among {min(SEARCHED, size)} test examples"
            showing.choose(Specimen.of_test(inspected.data, found))
    return ""


def next_wrong(inspected: InspectedModel, after: int) -> int | None:
    """The mistake that follows ``after`` in the order of ``mistakes``, the first one behind the last; None: no mistake.

    Behind an example that is no mistake comes the first.
    """
    order = mistakes(inspected)
    if not order:
        return None
    return order[(order.index(after) + 1) % len(order)] if after in order else order[0]


def mistakes(inspected: InspectedModel) -> list[int]:
    """The test examples that are answered wrongly now, those first of whose answer the model is most certain.

    Sequences count as wrong with any wrong token, when all before it are given, and their most certain wrong token
    counts. Of values and images, where nothing is exactly right, the tenth with the largest errors is meant, the
    largest first.
    """
    test = inspected.data.test
    rows = np.arange(min(SEARCHED, len(test)))
    of = _certainties if isinstance(inspected.data.shape.targets, ClassTarget) else _errors
    found = np.concatenate([of(inspected, test, rows[first : first + CHUNK]) for first in range(0, len(rows), CHUNK)])
    if of is _errors and np.isfinite(found).any():
        found = np.where(found >= np.nanquantile(found, 1 - WORST), found, np.nan)
    order = np.argsort(-np.where(np.isfinite(found), found, -np.inf), kind="stable")
    return [int(row) for row in order if np.isfinite(found[row])]


def _certainties(inspected: InspectedModel, test: Split, rows: NDArray[np.intp]) -> NDArray[np.float32]:
    """The largest probability that a wrong answer of an example was given with (N,); NaN where all are right."""
    odds = inspected.answer(*(array[rows] for array in test.inputs)).float().softmax(-1).numpy()
    targets: NDArray[Any] = test.targets[rows]
    missed = (odds.argmax(axis=-1) != targets) & (targets != IGNORED)
    certain = np.where(missed, np.nan_to_num(odds.max(axis=-1)), -1.0).reshape(len(rows), -1).max(axis=1)
    return np.where(certain < 0, np.nan, certain).astype(np.float32)


def _errors(inspected: InspectedModel, test: Split, rows: NDArray[np.intp]) -> NDArray[np.float32]:
    """Mean squared error of each example (N,)."""
    answers = inspected.answer(*(array[rows] for array in test.inputs)).numpy()
    error: NDArray[np.float32] = ((answers - test.targets[rows]) ** 2).reshape(len(rows), -1).mean(axis=1)
    return error
