"""LessonController: what a lesson needs, joined: the stage, the scenes in the window, and the file that keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.presentation.lesson.lesson_dock import LessonDock
from playground.desktop.presentation.lesson.lesson_guide import LessonGuide
from playground.desktop.presentation.lesson.lesson_saver import LessonSaver
from playground.desktop.presentation.lesson.lesson_starter import LessonStarter
from playground.desktop.presentation.presentation import Presentation
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment


class LessonController(QObject):
    """Made once by the main window; the parts know each other only through what they are given here.

    Args:
        wanted: the experiment in the form, None while it has problems.
        reset: forgets the run that is shown.
        language: the language of the lesson's words.
    """

    def __init__(
        self, window: QMainWindow, board: DockManager, feed: EventDispatcher, commands: RunCommands,
        replay: PlaybackController, actions: Actions, banner: MessageBar,
        wanted: Callable[[], Experiment | None], reset: Callable[[], None], language: Callable[[], str],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self.starter = LessonStarter(board, commands, replay, wanted, reset, language, self)
        self.presentation = Presentation(window, board, feed, commands, replay, actions, self.starter)
        self.dock = LessonDock(window)
        self.guide = LessonGuide(
            self.dock, actions.lesson, self.starter, self.presentation, board, feed, commands, replay, banner, self
        )
        self.saver = LessonSaver(window, lambda: self.starter.preset, wanted)
        actions.save_experiment.triggered.connect(self.saver.ask)

    def leave(self) -> None:
        """The window closes: nothing stays borrowed."""
        self.guide.leave()
        self.presentation.leave()

    def set_theme(self, theme: Theme) -> None:
        """Light or dark."""
        self.presentation.set_theme(theme)
        self.dock.set_theme(theme)
