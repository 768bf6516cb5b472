"""How often, and on how many examples, a run is tested while it trains: decided by its size, never by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from playground.data.datasets import Data
from playground.data.shapes import ClassTarget
from playground.experiment.layer_shape import LayerShape
from playground.experiment.training import TrainingSettings

LEAST_EXAMPLES = 256  # of the test set each time, at least,
TARGETS = 4096  # or so many targets, where an example has many of them; an example of 64 tokens says 64 things
FEWEST_EXAMPLES = 64
SHORT_SHARE = 0.1  # of the examples of a short run's training are tested with, all tests together,
LONG_SHARE = 0.04  # and of a long one's: a pass without gradients costs a good third, so that this is 2 % of the time
LONG_TARGETS, LONG_FEWEST = 2048, 32  # of a long run's test, as above
LONG = 90e9  # multiply-adds of all steps, forwards and backwards: some ten seconds of one core, a recurrent net's more


def is_long(layers: Sequence[LayerShape], training: TrainingSettings, total_steps: int) -> bool:
    """Whether a run is so long that its tests must not cost more than a small share of it."""
    return 3.0 * sum(layer.multiply_adds for layer in layers) * training.batch_size * total_steps >= LONG


def interval(training: TrainingSettings, total_steps: int, data: Data, long: bool) -> int:
    """Steps between two tests; in a long run so many that a test on the fewest examples is within its share."""
    found = training.evaluation_interval(total_steps)
    if training.evaluate_every or not long:
        return found
    return max(found, ceil(_least(data, long) / (LONG_SHARE / _parts(data) * training.batch_size)))


def examples(data: Data, trained_on: int, tests: int, long: bool) -> int:
    """Test examples for each of ``tests`` tests, so that all of them cost a small share of the training.

    Args:
        trained_on: examples of all training steps together.
    """
    share = (LONG_SHARE if long else SHORT_SHARE) / _parts(data)
    return min(len(data.test), max(_least(data, long), ceil(share * trained_on / max(1, tests))))


def _parts(data: Data) -> int:
    """How many sets of examples each test is of: the validation part costs as much as the test set."""
    return 1 if data.validation is None else 2


def _least(data: Data, long: bool) -> int:
    targets = data.test.targets
    each = max(1, int(np.prod(targets.shape[1:]))) if isinstance(data.shape.targets, ClassTarget) else 1
    if long:
        return min(FEWEST_EXAMPLES, max(LONG_FEWEST, LONG_TARGETS // each))
    return min(LEAST_EXAMPLES, max(FEWEST_EXAMPLES, TARGETS // each))
