"""Patching across time: a layer's weights as they were at another step, put into the model of this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import torch

from playground.experiment.experiment import Experiment
from playground.foundation.errors import PlaygroundError
from playground.inspection.explained_step import rehearsed
from playground.inspection.vitals import layer_of
from playground.runs.checkpoint import Arrays
from playground.training.trainer import Trainer


class TransplantError(PlaygroundError):
    """The weights of one model do not fit into another."""


@dataclass(frozen=True)
class Transplanted:
    """What the test metrics come to with a layer of another step; ``layer`` is "" for none and "*" for all."""

    layer: str
    metrics: Mapping[str, float]


def transplanted(
    trainer: Trainer, other: Arrays, limit: int | None = None, going_on: Callable[[str], object] = lambda layer: None
) -> list[Transplanted]:
    """The metrics with no layer replaced, with each alone, and with all; the trainer is left as it was, bit for bit.

    Args:
        other: parameters and buffers of the same model at another step, or of another run.
        going_on: told before each test which layer it is.

    Raises:
        TransplantError: they are of another model.
    """
    own = trainer.weights()
    if {name: array.shape for name, array in own.items()} != {name: array.shape for name, array in other.items()}:
        raise TransplantError("The two models do not have the same layers; choose two of one architecture.")
    found = []
    for layer, names in {"": [], **members_of(trainer.experiment, own), "*": list(own)}.items():
        going_on(layer)
        with rehearsed(trainer):
            state = own | {name: other[name] for name in names}
            trainer.model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in state.items()})
            found.append(Transplanted(layer, trainer.evaluate(limit)))
    return found


def members_of(experiment: Experiment, names: Iterable[str]) -> dict[str, list[str]]:
    """The row of the layer table → the parameters and buffers that belong to it, of all of these."""
    table = [layer.name for layer in experiment.layers()]
    members: dict[str, list[str]] = {}
    for name in names:
        members.setdefault(layer_of(name, table), []).append(name)
    return members
