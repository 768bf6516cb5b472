"""Steppers: the one that an experiment's training asks for, and the batches that go with it."""

from __future__ import annotations

import torch
from torch import nn

from playground.data.datasets import Data
from playground.data.shapes import ImageInput
from playground.experiment.training import TrainingSettings
from playground.training.adversarial_stepper import AdversarialStepper
from playground.training.batches import Batches
from playground.training.poisson_batches import PoissonBatches
from playground.training.stepper import Stepper, objective


def stepper(model: nn.Module, data: Data, device: torch.device, training: TrainingSettings) -> Stepper:
    """Plain, private or adversarial. Raises SettingsError where the model or this machine has not what it needs."""
    loss = objective(data.shape.targets)
    if training.privacy.noise:
        from playground.training.private_stepper import PrivateStepper  # torch.func costs a second to load

        return PrivateStepper(model, loss, device, training, len(data.train))
    if training.adversarial.epsilon:
        return AdversarialStepper(model, loss, device, training, isinstance(data.shape.inputs, ImageInput))
    return Stepper(model, loss, device, training)


def batches(data: Data, training: TrainingSettings, device: torch.device) -> Batches:
    """In a new order each epoch; or where privacy is counted, by throws of dice."""
    kind = PoissonBatches if training.privacy.noise else Batches
    return kind(data.train, training.batch_size, training.seed, device)
