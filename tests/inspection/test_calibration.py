"""Calibration: bins and error are those of a loop over the answers, and what is explained is what is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data.shapes import IGNORED
from playground.experiment.experiment import Experiment
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.training.trainer import Trainer
from playground.worked import calibration
from playground.worked.calibration import BINS, PICTURE, TEST, VALIDATION, WHOLE
from playground.worked.example import Question
from tests.inspection.test_predictions import SMALL, shown, trainer

DICE = np.random.default_rng(0)
LOGITS = DICE.standard_normal((400, 5)) * 3
TRUTH = np.where(DICE.random(400) < 0.6, LOGITS.argmax(axis=1), DICE.integers(0, 5, 400))


def by_loop(logits: np.ndarray, truth: np.ndarray, temperature: float) -> float:
    """Equation 3 of arXiv 1706.04599, one answer at a time."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for row, right in zip(logits / temperature, truth, strict=True):
        odds = np.exp(row - row.max()) / np.exp(row - row.max()).sum()
        place = next(at for at in range(BINS) if odds.max() <= (at + 1) / BINS or at == BINS - 1)
        bins[place].append((float(odds.max()), bool(odds.argmax() == right)))
    gaps = [abs(sum(hit for _, hit in one) - sum(sure for sure, _ in one)) for one in bins]
    return sum(gaps) / len(truth)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_that_the_expected_calibration_error_is_that_of_a_loop(temperature: float) -> None:
    found = calibration.reliability(LOGITS, TRUTH, temperature)
    assert found.error == pytest.approx(by_loop(LOGITS, TRUTH, temperature), abs=1e-12)
    assert found.counts.sum() == len(TRUTH)


def test_that_a_confidence_on_an_edge_belongs_to_the_bin_below_it() -> None:
    assert calibration.bins_of(np.array([1e-9, 1 / BINS, 1 / BINS + 1e-9, 1.0])).tolist() == [0, 0, 1, BINS - 1]


def test_that_the_fitted_temperature_has_the_smallest_loss() -> None:
    best = calibration.fitted(LOGITS, TRUTH)
    least = calibration.reliability(LOGITS, TRUTH, best).loss
    tried = [calibration.reliability(LOGITS, TRUTH, t).loss for t in np.geomspace(0.1, 10, 300)]
    assert best > 1.5 and least <= min(tried) + 1e-4


def test_that_the_rows_are_the_models_logits_of_test_and_validation_part() -> None:
    training = {"batch_size": 16, "duration": 100, "duration_unit": "steps", "threads": 1, "validation": 0.1}
    asked = Experiment.parse({"architecture": SMALL["cnn"], "task": {"kind": "digits"}, "training": training})
    one = Trainer(asked, asked.load())
    values = shown(one, PICTURE).values
    logits, truth = calibration.parts(values, TEST)
    np.testing.assert_array_equal(truth, one.data.test.targets)
    np.testing.assert_allclose(logits, one.answer(*one.data.test.inputs).numpy(), rtol=1e-5, atol=1e-6)
    assert one.data.validation is not None
    np.testing.assert_array_equal(calibration.parts(values, VALIDATION)[1], one.data.validation.targets)


def test_that_places_without_an_answer_are_left_out() -> None:
    one = trainer("encoder", {"kind": "masked-tokens"})
    _, truth = calibration.parts(shown(one, PICTURE).values, TEST)
    asked = one.data.test.targets.reshape(-1)
    np.testing.assert_array_equal(truth, asked[asked != IGNORED][: len(truth)])
    assert len(truth) >= 50


def test_that_a_model_of_no_classes_has_none() -> None:
    one = trainer("rnn", {"kind": "series"})
    assert PICTURE not in {info.name for info in Showing(one).pictures()}


def test_that_a_gap_and_the_whole_error_unfold_to_what_is_drawn() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=60)
    showing = Showing(one)
    explaining = Explaining(one, showing)
    logits, truth = calibration.parts(shown(one, PICTURE, showing).values, TEST)
    found = calibration.reliability(logits, truth, 1.5)
    whole = explaining.answer(1, Question(PICTURE, (WHOLE, 150))).example
    assert whole is not None and whole.agrees and whole.value == pytest.approx(found.error, abs=1e-9)
    filled = int(np.flatnonzero(found.counts)[0])
    one_bin = explaining.answer(1, Question(PICTURE, (filled, 150))).example
    gap = abs(found.accuracy[filled] - found.confidence[filled])
    assert one_bin is not None and one_bin.value == pytest.approx(gap, abs=1e-9)


def test_that_what_is_no_bin_is_refused_in_a_sentence() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=1)
    explaining = Explaining(one, Showing(one))
    for index in ((WHOLE + 1, 100), (3,), (2, 0), (0, 100)):
        answered = explaining.answer(1, Question(PICTURE, index))
        assert answered.example is None and answered.problem.endswith(".") and "failed" not in answered.problem
