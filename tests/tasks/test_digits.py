"""The digits are all there, and their baseline is what it says."""

import numpy as np

from playground.tasks.digits import DigitsSettings


def test_that_the_digits_are_the_1797_real_ones() -> None:
    data = DigitsSettings().load(1)
    assert (len(data.train), len(data.test)) == (1437, 360)
    assert data.train.inputs[0].shape[1:] == (1, 8, 8)
    assert data.train.inputs[0].min() == 0.0 and data.train.inputs[0].max() == 1.0
    counts = np.bincount(np.concatenate([data.train.targets, data.test.targets]))
    assert counts.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as the data set's page says


def test_that_the_split_does_not_depend_on_the_seed() -> None:
    assert (DigitsSettings().load(1).test.targets == DigitsSettings().load(2).test.targets).all()


def test_that_the_baseline_is_the_share_of_the_most_frequent_class() -> None:
    data = DigitsSettings().load(1)
    most = np.bincount(data.train.targets).argmax()
    assert data.baseline["accuracy"] == (data.test.targets == most).mean()
    assert 2.2 < data.baseline["loss"] < 2.4


def test_that_metrics_count_the_right_answers() -> None:
    outputs = np.eye(10, dtype=np.float32)[[3, 4, 5, 6]]
    assert DigitsSettings().metrics(outputs, np.array([3, 4, 0, 6])) == {"accuracy": 0.75}
