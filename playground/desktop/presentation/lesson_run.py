"""LessonRun: the run of the window as a lesson tells it what to do, whether an engine trains it or a file holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.desktop.panels.loss import LossPanel
from playground.desktop.state.run_state import Cockpit
from playground.desktop.widgets.playback_bar import PlaybackBar
from playground.protocol.commands import Goal
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.experiment.lessons import Until


class LessonRun:
    """Sends commands through the cockpit, shows recorded looks through the timeline."""

    def __init__(self, cockpit: Cockpit, timeline: PlaybackBar, loss: LossPanel) -> None:
        self._cockpit, self._timeline, self._loss = cockpit, timeline, loss
        self._goal: int | None = None

    @property
    def step(self) -> int:
        """The newest step that was reported."""
        return self._cockpit.step

    @property
    def shown(self) -> int:
        """The step that the pictures show; recorded looks lie at some steps only."""
        recorded = self._timeline.step
        return self._cockpit.step if recorded is None else recorded

    @property
    def over(self) -> bool:
        """It ended, was forgotten, or is another process's."""
        state = self._cockpit.state
        return state is None or state.over or self._cockpit.foreign

    @property
    def held(self) -> bool:
        """It waits here, and what it shows is recorded.

        The engine calls a run paused as well while it takes the steps that it was allowed.
        """
        cockpit = self._cockpit
        on_its_way = self._goal is not None and cockpit.step < self._goal
        return cockpit.state is RunState.PAUSED and not on_its_way and cockpit.saved_step == cockpit.step

    def first(self, until: Until) -> int | None:
        """Among the evaluations of the run so far."""
        curve = self._loss.tested(until.metric)
        if curve is None:
            return None
        met = np.array([until.met(value) for value in curve.y.tolist()], dtype=bool)
        return int(curve.x[int(met.argmax())]) if met.any() else None

    def hold(self) -> None:
        """Train no further; what was recorded is written, so that it can be shown again."""
        self._goal = None
        self._cockpit.hold()

    def advance(self, steps: int, until: Until | None) -> None:
        """Take so many steps, or fewer if a test finds a metric good enough, then hold."""
        self._goal = self._cockpit.step + steps
        self._cockpit.train(steps, Goal(until.metric, until.above, until.below) if until is not None else None)

    def show(self, step: int | None) -> None:
        """A recorded look, or the present; where nothing is recorded yet that is all there is."""
        self._timeline.refresh()
        if step is None or not self._timeline.film.steps:
            self._timeline.return_to_live()
        else:
            self._timeline.show_step(step)
