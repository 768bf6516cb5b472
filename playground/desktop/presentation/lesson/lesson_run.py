"""LessonRun: the run of the window as a lesson tells it what to do, whether an engine trains it or a file holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.panels.loss import LossPanel
from playground.desktop.widgets.playback_bar import PlaybackBar
from playground.protocol.commands import Goal
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.experiment.lessons import Until


class LessonRun:
    """Sends commands through the commands, shows recorded looks through the timeline."""

    def __init__(self, commands: RunCommands, timeline: PlaybackBar, loss: LossPanel) -> None:
        self._commands, self._timeline, self._loss = commands, timeline, loss
        self._goal: int | None = None

    @property
    def step(self) -> int:
        """The newest step that was reported."""
        return self._commands.run.step

    @property
    def shown(self) -> int:
        """The step that the pictures show; recorded looks lie at some steps only."""
        recorded = self._timeline.step
        return self._commands.run.step if recorded is None else recorded

    @property
    def over(self) -> bool:
        """It ended, was forgotten, or is another process's."""
        state = self._commands.run.state
        return state is None or state.over or self._commands.run.foreign

    @property
    def held(self) -> bool:
        """It waits here, and what it shows is recorded.

        The engine calls a run paused as well while it takes the steps that it was allowed.
        """
        commands = self._commands
        on_its_way = self._goal is not None and commands.run.step < self._goal
        return commands.run.state is RunState.PAUSED and not on_its_way and commands.run.saved_step == commands.run.step

    def first(self, until: Until) -> int | None:
        """Among the evaluations of the run so far."""
        curve = self._loss.chosen_by(until.metric)
        if curve is None:
            return None
        met = np.array([until.met(value) for value in curve.y.tolist()], dtype=bool)
        return int(curve.x[int(met.argmax())]) if met.any() else None

    def hold(self) -> None:
        """Train no further; what was recorded is written, so that it can be shown again."""
        self._goal = None
        self._commands.hold()

    def advance(self, steps: int, until: Until | None) -> None:
        """Take so many steps, or fewer if a test finds a metric good enough, then hold."""
        self._goal = self._commands.run.step + steps
        self._commands.train(steps, Goal(until.metric, until.above, until.below) if until is not None else None)

    def show(self, step: int | None) -> None:
        """A recorded look, or the present; where nothing is recorded yet that is all there is."""
        self._timeline.refresh()
        if step is None or not self._timeline.film.steps:
            self._timeline.return_to_live()
        else:
            self._timeline.show_step(step)
