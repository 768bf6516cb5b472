"""The stepper takes the steps of a plain loop, and a loss that is no number moves nothing, on any device."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from playground.experiment import presets
from playground.experiment.overrides import override
from playground.inspection import vitals
from playground.training.trainer import Trainer, build

OPTIMIZERS = ["adam", "adamw", "sgd", "rmsprop"]


def trainer(preset: str, *assignments: str) -> Trainer:
    experiment = override(presets.find(preset).experiment, ["training.threads=1", *assignments])
    return Trainer(experiment, experiment.task.load(1))


def same(one: Trainer, other: Trainer) -> bool:
    kept = {**other.weights(), **other.memory()}
    return all(np.array_equal(array, kept[name]) for name, array in {**one.weights(), **one.memory()}.items())


@pytest.mark.parametrize("preset", ["cnn-digits", "rnn-first-symbol-lstm"])
def test_that_the_steps_are_those_of_a_plain_loop(preset: str) -> None:
    one = trainer(preset, "training.optimizer=sgd", "training.momentum=0", "training.learning_rate=0.05")
    data, batch = one.data.train, one.batches.batch_size
    model = build(one.experiment, one.data.shape)
    for step in range(12):
        order = np.random.Generator(np.random.Philox(key=[1, 0])).permutation(len(data))
        rows = order[step * batch : (step + 1) * batch]
        loss = functional.cross_entropy(
            model(*(torch.from_numpy(array[rows]) for array in data.inputs)), torch.from_numpy(data.targets[rows])
        )
        for parameter, gradient in zip(
            model.parameters(), torch.autograd.grad(loss, list(model.parameters())), strict=True
        ):
            parameter.data -= 0.05 * gradient
        assert one.advance().item() == pytest.approx(loss.item(), rel=1e-5)
    for mine, other in zip(one.parameters, model.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_not_waiting_for_the_loss_changes_no_bit(optimizer: str) -> None:
    one, other = (trainer("cnn-digits", f"training.optimizer={optimizer}") for _ in range(2))
    one.stepper.waits = False
    losses = [(one.advance().item(), other.advance().item()) for _ in range(8)]
    assert all(mine == theirs for mine, theirs in losses)
    assert same(one, other) and one.stepper.skipped() == 0


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_that_the_weights_before_a_loss_that_is_no_number_are_kept_without_waiting_for_it(optimizer: str) -> None:
    """As on a GPU, where the loss is read only some steps later."""
    words = [f"training.optimizer={optimizer}", "training.gradient_clip=1"]
    late, prompt = trainer("cnn-digits", *words), trainer("cnn-digits", *words)
    late.stepper.waits = False
    broken, _ = late.batches.at(5)
    broken[0][3] = torch.nan  # a view of the examples, which are there in this order
    losses = [late.advance().item() for _ in range(9)]
    for _ in range(5):
        prompt.advance()
    assert np.isfinite(losses).tolist() == [True] * 5 + [False] + [True] * 3
    assert late.broken_step() == 6 and late.step == 9
    assert same(late, prompt), "neither by the broken step nor by those after it"
    assert vitals.first_broken(late) == "stages.0.convolution"


def test_that_the_broken_step_is_the_last_where_each_loss_is_waited_for() -> None:
    one = trainer("cnn-digits")
    one.advance()
    with torch.no_grad():
        one.model.get_parameter("output.weight").fill_(torch.nan)
    assert not np.isfinite(one.advance().item())
    assert one.broken_step() == one.step == 2 and vitals.first_broken(one) == "output"
