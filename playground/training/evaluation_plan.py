"""How often, and on how many examples, a run is tested while it trains: decided by its size, never by the clock."""

from __future__ import annotations

from math import ceil

import numpy as np

from playground.data.datasets import ClassTarget, Data
from playground.experiment.training import TrainingSettings

LEAST_EXAMPLES = 256  # of the test set each time, at least,
TARGETS = 4096  # or so many targets, where an example has many of them; an example of 64 tokens says 64 things
FEWEST_EXAMPLES = 64
LARGE_SHARE = 0.03  # of a large model's training time may go into tests


def interval(training: TrainingSettings, total_steps: int, large: bool) -> int:
    """Steps between two tests. A large model is tested more seldom: its test pass costs as much as a third of the
    same examples in training, a small one's hardly more than a step."""
    found = training.evaluation_interval(total_steps)
    if training.evaluate_every or not large:
        return found
    return max(found, ceil(LEAST_EXAMPLES / (3 * LARGE_SHARE * training.batch_size)))


def examples(data: Data, trained_on: int, tests: int) -> int:
    """Test examples for each of ``tests`` tests, so that all of them cost a few percent of the training.

    Args:
        trained_on: examples of all training steps together.
    """
    targets = data.test.targets
    each = int(np.prod(targets.shape[1:])) if isinstance(data.shape.targets, ClassTarget) else 1
    least = min(LEAST_EXAMPLES, max(FEWEST_EXAMPLES, TARGETS // max(1, each)))
    return min(len(targets), max(least, ceil(trained_on / (10 * max(1, tests)))))
