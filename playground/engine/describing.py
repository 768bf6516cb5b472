"""Describing: the engine says what a file defines, beside a run that may be on, and never in its own process."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread

from playground.engine.trying import Trial
from playground.experiment.experiment import Experiment
from playground.foundation.errors import PlaygroundError
from playground.protocol.commands import Describe
from playground.protocol.described import Described


class Describer:
    """Tries one file at a time: the last that was asked for."""

    def __init__(self, publish: Callable[[Described], None]) -> None:
        self._publish = publish
        self._lock = Lock()
        self._trial: Trial | None = None
        self._threads: list[Thread] = []

    def take(self, command: Describe) -> None:
        """Begin; returns at once. What was asked before is answered no more."""
        self.stop()
        try:
            trial = Trial(Experiment.from_json(command.experiment), command.seconds)
        except (PlaygroundError, OSError) as error:
            self._publish(Described(command.number, {"error": str(error), "table": []}))
            return
        with self._lock:
            self._trial = trial
        thread = Thread(target=self._answer, args=(trial, command.number), name="describing", daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()

    def stop(self) -> None:
        """Give up what is on."""
        with self._lock:
            trial, self._trial = self._trial, None
        if trial is not None:
            trial.stop()

    def end(self) -> None:
        """Stop, and leave no process and no folder behind."""
        self.stop()
        for thread in self._threads:
            thread.join(5.0)

    def _answer(self, trial: Trial, number: int) -> None:
        report = trial.report()
        with self._lock:
            wanted = self._trial is trial
            if wanted:
                self._trial = None
        if wanted:
            self._publish(Described(number, report))
