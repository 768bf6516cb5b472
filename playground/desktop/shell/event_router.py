"""EventRouter: every event passes here before the panels see it, and goes to those whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playground.desktop.controllers.engine_alerts import EngineAlerts
from playground.desktop.controllers.intervention_controller import InterventionController
from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_layout import DockLayout
from playground.desktop.race.race_controller import RaceController
from playground.desktop.widgets.diagnosis_bar import DiagnosisBar
from playground.protocol.events import Diagnosed, Event, RunStarted, StateChanged


class EventRouter:
    """The race first, whose runs are nobody else's; then the run, its recording, and what is said about it.

    Args:
        used: told of each recording that a run has left.
    """

    def __init__(
        self, race: RaceController, commands: RunCommands, replay: PlaybackController, bench: InterventionController,
        docks: DockLayout, notice: DiagnosisBar, alarms: EngineAlerts,
        used: Callable[[Path], None],
    ) -> None:  # fmt: skip
        self._race, self._commands, self._replay, self._bench = race, commands, replay, bench
        self._docks, self._notice, self._alarms, self._used = docks, notice, alarms, used

    def hear(self, event: Event) -> bool:
        """Hand it on. False: the panels shall not see it."""
        run = self._commands.run
        was_active = run.active
        if self._race.hear(event) or not self._commands.take(event) or not self._replay.hear(event):
            return False
        self._bench.hear(event)
        match event:
            case RunStarted() if run.experiment is not None:
                self._docks.fit(event.pictures, run.experiment.architecture.title)
                self._notice.begin(event)
            case Diagnosed():
                self._notice.take(event)
            case StateChanged() if event.state.over and run.live and run.path is not None and run.path.exists():
                self._used(run.path)
            case _:
                pass
        self._alarms.hear(event, was_active)
        return True
