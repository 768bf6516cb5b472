"""Worker: the one thread of the engine that imports torch, trains, probes and records."""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread

from playground.experiment.errors import PlaygroundError
from playground.experiment.experiment import Experiment
from playground.experiment.places import log_file
from playground.protocol.commands import (
    Advance,
    Ask,
    Choose,
    ChooseExample,
    ChooseWrong,
    Collected,
    Command,
    Continue,
    ExplainStep,
    Intervene,
    Pause,
    Save,
    Speed,
    Start,
    Stop,
    Watch,
)
from playground.protocol.events import EngineLost, EngineReady, Event, RunState, StateChanged
from playground.training.control import Control
from playground.worked.example import Question

log = logging.getLogger(__name__)


class Worker:
    """Takes commands from the main thread and carries them out in its own; one session at a time."""

    def __init__(self, publish: Callable[[Event], None]) -> None:
        self._publish = publish
        self._queue: SimpleQueue[tuple[Start, Control] | None] = SimpleQueue()
        self._lock = Lock()
        self._control = Control()
        self._watched: frozenset[str] = frozenset()
        self._speed: float | None = None
        self._question: Question | None = None
        self._loaded = False
        self._thread = Thread(target=self._work, name="training", daemon=True)

    def start(self) -> None:
        """Begin to load torch; commands may come at once."""
        self._thread.start()

    def take(self, command: Command) -> None:
        """Carry out a command; returns at once."""
        with self._lock:
            match command:
                case Start():
                    self._control.release()
                    self._control = Control(paused=command.paused)
                    self._control.watch(self._watched)
                    self._control.set_speed(self._speed)
                    self._control.question = self._question
                    self._queue.put((command, self._control))
                case Watch():
                    self._watched = command.names
                    self._control.watch(command.names)
                case Ask():
                    self._question = command.question
                    self._control.ask(command.question)
                case Collected():
                    self._control.collected = True
                case Choose() | ChooseExample() | ChooseWrong():
                    self._control.choose(command)
                case Pause():
                    self._control.pause()
                case Continue():
                    self._control.proceed()
                case Advance():
                    self._control.step(command.steps)
                case Intervene() | ExplainStep():
                    self._control.request(command)
                case Speed():
                    self._speed = command.steps_per_second
                    self._control.set_speed(self._speed)
                case Save():
                    self._control.save()
                case Stop():
                    self._control.stop()

    def stop(self) -> None:
        """Ask the session to end with its last checkpoint; the window is gone or wants us to go."""
        with self._lock:
            self._control.release()

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
        while (item := self._queue.get()) is not None:
            try:
                self._run(*item)
            except Exception:
                log.exception("the run ended with an internal error")
                reason = f"An internal error ended the run; details are in {log_file()}."
                self._publish(StateChanged(item[0].run, RunState.FAILED, reason))

    def _load(self) -> None:
        import torch

        from playground.training import devices, session

        # a plain str: torch's own version type would make the window import torch to read it
        self._publish(EngineReady(str(torch.__version__), devices.available()))
        log.info("loaded torch %s and %s", torch.__version__, session.__name__)

    def _run(self, start: Start, control: Control) -> None:
        from playground.training.session import Session

        try:
            experiment = Experiment.from_json(start.experiment)
        except PlaygroundError as error:
            self._publish(StateChanged(start.run, RunState.FAILED, str(error)))
            return
        begin = None
        if start.weights is not None:
            from playground.exports.importing import start_from

            begin = start_from(start.weights)
        session = Session(start.run, experiment, start.path, self._publish, control, start.resume, begin)
        session.run()
        session.linger()
