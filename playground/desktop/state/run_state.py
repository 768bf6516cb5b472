"""Cockpit: where the run and its engine stand, and what Run, Pause, Step, Stop and Reset mean there (no widgets)."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from playground.protocol.commands import (
    Advance,
    Ask,
    Changing,
    Choosing,
    Command,
    Continue,
    Goal,
    Pause,
    Save,
    Speed,
    Start,
    Stop,
)
from playground.protocol.events import (
    Alive,
    CheckpointSaved,
    EngineLost,
    EngineReady,
    EngineSilent,
    Event,
    Progress,
    RunStarted,
    RunState,
    SpecimenShown,
    StateChanged,
)
from playground.worked.example import Question

if TYPE_CHECKING:  # pydantic takes a third of a second, which the first paint need not wait for
    from playground.experiment.experiment import Experiment

RESTARTS, RESTART_SECONDS = 3, 60.0


class Engine(Enum):
    """Where the engine is."""

    LOADING = "loading"
    READY = "ready"
    SILENT = "silent"
    LOST = "lost"


class Cockpit:
    """Turns clicks into commands and events into one consistent state.

    Args:
        send: hands a command to the engine.
        restart: starts a new engine in place of one that is lost.
        recording: gives the path of a new run file for an experiment's name.
    """

    def __init__(
        self, send: Callable[[Command], None], restart: Callable[[], None], recording: Callable[[str], Path]
    ) -> None:
        self._send = send
        self._restart = restart
        self._recording = recording
        self._losses: list[float] = []
        self.engine = Engine.LOADING
        self.torch = ""
        self.devices: tuple[str, ...] = ("auto", "cpu")
        self.memory = 0
        self.run_number = 0
        self.state: RunState | None = None
        self.reason = ""
        self.started: RunStarted | None = None
        self.step = self.total = 0
        self.rate = 0.0
        self.path: Path | None = None
        self.saved_step: int | None = None
        self.experiment: Experiment | None = None
        self.speed: float | None = None
        self.specimen: SpecimenShown | None = None
        self.live = False
        self.foreign = False  # the run is another process's, which is only followed

    @property
    def active(self) -> bool:
        """A run is being built, trains, is paused or is ending."""
        return self.state is not None and not self.state.over

    @property
    def can_run(self) -> bool:
        """Run starts a new run, or goes on with a paused one."""
        return not self.active or self.foreign or self.state is RunState.PAUSED

    @property
    def can_pause(self) -> bool:
        """The run trains, here."""
        return self.state is RunState.RUNNING and not self.foreign

    @property
    def can_stop(self) -> bool:
        """The run can be ended."""
        return self.active and self.state is not RunState.STOPPING and not self.foreign

    @property
    def resumable(self) -> bool:
        """The last run ended early and has a checkpoint to go on from."""
        return self.state in (RunState.STOPPED, RunState.FAILED) and self.saved_step is not None

    @property
    def seconds_left(self) -> float | None:
        """An estimate, while the run trains."""
        return (self.total - self.step) / self.rate if self.rate > 0 and self.active else None

    def run(self, experiment: Experiment, name: str, paused: bool = False, weights: Path | None = None) -> bool:
        """Start a new run, from ``weights`` if given, or go on with a paused one. False: neither is possible now."""
        if self.state is RunState.PAUSED:
            self._send(Continue())
            self.state = RunState.RUNNING
            return True
        if self.active and not self.foreign:
            return False
        self.path, self.saved_step = self._recording(name), None
        self._start(experiment, paused=paused, weights=weights)
        return True

    def resume(self) -> bool:
        """Go on from the last checkpoint of the run that ended. False: there is none."""
        if not self.resumable or self.experiment is None:
            return False
        self._start(self.experiment, resume=True)
        return True

    def extend(self, experiment: Experiment) -> bool:
        """Go on with a run that is over to another length, which ``experiment`` asks for. False: it cannot."""
        if self.extension(experiment) is None:
            return False
        self._start(experiment, resume=True)
        return True

    def extension(self, experiment: Experiment | None) -> int | None:
        """The steps to which the run that is over could go on with this experiment; None: it could not."""
        ended = self.state in (RunState.FINISHED, RunState.STOPPED) and self.saved_step is not None
        if not ended or experiment is None or self.experiment is None or experiment == self.experiment:
            return None
        from playground.runs.extending import same_run, total_steps

        total = total_steps(experiment, self.experiment, self.total)
        longer = total is not None and self.saved_step is not None and total > self.saved_step
        return total if longer and same_run(experiment, self.experiment) else None

    def adopt(
        self, path: Path, experiment: Experiment, started: RunStarted, state: RunState, saved: int | None
    ) -> None:
        """Take over a recording that was opened, so that it can be resumed."""
        self.run_number += 1
        self.live = self.foreign = False
        self.path, self.experiment, self.started, self.state = path, experiment, started, state
        self.saved_step, self.step, self.total, self.rate, self.reason = saved, saved or 0, started.total_steps, 0.0, ""

    def watch(self, path: Path, experiment: Experiment) -> None:
        """Another process trains and records into ``path``; its events come from there, and it hears none of ours."""
        self.run_number += 1
        self.live, self.foreign = False, True
        self.path, self.experiment, self.started, self.state = path, experiment, None, RunState.PREPARING
        self.saved_step, self.step, self.total, self.rate, self.reason = None, 0, 0, 0.0, ""

    def pause(self) -> None:
        """Hold the run."""
        if self.can_pause:
            self._send(Pause())

    def advance(self, experiment: Experiment, name: str) -> None:
        """One step: of the run that is on, or of a new one that then waits."""
        if not self.active and not self.run(experiment, name, paused=True):
            return
        self._send(Advance(1))

    def train(self, steps: int, until: Goal | None = None) -> None:
        """So many steps more of the run that is on, or fewer if a test finds the goal met, then hold."""
        if self.active and not self.foreign:
            self._send(Advance(steps, until))

    def hold(self) -> None:
        """Train no further, and have all that was recorded so far written."""
        if self.active and not self.foreign:
            self._send(Pause())
            self._send(Save())

    def advance_epoch(self) -> None:
        """As many steps as show every training example once, then hold."""
        if self.started is not None and self.started.epoch_steps and self.state is RunState.PAUSED:
            self._send(Advance(self.started.epoch_steps))

    def stop(self) -> None:
        """End the run; its last checkpoint is written first."""
        if self.can_stop:
            self._send(Stop())
            self.state = RunState.STOPPING

    def stand_aside(self) -> bool:
        """Let the engine be used by others: what it held is from now on seen in its recording. False: a run is on."""
        if self.active and not self.foreign:
            return False
        self.live = False
        return True

    def reset(self) -> None:
        """Forget the run; a run that is on is ended and stays recorded."""
        if self.active and not self.foreign:
            self._send(Stop())
        self.live = self.foreign = False
        self.run_number += 1  # whatever the old run still says is no longer heard
        self.state, self.started, self.experiment, self.path, self.saved_step = None, None, None, None, None
        self.step = self.total = 0
        self.rate, self.reason = 0.0, ""

    def ask(self, question: Question | None) -> bool:
        """Have a number unfolded at each step that is shown. False: no engine holds the run, only its recording."""
        if self.live:
            self._send(Ask(question))
        return self.live

    @property
    def can_change(self) -> bool:
        """An engine holds the run, trained or training, and may change it."""
        done = (RunState.RUNNING, RunState.PAUSED, RunState.STOPPED, RunState.FINISHED)
        return self.live and self.started is not None and self.state in done

    def request(self, request: Changing) -> None:
        """Change the run, or have its next step explained."""
        if self.can_change:
            self._send(request)

    def set_speed(self, steps_per_second: float | None) -> None:
        """Slow motion, or full speed, for this run and those after it."""
        self.speed = steps_per_second
        self._send(Speed(steps_per_second))

    def choose(self, choice: Choosing) -> None:
        """Have another specimen shown."""
        if self.live:
            self._send(choice)

    def save(self) -> None:
        """Ask for a checkpoint of the run that is on."""
        if self.active:
            self._send(Save())

    def take(self, event: Event) -> bool:
        """Follow an event. False: it belongs to a run that is no longer of interest."""
        if getattr(event, "run", self.run_number) != self.run_number:
            return False
        match event:
            case EngineReady():
                self.engine, self.torch, self.devices = Engine.READY, event.torch, event.devices
            case EngineSilent():
                if self.engine not in (Engine.READY, Engine.SILENT):
                    return False  # an engine that loads torch is silent for a while
                self.engine = Engine.SILENT if event.seconds else Engine.READY
            case EngineLost():
                self._lost(event.reason)
            case Alive():
                self.memory = event.memory
            case RunStarted():
                self.started, self.step, self.total = event, event.step, event.total_steps
                self.specimen = None
            case SpecimenShown():
                self.specimen = event
            case StateChanged():
                self._changed(event)
            case Progress():
                self.step, self.rate = event.last_step, event.steps_per_second
            case CheckpointSaved():
                self.saved_step, self.path = event.step, event.path  # somebody may have moved it
        return True

    def _start(
        self, experiment: Experiment, resume: bool = False, paused: bool = False, weights: Path | None = None
    ) -> None:
        assert self.path is not None
        self.run_number += 1
        self.live, self.foreign = True, False
        self.experiment, self.started = experiment, None
        self.state, self.reason = RunState.PREPARING, ""
        self.step = self.total = 0
        self.rate = 0.0
        if self.speed is not None:
            self._send(Speed(self.speed))  # a new engine knows nothing of it
        self._send(Start(self.run_number, experiment.to_json(), self.path, resume, paused, weights))

    def _changed(self, event: StateChanged) -> None:
        if self.state is RunState.STOPPING and not event.state.over:
            return  # said before the engine heard of the stop
        self.state, self.reason = event.state, event.reason

    def _lost(self, reason: str) -> None:
        self.engine, self.memory, self.live = Engine.LOST, 0, False
        if self.active and not self.foreign:
            self.state, self.reason = RunState.FAILED, reason
        now = time.monotonic()
        self._losses = [moment for moment in self._losses if now - moment < RESTART_SECONDS] + [now]
        if len(self._losses) <= RESTARTS:
            self.restart()

    def restart(self) -> None:
        """Start a new engine; the run of the old one, if any, has ended."""
        if self.active and not self.foreign:
            self.state = RunState.FAILED
        self.engine, self.live = Engine.LOADING, False
        self._restart()
