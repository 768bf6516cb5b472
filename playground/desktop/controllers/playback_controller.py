"""PlaybackController: joins the timeline to the panels: either all of them show what happens now, or one recorded
look."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.training_step import TrainingStepPanel
from playground.desktop.state.recording_index import RecordingIndex
from playground.desktop.widgets.playback_bar import PlaybackBar
from playground.foundation.errors import PlaygroundError
from playground.foundation.jumps import jump
from playground.languages.spoken import said
from playground.protocol.events import (
    CheckpointSaved,
    Event,
    Explained,
    Pictures,
    RunStarted,
    SpecimenShown,
    StateChanged,
)
from playground.protocol.explained import StepRecalled
from playground.worked.example import Question


class PlaybackController(QObject):
    """Stands between the engine's events and the panels while a recorded look is shown."""

    def __init__(self, board: DockManager, feed: EventDispatcher, commands: RunCommands, parent: QWidget) -> None:
        super().__init__(parent)
        self.timeline = PlaybackBar()
        self._board, self._feed, self._commands = board, feed, commands
        self.timeline.shown.connect(lambda pictures: self._show(pictures))
        self.timeline.left.connect(lambda: self._return())
        self.timeline.exact_wanted.connect(lambda step: self._recall(step))
        self._examining = False
        board.explain.replay_wanted.connect(lambda step: self.timeline.show_exactly(step, always=True))
        board.loss.step_picked.connect(lambda step: self._bisect(step))
        for panel in board.panels:
            panel.wanted_changed.connect(lambda panel=panel: self._fill(panel))

    def hear(self, event: Event) -> bool:
        """Follow the run. False: a picture of now, while a recorded one is shown."""
        match event:
            case RunStarted():
                self.timeline.follow(RecordingIndex(event.path), event.run)
                self._board.explain.start(event)  # it forgets a question that this run has no cell for
                self._commands.ask(self._board.explain.question)
            case CheckpointSaved():
                self.timeline.film.path = event.path  # somebody may have moved it
                self.timeline.refresh()
            case StateChanged() if event.state.over:
                self.timeline.refresh()
                for panel in self._board.panels:
                    self._fill(panel)
            case StepRecalled():
                self._recalled(event)
                return False
            case Pictures() if event.step == self._commands.visited:
                self._board.show_recorded(event)
                return False
            case Explained() if event.step == self._commands.visited:
                return True
            case Pictures() | Explained():
                return self.timeline.live
            case _:
                pass
        return True

    def reset(self) -> None:
        """There is no run any more."""
        self.timeline.follow(None, 0)
        self._board.show_moment(None)

    def show_step(self, step: int) -> None:
        """A recorded step; the last one is what is shown anyway."""
        steps = self.timeline.film.steps
        if steps and step < steps[-1]:
            self.timeline.show_step(step)

    def ask(self, question: Question) -> None:
        """The engine unfolds the number as it is now; of a recorded look the run file does."""
        held = self.timeline.live or self._commands.visited is not None
        if not held or not self._commands.ask(question):
            self._explain(question)

    def _recall(self, step: int) -> None:
        """A step that was not recorded: the nearest look is shown already, the engine replays the rest."""
        examined, self._examining = self._examining, False
        if not self._commands.recall(step, examined):
            self.timeline.failed.emit(self.tr("A run is on: its other steps can be replayed once it is over."))
            return
        self._feed.look_again()

    def _bisect(self, near: int) -> None:
        """Somebody pointed at a step of the loss of a run that is over: what made the jump beside it?"""
        losses, last = self._board.loss.scene.curves.losses, self.timeline.film.last
        if self._commands.run.active or last < 2 or len(losses.y) != last:
            return
        self._examining = True
        self.timeline.show_exactly(jump(losses.y, near, max(10, last // 50)), always=True)
        self._board.reveal(self._board.panel(TrainingStepPanel))

    def _recalled(self, event: StepRecalled) -> None:
        if event.step != self._commands.visited:
            return
        if event.problem:
            self._commands.visited = None
            self.timeline.failed.emit(said(event.problem))
            return
        self.timeline.show_exact(event)
        started = self._commands.run.started
        if started is not None:
            for panel in self._board.panels:
                panel.offer(replace(started, pictures=event.pictures))
        self._commands.ask(self._board.explain.question)

    def _fill(self, panel: Panel) -> None:
        """What a panel draws over the steps and did not see, because nobody looked at it, is in the recording."""
        film = self.timeline.film
        names = panel.lacking(film.steps[0]) if film.steps and panel.on_screen() else frozenset()
        try:
            for pictures in film.over_steps(names):
                panel.fill(pictures)
        except PlaygroundError as error:
            self.timeline.failed.emit(str(error))

    def _show(self, pictures: Pictures) -> None:
        self._commands.visited = None
        self._name(None)
        self._board.show_recorded(pictures)
        question = self._board.explain.question
        if question is not None:
            self._explain(question)

    def _return(self) -> None:
        """Back to now: from the engine, or where there is none from the end of the recording."""
        self._commands.visited = None
        self._board.show_moment(None)
        self._name(self._commands.run.specimen)
        if self._commands.run.live:
            self._feed.look_again()
            self._commands.ask(self._board.explain.question)
        elif self.timeline.film.steps:
            last = self.timeline.film.pictures(len(self.timeline.film.steps) - 1, self._commands.run.number)
            if last is not None:
                self._show(last)
                self._board.show_moment(None)

    def _name(self, shown: SpecimenShown | None) -> None:
        """Which specimen the pictures show: of recorded looks always the first of the run."""
        started = self._commands.run.started
        if started is not None:
            words = started.specimen if shown is None else shown.words
            for panel in self._board.panels:
                panel.show_specimen(SpecimenShown(started.run, words, None))

    def _explain(self, question: Question) -> None:
        """From the recording, in the window: it needs no torch."""
        path = self._commands.run.path
        if path is not None:
            from playground.desktop.explain.recorded_explainer import explained

            step = self._board.explain.step
            answer = explained(path, step, question, self._commands.run.number)
            explain = self._board.explain
            explain.take(answer)
            if explain.on_screen():
                explain.draw()
