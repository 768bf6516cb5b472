"""RunController: Run, Pause, Step, Stop, Reset and Open as the user means them, with the question that goes before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.recording_follower import RecordingFollower
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.setup.setup_dock import SetupDock
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.desktop.widgets.message_bar import MessageBar, Topic
from playground.protocol.commands import Choosing
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.desktop.state.open_document import OpenDocument
    from playground.experiment.experiment import Experiment


class RunController(QObject):
    """Knows the form, the panels and the run; not the window.

    Args:
        racing: whether a race is on, which a run of its own would end.
        cleared: called when the panels forget the run that was shown.

    Attributes:
        permit: goes on with what trains an experiment, at once or once its user has allowed what it needs.
    """

    changed = Signal()  # where the run stands
    preset_loaded = Signal(object)  # a Preset with its lesson, or None
    ended_early = Signal(str)  # the recording that was opened can be resumed; why that is said

    def __init__(
        self, commands: RunCommands, draft: ExperimentDraft, setup: SetupDock, board: DockManager,
        feed: EventDispatcher, replay: PlaybackController, following: RecordingFollower, banner: MessageBar,
        racing: Callable[[], bool], cleared: Callable[[], None], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._commands, self._draft, self._setup, self._board = commands, draft, setup, board
        self._feed, self._replay, self._following, self._banner = feed, replay, following, banner
        self._racing, self._cleared = racing, cleared
        self.permit: Callable[[Experiment, Callable[[], None]], object] = lambda experiment, go: go()

    def open(self, opened: OpenDocument) -> None:
        """Show what was asked for: a preset, a preset file, an experiment or a recording."""
        run = self._commands.run
        self._banner.drop(Topic.RUN)
        self._setup.load(opened.experiment, opened.name, opened.preset.name if opened.preset is not None else "")
        self.preset_loaded.emit(opened.preset)
        self._following.stop()
        if opened.written and opened.path is not None:
            run.watch(opened.path, opened.experiment)
            self._following.start(opened.path, run.number)
        elif opened.started is not None and opened.path is not None:
            run.adopt(opened.path, opened.experiment, opened.started, opened.state, opened.saved_step)
            for event in opened.events(run.number):
                self._feed.give(event)
            if run.resumable:
                self.ended_early.emit(self.tr("This recording ended early."))
            if opened.shown is not None:
                self._replay.show_step(opened.shown)
        elif opened.held:
            self._commands.start(opened.experiment, self._setup.name, paused=True)
        if run.path is not None:
            run.name = opened.name
        self.changed.emit()

    def open_instead(self, opened: OpenDocument) -> None:
        """In place of what is shown; a training that is on is not ended without a word."""

        def show() -> None:
            self.reset()
            self.open(opened)

        if self._commands.run.ours:
            words = self.tr("Training in progress. Opening {0} ends it; it stays recorded and can be resumed.")
            self._ask_first(words.format(opened.name), self.tr("End it and open"), show)
        else:
            show()

    def run(self) -> None:
        """Train the experiment in the form, or go on after a pause."""
        if self._racing():
            words = self.tr("Race in progress. A run of its own ends it; both its runs stay recorded.")
            self._ask_first(words, self.tr("End the race and run"), self._train)
        else:
            self._train()

    def run_from(self, weights: Path, experiment: Experiment) -> None:
        """A new run that starts from the weights of a file, held before its first step."""
        self._following.stop()
        self._board.clear()
        self._commands.start(experiment, self._setup.name, paused=True, weights=weights)
        words = self.tr("A new run starts from the weights in {0}; Continue trains them.").format(weights)
        self._banner.say(words, topic=Topic.RUN)
        self.changed.emit()

    def pause(self) -> None:
        """Hold the run."""
        self._commands.pause()
        self.changed.emit()

    def step(self) -> None:
        """One step, of a new run if there is none."""
        self._setup.commit()
        run = self._commands.run
        experiment = run.experiment if run.active else self._draft.runnable
        if experiment is not None:
            self.permit(experiment, lambda: self._advance(experiment))
        self.changed.emit()

    def _advance(self, experiment: Experiment) -> None:
        if not self._commands.run.ours:
            self._following.stop()
            self._clear()
        self._commands.advance(experiment, self._setup.name)
        self.changed.emit()

    def stop(self) -> None:
        """End the run."""
        self._commands.stop()
        self.changed.emit()

    def reset(self) -> None:
        """Clear everything that a run has shown."""
        self._following.stop()
        self._commands.reset()
        self._clear()
        self._banner.drop(Topic.RUN)
        self.changed.emit()

    def resume(self) -> None:
        """Go on from the last checkpoint, to the length in the form where the run can be extended to that."""
        self._setup.commit()
        before, experiment = self._commands.run.experiment, self._draft.runnable

        def go() -> None:
            self._board.clear_pictures()
            if experiment is None or not self._commands.extend(experiment):
                self._commands.resume()
            self.changed.emit()

        if before is not None:
            self.permit(before, go)
        self.changed.emit()

    def choose(self, name: str) -> None:
        """Load a shipped preset into the form; a run that is on goes on."""
        from playground.experiment import presets

        preset, run = presets.find(name), self._commands.run
        if not run.active and preset.experiment != run.experiment:
            self.reset()
            self._board.docks.prepare_for(preset.experiment.architecture.title)
        self._setup.load(preset.experiment, preset.name)
        self.preset_loaded.emit(preset)
        self.changed.emit()

    def show_specimen(self, choice: Choosing) -> None:
        """Another one, as the model answers it now."""
        self._replay.timeline.return_to_live()
        self._commands.choose(choice)

    def shown_step(self) -> int:
        """The recorded step that is looked at, or the newest."""
        shown = self._replay.timeline.step
        return self._commands.run.step if shown is None else shown

    def lasting_run(self) -> str:
        """The path of the recording that is shown, as long as the form asks for what it holds; else empty."""
        run = self._commands.run
        known = run.path is not None and run.started is not None and run.experiment == self._draft.experiment
        return str(run.path) if known else ""

    def wanted(self) -> Experiment | None:
        """The experiment in the form; None while it has problems."""
        self._setup.commit()
        return self._draft.runnable

    def holds_run(self) -> bool:
        """Something trains that would be ended with the window."""
        return self._commands.run.ours or self._racing()

    def _train(self) -> None:
        experiment, run = self.wanted(), self._commands.run
        paused = run.state is RunState.PAUSED
        if paused and experiment is None:
            experiment = run.experiment
        if experiment is not None and run.can_run:
            self.permit(experiment, lambda: self._begin(experiment, paused))
        self.changed.emit()

    def _begin(self, experiment: Experiment, paused: bool) -> None:
        self._banner.drop(Topic.RUN)
        if not paused:
            self._following.stop()
            self._clear()
        self._commands.start(experiment, self._setup.name)
        self.changed.emit()

    def _clear(self) -> None:
        """Of the run before, nothing can be seen or scrubbed any more."""
        self._replay.reset()
        self._board.clear()
        self._cleared()

    def _ask_first(self, question: str, answer: str, action: Callable[[], None]) -> None:
        self._banner.say(question, (answer, action), topic=Topic.RUN)
