"""Computed pictures of a recorded look: the first step waits for none that is dear."""

from __future__ import annotations

import pytest

from playground.experiment import presets
from playground.inspection.showing import Showing
from playground.inspection.timed import Timed
from playground.training.trainer import Trainer

DEAR = {"survey.membership", "survey.calibration", "confusion", "plane.code"}


@pytest.mark.parametrize(("seconds", "first"), [(64.0, set()), (64e-9, DEAR)])
def test_that_the_first_step_waits_for_no_picture_that_its_examples_make_dear(
    seconds: float, first: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Timed, "_answering", lambda self, inputs: seconds)
    experiment = presets.find("cnn-digits").experiment
    one = Trainer(experiment, experiment.load())
    showing = Showing(one)
    assert {shot.name for shot in showing.film(True)} & DEAR == first
    one.advance()
    assert {shot.name for shot in showing.film(True)} >= DEAR
