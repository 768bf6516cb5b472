"""Choosing: carries out the request for another specimen, also for one that the model answers wrongly."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import IGNORED, ClassTarget, Split
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
    """The next test example behind ``after``, beginning anew at the end, that is answered wrongly now.

    Sequences count as wrong with any wrong token, when all before it are given. Of values and images, where nothing
    is exactly right, the tenth with the largest errors of the first examples counts.
    """
    test = inspected.data.test
    order = (np.arange(min(SEARCHED, len(test))) + after + 1) % len(test)
    if not isinstance(inspected.data.shape.targets, ClassTarget):
        errors = _errors(inspected, test, order)
        if not np.isfinite(errors).any():
            return None
        limit = np.nanquantile(errors, 1 - WORST)
        return int(order[int(np.argmax(errors >= limit))])
    for first in range(0, len(order), CHUNK):
        rows = order[first : first + CHUNK]
        wrong = _wrong(inspected, test, rows)
        if wrong.any():
            return int(rows[int(wrong.argmax())])
    return None


def _wrong(inspected: InspectedModel, test: Split, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    answers = inspected.answer(*(array[rows] for array in test.inputs)).numpy().argmax(axis=-1)
    targets: NDArray[Any] = test.targets[rows]
    missed = (answers != targets) & (targets != IGNORED)
    return np.asarray(missed.reshape(len(rows), -1).any(axis=1))


def _errors(inspected: InspectedModel, test: Split, rows: NDArray[np.intp]) -> NDArray[np.float32]:
    """Mean squared error of each example (N,)."""
    parts = [rows[first : first + CHUNK] for first in range(0, len(rows), CHUNK)]
    found = []
    for part in parts:
        answers = inspected.answer(*(array[part] for array in test.inputs)).numpy()
        found.append(((answers - test.targets[part]) ** 2).reshape(len(part), -1).mean(axis=1))
    return np.concatenate(found)
