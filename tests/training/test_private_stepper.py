"""DP-SGD: gradients of single examples are those of a loop; clipping, noise, throws and ε are the paper's."""

from __future__ import annotations

import math
import warnings
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.experiment.experiment import Experiment
from playground.experiment.training import TrainingSettings
from playground.foundation.errors import InterventionError, SettingsError
from playground.inspection import explained_step
from playground.training import stepper as plain
from playground.training.accounting import ORDERS, accountant
from playground.training.poisson_batches import PoissonBatches
from playground.training.private_stepper import PrivateStepper
from playground.training.trainer import Trainer
from tests.inspection.test_predictions import SMALL

pytestmark = pytest.mark.skipif(find_spec("opacus") is None, reason="opacus is not installed")  # not read here


def private(architecture: dict[str, Any] | str, task: dict[str, Any], **privacy: float) -> Trainer:
    settings = SMALL[architecture] if isinstance(architecture, str) else architecture
    training = {"seed": 1, "batch_size": 16, "duration": 40, "duration_unit": "steps", "threads": 1}
    asked = {"noise": 1.0, **privacy}
    experiment = Experiment.parse({"architecture": settings, "task": task, "training": {**training, "privacy": asked}})
    experiment.layers()
    return Trainer(experiment, experiment.load())


def stepper_of(one: Trainer) -> PrivateStepper:
    assert isinstance(one.stepper, PrivateStepper)
    return one.stepper


STILL = {"dropout": 0.0}


@pytest.mark.parametrize(
    ("architecture", "task"),
    [
        (SMALL["cnn"], {"kind": "digits"}),
        (SMALL["encoder"] | STILL, {"kind": "masked-tokens"}),
        (SMALL["decoder"] | STILL, {"kind": "sort"}),
        (SMALL["pair"] | STILL, {"kind": "reverse"}),
        (SMALL["attention"] | STILL, {"kind": "flagged-token"}),
        (SMALL["autoencoder"] | {"variational": False}, {"kind": "digits", "goal": "image"}),
    ],
)
def test_that_the_gradients_of_single_examples_are_those_of_a_loop(
    architecture: dict[str, Any], task: dict[str, Any]
) -> None:
    one = private(architecture, task)
    inputs, targets = one.batches.at(0)
    gradients, losses = stepper_of(one).per_example(inputs, targets)
    assert len(targets) > 3
    for at in range(4):
        loss = one.stepper.loss([array[at : at + 1] for array in inputs], targets[at : at + 1])
        assert float(losses[at]) == pytest.approx(float(loss.detach()), abs=1e-5)
        for whole, alone in zip(gradients, one.stepper.gradients_of(loss), strict=True):
            np.testing.assert_allclose(whole[at].numpy(), alone.numpy(), rtol=0, atol=1e-6)


def test_that_each_example_contributes_at_most_the_clipping_norm_however_many_are_held_at_once() -> None:
    one = private("cnn", {"kind": "digits"}, clip=0.05)
    stepper, (inputs, targets) = stepper_of(one), one.batches.at(0)
    expected = [torch.zeros_like(parameter) for parameter in one.parameters]
    for at in range(len(targets)):
        loss = stepper.loss([array[at : at + 1] for array in inputs], targets[at : at + 1])
        alone = stepper.gradients_of(loss)
        norm = math.sqrt(sum(float(part.pow(2).sum()) for part in alone))
        assert norm > 0.05
        expected = [total + part / max(1.0, norm / 0.05) for total, part in zip(expected, alone, strict=True)]
    for held in (10**6, 3):
        stepper._at_once = held
        for got, wanted in zip(stepper.clipped_sum(inputs, targets)[0], expected, strict=True):
            np.testing.assert_allclose(got.numpy(), wanted.numpy(), rtol=1e-4, atol=1e-6)


def test_that_the_noise_has_the_deviation_of_the_settings() -> None:
    one = private("cnn", {"kind": "digits"}, clip=0.5, noise=3.0)
    inputs, targets = one.batches.at(0)
    total, _ = stepper_of(one).clipped_sum(inputs, targets)
    drawn = []
    for _ in range(12):
        one.stepper.step(inputs, targets, 0.0)
        drawn += [(16 * g - t).flatten() for g, t in zip(one.gradients, total, strict=True)]
    added = torch.cat(drawn)
    assert float(added.std()) == pytest.approx(1.5, rel=0.05) and abs(float(added.mean())) < 0.1


def test_that_examples_are_thrown_for_one_by_one_and_the_throws_depend_on_seed_and_step_alone() -> None:
    one = private("cnn", {"kind": "digits"})
    batches = one.batches
    assert isinstance(batches, PoissonBatches)
    sizes = [len(batches.rows(step)) for step in range(400)]
    assert np.mean(sizes) == pytest.approx(16, rel=0.05) and np.var(sizes) == pytest.approx(16, rel=0.25)
    again = private("cnn", {"kind": "digits"}).batches
    assert isinstance(again, PoissonBatches)
    np.testing.assert_array_equal(again.rows(7), batches.rows(7))
    inputs, targets = again.at(7)
    np.testing.assert_array_equal(targets.numpy(), one.data.train.targets[batches.rows(7)])
    np.testing.assert_array_equal(inputs[0].numpy(), one.data.train.inputs[0][batches.rows(7)])


def test_that_a_batch_without_an_example_adds_noise_alone() -> None:
    one = private("cnn", {"kind": "digits"})
    loss = one.advance()
    inputs, targets = one.batches.at(0)
    again = one.stepper.step([array[:0] for array in inputs], targets[:0], 0.1)
    assert float(again) == float(loss) and all(bool(g.isfinite().all()) for g in one.gradients)


def test_that_a_run_goes_on_from_what_is_kept_with_the_same_bits() -> None:
    architecture = SMALL["decoder"]  # with dropout, whose throws come from the same generator as the noise
    one = private(architecture, {"kind": "sort"})
    for _ in range(3):
        one.advance()
    weights, memory = one.weights(), one.memory()
    losses = [float(one.advance()) for _ in range(4)]
    other = private(architecture, {"kind": "sort"})
    other.restore(3, weights, memory)
    assert [float(other.advance()) for _ in range(4)] == losses
    assert all(np.array_equal(a, b) for a, b in zip(one.weights().values(), other.weights().values(), strict=True))


def test_that_epsilon_stands_beside_the_accuracy() -> None:
    one = private("cnn", {"kind": "digits"}, delta=1e-4)
    assert one.evaluate(20)["epsilon"] == 0.0
    one.advance()
    first = one.evaluate(20)["epsilon"]
    one.advance()
    assert 0 < first < one.evaluate(20)["epsilon"]
    assert first == pytest.approx(accountant(16 / len(one.data.train), 1.0, 1e-4)(1))


def test_that_epsilon_is_the_papers_with_its_own_bound_and_less_with_the_tighter_one() -> None:
    """Abadi et al. 2016, section 5.1: q = 0.01, σ = 4, 10 000 steps, δ = 1e-5 → ε ≈ 1.26."""
    from opacus.accountants.analysis import rdp

    spent = accountant(0.01, 4.0, 1e-5)(10_000)
    renyi = rdp.compute_rdp(q=0.01, noise_multiplier=4.0, steps=10_000, orders=list(ORDERS))
    theirs = min(value + math.log(1e5) / (order - 1) for order, value in zip(ORDERS, renyi, strict=True))
    assert theirs == pytest.approx(1.26, abs=0.01)
    assert spent == pytest.approx(1.035, abs=0.005) and spent < theirs


def test_that_extreme_settings_are_counted_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for rate, noise in ((1.0, 0.01), (1e-5, 1000.0), (0.5, 1.0)):
            assert accountant(rate, noise, 1e-5)(1) >= 0


@pytest.mark.parametrize(
    ("architecture", "task", "words"),
    [
        ({"kind": "cnn", "stages": [{"channels": 4}], "batch_norm": True}, {"kind": "digits"}, "batch normalisation"),
        (SMALL["rnn"], {"kind": "adding", "length": 6}, "recurrent layers"),
    ],
)
def test_that_what_mixes_examples_is_refused_with_the_reason(
    architecture: dict[str, Any], task: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        private(architecture, task)
    assert set(caught.value.problems) == {"training.privacy.noise"}


@pytest.mark.parametrize("module", [nn.BatchNorm1d(4), nn.LSTM(4, 4), nn.GRU(4, 4)])
def test_that_a_model_of_ones_own_that_mixes_examples_is_refused_too(module: nn.Module) -> None:
    settings = TrainingSettings.model_validate({"privacy": {"noise": 1.0}})
    with pytest.raises(SettingsError, match=type(module).__name__):
        PrivateStepper(nn.Sequential(module), plain._squared_error, torch.device("cpu"), settings, 100)


def test_that_a_step_with_noise_is_not_explained_by_a_gradient_that_was_not_followed() -> None:
    one = private("cnn", {"kind": "digits"})
    with pytest.raises(InterventionError, match="noise"):
        explained_step.explain(one, 1)
