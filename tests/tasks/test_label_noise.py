"""Label noise: so large a share of the training labels is another digit, the same in each run; the test set is not."""

from __future__ import annotations

import numpy as np
import pytest

from playground.experiment.experiment import Experiment
from playground.tasks.digits import DigitsSettings


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_that_a_share_of_the_training_labels_is_wrong_and_no_label_of_the_test_set(share: float) -> None:
    clean, noisy = DigitsSettings().load(1), DigitsSettings(label_noise=share).load(2)
    wrong = clean.train.targets != noisy.train.targets
    assert wrong.mean() == pytest.approx(share, abs=0.03)
    np.testing.assert_array_equal(clean.test.targets, noisy.test.targets)
    np.testing.assert_array_equal(clean.train.inputs[0], noisy.train.inputs[0])
    assert set(noisy.train.targets.tolist()) == set(range(10))


def test_that_each_run_has_the_same_wrong_labels_and_a_run_without_noise_has_none() -> None:
    one, other = (DigitsSettings(label_noise=0.3).load(seed) for seed in (1, 5))
    np.testing.assert_array_equal(one.train.targets, other.train.targets)
    plain = Experiment.parse({"architecture": {"kind": "cnn"}, "task": {"kind": "digits"}, "training": {}})
    np.testing.assert_array_equal(plain.load().train.targets, DigitsSettings().load(1).train.targets)
