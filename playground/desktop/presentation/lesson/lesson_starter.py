"""LessonStarter: begins the lesson of what was loaded, keeps one that was left in its middle, or says why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.presentation.lesson.lesson_run import LessonRun
from playground.desktop.presentation.navigators import LessonNavigator
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment
    from playground.experiment.presets import Preset


class LessonStarter(QObject):
    """The stage and the window tell one lesson: what was begun in one of them goes on in the other.

    Args:
        wanted: the experiment in the form, None while it has problems.
        reset: forgets the run that is shown.
        language: the language of the lesson's words.

    Attributes:
        preset: what was loaded, with its lesson if it has one.
        reason: why the last ``begin`` gave no lesson where one was to be expected; empty where none was.
    """

    changed = Signal()  # another preset, with another lesson or none
    run_before = Signal(Path)  # the recording of the run that was shown before a lesson trained its own

    def __init__(
        self, board: DockManager, commands: RunCommands, replay: PlaybackController,
        wanted: Callable[[], Experiment | None], reset: Callable[[], None], language: Callable[[], str],
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._board, self._commands, self._replay = board, commands, replay
        self._wanted, self._reset, self.language = wanted, reset, language
        self.preset: Preset | None = None
        self.reason = ""
        # a lesson in its middle, its run and how far that was
        self._left: tuple[LessonNavigator, int, int] | None = None
        self._replaced: Path | None = None

    def take_preset(self, preset: Preset | None) -> None:
        """What was loaded, with its lesson if it has one."""
        self.preset = preset
        self.changed.emit()

    def begin(self) -> LessonNavigator | None:
        """A lesson shows what the hall would see live, so it needs a run of the experiment in the form that has
        not taken a step; or it is the one that was left in its middle."""
        left, self._left = self._left, None
        wanted, commands = self._wanted(), self._commands
        unknown = self._unknown_panels()
        self.reason = ""
        if unknown:
            words = self.tr("The lesson names panels that do not exist: {0}; correct them in its file.")
            self.reason = words.format(unknown)
        elif self.preset is not None and self.preset.lesson and wanted is not None and self.preset.suits(wanted):
            same = commands.run.experiment == wanted and commands.run.live
            if left is not None and same and left[1:] == (commands.run.number, commands.run.step):
                self._board.hide_later = True
                return left[0]
            new = same and commands.run.step == 0 and commands.run.active
            if new or not commands.run.active or commands.run.foreign:
                return self._lesson(self.preset, wanted, remember=True)
            self.reason = self.tr("Training in progress; stop it to present this lesson, which trains anew.")
        if left is not None:
            left[0].deleteLater()
        return None

    def start_over(self, navigator: LessonNavigator) -> LessonNavigator | None:
        """The lesson from its first scene, with a new run; the one so far stays recorded. None: it cannot be."""
        wanted = self._wanted()
        if self.preset is None or wanted is None:
            return None
        navigator.deleteLater()
        self._reset()
        return self._lesson(self.preset, wanted)

    def keep(self, navigator: LessonNavigator) -> None:
        """A lesson that was left in its middle goes on there, if its run is still where the lesson left it."""
        self._board.hide_later = False
        if navigator.over:
            navigator.deleteLater()
        else:
            self._left = navigator, self._commands.run.number, self._commands.run.step

    def tell_run_before(self) -> None:
        """The run that a lesson took the place of is offered again."""
        replaced, self._replaced = self._replaced, None
        if replaced is not None:
            self.run_before.emit(replaced)

    def _unknown_panels(self) -> str:
        """What the lesson calls panels and is none that a scene may show."""
        known = {panel.name for panel in self._board.panels if panel.spec.in_lessons}
        scenes = self.preset.lesson if self.preset is not None else ()
        return ", ".join(sorted({name for scene in scenes for name in scene.panels} - known))

    def _lesson(self, preset: Preset, wanted: Experiment, remember: bool = False) -> LessonNavigator:
        """From its first scene, with a run that waits before its first step."""
        commands, held = self._commands, self._commands.run
        fresh = held.ours and held.step == 0 and held.experiment == wanted
        if not fresh:
            if remember and commands.run.started is not None:
                self._replaced = commands.run.path
            self._reset()
            commands.start(wanted, preset.name, paused=True)
        elif commands.run.state is not RunState.PAUSED:
            commands.hold()
        self._board.hide_later = True
        run = LessonRun(commands, self._replay.timeline, self._board.loss)
        return LessonNavigator(preset.lesson, run, commands, self.language, self)
