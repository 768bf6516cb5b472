"""Measured pictures: what no recording holds, because it costs more than the training: made of a recorded model."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import torch

from playground.data.specimen import Specimen
from playground.experiment.training import TrainingSettings
from playground.inspection.attribution.sanity_view import sanity_check
from playground.inspection.attribution.views import attributions
from playground.inspection.maximisation.views import wanted
from playground.inspection.robustness.disturbances import disturbances
from playground.inspection.robustness.exchange import exchange
from playground.inspection.robustness.landscape import landscapes
from playground.inspection.tracing.across_time import across_time
from playground.inspection.view import View
from playground.inspection.views.surveys import surveys
from playground.protocol.snapshot import Snapshot
from playground.runs import provenance
from playground.runs.checkpoint import Arrays
from playground.runs.reader import RunReader
from playground.training.trainer import Trainer
from playground.worked.maximisation import layer_of

# panels whose pictures are made here
MEASURED = ("landscape", "disturbances", "wanted", "maximising", "transplant", "sanity", "exchange", "attribution")


def measured(recording: Path, panels: Collection[str], step: int | None = None) -> tuple[Snapshot, ...]:
    """The pictures of the named panels at the newest step, or at that with kept weights nearest to ``step``.

    Nothing, and no model is built, where none of the panels needs any.

    Raises:
        RunFileError: also where the data is not what the run learned from. SettingsError, DataError.
    """
    trainer = _trainer(recording, step)
    return tuple(
        _whole(trainer.step, view)
        for panel in MEASURED
        if panel in panels
        for view in _views(trainer, recording, panel)
    )


def _views(trainer: Trainer, recording: Path, panel: str) -> Iterator[View]:
    """What a panel draws, of the specimen that recordings have where it is about one."""
    match panel:
        case "landscape":
            yield from landscapes(trainer, recording)
        case "disturbances":
            yield from disturbances(trainer)
        case "transplant":
            yield from across_time(trainer, recording)
        case "sanity":
            yield from sanity_check(trainer)
        case "exchange":
            yield from exchange(trainer, Specimen.of_test(trainer.data, 0))
        case "attribution":
            yield from attributions(trainer, Specimen.of_test(trainer.data, 0))
        case _:
            yield from wanted(trainer) if panel == "wanted" else ()
            yield from (view for view in surveys(trainer) if view.name.startswith("maximising"))


def _trainer(recording: Path, step: int | None) -> Trainer:
    """With the recorded weights; it takes no step, so how steps are taken does not matter."""
    with RunReader(recording) as reader:
        at, weights = _weights(reader, step)
        experiment, data = provenance.load(reader)
    plain = TrainingSettings()
    settings = experiment.training.model_copy(update={"privacy": plain.privacy, "adversarial": plain.adversarial})
    trainer = Trainer(experiment.model_copy(update={"training": settings}), data)
    trainer.model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()})
    trainer.step = at
    return trainer


def _weights(reader: RunReader, step: int | None) -> tuple[int, Arrays]:
    known = reader.weight_steps()
    if step is not None and known:
        nearest = min(known, key=lambda one: (abs(one - step), one))
        kept = reader.weights(nearest)
        if kept is not None:
            return nearest, kept
    newest = reader.checkpoint()
    return newest.step, newest.weights


def _whole(step: int, view: View) -> Snapshot:
    """All of it; of inputs that units want that of the first unit, which is drawn: the rest may take minutes."""
    values, labels = view.take()
    while view.unfinished() and not (layer_of(view.name) and np.isfinite(values[0]).all()):
        values, labels = view.take()
    return Snapshot(step, view.name, view.axes, values, {**view.labels, **labels})
