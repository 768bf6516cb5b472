"""Recording: what a session keeps in its run file, within a share of the training time."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from math import inf
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

import playground
from playground.data.fingerprint import Fingerprint
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import changes_from, to_values
from playground.foundation.errors import InterventionError, RunFileError
from playground.protocol.events import Evaluated, RunStarted
from playground.protocol.snapshot import Snapshot
from playground.runs import provenance
from playground.runs.checkpoint import Arrays, Checkpoint
from playground.runs.extending import check_continuation, seconds_of
from playground.runs.interventions import Recorded, recorded
from playground.runs.reader import RunReader
from playground.runs.replay import run_info
from playground.runs.schedule import Allowance, SnapshotSchedule, WeightsSchedule
from playground.runs.schema import DataPart
from playground.runs.writer import RunWriter
from playground.training.trainer import Trainer

MOST_CREDITS = 1_000_000  # characters that say whose the data is
LOOK_SECONDS = 0.5  # for recorded looks at the beginning, where most happens
MEGABYTE = 10**6
CHECKPOINT_SECONDS = 5.0  # between two checkpoints at least,
MILESTONES = 16  # checkpoints that are kept over the whole run at most: any step is soon replayed from one
MILESTONE_BYTES = 12 * MEGABYTE  # that they may take in all; a model with fewer than two of them has none
MILESTONE_SECONDS = 0.7  # between two of its checkpoints at least
CHECKPOINT_SHARE = 0.05  # and so long that they cost this share of the training time at most
MILESTONE_SHARE = 0.008  # which those that only replaying needs must not: they would leave the pictures none


class Recording:
    """Writes one run; used by the training thread only.

    Attributes:
        interventions: those that a resumed run was changed by, up to the step it goes on from.
        closed: the run is over.
        checkpoint_pause: seconds of training until the next checkpoint is worth its cost; ``milestone_pause`` until one
            is from which other steps are replayed, of a small model, else infinite.

    Raises:
        RunFileError: when the file cannot be made, or has nothing to resume from, or learned from other data.
    """

    def __init__(self, path: Path, experiment: Experiment, trainer: Trainer, resume: bool) -> None:
        self._path = path
        self.closed = False
        self.interventions: list[Recorded] = []
        self._before = 0.0  # seconds of training that an earlier part of the run took
        room = experiment.training.recording * MEGABYTE
        size = sum(tensor.nbytes for tensor in trainer.model.state_dict().values())
        milestones = min(MILESTONES, MILESTONE_BYTES // max(1, 3 * size))  # weights, and two memories of an optimizer
        self._small, milestones = milestones > 1, milestones if milestones > 1 else 0
        fingerprint = Fingerprint.of(trainer.data)
        if resume:
            self._writer = self._resumed(experiment, trainer, fingerprint, room, milestones)
        else:
            credits = experiment.task.attribution()
            facts = {"data": fingerprint.to_json()} | ({"attribution": credits[:MOST_CREDITS]} if credits else {})
            self._writer = RunWriter.create(
                path, experiment.to_json(), environment(trainer), facts, snapshot_bytes=room, milestones=milestones
            )
        self._seconds = self._before
        self._schedule = SnapshotSchedule()
        self._allowance = Allowance(trainer.total_steps, LOOK_SECONDS)
        self._weights, self._keeps_weights = WeightsSchedule(size), size <= room
        self._begun = time.perf_counter()
        self._looking = 0.0
        self.checkpoint_pause, self.milestone_pause = CHECKPOINT_SECONDS, MILESTONE_SECONDS if self._small else inf
        self._last_look = -1

    def _resumed(
        self, experiment: Experiment, trainer: Trainer, fingerprint: Fingerprint, room: int, milestones: int
    ) -> RunWriter:
        """The writer of a run that goes on; the trainer is brought to where its last whole checkpoint was."""
        path = self._path
        with RunReader(path) as reader:
            check_continuation(reader, experiment)
            provenance.check(reader, experiment, fingerprint)
            checkpoint, newest = reader.last_whole_checkpoint(), reader.checkpoint_steps()[-1]
            self.interventions = [one for one in recorded(reader) if one.step <= checkpoint.step]
            threads = threads_of(reader)
        if checkpoint.step >= trainer.total_steps:
            raise RunFileError(
                f"{path}: has taken {checkpoint.step} steps, and {trainer.total_steps} are asked for; "
                "set a larger length to extend it."
            )
        trainer.use_threads(threads or trainer.threads)  # whatever this version's rule, or this machine, would choose
        trainer.restore(checkpoint.step, checkpoint.weights, checkpoint.optimizer)
        self._restore_interventions(checkpoint, trainer)
        self._before = seconds_of(checkpoint)
        writer = RunWriter.resume(path, checkpoint.step, snapshot_bytes=room, milestones=milestones)
        try:
            writer.set_facts({"experiment": experiment.to_json(), "data": fingerprint.to_json()})
        except BaseException:
            writer.abandon()
            raise
        if checkpoint.step < newest:
            writer.add_log(checkpoint.step, f"The checkpoint of step {newest} is damaged; this one goes on.")
        return writer

    @property
    def path(self) -> Path:
        """Where the recording lies now."""
        return self._writer.path

    def begin(self, started: RunStarted, note: str = "") -> None:
        """Keep what the run is about to do; a note goes into its log."""
        self._writer.set_info(run_info(started))
        self._writer.set_state("running")
        if note:
            self._writer.add_log(started.step, note)
            self._writer.flush()
        self._writer.fold()

    def due(self, step: int) -> bool:
        """Whether a look at this step should be recorded."""
        if not self._schedule.due(step):
            return False
        return self._looking <= self._allowance.seconds(step, time.perf_counter() - self._begun, self._looking)

    def add_look(self, look: Callable[[], tuple[Snapshot, ...]], weights: Callable[[], Arrays]) -> None:
        """Take and keep all pictures, and the weights that explain them.

        The time counts against the share, but for the first look, which every run has.
        """
        begun = time.perf_counter()
        snapshots = look()
        if snapshots and snapshots[0].step != self._last_look:
            self._last_look = snapshots[0].step
            self._writer.add_snapshots(snapshots)
            if self._keeps_weights and self._weights.due(snapshots[0].step):
                self._writer.add_weights(snapshots[0].step, weights())
        if self._last_look:
            self._looking += time.perf_counter() - begun

    def add_losses(self, first_step: int, losses: NDArray[np.float32], seconds: float) -> None:
        """Keep the losses of consecutive steps, and how long this session trained until the last of them."""
        self._writer.add_losses(first_step, losses)
        self._writer.add_time(first_step + len(losses) - 1, self._before + seconds)

    def add_evaluation(self, tested: Evaluated) -> None:
        """Keep what a test came to."""
        if not self.closed:
            self._writer.add_metrics(tested.step, tested.metrics)
            self._writer.add_metrics(tested.step, tested.validation, DataPart.VALIDATION)

    def add_log(self, step: int, text: str) -> None:
        """Keep a line of the run's log."""
        self._writer.add_log(step, text)

    def flush(self) -> None:
        """Hand what was added to the system; mostly pictures, so the time counts as theirs."""
        begun = time.perf_counter()
        self._writer.flush()
        self._looking += time.perf_counter() - begun

    def checkpoint(self, trainer: Trainer, seconds: float) -> None:
        """Returns when everything up to now is safe on disk; ``seconds`` of training in this session.

        What it costs counts against the share of the recording, and dear ones are written more seldom.
        """
        begun = time.perf_counter()
        self._seconds = self._before + seconds
        self._writer.save_checkpoint(self._checkpoint(trainer))
        cost = time.perf_counter() - begun
        self._looking += cost
        self.checkpoint_pause = max(CHECKPOINT_SECONDS, cost / CHECKPOINT_SHARE)
        self.milestone_pause = max(MILESTONE_SECONDS, cost / MILESTONE_SHARE) if self._small else inf

    def intervened(self, trainer: Trainer, one: Recorded) -> None:
        """Log an intervention with a checkpoint that has it in force, in one transaction; also of a run that is over.

        So no log line is ever ahead of the newest checkpoint, from which a run resumes.
        """
        writer = RunWriter.resume(self.path, trainer.step, milestones=MILESTONES) if self.closed else self._writer
        try:
            writer.add_log(one.step, one.line())
            writer.save_checkpoint(self._checkpoint(trainer))
        finally:
            if self.closed:
                writer.close()

    def close(self, state: str, reason: str) -> None:
        """Leave a single valid file."""
        if state not in ("finished", "failed"):
            state = "stopped"
        self.closed = True
        self._writer.close(state, reason)

    def _checkpoint(self, trainer: Trainer) -> Checkpoint:
        in_force = [to_values(change) for change in trainer.interventions.in_force]
        state = {"seconds": self._seconds, "interventions": in_force}
        return Checkpoint(trainer.step, trainer.weights(), trainer.memory(), state)

    def _restore_interventions(self, checkpoint: Checkpoint, trainer: Trainer) -> None:
        try:
            trainer.interventions.set(changes_from(checkpoint.state.get("interventions", [])))
        except InterventionError as error:
            raise RunFileError(f"{self._path}: {str(error)[0].lower()}{str(error)[1:]}") from None


def environment(trainer: Trainer) -> dict[str, str | int | float]:
    """Everything outside the experiment that may decide the last bits."""
    return {
        "playground": playground.__version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cores": os.cpu_count() or 0,
        "device": str(trainer.device),
        "threads": trainer.threads,
    }


def threads_of(reader: RunReader) -> int:
    """How many the recording was begun with; 0 where it does not say."""
    count = reader.environment.get("threads")
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 0
