"""Showing: the pictures of one specimen, tapped and computed, the dear ones only within a share of the time."""

from __future__ import annotations

import time
from collections.abc import Collection

from playground.experiment.data import ClassTarget
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.training.gradients import through_time
from playground.training.predictions import View, predictions, sequence_labels
from playground.training.statistics import statistics
from playground.training.trainer import Trainer

VIEW_SHARE = 0.01  # of the time may go into each computed picture


class Showing:
    """What a trainer shows of the test example ``specimen``."""

    def __init__(self, trainer: Trainer, specimen: int = 0) -> None:
        self._trainer = trainer
        self._specimen = specimen
        views = (*predictions(trainer, specimen), *through_time(trainer), *statistics(trainer))
        self._views = {view.name: view for view in views}
        self._next = dict.fromkeys(self._views, 0.0)
        inputs, (self._targets, *_) = trainer.data.example(specimen)
        self._labels = {**trainer.data.label(tuple(array[0] for array in inputs))}

    @property
    def specimen(self) -> str:
        """The example in words."""
        return self._trainer.data.describe(self._specimen)

    def pictures(self) -> tuple[PictureInfo, ...]:
        """Every picture that can be asked for, found by one look."""
        taps = self._trainer.look(self._specimen).items()
        found = [PictureInfo(name, axes, values.shape) for name, (axes, values) in taps]
        found += [PictureInfo(view.name, view.axes, view.shape) for view in self._views.values()]
        return tuple(found)

    def snapshots(self, names: Collection[str] | None, all_views: bool = False) -> tuple[Snapshot, ...]:
        """The named pictures (all when None) as the model stands now.

        A computed one is left out while its time has not come, unless ``all_views`` asks for it.
        """
        trainer = self._trainer
        tapped = None if names is None else frozenset(names) - self._views.keys()
        found = [
            Snapshot(trainer.step, name, axes, values, self._named(axes))
            for name, (axes, values) in (trainer.look(self._specimen, tapped).items() if tapped != frozenset() else ())
        ]
        for name, view in self._views.items():
            if (names is None or name in names) and (all_views or time.perf_counter() >= self._next[name]):
                found.append(self._taken(view))
        return tuple(found)

    def _named(self, axes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Labels of a tap; what looks at a source is named by the token it is about to write."""
        labels = sequence_labels(axes, self._labels)
        targets = self._trainer.data.shape.targets
        if "target query" in axes and "source key" in axes and isinstance(targets, ClassTarget):
            labels["target query"] = tuple(targets.labels[index] for index in self._targets)
        return labels

    def _taken(self, view: View) -> Snapshot:
        begun = time.perf_counter()
        values, labels = view.take()
        ended = time.perf_counter()
        self._next[view.name] = ended + max(view.pause, (ended - begun) / VIEW_SHARE)
        return Snapshot(self._trainer.step, view.name, view.axes, values, {**view.labels, **labels})
