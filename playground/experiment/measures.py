"""The honest numbers: metrics of outputs, and the baselines they must beat (NumPy)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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


def higher_is_better(metric: str) -> bool:
    """Whether a larger value of a metric is a better one: accuracies are, losses and errors are not."""
    return "accuracy" in metric
