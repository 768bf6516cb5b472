"""Series: split in time, standardised by the past, with honest linear rivals."""

from itertools import pairwise

import numpy as np
import pytest

from playground.data.rivals import autoregression
from playground.data.shapes import SequenceInput, ValueTarget
from playground.tasks.series import SeriesSettings, mackey_glass

ALL = [SeriesSettings(series="mackey-glass", ahead=6), SeriesSettings(series="sunspots"), SeriesSettings(series="sine")]


@pytest.mark.parametrize("task", ALL)
def test_that_windows_and_values_have_the_shapes_that_are_announced(task: SeriesSettings) -> None:
    data = task.load(0)
    assert data.shape.inputs == SequenceInput(20, ("value",)) and data.shape.targets == ValueTarget(("value",))
    for split in (data.train, data.test):
        assert split.inputs[0].shape == (len(split), 20, 1) and split.targets.shape == (len(split), 1)
        assert split.inputs[0].dtype == split.targets.dtype == np.float32


@pytest.mark.parametrize("ahead", [1, 6])
def test_that_the_target_is_the_value_so_many_steps_after_the_window(ahead: int) -> None:
    data = SeriesSettings(series="sine", ahead=ahead).load(2)
    for split in (data.train, data.test):
        windows, targets = split.inputs[0][..., 0], split.targets[:, 0]
        np.testing.assert_array_equal(windows[ahead:, -1], targets[:-ahead])
        assert all((one[1:] == two[:-1]).all() for one, two in pairwise(windows[:50]))


def test_that_the_test_begins_where_the_training_part_ends() -> None:
    data = SeriesSettings(series="sunspots").load(0)
    assert len(data.train) == 1921 - 1700 - 20 and len(data.test) == 2009 - 1921
    np.testing.assert_array_equal(data.test.inputs[0][0, -1, 0], data.train.targets[-1, 0])
    past = np.concatenate([data.train.inputs[0][0, :, 0], data.train.targets[:, 0]])
    assert past.mean() == pytest.approx(0, abs=1e-5) and past.std() == pytest.approx(1, abs=1e-5)


def test_that_generated_series_depend_on_the_seed_and_sunspots_do_not() -> None:
    for task in ALL:
        one, same, other = (task.load(seed).train.targets for seed in (3, 3, 4))
        assert (one == same).all()
        assert (one == other).all() == (task.series == "sunspots")


def test_that_the_better_rival_is_the_baseline_and_both_are_measured_on_the_test() -> None:
    for task in ALL:
        data = task.load(1)
        (other, scores), targets = next(iter(data.others.items())), data.test.targets
        assert (data.baseline_name, other) == ("linear AR", "persistence")
        np.testing.assert_array_equal(data.rivals["persistence"], data.test.inputs[0][:, -1])
        for name, told in ((data.baseline_name, data.baseline), (other, scores)):
            error = ((data.rivals[name] - targets) ** 2).mean()
            assert told["mse"] == told["loss"] == pytest.approx(error)
            assert told["nmse"] == pytest.approx(error / targets.var(), rel=1e-5)


def test_that_errors_are_those_that_are_known_of_these_series() -> None:
    expected = {"mackey-glass": (0.014, 0.67), "sunspots": (0.139, 0.379), "sine": (0.026, 0.108)}
    for task in ALL:
        data = task.load(0)
        linear, last = expected[task.series]
        assert data.baseline["nmse"] == pytest.approx(linear, rel=0.15)
        assert data.others["persistence"]["nmse"] == pytest.approx(last, rel=0.1)


def test_that_autoregression_finds_the_rule_of_a_linear_series() -> None:
    values = [1.0, 0.4, -0.7]
    for _ in range(60):
        values.append(1.5 * values[-1] - 0.9 * values[-2] + 0.3)
    line = np.array(values, np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(line, 3)[1:-1]
    answers = autoregression(windows[:40], line[4:44, None], windows[40:])
    np.testing.assert_allclose(answers[:, 0], line[44:], atol=1e-3)


def test_that_the_mackey_glass_series_obeys_its_equation() -> None:
    series = mackey_glass(1.2)
    assert 0.2 < series.min() < 0.5 and 1.2 < series.max() < 1.4
    slope = (series[18:-3] * -2 - series[19:-2] * 3 + series[20:-1] * 6 - series[21:]) / 6
    delayed = series[2:-19]
    np.testing.assert_allclose(slope, 0.2 * delayed / (1 + delayed**10) - 0.1 * series[19:-2], atol=0.01)
