"""Generated sequences: the same for the same seed, answered as they say, with honest baselines."""

import numpy as np
import pytest

from playground.tasks.adding import AddingSettings
from playground.tasks.first_symbol import FirstSymbolSettings


@pytest.mark.parametrize("task", [AddingSettings(length=20), FirstSymbolSettings(length=9)])
def test_that_data_depends_on_the_seed_alone(task: AddingSettings | FirstSymbolSettings) -> None:
    one, same, other = task.load(3), task.load(3), task.load(4)
    assert (one.train.inputs[0] == same.train.inputs[0]).all()
    assert (one.train.inputs[0] != other.train.inputs[0]).any()
    assert not (one.train.inputs[0][:1000] == one.test.inputs[0]).all()


def test_that_sums_are_those_of_the_two_marked_numbers_one_in_each_half() -> None:
    data = AddingSettings(length=20).load(1)
    values, marks = data.train.inputs[0][..., 0], data.train.inputs[0][..., 1]
    assert (marks[:, :10].sum(1) == 1).all() and (marks[:, 10:].sum(1) == 1).all()
    np.testing.assert_allclose((values * marks).sum(1), data.train.targets[:, 0], rtol=1e-6)


def test_that_always_answering_one_has_an_error_of_a_sixth() -> None:
    data = AddingSettings().load(1)
    assert data.baseline["mse"] == pytest.approx(1 / 6, abs=0.02)
    assert data.baseline_name == "always answer 1"


def test_that_the_first_symbol_is_the_answer_and_never_comes_again() -> None:
    data = FirstSymbolSettings(length=9).load(1)
    tokens = data.train.inputs[0]
    assert (tokens[:, 0] == data.train.targets).all() and (tokens[:, 1:] >= 4).all()
    assert data.label((tokens[0],))["time"][0] in "ABCD"
    assert data.baseline["accuracy"] == pytest.approx(0.25, abs=0.05)
