"""What a sweep's folder says: the settings ranked, where each stands on its axis, and which setting mattered."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from playground.experiment import presets
from playground.runs.listing import Listing
from playground.sweeps.overview import Overview, explained
from playground.sweeps.plan import Plan
from tests.sweeps import quick

PRESET = "attention-equal-keys"


def plan(*assignments: str, **more: object) -> Plan:
    experiment = presets.find(PRESET).experiment.to_json()
    return Plan.model_validate({"preset": PRESET, "experiment": experiment, "assignments": assignments, **more})


def test_that_the_folder_is_ranked_as_the_command_ranks_it(tmp_path: Path) -> None:
    asked = plan("training.learning_rate=log:1e-3..1e-1:5", "training.optimizer=adam,sgd", seeds=2)
    runs = list(asked.runs(tmp_path))
    for run in runs[:-3]:
        quick.train(run.words(), Event())
    quick.train(["train", PRESET, "--out", str(tmp_path / "mine.run")], Event())
    (tmp_path / "099.run").write_text("no recording")
    found = Overview.of(asked, list(Listing(tmp_path).scan()))
    assert len(found.entries) == 17 and found.missing == 3 and len(found.whole) == 8
    best = found.ranking.best
    assert best is not None and best.changes["training.learning_rate"] == 0.01 and best.judged.spread is not None
    rate, optimizer = found.columns
    assert rate.at[[value == 0.01 for value in rate.values].index(True)] == pytest.approx(0.5)
    assert [value for _, value in optimizer.ticks] == ["adam", "sgd"]
    assert rate.explained > 0.8 and optimizer.explained < 0.2


def test_that_what_chance_explains_is_not_said_to_be_explained() -> None:
    dice = np.random.default_rng(4)
    shares = [explained(dice.integers(0, 8, 40), dice.permutation(40).astype(float)) for _ in range(200)]
    assert np.mean(shares) < 0.05
    groups = np.repeat([0, 1], 20)
    assert explained(groups, groups + 0.01 * dice.standard_normal(40)) > 0.99
    assert np.isnan(explained(np.arange(9), np.arange(9.0))) and np.isnan(explained(np.zeros(9, int), np.arange(9.0)))


def test_that_an_empty_folder_has_an_overview_too(tmp_path: Path) -> None:
    found = Overview.of(plan("training.learning_rate=0.1,0.2"), list(Listing(tmp_path).scan()))
    assert found.whole == () and found.missing == 2 and found.ranking.best is None
    assert [len(column.at) for column in found.columns] == [0]
