"""Run: the run that the window shows, live, followed or recorded: where it stands, and what can be done with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playground.protocol.engine_events import EngineLost
from playground.protocol.events import (
    CheckpointSaved,
    Event,
    Progress,
    RunStarted,
    RunState,
    SpecimenShown,
    StateChanged,
)

if TYPE_CHECKING:  # pydantic takes a third of a second, which the first paint need not wait for
    from playground.experiment.experiment import Experiment


class Run:
    """Follows events; sends nothing.

    Attributes:
        number: of the run, told apart by it in commands and events; 0 before the first one.
        state: None while there is no run.
        name: of the preset, file or experiment that it came from; empty where nobody said.
        path, saved_step: its recording, and the step of the last checkpoint in it.
        rate: steps a second.
        live: an engine of ours holds it.
        foreign: it is another process's, which is only followed.
    """

    def __init__(self) -> None:
        self.number = 0
        self.name = ""
        self.state: RunState | None = None
        self.reason = ""
        self.started: RunStarted | None = None
        self.step = self.total = 0
        self.rate = 0.0
        self.path: Path | None = None
        self.saved_step: int | None = None
        self.experiment: Experiment | None = None
        self.specimen: SpecimenShown | None = None
        self.live = self.foreign = False

    @property
    def active(self) -> bool:
        """It is being built, trains, is paused or is ending."""
        return self.state is not None and not self.state.over

    @property
    def ours(self) -> bool:
        """It is on, and not another process's."""
        return self.active and not self.foreign

    @property
    def can_run(self) -> bool:
        """Run starts a new run, or goes on with a paused one."""
        return not self.active or self.foreign or self.state is RunState.PAUSED

    @property
    def can_pause(self) -> bool:
        """It trains, here."""
        return self.state is RunState.RUNNING and not self.foreign

    @property
    def can_stop(self) -> bool:
        """It can be ended."""
        return self.ours and self.state is not RunState.STOPPING

    @property
    def resumable(self) -> bool:
        """It ended early and has a checkpoint to go on from."""
        return self.state in (RunState.STOPPED, RunState.FAILED) and self.saved_step is not None

    @property
    def can_change(self) -> bool:
        """An engine holds it, trained or training, and may change it."""
        done = (RunState.RUNNING, RunState.PAUSED, RunState.STOPPED, RunState.FINISHED)
        return self.live and self.started is not None and self.state in done

    @property
    def seconds_left(self) -> float | None:
        """An estimate, while it trains."""
        return (self.total - self.step) / self.rate if self.rate > 0 and self.active else None

    def extension(self, experiment: Experiment | None) -> int | None:
        """The steps to which a run that is over could go on with this experiment; None: it could not."""
        ended = self.state in (RunState.FINISHED, RunState.STOPPED) and self.saved_step is not None
        if not ended or experiment is None or self.experiment is None or experiment == self.experiment:
            return None
        from playground.runs.extending import same_run, total_steps

        total = total_steps(experiment, self.experiment, self.total)
        longer = total is not None and self.saved_step is not None and total > self.saved_step
        return total if longer and same_run(experiment, self.experiment) else None

    def begin(self, experiment: Experiment) -> None:
        """An engine of ours is about to train it; ``path`` and ``saved_step`` are known before."""
        self._renew(live=True)
        self.experiment, self.state = experiment, RunState.PREPARING

    def adopt(
        self, path: Path, experiment: Experiment, started: RunStarted, state: RunState, saved: int | None
    ) -> None:
        """Show a recording that was opened, so that it can be resumed."""
        self._renew()
        self.path, self.experiment, self.started, self.state = path, experiment, started, state
        self.saved_step, self.step, self.total = saved, saved or 0, started.total_steps

    def watch(self, path: Path, experiment: Experiment) -> None:
        """Another process trains and records into ``path``; its events come from there, and it hears none of ours."""
        self._renew(foreign=True)
        self.path, self.experiment, self.state, self.saved_step = path, experiment, RunState.PREPARING, None

    def forget(self) -> None:
        """There is no run; whatever the old one still says is no longer heard."""
        self._renew()
        self.state, self.experiment, self.path, self.saved_step, self.name = None, None, None, None, ""

    def take(self, event: Event) -> bool:
        """Follow an event. False: it belongs to a run that is no longer of interest."""
        if getattr(event, "run", self.number) != self.number:
            return False
        match event:
            case RunStarted():
                self.started, self.step, self.total = event, event.step, event.total_steps
                self.specimen = None
            case SpecimenShown():
                self.specimen = event
            case StateChanged() if self.state is not RunState.STOPPING or event.state.over:
                self.state, self.reason = event.state, event.reason  # else it was said before the stop was heard
            case Progress():
                self.step, self.rate = event.last_step, event.steps_per_second
            case CheckpointSaved():
                self.saved_step, self.path = event.step, event.path  # somebody may have moved it
            case EngineLost():
                self.lose(event.reason)
        return True

    def lose(self, reason: str) -> None:
        """The engine that held it is gone."""
        if self.ours:
            self.state, self.reason = RunState.FAILED, reason
        self.live = False

    def _renew(self, live: bool = False, foreign: bool = False) -> None:
        self.number += 1
        self.live, self.foreign = live, foreign
        self.started, self.reason = None, ""
        self.step = self.total = 0
        self.rate = 0.0
