"""Worker: the one thread of the engine that imports torch, trains, probes and records."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from queue import SimpleQueue
from threading import Lock, Thread

from playground.data.sampling import PLAIN
from playground.experiment.experiment import Experiment
from playground.foundation import collector
from playground.foundation.cores import give_way, wants_all
from playground.foundation.errors import PlaygroundError
from playground.foundation.places import log_file
from playground.protocol.commands import Command, ExplainCell, Pause, Race, Recall, SampleTexts, Speed, Start, Watch
from playground.protocol.engine_events import EngineLost, EngineReady
from playground.protocol.events import Event, RunStarted, RunState, StateChanged
from playground.protocol.explained import StepRecalled
from playground.session.control import Control
from playground.session.lockstep import Lockstep, RacingControl
from playground.worked.example import Question

log = logging.getLogger(__name__)


Lane = tuple[Start | Recall, Control]


class Worker:
    """Takes commands from the main thread and carries them out in its own; one session at a time, or two that race."""

    def __init__(self, publish: Callable[[Event], None]) -> None:
        self._publish = publish
        self._queue: SimpleQueue[list[Lane] | None] = SimpleQueue()
        self._lock = Lock()
        self._controls = [Control()]
        self._race: Lockstep | None = None
        self._watched: frozenset[str] = frozenset()
        self._speed: float | None = None
        self._question: Question | None = None
        self._sampling = PLAIN
        self._loaded = False
        self._thread = Thread(target=self._work, name="training", daemon=True)

    def start(self) -> None:
        """Begin to load torch; commands may come at once."""
        self._thread.start()

    def take(self, command: Command) -> None:
        """Carry out a command; returns at once."""
        with self._lock:
            match command:
                case Start() | Recall():
                    self._race = None
                    self._begin([(command, Control(ExplainCell(self._question)))])
                case Race():
                    self._race = Lockstep()
                    first, second = command.first, command.second
                    lanes = (replace(first, beside=second.path), replace(second, beside=first.path))
                    self._begin([(start, RacingControl(self._race, lane)) for lane, start in enumerate(lanes)])
                case Watch():
                    self._watched = command.names
                case ExplainCell():
                    self._question = command.question
                case SampleTexts():
                    self._sampling = command.sampling
                case Speed():
                    self._speed = command.steps_per_second
                case _:
                    pass
            if not isinstance(command, Start | Recall | Race):
                with self._race.still() if self._race is not None else nullcontext():
                    for control in self._controls:
                        control.send(command)

    def _begin(self, lanes: list[Lane]) -> None:
        """Instead of what is on now."""
        for control in self._controls:
            control.release()
        self._controls = [control for _, control in lanes]
        for start, control in lanes:
            if isinstance(start, Start) and start.paused:
                control.send(Pause())
            control.send(Watch(self._watched))
            control.send(Speed(self._speed))
            if self._sampling != PLAIN:
                control.send(SampleTexts(self._sampling))
        self._queue.put(lanes)

    def stop(self) -> None:
        """Ask the session to end with its last checkpoint; the window is gone or wants us to go."""
        with self._lock:
            for control in self._controls:
                control.release()

    def end(self, seconds: float) -> bool:
        """Stop, then wait for the thread. False: it did not end in time."""
        self.stop()
        self._queue.put(None)
        if not self._loaded:
            return True  # still importing torch: there is nothing to save, and nobody to wait for
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            self._load()
        except Exception as error:
            log.exception("torch cannot be loaded")
            self._publish(EngineLost(f"PyTorch cannot be loaded ({error}); run 'playground doctor'."))
            return
        self._loaded = True
        while (lanes := self._queue.get()) is not None:
            others = [Thread(target=self._carry_out, args=lane, name="racing", daemon=True) for lane in lanes[1:]]
            for thread in others:
                thread.start()
            self._carry_out(*lanes[0])
            for thread in others:
                thread.join()

    def _carry_out(self, start: Start | Recall, control: Control) -> None:
        try:
            with control:
                if isinstance(start, Recall):
                    self._visit(start, control)
                else:
                    self._run(start, control)
        except BaseException:  # whatever a user's file raises: without this thread no run would ever begin again
            log.exception("the run ended with an internal error")
            if isinstance(start, Recall):
                problem = f"This step could not be shown; details are in {log_file()}."
                self._publish(StepRecalled(start.run, start.step, problem=problem))
                return
            reason = f"An internal error ended the run; details are in {log_file()}."
            self._publish(StateChanged(start.run, RunState.FAILED, reason))

    def _tell(self, event: Event) -> None:
        """The window, which comes first where a run wants every core: else it would draw only while a step waits."""
        if isinstance(event, RunStarted) and event.device == "cpu" and wants_all(event.threads):
            give_way()
        self._publish(event)

    def _visit(self, asked: Recall, control: Control) -> None:
        from playground.session.visit import Visit

        Visit(asked, self._publish, control).run()

    def _load(self) -> None:
        collector.pause()
        import torch

        from playground.session import session
        from playground.training import devices

        collector.settle()

        # a plain str: torch's own version type would make the window import torch to read it
        self._publish(EngineReady(str(torch.__version__), devices.available()))
        log.info("loaded torch %s and %s", torch.__version__, session.__name__)

    def _run(self, start: Start, control: Control) -> None:
        from playground.session.session import Session

        try:
            experiment = Experiment.from_json(start.experiment)
        except PlaygroundError as error:
            self._publish(StateChanged(start.run, RunState.FAILED, str(error)))
            return
        begin = None
        if start.weights is not None:
            from playground.training.weights.importing import start_from

            begin = start_from(start.weights)
        session = Session(
            start.run, experiment, start.path, self._tell, control, start.resume, begin, beside=start.beside
        )
        session.run()
        control.leave()
        session.linger()
