"""What a model can be asked beyond its forward pass is told by its methods; one without them is looked at, too."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from playground.experiment import presets
from playground.inspection.views import gradients
from playground.probes.abilities import HasCodes, HasKernels, HasPenalty, HasStates
from playground.training.trainer import Trainer

ABILITIES = (HasKernels, HasPenalty, HasStates, HasCodes)


def trainer(name: str) -> Trainer:
    experiment = presets.find(name).experiment
    return Trainer(experiment, experiment.task.load(experiment.training.seed))


@pytest.mark.parametrize(
    ("name", "abilities"),
    [
        ("cnn-digits", {HasKernels}),
        ("rnn-first-symbol-lstm", {HasKernels, HasStates}),
        ("attention-seed", {HasKernels}),
        ("transformer-reverse", {HasKernels}),
        ("vae-digits", {HasKernels, HasPenalty, HasCodes}),
    ],
)
def test_that_each_architecture_can_be_asked_what_it_has(name: str, abilities: set[type]) -> None:
    model = trainer(name).model
    assert {ability for ability in ABILITIES if isinstance(model, ability)} == abilities


def test_that_a_model_that_has_only_its_forward_pass_is_trained_tested_and_looked_at() -> None:
    class Plain(nn.Module):
        def __init__(self, model: nn.Module) -> None:
            super().__init__()
            self.layer = model

        def forward(self, x: Tensor) -> Tensor:
            answers: Tensor = self.layer(x)
            return answers

    one = trainer("cnn-digits")
    expected = one.answer(one.data.test.inputs[0][:4])
    inputs, _ = one.data.example(0)
    with_kernels = set(one.look(inputs))
    one.model = Plain(one.model)
    assert torch.equal(one.answer(one.data.test.inputs[0][:4]), expected)
    assert {"input", "stages.0.activation"} <= set(one.look(inputs)) < with_kernels
    assert one.evaluate(64)["accuracy"] >= 0 and not gradients.recurrent(one)
