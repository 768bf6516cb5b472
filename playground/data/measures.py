"""Measures: metrics of outputs, and the baselines they must beat (NumPy)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.data.shapes import IGNORED


def accuracy(outputs: NDArray[np.float32], targets: NDArray[np.int64]) -> float:
    """Share of rows whose largest logit is the target's; outputs (B, C), targets (B,), result 0…1."""
    return float((outputs.argmax(axis=-1) == targets).mean())


def majority_baseline(train: NDArray[np.int64], test: NDArray[np.int64], classes: int) -> dict[str, float]:
    """What one gets on ``test`` by looking only at how often each class occurs in ``train``.

    ``accuracy``: always answer the most frequent class. ``loss``: the cross-entropy (nats) of answering
    the training frequencies, with one count added to each class so that an absent one stays finite.
    """
    counts = np.bincount(train, minlength=classes)
    probabilities = (counts + 1) / (counts.sum() + classes)
    return {
        "accuracy": float((test == counts.argmax()).mean()),
        "loss": float(-np.log(probabilities[test]).mean()),
    }


def token_accuracy(outputs: NDArray[np.float32], targets: NDArray[np.int64]) -> float:
    """Share of the wanted tokens that are right when all before them are given; (B, T, C) against (B, T)."""
    wanted = targets != IGNORED
    return float((outputs.argmax(axis=-1) == targets)[wanted].mean())


def exact_accuracy(outputs: NDArray[np.float32], targets: NDArray[np.int64]) -> float:
    """Share of examples (B, T, C) whose wanted tokens (B, T) are all right.

    For a model that only looks back this equals the share that greedy decoding answers without a fault: as long
    as every token was right, the model has been given exactly its own answers.
    """
    right = (outputs.argmax(axis=-1) == targets) | (targets == IGNORED)
    return float(right.all(axis=-1).mean())


def token_baseline(train: NDArray[np.int64], test: NDArray[np.int64], classes: int) -> dict[str, float]:
    """What one gets by answering each step with its most frequent token in ``train``; targets (B, T).

    ``loss`` is the cross-entropy (nats) of answering each step's frequencies, one count added to each class.
    """
    steps = range(train.shape[1])
    counts = np.stack([np.bincount(train[:, t][train[:, t] != IGNORED], minlength=classes) for t in steps])
    probabilities = (counts + 1) / (counts + 1).sum(axis=1, keepdims=True)
    wanted = test != IGNORED
    chosen = probabilities[np.arange(test.shape[1]), np.where(wanted, test, 0)]
    guesses = np.broadcast_to(counts.argmax(axis=1), test.shape)
    return {
        "token_accuracy": float((guesses == test)[wanted].mean()),
        "exact_accuracy": float(((guesses == test) | ~wanted).all(axis=1).mean()),
        "loss": float(-np.log(chosen[wanted]).mean()),
    }


def squared_error(outputs: NDArray[np.float32], targets: NDArray[np.float32]) -> dict[str, float]:
    """``mse``, and ``nmse``: the same divided by the variance of what is wanted; always answering its mean gives 1."""
    error = float(((outputs - targets) ** 2).mean())
    return {"mse": error, "nmse": error / max(float(targets.var()), 1e-12)}


def mean_image_baseline(train: NDArray[np.float32], test: NDArray[np.float32]) -> dict[str, float]:
    """What one gets by answering each image (B, C, H, W) with the mean of those in ``train``."""
    error = float(((test - train.mean(axis=0)) ** 2).mean())
    return {"loss": error, "mse": error}
