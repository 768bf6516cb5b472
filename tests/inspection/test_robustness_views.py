"""Nudges, disturbances and landscapes: each number is that of the model itself, and looking changes no bit of it."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.data.specimen import Specimen
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.inspection.explaining import Explaining
from playground.inspection.robustness import progressive
from playground.inspection.robustness.disturbances import disturbances
from playground.inspection.robustness.landscape import landscapes
from playground.inspection.showing import Showing
from playground.inspection.view import View
from playground.protocol.snapshot import Snapshot
from playground.training.trainer import Trainer
from playground.worked.example import Question
from playground.worked.landscape import PATH, RANDOM, SIDE, Landscape, packed, unpacked
from playground.worked.nudge import CURVES, DISTURBANCES, PICTURE, STRENGTHS
from tests.inspection.test_predictions import shown, trainer

DIGITS = {"kind": "digits"}


def whole(view: View) -> np.ndarray:
    values, _ = view.take()
    while view.unfinished():
        values, _ = view.take()
    return values


def parts(shot: Snapshot, method: int, strength: int) -> tuple[np.ndarray, np.ndarray]:
    row, count = shot.values[method, strength], len(shot.labels["class"])
    return row[:count], row[count:]


@pytest.fixture(scope="module")
def taught() -> Trainer:
    """Right for nine of ten digits; nobody trains it further."""
    experiment = override(presets.find("mlp-digits").experiment, ["training.threads=1"])
    one = Trainer(experiment, experiment.load())
    for _ in range(200):
        one.advance()
    return one


def test_that_a_nudge_stays_within_epsilon_and_makes_the_truth_less_likely(taught: Trainer) -> None:
    one = taught
    shot = shown(one, PICTURE)
    given = one.data.test.inputs[0][0, 0].reshape(-1)
    truth = int(one.data.test.targets[0])
    for method in (0, 1):
        odds, still = parts(shot, method, 0)
        np.testing.assert_allclose(still, given, atol=1e-6)
        np.testing.assert_allclose(odds, one.answer(one.data.test.inputs[0][:1]).softmax(-1)[0], rtol=1e-4, atol=1e-6)
        chances = []
        for strength in range(STRENGTHS):
            odds, moved = parts(shot, method, strength)
            assert np.abs(moved - given).max() <= float(shot.labels["epsilon"][strength]) + 1e-5
            assert 0 <= moved.min() <= moved.max() <= 1
            expected = one.answer(moved.reshape(1, 1, 8, 8)).softmax(-1)[0].numpy()
            np.testing.assert_allclose(odds, expected, rtol=1e-4, atol=1e-6)
            chances.append(float(odds[truth]))
        assert chances[2] < chances[0] and chances[-1] < 0.5 * chances[0]


@pytest.mark.parametrize(("architecture", "task"), [("cnn", DIGITS), ("rnn", {"kind": "digits", "view": "rows"})])
def test_that_probabilities_and_pixels_of_a_nudge_are_unfolded(architecture: str, task: dict[str, str]) -> None:
    one = trainer(architecture, task, steps=10)
    showing = Showing(one)
    explaining, classes = Explaining(one, showing), len(one.data.shape.targets.labels)
    shot = shown(one, PICTURE, showing)
    for index in [(0, 3, 1), (0, 4, classes + 9), (1, 0, 0), (1, 10, classes + 11)]:
        answered = explaining.answer(1, Question(PICTURE, index))
        assert answered.example is not None, answered.problem
        assert answered.example.agrees
        assert answered.example.model == pytest.approx(float(shot.values[index]), rel=1e-5, abs=1e-6)
    gone = explaining.answer(1, Question(PICTURE, (0, 99, 0)))
    assert gone.example is None and "choose another" in gone.problem


def test_that_accuracies_and_losses_are_unfolded_of_the_model_that_was_measured(taught: Trainer) -> None:
    showing = Showing(taught)
    explaining = Explaining(taught, showing)
    view = showing.view(CURVES)
    assert view is not None
    values = whole(view)
    for index in [(1, 4), (4, 8), (0, 0)]:
        found = explaining.answer(1, Question(CURVES, index)).example
        assert found is not None and found.value == pytest.approx(values[(*index, 1)], abs=1e-6) and found.agrees
    plane = showing.view(RANDOM)
    assert plane is not None
    early = explaining.answer(1, Question(RANDOM, (1, 1)))
    grid = unpacked(whole(plane)).grid
    assert early.example is None or early.example.agrees
    for index in [(1, 1), (12, 12), (24, 0), (SIDE, SIDE)]:
        found = explaining.answer(1, Question(RANDOM, index)).example
        assert found is not None and found.agrees
        if SIDE not in index:
            assert found.model == pytest.approx(grid[index], rel=1e-6)
    assert explaining.answer(1, Question(RANDOM, (99, 0))).problem
    assert explaining.answer(1, Question(CURVES, (9, 0))).problem


def test_that_losses_of_texts_count_each_token_once() -> None:
    one = trainer("decoder", {"kind": "sort"}, steps=5)
    showing = Showing(one)
    view = showing.view(RANDOM)
    assert view is not None
    explaining, found = Explaining(one, showing), None
    while found is None:  # until this point of the landscape is known
        view.take()
        found = explaining.answer(1, Question(RANDOM, (12, 12))).example
    assert found.agrees


def test_that_a_run_without_earlier_weights_has_no_plane_to_unfold(tmp_path: Path) -> None:
    from tests.session.test_session import Ran, experiment

    Ran(tmp_path / "x.run", experiment(1))
    one = Trainer(experiment(1), experiment(1).load())
    showing = Showing(one, recording=tmp_path / "x.run")
    answered = Explaining(one, showing).answer(1, Question(PATH, (12, 12)))
    assert answered.example is None and answered.problem


def test_that_fgsm_follows_the_sign_of_the_gradient() -> None:
    one = trainer("cnn", DIGITS, steps=20)
    _, moved = parts(shown(one, PICTURE), 0, 4)
    place = torch.from_numpy(one.data.test.inputs[0][:1].copy()).requires_grad_()
    with one.looking(), torch.enable_grad():
        loss = one.loss(one.model(place), torch.from_numpy(one.data.test.targets[:1]))
        (slope,) = torch.autograd.grad(loss, [place])
    expected = (place.detach() + 0.2 * slope.sign()).clamp(0, 1)
    np.testing.assert_allclose(moved, expected.numpy().reshape(-1), atol=1e-6)


@pytest.mark.parametrize("task", [{"kind": "sort"}, {"kind": "masked-tokens"}])
def test_that_tokens_and_answers_at_every_step_are_not_nudged(task: dict[str, str]) -> None:
    one = trainer("decoder" if task["kind"] == "sort" else "encoder", task)
    assert {PICTURE, CURVES}.isdisjoint(info.name for info in Showing(one).pictures())


def test_that_a_specimen_without_a_truth_is_nudged_away_from_the_models_own_answer() -> None:
    one = trainer("cnn", DIGITS, steps=40)
    first = Specimen.of_test(one.data, 0)
    showing = Showing(one)
    showing.choose(Specimen(first.inputs, np.zeros_like(first.targets), "drawn", known=False))
    shot = shown(one, PICTURE, showing)
    answer = int(parts(shot, 0, 0)[0].argmax())
    assert "truth" not in shot.labels and parts(shot, 0, 10)[0][answer] < parts(shot, 0, 0)[0][answer]


def test_that_undisturbed_accuracy_is_that_of_the_test_and_attacks_harm_more_than_noise(taught: Trainer) -> None:
    one = taught
    values = whole(disturbances(one)[0])
    right = (one.answer(one.data.test.inputs[0][:256]).argmax(-1).numpy() == one.data.test.targets[:256]).mean()
    np.testing.assert_allclose(values[:, 0, 1], right, atol=1e-6)
    assert np.isfinite(values).all() and (np.diff(values[:3, :, 0], axis=1) > 0).all()
    noise, attack = (values[DISTURBANCES.index(name), 4] for name in ("noise", "PGD"))
    assert attack[0] <= noise[0] + 0.02 and attack[1] < noise[1] - 0.2


def test_that_the_middle_of_a_landscape_is_the_loss_of_the_training_examples() -> None:
    one = trainer("cnn", DIGITS, steps=30)
    view = landscapes(one)[0]
    found = unpacked(whole(view))
    outputs = one.answer(one.data.train.inputs[0][:256])
    expected = float(one.loss(outputs, torch.from_numpy(one.data.train.targets[:256])))
    assert view.name == RANDOM and found.middle == pytest.approx(expected, rel=1e-4)
    assert found.grid[SIDE // 2, SIDE // 2] == pytest.approx(expected, rel=1e-4)
    assert found.known == 1 and found.sharpness > 0 and len(found.path) == 0


def test_that_a_point_is_the_loss_of_weights_moved_by_filters_as_long_as_their_own() -> None:
    one = trainer("cnn", DIGITS, steps=5)
    found = unpacked(whole(landscapes(one)[0]))
    model, dice = copy.deepcopy(one.model), torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() < 2:
                continue
            drawn = torch.randn(parameter.shape, generator=dice).flatten(1)
            for at, row in enumerate(drawn):
                parameter[at] += (row / row.norm() * parameter[at].norm()).reshape(parameter[at].shape)
        inputs = torch.from_numpy(one.data.train.inputs[0][:256])
        loss = float(one.loss(model.eval()(inputs), torch.from_numpy(one.data.train.targets[:256])))
    assert found.grid[SIDE // 2, -1] == pytest.approx(loss, rel=1e-3)


@pytest.mark.looks
def test_that_the_path_lies_where_the_recorded_weights_were(tmp_path: Path) -> None:
    from tests.session.test_session import Ran, experiment

    ran = Ran(tmp_path / "x.run", experiment(40))
    one = Trainer(experiment(40), experiment(40).load())
    for _ in range(40):
        one.advance()
    assert ran.control is not None
    view = landscapes(one, tmp_path / "x.run")[1]
    found = unpacked(whole(view))
    assert view.name == PATH and len(found.path) > 10
    np.testing.assert_allclose(found.path[-1], 0, atol=1e-6)  # the last recorded weights are those of now
    start = Trainer(experiment(40), experiment(40).load())
    across = [a - b for a, b in zip(start.weights().values(), one.weights().values(), strict=True)]
    length = np.sqrt(sum(float((part.astype(np.float64) ** 2).sum()) for part in across))
    assert np.hypot(*found.path[0]) == pytest.approx(length, rel=0.05)  # most of the way lies in the plane


def test_that_landscapes_come_coarse_first_and_of_the_weights_they_were_begun_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progressive, "SECONDS", 0.0)
    one = trainer("cnn", DIGITS, steps=3)
    view = landscapes(one)[0]
    values, labels = view.take()
    first = unpacked(values)
    assert 0 < first.known < 0.01 and view.unfinished() and labels["step"] == ("3",)
    one.advance()
    for _ in range(48):
        values, labels = view.take()
    known = np.isfinite(unpacked(values).grid)
    assert known[::4, ::4].all() and known.sum() == 49 and labels["step"] == ("3",)
    assert np.isfinite(unpacked(values).filled()).all()


def test_that_measuring_changes_no_bit_of_the_run() -> None:
    looked, plain = trainer("cnn", DIGITS, steps=5), trainer("cnn", DIGITS, steps=5)
    for view in (*landscapes(looked), *disturbances(looked)):
        whole(view)
    shown(looked, PICTURE)
    losses = [[float(one.advance()) for _ in range(5)] for one in (looked, plain)]
    assert losses[0] == losses[1]


def test_that_a_loss_that_is_no_number_is_drawn_as_high_as_it_gets() -> None:
    one = trainer("cnn", DIGITS, steps=1)
    with torch.no_grad():
        next(iter(one.parameters)).mul_(1e30)
    assert np.isfinite(unpacked(whole(landscapes(one)[0])).grid).all()


def test_that_a_landscape_survives_its_packing() -> None:
    dice = np.random.default_rng(0)
    one = Landscape((-1, 2), (-3, 4), dice.random((SIDE, SIDE)), 0.5, dice.random((7, 2)))
    back = unpacked(packed(one))
    np.testing.assert_allclose(back.grid, one.grid, rtol=1e-6)
    np.testing.assert_allclose(back.path, one.path, rtol=1e-6)
    assert (back.x, back.y, back.middle) == ((-1, 2), (-3, 4), 0.5)
