"""Calibration: the logits of many examples beside their truths; whoever looks makes bins of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Split
from playground.data.shapes import IGNORED, ClassTarget
from playground.inspection.model import InspectedModel, affordable
from playground.inspection.view import Found, View
from playground.inspection.views.planes import DEAREST
from playground.worked.calibration import LEADING, PICTURE, TEST, VALIDATION

ANSWERED = 1000  # answers of each part
NUMBERS = 2**16  # of each part at most
FEWEST = 50  # answers; of fewer no bins are made


def calibration(inspected: InspectedModel) -> tuple[View, ...]:
    """(answers, LEADING + classes): part, truth, logits, of the test set and of what is kept back for validation."""
    targets, data = inspected.data.shape.targets, inspected.data
    if not isinstance(targets, ClassTarget):
        return ()
    most = min(ANSWERED, NUMBERS // len(targets.labels))
    if most < FEWEST:
        return ()
    splits = [(TEST, data.test)] + ([(VALIDATION, data.validation)] if data.validation is not None else [])
    chosen = [(part, *_rows(inspected, split, most)) for part, split in splits]
    count = sum(len(places) for _, _, places in chosen)

    def take() -> Found:
        return np.concatenate([_answers(inspected, part, split, places) for part, split, places in chosen]), {}

    axes = ("answer", "part, truth, logits")
    shape = (count, LEADING + len(targets.labels))
    answered, labels = sum(len(part) for _, part, _ in chosen), {"class": targets.labels}
    return (View(PICTURE, axes, shape, take, labels, pause=0.5, dearest=DEAREST, examples=answered),)


def _rows(inspected: InspectedModel, split: Split, most: int) -> tuple[Split, NDArray[np.intp]]:
    """The first examples of a part that have so many answers, and which of their places are answered."""
    width = max(1, split.targets[0].size)
    part = split.first(max(1, min(affordable(inspected, most, split), -(-most // width))))
    return part, np.flatnonzero(part.targets.reshape(-1) != IGNORED)[:most]


def _answers(inspected: InspectedModel, part: int, split: Split, places: NDArray[Any]) -> NDArray[np.float32]:
    logits = inspected.answer(*split.inputs)
    flat = logits.reshape(-1, logits.shape[-1]).numpy()[places]
    truth = split.targets.reshape(-1)[places]
    return np.column_stack([np.full(len(places), part), truth, flat]).astype(np.float32)
