"""Adversarial training: the change stays within ε, raises the loss, and is what the step is taken on."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.experiment.experiment import Experiment
from playground.foundation.errors import InterventionError
from playground.inspection import explained_step
from playground.training.adversarial_stepper import AdversarialStepper
from playground.training.trainer import Trainer
from tests.inspection.test_predictions import SMALL


def trainer(steps: int, reach: float = 0.1, task: str = "digits") -> Trainer:
    architecture = SMALL["cnn"] if task == "digits" else SMALL["rnn"]
    training = {"seed": 1, "batch_size": 16, "duration": 40, "duration_unit": "steps", "threads": 1}
    asked = {**training, "adversarial": {"epsilon": reach, "steps": steps}}
    experiment = Experiment.parse({"architecture": architecture, "task": {"kind": task}, "training": asked})
    experiment.layers()
    return Trainer(experiment, experiment.load())


@pytest.mark.parametrize("steps", [1, 5])
def test_that_the_change_stays_within_its_bounds_and_raises_the_loss(steps: int) -> None:
    one = trainer(steps)
    assert isinstance(one.stepper, AdversarialStepper)
    for _ in range(10):
        one.advance()
    (inputs,), targets = one.batches.at(3)
    moved = one.stepper.attacked(inputs, targets)
    assert float((moved - inputs).abs().max()) <= 0.1 + 1e-6 and 0 <= float(moved.min()) <= float(moved.max()) <= 1
    losses = [float(one.loss(one.model(x), targets).detach()) for x in (inputs, moved)]
    assert losses[1] > losses[0]


def test_that_one_attack_step_is_the_sign_of_the_gradient() -> None:
    one = trainer(1)
    assert isinstance(one.stepper, AdversarialStepper)
    (inputs,), targets = one.batches.at(0)
    place = inputs.clone().requires_grad_()
    (slope,) = torch.autograd.grad(one.loss(one.model(place), targets), [place])
    expected = (inputs + 0.1 * slope.sign()).clamp(0, 1)
    torch.testing.assert_close(one.stepper.attacked(inputs, targets), expected)


def test_that_numbers_that_are_no_pixels_are_not_kept_between_zero_and_one() -> None:
    one = trainer(1, 5.0, "series")
    assert isinstance(one.stepper, AdversarialStepper)
    (inputs,), targets = one.batches.at(0)
    assert float(one.stepper.attacked(inputs, targets).abs().max()) > 3


def test_that_an_attacked_run_goes_on_with_the_same_bits_and_takes_other_steps_than_a_plain_one() -> None:
    one = trainer(3)
    for _ in range(3):
        one.advance()
    weights, memory = one.weights(), one.memory()
    losses = [float(one.advance()) for _ in range(3)]
    other = trainer(3)
    other.restore(3, weights, memory)
    assert [float(other.advance()) for _ in range(3)] == losses
    plain = trainer(3, 0.0)
    plain.restore(3, weights, memory)
    assert [float(plain.advance()) for _ in range(3)] != losses
    assert not np.isnan(losses).any()


def test_that_an_attacked_step_is_not_explained_by_its_examples() -> None:
    with pytest.raises(InterventionError, match="changed"):
        explained_step.explain(trainer(1), 1)
