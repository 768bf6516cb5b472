"""Session: one run of one experiment from its preparation to the last look at it, however it ends."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from playground.experiment.experiment import Experiment
from playground.foundation.errors import GroupLostError, PlaygroundError
from playground.foundation.places import log_file
from playground.probes import shortage
from playground.protocol.events import RunState
from playground.runs.interventions import Recorded
from playground.session.control import Control
from playground.session.intervening import foresee
from playground.session.loop import Loop, refused
from playground.session.parts import Parts
from playground.session.recording import Recording
from playground.session.requests import Requests
from playground.session.status import Publish, RunResult, Status
from playground.training import devices
from playground.training.trainer import Trainer
from playground.training.weights.importing import beginning

log = logging.getLogger(__name__)


class Session:
    """Runs in whichever thread calls ``run``; everything else sends it commands through ``control``.

    Args:
        run: the number that all events carry.
        path: the run file: new, or one with a checkpoint when ``resume`` is set.
        publish: called with each event from the training thread; must not block.
        begin: sets the new model up before its first step, and returns what the run's log shall say of it.
        plan: interventions of another run to make at the same steps.
        beside: where the other run of a race is recorded.

    Attributes:
        result: what the run has come to.
    """

    def __init__(
        self, run: int, experiment: Experiment, path: Path, publish: Publish, control: Control, resume: bool = False,
        begin: Callable[[Trainer], str] | None = None, plan: Sequence[Recorded] = (), beside: Path | None = None,
    ) -> None:  # fmt: skip
        self.run_number = run
        self._requests = Requests(control)
        self.result = RunResult()
        self._experiment, self._path, self._resume = experiment, path, resume
        self._publish, self._begin, self._plan, self._beside = publish, begin, plan, beside
        self._status = Status(run, publish)
        self._recording: Recording | None = None
        self._loop: Loop | None = None

    @property
    def path(self) -> Path:
        """Where the recording lies: where it was asked for, or where somebody has moved it since."""
        return self._recording.path if self._recording is not None else self._path

    def run(self) -> RunState:
        """Train to the end, a stop or a failure; the run file is closed and valid whatever happens.

        Raises what is a mistake of ours; the recording then says that the run failed.
        """
        status, lacking = self._status, ""
        try:
            status.enter(RunState.PREPARING)
            try:
                self._loop = self._prepared()
                self._loop.train()
            except GroupLostError as error:
                if self._loop is not None:
                    self._loop.keep()
                status.fail(str(error))
            except PlaygroundError as error:
                status.fail(str(error))
            except Exception as error:
                if not shortage.is_shortage(error):
                    status.fail(f"An internal error ended the run; details are in {log_file()}.")
                    raise
                lacking = shortage.sentence(error)
            if lacking:  # outside the handler, whose traceback would keep the tensors alive
                self._forget()
                status.fail(lacking)
        finally:
            self._close()
        status.enter(status.state, status.reason)
        return status.state

    def linger(self) -> None:
        """After ``run``: answer looks at the model as it was left, until released."""
        while self._requests.rest():
            changes = self._requests.take_changes()
            if self._loop is not None:
                self._loop.carry_out(changes)
                self._loop.show()
            elif changes:
                self._publish(refused(self.run_number))

    def _prepared(self) -> Loop:
        """Everything that the run is made of, and its beginning kept and told."""
        experiment = self._experiment
        trainer = Trainer(experiment, experiment.load())
        foresee(self._plan, trainer)
        begin = self._begin or (None if self._resume else beginning(experiment))
        notes = [begin(trainer) if begin is not None else "", experiment.task.remark()]
        self._recording = Recording(self._path, experiment, trainer, self._resume)
        parts = Parts.of(self.run_number, experiment, self._requests, self._publish, trainer, self._recording,
                         self._beside)  # fmt: skip
        loop = Loop(parts, self._status, self.result, self._plan)
        loop.begin(" ".join(filter(None, notes)))
        return loop

    def _forget(self) -> None:
        """Let go of everything that holds the model, so that its memory is free for the next."""
        self._loop = None
        gc.collect()
        devices.release_memory()

    def _close(self) -> None:
        """Leave a valid file that says how the run ended; why it failed first is what is told."""
        if self._recording is None:
            return
        try:
            self._recording.close(self._status.state.value, self._status.reason)
        except PlaygroundError as error:
            log.warning("the recording could not be closed: %s", error)
            if not self._status.failed:
                self._status.fail(str(error))
