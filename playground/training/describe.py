"""What a trainer shows: its specimen in words, the pictures there are, and the pictures themselves."""

from __future__ import annotations

from collections.abc import Collection

from playground.experiment.data import ClassTarget, Data
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.training.trainer import Trainer


def specimen(data: Data) -> tuple[int, str]:
    """The test example that all pictures show, and its description."""
    index = 0
    return index, data.describe(index)


def pictures(trainer: Trainer, shown: int) -> tuple[PictureInfo, ...]:
    """Every picture that can be asked for, found by one look."""
    return tuple(PictureInfo(name, axes, values.shape) for name, (axes, values) in trainer.look(shown).items())


def snapshots(trainer: Trainer, shown: int, names: Collection[str] | None) -> tuple[Snapshot, ...]:
    """The named pictures (all when None) of the specimen as the model stands now."""
    data = trainer.data
    labels = dict(data.label(tuple(array[shown] for array in data.test.inputs)))
    if isinstance(data.shape.targets, ClassTarget):
        labels["class"] = data.shape.targets.labels
    return tuple(
        Snapshot(trainer.step, name, axes, values, {axis: labels[axis] for axis in axes if axis in labels})
        for name, (axes, values) in trainer.look(shown, names).items()
    )
