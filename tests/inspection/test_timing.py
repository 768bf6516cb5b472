"""Timing: which share of a forward pass each layer takes; measuring leaves the model as it was."""

import time

import numpy as np
import pytest
import torch
from torch import nn

from playground.experiment import presets
from playground.experiment.overrides import override
from playground.inspection.views.timing import _timed, timing
from playground.training.trainer import Trainer


@pytest.mark.parametrize("name", ["cnn-digits", "rnn-first-symbol-lstm", "transformer-reverse", "autoencoder-digits-2"])
def test_that_the_shares_of_the_layers_are_parts_of_one_pass(name: str) -> None:
    experiment = override(presets.find(name).experiment, ["training.threads=1"])
    trainer = Trainer(experiment, experiment.load())
    trainer.advance()
    before = {key: array.copy() for key, array in trainer.weights().items()}
    state = torch.get_rng_state()
    (view,) = timing(trainer)
    shares, _ = view.take()
    assert shares.shape == view.shape and bool((shares > 0).all()) and 0.05 < float(shares.sum()) <= 1.0
    table = {layer.name for layer in experiment.layers()} | {p.name for row in experiment.layers() for p in row.parts}
    assert set(view.labels["layer"]) & table
    assert torch.equal(torch.get_rng_state(), state) and trainer.model.training
    assert all(np.array_equal(before[key], array) for key, array in trainer.weights().items())
    assert not any(module._forward_hooks for module in trainer.model.modules())


class Slow(nn.Module):
    """Waits before it answers, with a parameter of its own."""

    def __init__(self, seconds: float, inside: nn.Module | None = None) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.seconds, self.inside = seconds, inside

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        time.sleep(self.seconds)
        return values * self.weight if self.inside is None else self.inside(values)


def test_that_a_module_in_another_is_not_counted_twice() -> None:
    inner = Slow(0.2)
    outer = Slow(0.0, inner)
    taken: dict[str, float] = {}
    with _timed({"outer": outer, "inner": inner}, lambda path, seconds: taken.update({path: seconds}), lambda: None):
        begun = time.perf_counter()
        outer(torch.ones(1))
        whole = time.perf_counter() - begun
    assert sum(taken.values()) <= whole and taken["inner"] >= 0.2


def test_that_a_recording_holds_no_times() -> None:
    """Two runs with one seed have the same recording; their times differ."""
    experiment = presets.find("cnn-digits").experiment
    (view,) = timing(Trainer(experiment, experiment.load()))
    assert not view.dearest
