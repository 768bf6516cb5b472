"""Results over seeds: finished runs that differ by their seed alone, each seed once."""

from __future__ import annotations

from pathlib import Path
from statistics import stdev

import pytest

from playground.runs.listing import Entry
from playground.sweeps.over_seeds import over_seeds


def run(name: str, seed: int, result: float | None, state: str = "finished", rate: float = 0.1) -> Entry:
    settings = {"training.seed": seed, "training.learning_rate": rate}
    return Entry(Path(name), 1, state=state, metric="accuracy", result=result, settings=settings)


def test_that_runs_with_other_seeds_make_a_sample_and_others_none() -> None:
    runs = [run("a", 1, 0.9), run("b", 2, 0.8), run("again", 2, 0.8), run("other", 1, 0.5, rate=0.2)]
    found = over_seeds([*runs, Entry(Path("broken"), 1, "damaged")])
    assert set(found) == {Path("a"), Path("b"), Path("again")}
    assert sorted(found[Path("a")].values) == [0.8, 0.9]
    assert found[Path("b")].mean == pytest.approx(0.85) and found[Path("b")].spread == pytest.approx(stdev([0.8, 0.9]))


@pytest.mark.parametrize(("state", "result"), [("recording", 0.7), ("failed", 0.7), ("finished", None),
                                               ("finished", float("nan"))])  # fmt: skip
def test_that_what_is_not_finished_or_no_number_does_not_count(state: str, result: float | None) -> None:
    assert over_seeds([run("a", 1, 0.9), run("b", 2, result, state)]) == {}
