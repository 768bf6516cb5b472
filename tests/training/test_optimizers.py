"""Our optimizers are torch's, step for step."""

from typing import Any

import pytest
import torch

from playground.experiment.training import TrainingSettings
from playground.training import optimizers

CASES: list[tuple[dict[str, Any], Any]] = [
    ({"optimizer": "adam"}, lambda p: torch.optim.Adam(p, lr=0.01)),
    ({"optimizer": "adam", "weight_decay": 0.1}, lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.1)),
    ({"optimizer": "adamw", "weight_decay": 0.1}, lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1)),
    ({"optimizer": "sgd", "momentum": 0.9}, lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)),
    ({"optimizer": "sgd", "momentum": 0.0}, lambda p: torch.optim.SGD(p, lr=0.01)),
    ({"optimizer": "rmsprop", "weight_decay": 0.1}, lambda p: torch.optim.RMSprop(p, lr=0.01, weight_decay=0.1)),
]
SGD_DECAY = ({"optimizer": "sgd", "momentum": 0.0, "weight_decay": 0.1}, None)


def parameters() -> list[torch.nn.Parameter]:
    generator = torch.Generator().manual_seed(0)
    return [torch.nn.Parameter(torch.randn(shape, generator=generator)) for shape in ((4, 3), (3,), ())]


def gradients(step: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(step + 1)
    return [torch.randn(parameter.shape, generator=generator) for parameter in parameters()]


@pytest.mark.parametrize(("settings", "reference"), CASES)
def test_that_twenty_steps_are_those_of_torch(settings: dict[str, Any], reference: Any) -> None:
    ours, theirs = parameters(), parameters()
    optimizer = optimizers.make(ours, TrainingSettings(**settings))
    expected = reference(theirs)
    for step in range(20):
        optimizer.step(gradients(step), 0.01)
        for parameter, gradient in zip(theirs, gradients(step), strict=True):
            parameter.grad = gradient
        expected.step()
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("settings", "reference"), [*CASES, SGD_DECAY])
def test_that_the_update_of_the_last_step_can_be_told_from_what_it_left(
    settings: dict[str, Any], reference: Any
) -> None:
    ours = parameters()
    optimizer = optimizers.make(ours, TrainingSettings(**settings))
    for step in range(5):
        before = [parameter.detach().clone() for parameter in ours]
        optimizer.step(gradients(step), 0.01)
        state = [tensor.clone() for tensor in optimizer.state().values()]
        updates = optimizer.updates(gradients(step), 0.01)
        assert all(map(torch.equal, state, optimizer.state().values()))
        for parameter, old, update in zip(ours, before, updates, strict=True):
            torch.testing.assert_close(update, parameter.detach() - old, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(("settings", "reference"), CASES)
def test_that_a_restored_optimizer_goes_on_bitwise(settings: dict[str, Any], reference: Any) -> None:
    through, ours = parameters(), parameters()
    one = optimizers.make(through, TrainingSettings(**settings))
    first = optimizers.make(ours, TrainingSettings(**settings))
    for step in range(6):
        one.step(gradients(step), 0.01)
        if step < 3:
            first.step(gradients(step), 0.01)
    second = optimizers.make(ours, TrainingSettings(**settings))
    second.load({name: tensor.clone() for name, tensor in first.state().items()})
    for step in range(3, 6):
        second.step(gradients(step), 0.01)
    assert all(torch.equal(a, b) for a, b in zip(through, ours, strict=True))


def test_that_clipping_keeps_the_direction_and_bounds_the_norm() -> None:
    grads = [torch.tensor([3.0, 0.0]), torch.tensor([4.0])]
    optimizers.clip(grads, 1.0)
    assert torch.cat(grads).norm().item() == pytest.approx(1.0, rel=1e-5)
    assert (grads[0][0] / grads[1][0]).item() == pytest.approx(0.75)
    optimizers.clip(grads, 10.0)
    assert torch.cat(grads).norm().item() == pytest.approx(1.0, rel=1e-5)


@pytest.mark.parametrize(("settings", "reference"), [*CASES, SGD_DECAY])
def test_that_a_step_that_is_skipped_on_the_device_leaves_everything_as_it_was(
    settings: dict[str, Any], reference: Any
) -> None:
    ours, others = parameters(), parameters()
    skipping, plain = (optimizers.make(one, TrainingSettings(**settings)) for one in (ours, others))
    for step in range(6):
        broken = step in (2, 5)
        taken = gradients(step) if not broken else [torch.full_like(g, torch.nan) for g in gradients(step)]
        skipping.step(taken, 0.01, torch.tensor(float(broken)))
        if not broken:
            plain.step(gradients(step), 0.01)
    for mine, other in zip(ours, others, strict=True):
        assert torch.equal(mine, other)
    assert all(torch.equal(tensor, plain.state()[name]) for name, tensor in skipping.state().items())
