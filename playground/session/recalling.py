"""Recalling: the model of a recording as it was at any step, replayed from the last state that was kept before it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from playground.experiment.interventions import changes_from
from playground.foundation.errors import InterventionError, RunFileError
from playground.runs import provenance
from playground.runs.checkpoint import Checkpoint
from playground.runs.interventions import Recorded, recorded
from playground.runs.reader import RunReader
from playground.session.recording import threads_of
from playground.training.trainer import Trainer


@dataclass(frozen=True)
class Recalled:
    """A trainer that has taken so many steps.

    Attributes:
        start: the step of the checkpoint it was replayed from; 0 the seed's own start.
        compared: steps on the way whose loss was recorded, so that it could be compared.
        different: the first of them whose loss is not the recorded one, bit for bit; None where all are.
        seconds: from the opened recording to the step.
    """

    trainer: Trainer
    start: int
    compared: int
    different: int | None
    seconds: float

    @property
    def exact(self) -> bool:
        """Nothing speaks against its being the model that was, bit for bit."""
        return self.different is None


def recall(path: Path, step: int | None = None, going_on: Callable[[int], bool] = lambda step: True) -> Recalled | None:
    """The run of a recording after ``step`` steps, or at its newest checkpoint; None where it was given up.

    Args:
        going_on: asked between two steps with the step that is reached; False gives up.

    Raises:
        RunFileError: no such step, or its data is not what it learned from. SettingsError, DataError.
    """
    begun = time.perf_counter()
    with RunReader(path) as reader:
        wanted = _wanted(reader, step)
        experiment, data = provenance.load(reader)
        trainer = Trainer(experiment, data)
        trainer.use_threads(threads_of(reader) or trainer.threads)
        start = _restored(reader, trainer, wanted, step is None)
        plan = [one for one in recorded(reader) if start < one.step <= wanted or one.step == start == 0]
        steps, losses = reader.losses(start)
    known = dict(zip(steps.tolist(), losses, strict=True))
    compared, different = 0, None
    _intervene(trainer, plan)
    while trainer.step < wanted:
        if not going_on(trainer.step):
            return None
        loss = trainer.advance().float().cpu().numpy()
        if trainer.step in known:
            compared += 1
            if different is None and not np.array_equal(loss, known[trainer.step], equal_nan=True):
                different = trainer.step
        _intervene(trainer, plan)
    return Recalled(trainer, start, compared, different, time.perf_counter() - begun)


def _wanted(reader: RunReader, step: int | None) -> int:
    if step is None:
        return reader.last_whole_checkpoint().step
    last = max([reader.last_step(), *reader.checkpoint_steps()])
    if not 0 <= step <= last:
        raise RunFileError(f"{reader.path}: has the steps 0 to {last}; choose one of them instead of {step}.")
    return step


def _restored(reader: RunReader, trainer: Trainer, wanted: int, newest: bool) -> int:
    """Bring the trainer to the last state that was kept up to a step; returns that state's step."""
    checkpoint: Checkpoint | None = None
    for known in [step for step in reversed(reader.checkpoint_steps()) if step <= wanted]:
        try:
            checkpoint = reader.checkpoint(known)
            break
        except RunFileError:
            if newest:
                raise
    if checkpoint is None:
        kept = reader.weights(0) if 0 in reader.weight_steps() else None
        if kept is not None:  # a run may have begun with weights that were given to it
            trainer.model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in kept.items()})
        return 0
    trainer.restore(checkpoint.step, checkpoint.weights, checkpoint.optimizer)
    try:
        trainer.interventions.set(changes_from(checkpoint.state.get("interventions", [])))
    except InterventionError as error:
        raise RunFileError(f"{reader.path}: {str(error)[0].lower()}{str(error)[1:]}") from None
    return checkpoint.step


def _intervene(trainer: Trainer, plan: list[Recorded]) -> None:
    """Make the recorded interventions whose step has come."""
    while plan and plan[0].step <= trainer.step:
        trainer.intervene(plan.pop(0).intervention)
