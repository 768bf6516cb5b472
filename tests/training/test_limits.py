"""Settings at their limits: what is not refused loads its data, and takes the last, short batch of an epoch too."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, get_args

import annotated_types
import pytest
import torch
from torch import nn

from playground.architectures.cnn.module import BatchNorm
from playground.experiment import presets, registry
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.foundation.errors import PlaygroundError, SettingsError
from playground.foundation.settings import Settings
from playground.training.trainer import Trainer

UNTOUCHED = {"kind", "file", "folder", "dataset", "encoding", "stages", "channels", "hidden"}
SMALL = 16  # widths above it only cost time
FOUR_STAGES = [{"channels": 4, "kernel": 3, "padding": 1, "pool": 2}] * 3


def limits(settings: type[Settings], dice: random.Random) -> dict[str, Any]:
    """Each setting at its default, its limit or beside it."""
    found: dict[str, Any] = {}
    for name, field in settings.model_fields.items():
        if name in UNTOUCHED:
            continue
        low = next((rule.ge for rule in field.metadata if isinstance(rule, annotated_types.Ge)), None)
        high = next((rule.le for rule in field.metadata if isinstance(rule, annotated_types.Le)), None)
        choices = [field.default]
        if field.annotation is int and low is not None and high is not None:
            wide = name in ("width", "embedding", "latent", "kilobytes", "depth")
            choices += [int(low), int(low) + 1, min(int(high), SMALL if wide else 400)]
        elif field.annotation is bool or get_args(field.annotation):
            choices = list(get_args(field.annotation)) or [True, False]
        found[name] = dice.choice(choices)
    return found


def stage(dice: random.Random) -> dict[str, Any]:
    return {
        "channels": dice.choice((1, 4)), "kernel": dice.choice((1, 3, 15)), "stride": dice.choice((1, 8)),
        "padding": dice.choice((0, 1, 14)), "pool": dice.choice((1, 2, 8)),
        "pooling": dice.choice(("none", "max", "average")),
    }  # fmt: skip


def drawn(dice: random.Random) -> Experiment | None:
    """An experiment at its limits; None where it is refused."""
    task, architecture = (dice.choice(registry.kinds(role)) for role in ("task", "architecture"))
    if task == "idx-images":
        return None
    values = {role: {"kind": kind, **limits(registry.settings_class(role, kind), dice)}
              for role, kind in (("task", task), ("architecture", architecture))}  # fmt: skip
    if architecture == "cnn":
        values["architecture"]["stages"] = [stage(dice) for _ in range(dice.choice((1, 2, 4)))]
    values["training"] = {"batch_size": 2, "duration": 2, "duration_unit": "steps", "threads": 1, "device": "cpu"}
    try:
        experiment = Experiment.parse(values)
        experiment.layers()
    except PlaygroundError:
        return None
    return experiment


def through(experiment: Experiment) -> None:
    """The first step, the last of the epoch, and a test."""
    trainer = Trainer(experiment, experiment.task.load(1))
    trainer.advance()
    trainer.step = trainer.batches.per_epoch - 1
    trainer.advance()
    trainer.evaluate(8)


def try_out(experiment: Experiment) -> None:
    examples = len(experiment.task.load(1).train)
    alone = [size for size in range(2, 40) if examples % size == 1]  # the last batch is a single example
    for size in {1, *alone[:1], min(examples + 5, 30)}:
        try:
            other = override(experiment, [f"training.batch_size={size}"])
            other.layers()
        except SettingsError:
            continue
        through(other)


@pytest.mark.parametrize("seed", range(2))
def test_that_what_is_not_refused_can_be_trained_to_the_end_of_an_epoch(seed: int) -> None:
    dice = random.Random(seed)
    tried = [experiment for _ in range(25) if (experiment := drawn(dice)) is not None]
    for experiment in tried:
        try_out(experiment)
    assert tried


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("trials", [2000])
def test_that_many_experiments_at_their_limits_can_be_trained_to_the_end_of_an_epoch(
    trials: int, record_property: Callable[[str, object], None]
) -> None:
    dice = random.Random(99)
    record_property("trials", trials)
    for _ in range(trials):
        experiment = drawn(dice)
        if experiment is not None:
            try_out(experiment)


def down_to_one(batch_size: int) -> Experiment:
    """Batch normalisation of maps of 1 × 1, on 1437 digits."""
    values = presets.find("cnn-digits").experiment.values()
    values["architecture"] |= {"batch_norm": True, "stages": [*FOUR_STAGES, {"channels": 4, "pooling": "none"}]}
    values["training"] |= {"batch_size": batch_size, "threads": 1}
    return Experiment.parse(values)


def test_that_a_last_batch_of_one_example_is_normalised_by_what_was_running() -> None:
    experiment = down_to_one(4)
    assert [row.output for row in experiment.layers() if row.kind == "batch norm"][-1] == (4, 1, 1)
    assert len(experiment.task.load(1).train) % 4 == 1
    through(experiment)


def test_that_batches_of_one_are_refused_beside_their_setting_where_they_can_teach_no_variance() -> None:
    with pytest.raises(SettingsError) as caught:
        down_to_one(1).layers()
    reason = "batch normalisation has no variance to learn where a batch holds one value a channel"
    assert caught.value.problems == {"training.batch_size": f"Must be 2 or more: {reason}."}
    without = override(down_to_one(1), ["architecture.batch_norm=false"])
    assert without.layers()


def test_that_all_other_batches_are_normalised_to_the_bit_as_in_pytorch() -> None:
    torch.manual_seed(0)
    ours, theirs = BatchNorm(3), nn.BatchNorm2d(3)
    for shape in ((2, 3, 1, 1), (1, 3, 2, 1), (5, 3, 4, 4)):
        x = torch.randn(shape)
        assert torch.equal(ours(x), theirs(x))
    before = ours.running_var.clone()
    one = ours(torch.randn(1, 3, 1, 1))
    assert bool(one.isfinite().all()) and torch.equal(ours.running_var, before)
    assert list(ours.state_dict()) == list(theirs.state_dict())
