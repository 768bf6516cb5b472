"""Membership: the losses of training examples beside those of unseen ones; whoever looks tells them apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Split
from playground.data.shapes import ClassTarget, TokenInput
from playground.inspection.model import InspectedModel, affordable
from playground.inspection.privacy.losses import example_losses
from playground.inspection.view import Found, View
from playground.inspection.views.planes import DEAREST
from playground.worked.membership import PICTURE, TRAINING, UNSEEN

EXAMPLES = 1000  # of each part


def membership(inspected: InspectedModel) -> tuple[View, ...]:
    """(examples, 3): part, number in it, loss; so many of each at even distances.

    Unseen is the validation part where there is one: it was drawn as the training examples were, noisy labels too.
    """
    data = inspected.data
    splits = ((TRAINING, data.train), (UNSEEN, data.validation or data.test))
    chosen = [(part, _spread(len(split), affordable(inspected, EXAMPLES, split)), split) for part, split in splits]

    def take() -> Found:
        rows = []
        for part, numbers, split in chosen:
            some = Split(tuple(array[numbers] for array in split.inputs), split.targets[numbers])
            losses = example_losses(inspected, some)
            rows.append(np.column_stack([np.full(len(numbers), part), numbers, losses]).astype(np.float32))
        return np.concatenate(rows), {}

    shape = (sum(len(numbers) for _, numbers, _ in chosen), 3)
    labels = {"member": _names(data.train, inspected, chosen[0][1])}
    axes = ("example", "part, number, loss")
    return (View(PICTURE, axes, shape, take, labels, pause=0.5, dearest=DEAREST, examples=shape[0]),)


def _spread(length: int, count: int) -> NDArray[np.intp]:
    """So many numbers at even distances, each once."""
    return np.linspace(0, length - 1, min(count, length)).round().astype(np.intp)


def _names(train: Split, inspected: InspectedModel, numbers: NDArray[np.intp]) -> tuple[str, ...]:
    """What each of the training examples is called: its class, or its text; nothing where it has neither."""
    shape = inspected.data.shape
    if isinstance(shape.targets, ClassTarget) and shape.targets.length is None:
        return tuple(shape.targets.labels[int(train.targets[number])] for number in numbers)
    if isinstance(shape.inputs, TokenInput) and shape.causal:
        words = shape.inputs.vocabulary
        join = "" if all(len(word) == 1 for word in words) else " "
        return tuple(join.join(words[token] for token in train.inputs[0][number]) for number in numbers)
    return ("",) * len(numbers)
