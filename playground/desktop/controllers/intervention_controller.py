"""InterventionController: joins what changes a run, its speed, its explained step and its marks to the panels and
the engine."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.interventions import InterventionsPanel
from playground.desktop.panels.training_step import TrainingStepPanel
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.desktop.widgets.playback_bar import PlaybackBar
from playground.experiment.interventions import Intervention, Undo
from playground.protocol.commands import ExplainStep, Intervene
from playground.protocol.events import Event, Intervened, Refused, RunStarted, RunState

READABLE = 116  # points of the list of speeds: one reads the choice
SPEEDS = (30, 10, 3, 1)  # steps a second


class InterventionController(QObject):
    """Sends what is asked; the panels learn of it by the events that answer.

    Args:
        say: shows one sentence, for what is refused.

    Attributes:
        speed: the list of speeds for the toolbar.
    """

    def __init__(
        self, board: DockManager, commands: RunCommands, actions: Actions, timeline: PlaybackBar,
        say: Callable[[str], None], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._board, self._commands, self._actions, self._timeline, self._say = board, commands, actions, timeline, say
        self._interventions, self._step = board.panel(InterventionsPanel), board.panel(TrainingStepPanel)
        self._steps: list[int] = []
        self.speed = ElidedCombo()
        self.speed.narrow = READABLE
        self.speed.setAccessibleName(self.tr("Speed of the training"))
        self.speed.setToolTip(self.tr("Slow motion: so many steps a second, each with its pictures"))
        self.speed.addItem(self.tr("full speed"), None)
        for speed in SPEEDS:
            self.speed.addItem(self.tr("{0} steps/s").format(speed) if speed > 1 else self.tr("1 step/s"), speed)
        self.speed.currentIndexChanged.connect(lambda: commands.set_speed(self.speed.currentData()))
        for panel in board.panels:
            if isinstance(panel, CellPanel | InterventionsPanel):
                panel.change_wanted.connect(self.change)
        self._step.explain_wanted.connect(self._explain)
        actions.epoch.triggered.connect(commands.advance_epoch)
        actions.explain_step.triggered.connect(self._ask_step)
        actions.take_back.triggered.connect(self.take_back)

    def change(self, intervention: Intervention) -> None:
        """Change the run, and let the list that shows the answer be seen."""
        self._commands.request(Intervene(intervention))
        self._board.reveal(self._interventions)

    def take_back(self) -> None:
        """Undo the newest change that is in force."""
        in_force = self._interventions.changes.in_force
        if in_force:
            self._commands.request(Intervene(Undo(in_force[-1])))

    def hear(self, event: Event) -> None:
        """Follow the run."""
        match event:
            case RunStarted():
                self._mark([])
            case Intervened():
                self._mark([*self._steps, event.step])
            case Refused():
                self._say(event.reason)
            case _:
                pass

    def follow(self) -> None:
        """Enable what makes sense now."""
        can, paused = self._commands.run.can_change, self._commands.run.state is RunState.PAUSED
        for panel in self._board.panels:
            if isinstance(panel, CellPanel):
                panel.can_change = can
        self._interventions.set_can_change(can)
        self._step.set_paused(paused and can)
        started = self._commands.run.started
        self._actions.epoch.setEnabled(paused and started is not None and started.epoch_steps > 0)
        self._actions.explain_step.setEnabled(paused and can)
        self._actions.take_back.setEnabled(can and bool(self._interventions.changes.in_force))

    def _mark(self, steps: list[int]) -> None:
        self._steps = steps
        self._timeline.mark(steps)

    def _ask_step(self) -> None:
        self._board.reveal(self._step)
        self._step.ask()

    def _explain(self, request: ExplainStep) -> None:
        self._commands.request(request)
