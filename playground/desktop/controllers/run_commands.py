"""RunCommands: what Run, Pause, Step, Stop and Reset mean where the run and its engine stand now (no widgets)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.data.sampling import PLAIN, Sampling
from playground.desktop.state.engine_state import Engine, EngineState
from playground.desktop.state.run_state import Run
from playground.protocol.commands import (
    Advance,
    Changing,
    Choosing,
    Command,
    Continue,
    Describe,
    ExplainCell,
    Goal,
    Pause,
    Recall,
    SampleTexts,
    Save,
    Speed,
    Start,
    Stop,
)
from playground.protocol.described import Described
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import Event, RunState
from playground.worked.example import Question

if TYPE_CHECKING:  # pydantic takes a third of a second, which the first paint need not wait for
    from playground.experiment.experiment import Experiment


class RunCommands:
    """Turns clicks into commands, and hands events to the state of the run and of the engine.

    Args:
        send: hands a command to the engine.
        restart: starts a new engine in place of one that is lost.
        recording: gives the path of a new run file for an experiment's name.

    Attributes:
        visited: the step of the recording that the engine holds in place of a run; None where it holds none.
        speed: steps a second in slow motion; None at full speed.
        sampling: how a text is gone on with, too.
        room: megabytes for the pictures of a recording; 0: as the experiment says.
    """

    def __init__(
        self, send: Callable[[Command], None], restart: Callable[[], None], recording: Callable[[str], Path]
    ) -> None:
        self._send = send
        self._restart = restart
        self._recording = recording
        self.run, self.engine = Run(), EngineState()
        self.visited: int | None = None
        self.speed: float | None = None
        self.sampling = PLAIN
        self.room = 0
        self._questions = 0
        self._answer: Callable[[Mapping[str, Any]], None] | None = None

    def start(self, experiment: Experiment, name: str, paused: bool = False, weights: Path | None = None) -> bool:
        """Start a new run, from ``weights`` if given, or go on with a paused one. False: neither is possible now."""
        if self.run.state is RunState.PAUSED:
            self._send(Continue())
            self.run.state = RunState.RUNNING
            return True
        if self.run.ours:
            return False
        self.run.path, self.run.saved_step, self.run.name = self._recording(name), None, name
        self._start(experiment, paused=paused, weights=weights)
        return True

    def resume(self) -> bool:
        """Go on from the last checkpoint of the run that ended. False: there is none."""
        if not self.run.resumable or self.run.experiment is None:
            return False
        self._start(self.run.experiment, resume=True)
        return True

    def extend(self, experiment: Experiment) -> bool:
        """Go on with a run that is over to another length, which ``experiment`` asks for. False: it cannot."""
        if self.run.extension(experiment) is None:
            return False
        self._start(experiment, resume=True)
        return True

    def pause(self) -> None:
        """Hold the run."""
        if self.run.can_pause:
            self._send(Pause())

    def advance(self, experiment: Experiment, name: str) -> None:
        """One step: of the run that is on, or of a new one that then waits."""
        if not self.run.active and not self.start(experiment, name, paused=True):
            return
        self._send(Advance(1))

    def train(self, steps: int, until: Goal | None = None) -> None:
        """So many steps more of the run that is on, or fewer if a test finds the goal met, then hold."""
        if self.run.ours:
            self._send(Advance(steps, until))

    def hold(self) -> None:
        """Train no further, and have all that was recorded so far written."""
        if self.run.ours:
            self._send(Pause())
            self._send(Save())

    def advance_epoch(self) -> None:
        """As many steps as show every training example once, then hold."""
        started = self.run.started
        if started is not None and started.epoch_steps and self.run.state is RunState.PAUSED:
            self._send(Advance(started.epoch_steps))

    def stop(self) -> None:
        """End the run; its last checkpoint is written first."""
        if self.run.can_stop:
            self._send(Stop())
            self.run.state = RunState.STOPPING

    def stand_aside(self) -> bool:
        """Let the engine be used by others: what it held is from now on seen in its recording. False: a run is on."""
        if self.run.ours:
            return False
        self.run.live = False
        return True

    def reset(self) -> None:
        """Forget the run; a run that is on is ended and stays recorded."""
        if self.run.ours:
            self._send(Stop())
        self.run.forget()

    def recall(self, step: int, examined: bool = False) -> bool:
        """Have the model replayed as it was after ``step`` steps. False: a run is on, or none is shown.

        ``examined``: have said what made the step, too.
        """
        if self.run.active or self.run.path is None or not self.stand_aside():
            return False
        self.visited = step
        self._send(Recall(self.run.number, self.run.path, step, examined))
        return True

    def ask(self, question: Question | None) -> bool:
        """Have a number unfolded at each step that is shown. False: no engine holds the run, only its recording."""
        held = self.run.live or self.visited is not None
        if held:
            self._send(ExplainCell(question))
        return held

    def request(self, request: Changing) -> None:
        """Change the run, or have its next step explained."""
        if self.run.can_change:
            self._send(request)

    def set_speed(self, steps_per_second: float | None) -> None:
        """Slow motion, or full speed, for this run and those after it."""
        self.speed = steps_per_second
        self._send(Speed(steps_per_second))

    def sample(self, sampling: Sampling) -> None:
        """Have texts gone on with so, too, in this run and in those after it."""
        self.sampling = sampling
        self._send(SampleTexts(sampling))

    def choose(self, choice: Choosing) -> None:
        """Have another specimen shown."""
        if self.run.live:
            self._send(choice)

    def save(self) -> None:
        """Ask for a checkpoint of the run that is on."""
        if self.run.active:
            self._send(Save())

    def describe(self, experiment: Experiment, answer: Callable[[Mapping[str, Any]], None]) -> None:
        """Have a user's file tried, beside a run that is on; ``answer`` gets the report of the last that was asked."""
        self._questions += 1
        self._answer = answer
        self._send(Describe(self._questions, experiment.to_json()))

    def take(self, event: Event) -> bool:
        """Follow an event. False: it is of no interest, or belongs to a run that is not shown any more."""
        if not self.run.take(event) or not self.engine.take(event):
            return False
        if isinstance(event, Described):
            if event.number == self._questions:
                self._tell(event.report)
            return False
        if isinstance(event, EngineLost):
            if not self.engine.lost_again():
                self.restart()
            self._tell({"error": event.reason, "table": []})
        return True

    def _tell(self, report: Mapping[str, Any]) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            answer(report)

    def restart(self) -> None:
        """Start a new engine; the run of the old one, if any, has ended."""
        self.run.lose(self.run.reason)
        self.engine.status = Engine.LOADING
        self.visited = None
        self._restart()

    def _start(
        self, experiment: Experiment, resume: bool = False, paused: bool = False, weights: Path | None = None
    ) -> None:
        path = self.run.path
        assert path is not None
        self.visited = None
        self.run.begin(experiment)
        if self.speed is not None:
            self._send(Speed(self.speed))  # a new engine knows nothing of it
        if self.sampling != PLAIN:
            self._send(SampleTexts(self.sampling))
        if self.room:  # decides no bit of what is learned
            training = experiment.training.model_copy(update={"recording": self.room})
            experiment = experiment.model_copy(update={"training": training})
        self._send(Start(self.run.number, experiment.to_json(), path, resume, paused, weights))
