"""EngineAlerts: what goes wrong with the engine or the run, said in the banner with what helps."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.widgets.diagnosis_bar import DiagnosisBar
from playground.desktop.widgets.message_bar import MessageBar, Topic
from playground.languages.spoken import said
from playground.protocol.engine_events import Alive, EngineLost, EngineReady, EngineSilent
from playground.protocol.events import Event, RunState, StateChanged

# seconds after which an engine that lives, but does not do what was asked, hangs in a step; a model may hang in its own
# file, and the thread that trains cannot be ended from outside
PATIENCE = {RunState.STOPPING: 5.0, RunState.PREPARING: 60.0}


class EngineAlerts(QObject):
    """Hears every event of the run that is shown.

    Args:
        resume: goes on from the last checkpoint.
    """

    def __init__(
        self, banner: MessageBar, notice: DiagnosisBar, commands: RunCommands, resume: Callable[[], None],
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._banner, self._notice, self._commands, self._resume = banner, notice, commands, resume
        self._waiting: tuple[int, RunState | None] = (0, None)
        self._since, self._said = 0.0, False
        self._lost = ""  # why there is no engine, until there is one again

    def hear(self, event: Event, was_active: bool) -> None:
        """Say what is wrong; ``was_active``: a run was on before this event."""
        match event:
            case Alive():
                self._wait()
            case EngineLost() if was_active:
                self.offer_resume(event.reason)
            case EngineLost():
                self._lost = event.reason
                self._banner.say(event.reason, self._restart(), topic=Topic.ENGINE)
            case EngineSilent() if event.seconds:
                self._say_silent()
            case EngineReady() if self._lost:
                self._say_replaced()
            case EngineSilent() | EngineReady():
                self._banner.drop(Topic.ENGINE)
            case StateChanged(state=state) if state.over:
                self._banner.drop(Topic.TRAINING)
                if state is RunState.FAILED:
                    self.offer_resume(self._notice.failure or event.reason)
            case _:
                pass

    def _wait(self) -> None:
        """Say that nothing happens once it has been waited for long enough, and that it goes on where it does."""
        run = self._commands.run
        waiting, now = (run.number, run.state if run.live else None), time.monotonic()
        if waiting != self._waiting:
            self._waiting, self._since = waiting, now
            if self._said:
                self._said = False
                self._banner.drop(Topic.ENGINE)
        patience = PATIENCE.get(run.state) if run.state is not None and run.live else None
        if patience is not None and not self._said and now - self._since > patience:
            self._said = True
            self._say_silent()

    def _say_replaced(self) -> None:
        """A new engine may be there before anybody has read why it was needed: that stays, where it still stands."""
        words, self._lost = said(self._lost), ""
        if self._banner.text == words:
            self._banner.say(" ".join([words, self.tr("A new engine is ready.")]), topic=Topic.ENGINE)

    def _say_silent(self) -> None:
        words = self.tr("The engine does not answer. It may be busy; wait, or restart it.")
        self._banner.say(words, self._restart(), topic=Topic.ENGINE)

    def offer_resume(self, reason: str) -> None:
        """Say why the run ended, and go on from its last checkpoint if there is one."""
        if self._commands.run.resumable:
            words = self.tr("Resume from step {0}").format(self._commands.run.saved_step)
            self._banner.say(reason, (words, self._resume), topic=Topic.RUN)
        else:
            self._banner.say(reason, topic=Topic.RUN)

    def _restart(self) -> tuple[str, Callable[[], None]]:
        return self.tr("Restart engine"), self._commands.restart
