"""Settings are ranked by their mean over seeds on the validation part, and chance is not taken for a difference."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from playground.experiment import presets
from playground.runs.listing import Entry
from playground.sweeps.planned import Planned, Progressed
from playground.sweeps.ranking import Ranking, Sample, ranked


def ranking(results: dict[str, list[float | None]], metric: str = "accuracy", test: float = 0.5) -> Ranking:
    experiment = presets.find("cnn-digits").experiment
    found = []
    for value, judged in results.items():
        for number, one in enumerate(judged):
            run = Planned(Path(f"{value}{number}.run"), "cnn-digits", {"x": value, "training.seed": number}, experiment)
            state = Progressed.FAILED if one is None else Progressed.FINISHED
            entry = Entry(run.path, 0, metric=metric, result=test, validation=one)
            found.append((run, state, entry))
    return ranked(found, ["x"])


def order(found: Ranking) -> list[str]:
    return [str(one.changes["x"]) for one in found.candidates]


def test_that_the_direction_is_that_of_the_metric() -> None:
    results: dict[str, list[float | None]] = {"a": [0.2, 0.3], "b": [0.8, 0.9], "c": [0.5, 0.5]}
    assert order(ranking(results)) == ["b", "c", "a"]
    assert order(ranking(results, "nmse")) == ["a", "c", "b"]
    assert ranking(results).metric.better.value == "higher"  # type: ignore[union-attr]


def test_that_what_failed_once_or_came_to_no_number_is_not_chosen() -> None:
    found = ranking({"a": [0.9, None], "b": [0.5, 0.6], "c": [math.nan, 0.9]})
    assert found.best is not None and found.best.changes == {"x": "b"}
    assert order(found)[0] == "b" and not found.candidates[1].whole
    assert ranking({"a": [None]}).best is None


def test_that_chance_is_not_told_apart_and_a_difference_is() -> None:
    found = ranking({"a": [0.90, 0.92, 0.94], "b": [0.89, 0.91, 0.95], "c": [0.10, 0.12, 0.11]})
    assert [one.apart for one in found.candidates] == [None, False, True]


def test_that_one_seed_tells_nothing_of_chance() -> None:
    assert [one.apart for one in ranking({"a": [0.9], "b": [0.1]}).candidates] == [None, None]
    assert Sample((0.5,)).spread is None and Sample((1.0, 1.0)).apart(Sample((2.0, 2.0))) is True


def test_that_the_same_setting_is_seldom_told_apart_from_itself() -> None:
    """At 5 % about one comparison in twenty, whatever the number of seeds."""
    generator = np.random.default_rng(0)
    for seeds in (2, 3, 5, 20):
        pairs = generator.normal(size=(1000, 2, seeds))
        told = sum(bool(Sample(tuple(a)).apart(Sample(tuple(b)))) for a, b in pairs.tolist())
        assert told <= 75, seeds
    pairs = generator.normal(size=(300, 2, 3)) + np.array([[0.0], [8.0]])
    assert sum(bool(Sample(tuple(a)).apart(Sample(tuple(b)))) for a, b in pairs.tolist()) > 270


@pytest.mark.parametrize("values", [(), (0.5,), (0.5, math.nan)])
def test_that_too_few_values_have_no_spread(values: tuple[float, ...]) -> None:
    assert Sample(values).spread is None
