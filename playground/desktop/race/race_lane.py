"""RaceLane: one run of a race: where it stands, and the panels that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.desktop.docking.panel_registry import panel_classes
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.run_position import RunPosition
from playground.desktop.panels.network import NetworkPanel
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import Evaluated, Event, Pictures, Progress, RunStarted, RunState, StateChanged

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment


def mirrored() -> tuple[type[Panel], ...]:
    """The panels that both lanes have, in the order of their tabs."""
    return tuple(panel for panel in panel_classes() if panel.spec.in_races)


class RaceLane(QObject):
    """Follows the events of its run.

    Attributes:
        letter: A or B.
        slot: of its colour and marker.
        number: of its run; 0 before the first race.
        metrics: of the last look at the test set.
    """

    def __init__(self, letter: str, slot: int, parent: QObject) -> None:
        super().__init__(parent)
        self.letter, self.slot = letter, slot
        self.panels = [panel_class() for panel_class in mirrored()]
        self.number = 0
        self.experiment: Experiment | None = None
        self.state: RunState | None = None
        self.started: RunStarted | None = None
        self.step = 0
        self.rate = 0.0
        self.reason = ""
        self.metrics: dict[str, float] = {}
        self._follow()

    @property
    def active(self) -> bool:
        """Its run is on."""
        return self.state is not None and not self.state.over

    def begin(self, number: int, experiment: Experiment) -> None:
        """A new race."""
        self.number, self.experiment = number, experiment
        self.state, self.started, self.reason = RunState.PREPARING, None, ""
        self.step, self.rate, self.metrics = 0, 0.0, {}
        for panel in self.panels:
            panel.clear()
        self._follow()

    @property
    def network(self) -> NetworkPanel:
        """The drawing of its model."""
        return next(panel for panel in self.panels if isinstance(panel, NetworkPanel))

    def mirror(self, other: RaceLane) -> None:
        """What is chosen, unfolded or pointed at in the drawing of the other lane's model is so in this one's.

        Of the two drawings that of the later lane flows to the left, so that the answers stand side by side.
        """
        self.network.view.leftward = self.slot > other.slot
        other.network.handled.connect(lambda: self.network.mirror(other.network))

    def show_model(self, experiment: Experiment) -> None:
        """Draw what is to race, until something has."""
        if self.started is None:
            self.network.show_model(experiment.layers(), experiment.task.shape())

    def take(self, event: Event) -> None:
        """Follow an event of its run."""
        match event:
            case Pictures():
                for panel in self.panels:
                    panel.show_pictures(event)
                return
            case RunStarted():
                self.started = event
            case StateChanged():
                self.state, self.reason = event.state, event.reason
            case Progress():
                self.step, self.rate = event.last_step, event.steps_per_second
            case Evaluated():
                self.metrics = dict(event.metrics)
            case EngineLost() if self.active:
                self.state, self.reason = RunState.FAILED, event.reason
            case _:
                pass
        for panel in self.panels:
            panel.take(event)
        self._follow()

    def fits(self, panel: Panel) -> bool:
        """Whether one of its panels has something to show in this run."""
        return self.started is not None and panel.fits(self.started.pictures)

    def _follow(self) -> None:
        """Empty panels say what they wait for."""
        position = RunPosition(waiting=self.active, racing=True)
        for panel in self.panels:
            panel.follow_run(position)
