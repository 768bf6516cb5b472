"""Patching across time and lanes, and the sanity picture: the ends are whole models, looking changes no bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.inspection.attribution.sanity import sanity
from playground.inspection.attribution.sanity_view import sanity_check
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.inspection.tracing.across_time import across_time
from playground.inspection.view import Found, View
from playground.session.recalling import recall
from playground.training.trainer import Trainer
from playground.worked.example import Question
from playground.worked.sanity import LAYER, METHOD, PICTURE
from playground.worked.transplant import ALL, LANE, NONE, SOURCE, TIME
from playground.worked.transplant import LAYER as COLUMN
from tests.inspection.test_predictions import trainer
from tests.session.test_session import Ran, experiment


def whole(view: View) -> Found:
    found = view.take()
    while view.unfinished():
        found = view.take()
    return found


def at(path: Path, step: int) -> Trainer:
    found = recall(path, step)
    assert found is not None
    return found.trainer


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("time") / "a.run"
    Ran(path, experiment(40))
    return path


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("time") / "b.run"
    Ran(path, experiment(30, "training.seed=5"))
    return path


def test_that_no_layer_is_the_model_of_now_and_all_layers_that_of_the_step(recording: Path) -> None:
    now = at(recording, 40)
    (view,) = across_time(now, recording)
    values, labels = whole(view)
    steps = [int(words.split()[-1]) for words in labels[SOURCE]]
    assert steps[0] == 0 and steps[-1] == 40 and view.labels[COLUMN][0] == NONE and view.labels[COLUMN][-1] == ALL
    own = now.evaluate(256)["accuracy"]
    for row, step in enumerate(steps):
        assert values[row, 0] == pytest.approx(own, abs=1e-6)
        assert values[row, -1] == pytest.approx(at(recording, step).evaluate(256)["accuracy"], abs=1e-6)
    assert np.ptp(values[len(steps) - 1]) == 0, "its own layers put in change nothing"
    one = at(recording, 40)
    first = at(recording, 0).weights()
    layer = view.labels[COLUMN][1]
    with torch.no_grad():
        for name, parameter in one.model.named_parameters():
            if name.startswith(layer):
                parameter.copy_(torch.from_numpy(first[name]))
    assert values[0, 1] == pytest.approx(one.evaluate(256)["accuracy"], abs=1e-6)


def test_that_layers_of_the_other_lane_are_put_in_where_they_fit(recording: Path, other: Path, tmp_path: Path) -> None:
    now = at(recording, 40)
    views = {view.name: view for view in across_time(now, recording, other)}
    assert set(views) == {TIME, LANE}
    values, labels = whole(views[LANE])
    assert labels[SOURCE][-1] == "step 30"
    assert values[len(labels[SOURCE]) - 1, -1] == pytest.approx(at(other, 30).evaluate(256)["accuracy"], abs=1e-6)
    path = tmp_path / "c.run"
    Ran(path, experiment(2, "architecture.stages.0.channels=5"))
    values, labels = whole(across_time(now, recording, path)[1])
    assert labels[SOURCE] == () and np.isnan(values).all()
    assert whole(across_time(now, recording, tmp_path / "not there.run")[1])[1][SOURCE] == ()


def test_that_a_cell_is_unfolded_into_the_two_tests(recording: Path) -> None:
    now = at(recording, 40)
    explaining = Explaining(now, showing := Showing(now, recording=recording))
    view = showing.view(TIME)
    assert view is not None
    whole(view)
    found = explaining.answer(1, Question(TIME, (0, 1))).example
    assert found is not None and found.agrees
    assert explaining.answer(1, Question(TIME, (9, 9))).problem


def test_that_patching_and_sanity_change_no_bit_of_the_run(recording: Path) -> None:
    looked, plain = at(recording, 40), at(recording, 40)
    for view in (*across_time(looked, recording, recording), *sanity_check(looked)):
        whole(view)
    for _ in range(3):
        assert float(looked.advance()) == float(plain.advance())
    for name, array in looked.weights().items():
        np.testing.assert_array_equal(array, plain.weights()[name])


def test_that_the_sanity_picture_is_what_the_command_line_measures() -> None:
    one = trainer("attention", {"kind": "flagged-token"}, steps=5)
    (view,) = sanity_check(one)
    values, _ = whole(view)
    layers, found = sanity(one, 8)
    assert view.labels[LAYER] == layers
    assert view.labels[METHOD] == tuple(".".join(filter(None, (one.method, one.parameter))) for one in found)
    np.testing.assert_allclose(values.mean(axis=2), [one.correlations for one in found], atol=1e-5)


def test_that_a_rank_correlation_is_the_mean_over_examples() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=5)
    showing = Showing(one)
    explaining = Explaining(one, showing)
    view = showing.view(PICTURE)
    assert view is not None
    values, _ = whole(view)
    found = explaining.answer(1, Question(PICTURE, (1, 0))).example
    assert found is not None and found.agrees and found.value == pytest.approx(values[1, 0].mean(), rel=1e-5)
    assert explaining.answer(1, Question(PICTURE, (99, 0))).problem
    assert sanity_check(trainer("autoencoder", {"kind": "digits", "goal": "image"})) == ()
