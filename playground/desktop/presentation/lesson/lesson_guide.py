"""LessonGuide: leads through a lesson in the window, where the panels stay where they are."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.panels.base.panel import Panel
from playground.desktop.presentation.key_bindings import Move
from playground.desktop.presentation.lesson.lesson_dock import LessonDock
from playground.desktop.presentation.lesson.lesson_starter import LessonStarter
from playground.desktop.presentation.navigators import LessonNavigator
from playground.desktop.presentation.pointer import Before, Pointer
from playground.desktop.presentation.presentation import Presentation
from playground.desktop.presentation.scene_view_model import SceneViewModel
from playground.desktop.widgets.message_bar import MessageBar, Topic


class LessonGuide(QObject):
    """On and off; what the stage shows meanwhile goes on here afterwards.

    Args:
        action: begins the lesson, checked while one is told; off where what was loaded has none.
    """

    def __init__(
        self, dock: LessonDock, action: QAction, lessons: LessonStarter, presentation: Presentation,
        board: DockManager, feed: EventDispatcher, commands: RunCommands, replay: PlaybackController,
        banner: MessageBar, parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.dock, self._action, self._lessons, self._banner = dock, action, lessons, banner
        self._board, self._commands, self._replay = board, commands, replay
        self._navigator: LessonNavigator | None = None
        self._view: SceneViewModel | None = None
        self._pointed: object = None
        self._before: Before | None = None
        self._interrupted = False  # by the stage
        self._pointer = Pointer(board, replay)
        action.setCheckable(True)
        action.setEnabled(False)
        action.triggered.connect(self.toggle)
        dock.moved.connect(self._move)
        dock.closed.connect(self.leave)
        feed.ticked.connect(self._follow)
        lessons.changed.connect(self._another)
        presentation.begun.connect(self._give_way)
        presentation.ended.connect(self._come_back)

    @property
    def on(self) -> bool:
        """A lesson is told in the window."""
        return self._navigator is not None

    def toggle(self) -> None:
        """On or off."""
        if self.on:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """The lesson of what was loaded, from its first scene or where it was left."""
        before = Before(self._board, self._replay)
        self._navigator = self._lessons.begin()
        self._action.setChecked(self.on)
        if self._navigator is None:
            if self._lessons.reason:
                self._banner.say(self._lessons.reason, topic=Topic.TRAINING)
            return
        self._before, self._view, self._pointed = before, None, None
        self._banner.dismiss()
        self._board.explain.ask(None)
        self._board.docks.column.accompany(self.dock)
        self._show()
        self.dock.setFocus()

    def leave(self) -> None:
        """The window as it was before; the run stays where the lesson has left it."""
        navigator, self._navigator, self._view = self._navigator, None, None
        self._action.setChecked(False)
        self._board.docks.column.dismiss(self.dock)
        if navigator is None:
            return
        self._lessons.keep(navigator)
        self._pointer.rest()
        if self._before is not None:
            self._before.restore()
            self._before = None
        self._lessons.tell_run_before()

    def retranslate(self) -> None:
        """Its words are the file's, in the language that is spoken now."""
        self._view = None
        self._show()

    def _another(self) -> None:
        """Another preset is loaded: its lesson is another one."""
        if self.on or not self.dock.isHidden():  # a window that was closed in a lesson comes back with its dock
            self.leave()
        preset = self._lessons.preset
        self._action.setEnabled(preset is not None and bool(preset.lesson))

    def _give_way(self) -> None:
        self._interrupted = self.on
        if self.on:
            self.leave()

    def _come_back(self) -> None:
        if self._interrupted and self._action.isEnabled():
            self.enter()
        self._interrupted = False

    def _move(self, wanted: Move | int) -> None:
        if self._navigator is None:
            return
        match wanted:
            case Move.LEAVE:
                self.leave()
            case Move.START_OVER:
                self._navigator = self._lessons.start_over(self._navigator) or self._navigator
                self._view = self._pointed = None
                self._show()
            case Move.FORWARD if self._navigator.over:
                self.leave()
            case _:
                self._navigator.move(wanted)
                self._show()

    def _follow(self) -> None:
        if self._navigator is not None:
            self._navigator.follow()
            self._show()

    def _show(self) -> None:
        """Bring the dock and what it points at up to date."""
        if self._navigator is None:
            return
        before, view = self._view, self._navigator.view()
        self._view = view
        if before is None or view.panels != before.panels:
            for panel in reversed(self._named(view)):
                self._board.reveal(panel)
        if before is None or view.ask is not before.ask:
            self.dock.ask(view.ask, self._lessons.language())
        self.dock.show_scene(view, self._navigator.over)
        if view.curve:
            self._board.loss.choose(view.curve)
        seen = (view.point, view.panels, self._commands.run.started)  # another run may offer other pictures
        if seen != self._pointed:
            self._pointed = seen
            self._pointer.point(view.point, self._named(view))

    def _named(self, view: SceneViewModel) -> list[Panel]:
        """The panels of a scene, in its order."""
        panels = {panel.name: panel for panel in self._board.panels}
        return [panels[name] for name in view.panels if name in panels]
