"""Presentation: puts the panels of the window on the stage, with the lesson if there is one, and all back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.presentation.key_bindings import Move, unbroken
from playground.desktop.presentation.lesson.lesson_starter import LessonStarter
from playground.desktop.presentation.navigators import LessonNavigator, Navigator, TourNavigator
from playground.desktop.presentation.pointer import Before, Pointer
from playground.desktop.presentation.pointing_overlay import Pointing
from playground.desktop.presentation.presentation_window import PresentationWindow
from playground.desktop.presentation.question import StageQuestion
from playground.desktop.presentation.scene_view_model import SceneViewModel
from playground.desktop.presentation.speaker_window import SpeakerWindow, hall_screen
from playground.desktop.presentation.stage_panels import StagePanels
from playground.desktop.style.theme import Theme

if TYPE_CHECKING:
    from playground.experiment.lessons import Ask

MOST = 6  # panels at a time without a lesson


class Presentation(QObject):
    """Full screen on, full screen off; the main window stays as it is behind the stage.

    Attributes:
        lessons: gives the lesson of what was loaded.
        stage: while there is one.
        notes: on the lecturer's own screen, where the stage has another.
    """

    begun = Signal()  # before the stage takes anything from the window
    ended = Signal()  # the window has everything again

    def __init__(
        self, window: QMainWindow, board: DockManager, feed: EventDispatcher, commands: RunCommands,
        replay: PlaybackController, actions: Actions, lessons: LessonStarter,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._board, self._feed, self._commands, self._replay = window, board, feed, commands, replay
        self._actions, self.lessons = actions, lessons
        self.stage: PresentationWindow | None = None
        self.notes: SpeakerWindow | None = None
        self._leader: Navigator | None = None
        self._view: SceneViewModel | None = None
        self._panels = StagePanels(board, self)
        self._panels.changed.connect(self._show)
        self._pointed: object = None
        self._before: Before | None = None
        self._pointer = Pointer(board, replay)
        actions.present.triggered.connect(self.toggle)
        feed.ticked.connect(self._follow)

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
        self.begun.emit()
        self._before = Before(self._board, self._replay)
        self._board.explain.ask(None)
        self._leader = self._lead()
        lesson = isinstance(self._leader, LessonNavigator)
        keys = unbroken(self._lesson_keys() if lesson else self._tour_keys())
        self.stage = PresentationWindow(self._window, keys)
        self.stage.moved.connect(self._move)
        self.stage.left.connect(self.leave)
        hall = hall_screen(self._window)
        self.stage.setGeometry((hall or self._window.screen()).geometry())
        if hall is not None:
            self._take_notes(keys)
        self._panels.begin()
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
        self._panels.end()
        stage.show_cards(())
        notes, self.notes = self.notes, None
        for window in filter(None, (stage, notes)):
            window.close()
            window.deleteLater()
        if self._window.isVisible():
            self._window.activateWindow()
        leader, self._leader, self._view, self._pointed = self._leader, None, None, None
        self._board.hide_later = False
        if isinstance(leader, LessonNavigator):
            self.lessons.keep(leader)
        elif isinstance(leader, QObject):
            leader.deleteLater()
        self._feed.attend(None)
        self._pointer.rest()
        if self._before is not None:
            self._before.restore()
            self._before = None
        if self._window.isVisible():
            self.lessons.tell_run_before()
        self.ended.emit()

    def set_theme(self, theme: Theme) -> None:
        """Light or dark."""
        if self.stage is not None:
            self.stage.set_theme(theme)

    def _window_theme(self) -> Theme:
        return self._board.loss.theme

    def _lead(self) -> Navigator:
        """The lesson if it can be told now, else the panels that can be seen."""
        lesson = self.lessons.begin()
        if lesson is not None:
            return lesson
        seen = [
            panel.name for panel in self._board.panels
            if panel.on_screen() and panel.spec.in_lessons and (panel.hint or not panel.is_empty())
        ]  # fmt: skip
        names = seen[:MOST] or [self._board.loss.name]
        return TourNavigator(names, self._commands, self._actions, self.lessons.reason, self)

    def _start_over(self) -> None:
        """The lesson from its first scene."""
        leader = self.lessons.start_over(self._leader) if isinstance(self._leader, LessonNavigator) else None
        if leader is not None:
            self._leader, self._view, self._pointed = leader, None, None
            self._show()

    def _move(self, wanted: Move | int) -> None:
        assert self.stage is not None and self._leader is not None
        match wanted:
            case Move.LEAVE:
                if not self._put_away():
                    self.leave()
            case Move.SPECIMEN:
                self._panels.toggle_specimen()
            case Move.RING:
                self.stage.pointing.toggle(Pointing.RING)
            case Move.MAGNIFIER:
                self.stage.pointing.toggle(Pointing.MAGNIFIER)
            case Move.BLACK:
                self.stage.toggle_black()
            case Move.HELP:
                self.stage.toggle_help()
            case Move.THEME:
                self._actions.theme.trigger()
            case Move.START_OVER:
                self._start_over()
            case _:
                if wanted in (Move.FORWARD, Move.BACK, Move.AGAIN):
                    self._panels.put_away()
                self._leader.move(wanted)
                self._show()

    def _put_away(self) -> bool:
        """The scene again, with what it points at."""
        found = self._panels.put_away()
        if found:
            self._pointed = None
            self._show()
        return found

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
        cards = self._panels.of_scene(view.panels)
        if cards != [frame.card for frame in stage.frames]:
            stage.show_cards(cards)
            self._feed.attend(stage.panels)
        if self.notes is not None:
            self.notes.show_view(view)
        if before is None or view.ask is not before.ask:
            stage.show_question(self._question(view.ask) if view.ask is not None else None)
        if stage.question is not None:
            stage.question.show_votes(list(view.votes), view.revealed, view.working)
        stage.caption.say("" if self._panels.alone else view.words)
        stage.caption.tell(self._missing(view) or view.note, view.place, view.share)
        if view.curve:
            self._board.loss.choose(view.curve)
        seen = (view.point, view.panels, self._commands.run.started)  # another run may offer other pictures
        if seen != self._pointed:
            self._pointed = seen
            self._pointer.point(view.point, stage.panels)

    def _take_notes(self, keys: str) -> None:
        """On the screen of the window, which nobody else sees."""
        self.notes = SpeakerWindow(self._window, keys)
        self.notes.moved.connect(self._move)
        self.notes.left.connect(self.leave)
        self.notes.show()

    def _question(self, ask: Ask) -> StageQuestion:
        sign = self.tr("Hands up: press the number once for each hand. Enter shows the answer.")
        card = StageQuestion(ask, self.lessons.language(), sign)
        card.chosen.connect(self._move)
        return card

    def _missing(self, view: SceneViewModel) -> str:
        """A lesson that was written for another model may point at what is not there."""
        started = self._commands.run.started
        if view.point is None or started is None or view.point.picture in {info.name for info in started.pictures}:
            return ""
        return self.tr("This model has no picture named {0}.").format(view.point.picture)

    def _lesson_keys(self) -> str:
        return self.tr(
            "→ next     ← back     R scene again     Home start over     1–9 count a hand     ⌫ take back     "
            "Space hold     S specimen     P pointer     M magnifier     B black     ? keys     Esc end"
        )

    def _tour_keys(self) -> str:
        return self.tr(
            "→ ← one panel     Space train, hold     S specimen     P pointer     M magnifier     B black     "
            "T light, dark     ? keys     Esc end"
        )
