"""Presentation: puts the panels of the window on the stage, with the lesson if there is one, and all back again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.presentation.key_bindings import Move
from playground.desktop.presentation.lesson_run import LessonRun
from playground.desktop.presentation.lesson_saver import LessonSaver
from playground.desktop.presentation.navigators import LessonNavigator, Navigator, TourNavigator
from playground.desktop.presentation.pointer import Before, Pointer
from playground.desktop.presentation.presentation_window import PresentationWindow
from playground.desktop.presentation.question import QuestionCard
from playground.desktop.presentation.scene_view_model import SceneViewModel
from playground.desktop.style.theme import Theme
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment
    from playground.experiment.presets import Preset

MOST = 6  # panels at a time without a lesson


class Presentation(QObject):
    """Full screen on, full screen off; the main window stays as it is behind the stage.

    Args:
        wanted: the experiment in the form, None while it has problems.
        reset: forgets the run that is shown.
        language: the language of the lesson's words.

    Attributes:
        preset: what was loaded, with its lesson if it has one.
        stage: while there is one.
    """

    run_before = Signal(Path)  # the recording of the run that was shown before a lesson trained its own

    def __init__(
        self, window: QMainWindow, board: DockManager, feed: EventDispatcher, commands: RunCommands,
        replay: PlaybackController, actions: Actions,
        wanted: Callable[[], Experiment | None], reset: Callable[[], None], language: Callable[[], str],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._board, self._feed, self._commands, self._replay = window, board, feed, commands, replay
        self._actions, self._wanted, self._reset, self._language = actions, wanted, reset, language
        self.preset: Preset | None = None
        self.stage: PresentationWindow | None = None
        self._leader: Navigator | None = None
        self._view: SceneViewModel | None = None
        self._pointed: object = None
        self._before: Before | None = None
        # a lesson in its middle, its run and how far that was
        self._left: tuple[LessonNavigator, int, int] | None = None
        self._replaced: Path | None = None
        self._pointer = Pointer(board, replay)
        self.keeping = LessonSaver(window, lambda: self.preset, wanted)
        actions.present.triggered.connect(self.toggle)
        actions.save_experiment.triggered.connect(self.keeping.ask)
        feed.ticked.connect(self._follow)

    def take_preset(self, preset: Preset | None) -> None:
        """What was loaded, with its lesson if it has one."""
        self.preset = preset

    def toggle(self) -> None:
        """On or off."""
        if self.stage is None:
            self.enter()
        else:
            self.leave()

    def enter(self) -> None:
        """The lesson from its first scene, or without one the panels that can be seen now."""
        if self.stage is not None:
            return
        self._before = Before(self._board, self._replay)
        self._board.explain.ask(None)
        self._leader = self._lead()
        lesson = isinstance(self._leader, LessonNavigator)
        self.stage = PresentationWindow(self._window, self._lesson_keys() if lesson else self._tour_keys())
        self.stage.moved.connect(self._move)
        self.stage.left.connect(self.leave)
        self.stage.setGeometry(self._window.screen().geometry())
        self.set_theme(self._window_theme())
        self._show()
        self.stage.showFullScreen()
        self.stage.activateWindow()
        self._show()
        self._feed.attend(self.stage.panels)

    def leave(self) -> None:
        """The window as it was before; the run stays where the lesson has left it."""
        stage, self.stage = self.stage, None
        if stage is None:
            return
        stage.show_cards(())
        stage.close()
        stage.deleteLater()
        if self._window.isVisible():
            self._window.activateWindow()
        leader, self._leader, self._view, self._pointed = self._leader, None, None, None
        self._keep(leader)
        self._feed.attend(None)
        self._pointer.rest()
        if self._before is not None:
            self._before.restore()
            self._before = None
        replaced, self._replaced = self._replaced, None
        if replaced is not None and self._window.isVisible():
            self.run_before.emit(replaced)

    def set_theme(self, theme: Theme) -> None:
        """Light or dark."""
        if self.stage is not None:
            self.stage.set_theme(theme)

    def _window_theme(self) -> Theme:
        return self._board.loss.theme

    def _keep(self, leader: Navigator | None) -> None:
        """A lesson that was left in its middle goes on there, if its run is still where the lesson left it."""
        self._board.hide_later = False
        if isinstance(leader, LessonNavigator) and not leader.over:
            self._left = leader, self._commands.run.number, self._commands.run.step
        elif isinstance(leader, QObject):
            leader.deleteLater()

    def _lead(self) -> Navigator:
        """A lesson shows what the hall would see live, so it needs a run of the experiment in the form that has
        not taken a step; or it is the one that was left in its middle."""
        left, self._left = self._left, None
        wanted, reason, commands = self._wanted(), "", self._commands
        unknown = self._unknown_panels()
        if unknown:
            words = self.tr("The lesson names panels that do not exist: {0}; correct them in its file.")
            reason = words.format(unknown)
        elif self.preset is not None and self.preset.lesson and wanted is not None and self.preset.suits(wanted):
            same = commands.run.experiment == wanted and commands.run.live
            if left is not None and same and left[1:] == (commands.run.number, commands.run.step):
                self._board.hide_later = True
                return left[0]
            if (
                (same and commands.run.step == 0 and commands.run.active)
                or not commands.run.active
                or commands.run.foreign
            ):
                return self._lesson(self.preset, wanted)
            reason = self.tr("Training in progress; stop it to present this lesson, which trains anew.")
        if left is not None:
            left[0].deleteLater()
        seen = [
            panel.name for panel in self._board.panels
            if panel.on_screen() and panel.spec.in_lessons and (panel.hint or not panel.is_empty())
        ]  # fmt: skip
        return TourNavigator(seen[:MOST] or [self._board.loss.name], self._commands, self._actions, reason, self)

    def _unknown_panels(self) -> str:
        """What the lesson calls panels and is none that a scene may show."""
        known = {panel.name for panel in self._board.panels if panel.spec.in_lessons}
        scenes = self.preset.lesson if self.preset is not None else ()
        return ", ".join(sorted({name for scene in scenes for name in scene.panels} - known))

    def _lesson(self, preset: Preset, wanted: Experiment) -> LessonNavigator:
        """From its first scene, with a run that waits before its first step."""
        commands, held = self._commands, self._commands.run
        fresh = held.ours and held.step == 0 and held.experiment == wanted
        if not fresh:
            if self._leader is None and commands.run.started is not None:
                self._replaced = commands.run.path
            self._reset()
            commands.start(wanted, preset.name, paused=True)
        elif commands.run.state is not RunState.PAUSED:
            commands.hold()
        self._board.hide_later = True
        run = LessonRun(commands, self._replay.timeline, self._board.loss)
        return LessonNavigator(preset.lesson, run, commands, self._language, self)

    def _start_over(self) -> None:
        """The lesson from its first scene, with a new run; the one so far stays recorded."""
        wanted = self._wanted()
        if isinstance(self._leader, LessonNavigator) and self.preset is not None and wanted is not None:
            self._leader.deleteLater()
            self._reset()
            self._leader = self._lesson(self.preset, wanted)
            self._view = self._pointed = None
            self._show()

    def _move(self, wanted: Move | int) -> None:
        assert self.stage is not None and self._leader is not None
        match wanted:
            case Move.LEAVE:
                self.leave()
            case Move.BLACK:
                self.stage.toggle_black()
            case Move.HELP:
                self.stage.toggle_help()
            case Move.THEME:
                self._actions.theme.trigger()
            case Move.START_OVER:
                self._start_over()
            case _:
                self._leader.move(wanted)
                self._show()

    def _follow(self) -> None:
        if self._leader is not None:
            self._leader.follow()
            self._show()

    def _show(self) -> None:
        """Bring the stage up to date with what is to be seen."""
        stage, before = self.stage, self._view
        if stage is None or self._leader is None:
            return
        view = self._view = self._leader.view()
        if before is None or view.panels != before.panels:
            cards = {card.panel.name: card for card in self._board.cards}
            stage.show_cards([cards[name] for name in view.panels])
            self._feed.attend(stage.panels)
        if before is None or view.ask is not before.ask:
            stage.show_question(QuestionCard(view.ask, self._language()) if view.ask is not None else None)
        if stage.question is not None:
            stage.question.show_votes(list(view.votes), view.revealed, view.working)
        stage.caption.say(view.words)
        stage.caption.tell(self._missing(view) or view.note, view.place, view.share)
        if view.curve:
            self._board.loss.choose(view.curve)
        seen = (view.point, view.panels, self._commands.run.started)  # another run may offer other pictures
        if seen != self._pointed:
            self._pointed = seen
            self._pointer.point(view.point, stage.panels)

    def _missing(self, view: SceneViewModel) -> str:
        """A lesson that was written for another model may point at what is not there."""
        started = self._commands.run.started
        if view.point is None or started is None or view.point.picture in {info.name for info in started.pictures}:
            return ""
        return self.tr("This model has no picture named {0}.").format(view.point.picture)

    def _lesson_keys(self) -> str:
        return self.tr(
            "→ next     ← back     R scene again     Home start over     1–9 count a hand     ⌫ take back     "
            "Space hold     B black     ? keys     Esc end"
        )

    def _tour_keys(self) -> str:
        return self.tr("→ ← one panel     Space train, hold     B black     T light, dark     ? keys     Esc end")
