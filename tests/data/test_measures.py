"""The honest numbers, on arrays small enough to count by hand."""

import numpy as np
import pytest

from playground.data import measures
from playground.data.shapes import IGNORED

TARGETS = np.array([[IGNORED, 1, 2], [IGNORED, 0, 2]])


def logits(*answers: tuple[int, int, int]) -> np.ndarray:
    return np.eye(3, dtype=np.float32)[np.array(answers)]


def test_that_only_wanted_tokens_count() -> None:
    outputs = logits((0, 1, 2), (0, 1, 2))
    assert measures.token_accuracy(outputs, TARGETS) == 0.75
    assert measures.exact_accuracy(outputs, TARGETS) == 0.5


def test_that_one_wrong_token_makes_a_sequence_wrong() -> None:
    assert measures.exact_accuracy(logits((2, 1, 1), (2, 0, 2)), TARGETS) == 0.5


def test_that_the_most_frequent_token_of_each_step_is_an_honest_answer() -> None:
    train = np.array([[IGNORED, 1, 2], [IGNORED, 1, 0], [IGNORED, 2, 2]])
    found = measures.token_baseline(train, TARGETS, 3)
    assert found["token_accuracy"] == 0.75 and found["exact_accuracy"] == 0.5
    # counts with one added: step 1 (1, 3, 2) / 6, step 2 (2, 1, 3) / 6
    expected = -np.log([3 / 6, 3 / 6, 1 / 6, 3 / 6]).mean()
    assert found["loss"] == pytest.approx(expected)


def test_that_answering_the_mean_gives_a_normalised_error_of_one() -> None:
    targets = np.array([[1.0], [3.0]], np.float32)
    assert measures.squared_error(np.full_like(targets, 2.0), targets) == {"mse": 1.0, "nmse": 1.0}


def test_that_the_mean_image_is_an_honest_answer() -> None:
    train = np.array([0.0, 1.0], np.float32).reshape(2, 1, 1, 1)
    test = np.array([0.5, 1.0], np.float32).reshape(2, 1, 1, 1)
    assert measures.mean_image_baseline(train, test) == {"loss": 0.125, "mse": 0.125}
