"""Canary: how likely the model holds each secret that could stand where the one in its training text does."""

from __future__ import annotations

from itertools import product

import numpy as np
import torch

from playground.data.datasets import Canary
from playground.data.shapes import ClassTarget, TokenInput
from playground.inspection.model import InspectedModel
from playground.inspection.view import Array, View
from playground.worked.canary import PICTURE

MOST = 4  # digits: 10 000 secrets, all of whose probabilities come from 1 000 sequences
PART = 250  # sequences of a pass
SHARE = 0.04  # of the time: only who asks for a canary has this picture, and wants it over the steps
DEAREST = 0.5  # seconds that such a picture may cost in a recorded look


def canary(inspected: InspectedModel) -> tuple[View, ...]:
    """−log₂ p (secrets,) of each, in order, given the words before: a chain of conditional probabilities, complete.

    The paper estimates the rank from a sample where there are too many; here all of them are computed.
    """
    planted, shape = inspected.data.canary, inspected.data.shape
    if planted is None or not isinstance(shape.inputs, TokenInput) or not shape.causal:
        return ()
    known = np.isin(planted.secret, planted.alphabet).all() and isinstance(shape.targets, ClassTarget)
    if not known or len(planted.secret) > min(MOST, shape.inputs.length - 1):
        return ()
    labels = {
        "canary": planted.words,
        "digit": tuple(shape.inputs.vocabulary[token] for token in planted.alphabet),
    }
    count, length = len(planted.alphabet) ** len(planted.secret), shape.inputs.length
    return (
        View(
            PICTURE, ("secret",), (count,), lambda: (_bits(inspected, planted, length), {}), labels, pause=0.2,
            dearest=DEAREST, share=SHARE,
        ),
    )  # fmt: skip


def _bits(inspected: InspectedModel, planted: Canary, length: int) -> Array:
    """(10 ** D,): the sequences hold every secret but its last digit, whose probabilities all stand in one answer."""
    digits, size = len(planted.secret), len(planted.alphabet)
    before = planted.before[-(length - digits + 1) :]
    begun = np.array(list(product(range(size), repeat=digits - 1)), np.int64).reshape(-1, digits - 1)
    sequences = np.hstack([np.tile(before, (len(begun), 1)), planted.alphabet[begun]])
    answers = [inspected.answer(sequences[first : first + PART]) for first in range(0, len(sequences), PART)]
    logs = torch.cat([one[:, len(before) - 1 :] for one in answers]).log_softmax(dim=-1).numpy()
    rows = np.arange(len(begun))
    so_far = np.zeros(len(begun))
    for place in range(digits - 1):
        so_far += logs[rows, place, planted.alphabet[begun[:, place]]]
    whole = so_far[:, None] + logs[:, digits - 1, planted.alphabet]
    bits: Array = (-whole.reshape(-1) / np.log(2)).astype(np.float32)
    return bits
