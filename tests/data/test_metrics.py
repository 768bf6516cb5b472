"""What a metric says of its values: which are better, by how much, and how they are written."""

from math import nan

import pytest

from playground.data.metrics import ACCURACY, EXACT_ACCURACY, NMSE, Better, Metric, NumberFormat
from playground.experiment.metrics import metric


@pytest.mark.parametrize(("name", "higher"), [("accuracy", True), ("exact_accuracy", True), ("nmse", False)])
def test_that_accuracies_are_better_when_higher_and_errors_when_lower(name: str, higher: bool) -> None:
    known = metric(name)
    assert (known.better is Better.HIGHER) == known.beats(0.6, 0.5) == (known.rank(0.6) > known.rank(0.5)) == higher
    assert not known.beats(nan, 0.5) and not known.beats(0.5, 0.5)


def test_that_a_gain_is_the_share_of_the_way_to_a_perfect_value() -> None:
    assert ACCURACY.gain(0.55, 0.1) == pytest.approx(0.5) and ACCURACY.gain(1.0, 1.0) == 0.0
    assert NMSE.gain(0.25, 1.0) == pytest.approx(0.75) and NMSE.gain(2.0, 1.0) < 0.0
    unbounded = Metric("score", Better.HIGHER)
    assert unbounded.gain(12.0, 10.0) == pytest.approx(0.2) and unbounded.gain(-4.0, -5.0) == pytest.approx(0.2)
    assert Metric("error_rate", format=NumberFormat.PERCENT).gain(0.1, 0.2) == pytest.approx(0.5)


def test_that_a_metric_nobody_declares_is_a_number_of_which_less_is_better() -> None:
    unknown = metric("median_gap")
    assert unknown == Metric("median_gap") and unknown.title == "median gap" and unknown.top is None
    assert unknown.plain(0.123456) == "0.1235" and Metric("gap", unit="km").plain(12.0) == "12 km"
    assert metric("exact_accuracy") is EXACT_ACCURACY and EXACT_ACCURACY.top == 1.0
