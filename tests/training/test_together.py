"""What the processes of a group add up is the loss and the gradient of the whole batch, however it falls apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
import torch
from torch import Tensor

from playground.data.shapes import IGNORED
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.foundation.errors import PlaygroundError, SettingsError
from playground.foundation.ranks import Rank, alone
from playground.training.group import Group
from playground.training.together import GroupStepper, placed
from playground.training.trainer import Trainer


class Alone(Group):
    """One process of a group, without the others."""

    def __init__(self, rank: int, size: int, added: Callable[[Tensor], None] = lambda tensor: None) -> None:
        self.rank, self._added = Rank(rank, size, rank, size), added

    def sum(self, tensor: Tensor) -> None:
        """Left to the test."""
        self._added(tensor)


def trainer(preset: str, *assignments: str) -> Trainer:
    experiment = override(presets.find(preset).experiment, ["training.threads=1", *assignments])
    return Trainer(experiment, experiment.load())


def filled(one: Trainer, rank: int, size: int, inputs: tuple[Tensor, ...], targets: Tensor) -> Tensor:
    stepper = GroupStepper(one, Alone(rank, size))
    torch.manual_seed(3)
    stepper._fill(inputs, targets)
    return stepper._flat


CASES = [
    "cnn-digits", "rnn-first-symbol-lstm", "transformer-sort", "attention-flagged-token", "autoencoder-digits-8",
    "vae-digits", "transformer-masked", "rnn-mackey-glass",
]  # fmt: skip


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("preset", CASES)
def test_that_the_parts_add_up_to_the_whole(preset: str, size: int) -> None:
    one = trainer(preset, "training.batch_size=7")
    one.model.eval()  # dropout would differ
    inputs, targets = one.batches.at(0)
    parts = [filled(one, rank, size, inputs, targets) for rank in range(size)]
    whole = filled(one, 0, 1, inputs, targets)
    torch.testing.assert_close(cast(Tensor, sum(parts)), whole, rtol=1e-4, atol=1e-6)
    assert whole[-1].item() == pytest.approx(one.stepper.loss(inputs, targets).item(), rel=1e-5)


def test_that_targets_that_do_not_count_have_no_weight() -> None:
    """A part of them may have none that counts, and a batch may be smaller than the group."""
    one = trainer("transformer-sort", "training.batch_size=4")
    one.model.eval()
    inputs, targets = one.batches.at(0)
    targets = targets.clone()
    one.data.train.targets[0, 0] = IGNORED
    targets[2:] = IGNORED
    targets[0, 1:] = IGNORED
    for size in (2, 3, 6):
        parts = [filled(one, rank, size, inputs, targets) for rank in range(size)]
        torch.testing.assert_close(cast(Tensor, sum(parts)), filled(one, 0, 1, inputs, targets), rtol=1e-4, atol=1e-6)
        assert not parts[-1].any()


def test_that_a_loss_of_any_process_that_is_no_number_moves_nothing() -> None:
    one = trainer("cnn-digits")
    stepper = GroupStepper(one, Alone(1, 2, lambda tensor: tensor[-1:].fill_(torch.nan) and None))
    before = one.weights()
    assert not torch.isfinite(stepper.step(*one.batches.at(0), 0.1))
    assert all((array == before[name]).all() for name, array in one.weights().items())


def test_that_the_gradients_lie_in_memory_as_their_parameters_do() -> None:
    """The optimizers' kernels go through both side by side: other strides would be other numbers."""
    one, other = trainer("cnn-digits", "training.optimizer=adam"), trainer("cnn-digits", "training.optimizer=adam")
    assert any(not parameter.is_contiguous() for parameter in one.parameters)
    stepper = GroupStepper(one, Alone(1, 2))
    stepper._group.part = lambda count: slice(0, count)  # type: ignore[method-assign]
    for step in range(3):
        assert stepper.step(*one.batches.at(step), 0.01).item() == pytest.approx(other.stepper.step(
            *other.batches.at(step), 0.01).item(), rel=1e-6)  # fmt: skip
    for mine, theirs in zip(one.parameters, other.parameters, strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-7)


def test_that_the_environment_says_which_process_this_is(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"MASTER_ADDR": "x", "RANK": "1", "WORLD_SIZE": "4", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2"}
    found = Rank.found(given)
    assert found == Rank(1, 4, 1, 2) and not found.leads
    assert Rank.found({}) is None and Rank.found({"RANK": "0"}) is None
    assert Rank.found(given | {"WORLD_SIZE": "1", "RANK": "0", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "1"}) is None
    for name, value in (("RANK", "9"), ("RANK", "-1"), ("WORLD_SIZE", "many"), ("LOCAL_RANK", "²"), ("RANK", "9" * 99)):
        with pytest.raises(PlaygroundError, match="torchrun"):
            Rank.found(given | {name: value})
    assert alone(given) == {"MASTER_ADDR": "x"}, "what it starts trains by itself"
    left: dict[str, str] = {}
    monkeypatch.setattr("playground.foundation.ranks.sys.platform", "linux")
    Rank(0, 2, 0, 2).prepare(left)
    assert left["GLOO_SOCKET_IFNAME"] == "lo" and int(left["PLAYGROUND_CORES"]) >= 1
    left.clear()
    Rank(0, 4, 0, 2).prepare(left)
    assert "GLOO_SOCKET_IFNAME" not in left
    for platform in ("win32", "darwin"):
        monkeypatch.setattr("playground.foundation.ranks.sys.platform", platform)
        with pytest.raises(PlaygroundError, match="Linux only"):
            Rank(0, 2, 0, 2).prepare({})


def test_that_each_process_has_a_gpu_of_its_own_or_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = presets.find("cnn-digits").experiment
    assert placed(experiment, Rank(1, 2, 1, 2)) == experiment
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "set_device", lambda device: None)
    assert placed(experiment, Rank(1, 2, 1, 2)).training.device == "cuda:1"
    with pytest.raises(SettingsError, match="more than this machine has GPUs"):
        placed(experiment, Rank(1, 3, 1, 3))
    with pytest.raises(SettingsError, match="its own"):
        placed(experiment.changed({"training.device": "cuda:1"}), Rank(1, 2, 1, 2))
