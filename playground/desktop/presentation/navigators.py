"""Leading: who leads through a presentation, a lesson or, without one, the panels that were seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.i18n.formatting import grouped, measured, metric_words
from playground.desktop.presentation.key_bindings import Move
from playground.desktop.presentation.lesson.lesson_player import LessonPlayer, Phase
from playground.desktop.presentation.lesson.lesson_run import LessonRun
from playground.desktop.presentation.panel_tour import PanelTour
from playground.desktop.presentation.scene_view_model import SceneViewModel
from playground.languages.spoken import said
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.experiment.lessons import Lesson


class Navigator(Protocol):
    """Takes moves, follows the run, says what to show."""

    def move(self, wanted: Move | int) -> None:
        """What a key means; what means nothing here does nothing."""

    def follow(self) -> None:
        """Something happened in the run."""

    def view(self) -> SceneViewModel:
        """What to show now."""


class LessonNavigator(QObject):
    """Scene by scene.

    Args:
        language: the language of the words.
    """

    def __init__(
        self, lesson: Lesson, run: LessonRun, commands: RunCommands, language: Callable[[], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._commands, self._run, self._language = commands, run, language
        self._conductor = LessonPlayer(lesson, run)

    def move(self, wanted: Move | int) -> None:
        """Numbers are hands."""
        conductor = self._conductor
        match wanted:
            case Move.FORWARD:
                conductor.forward()
            case Move.BACK:
                conductor.back()
            case Move.AGAIN:
                conductor.again()
            case Move.TOGGLE:
                conductor.toggle()
            case Move.TAKE_BACK:
                conductor.take_back()
            case int():
                conductor.vote(wanted)
            case _:
                pass

    @property
    def over(self) -> bool:
        """The last scene is shown."""
        return self._conductor.over

    def follow(self) -> None:
        """It may have come to where the scene wants it."""
        self._conductor.follow()

    def view(self) -> SceneViewModel:
        """The scene, with its question if it has one."""
        conductor, scene, phase = self._conductor, self._conductor.scene, self._conductor.phase
        done = {Phase.ASKING: 0.0, Phase.WORKING: self._progress(), Phase.SHOWN: 1.0}[phase]
        return SceneViewModel(
            scene.panels, scene.text.read(self._language()), self._note(), f"{conductor.index + 1} / {conductor.count}",
            (conductor.index + done) / conductor.count, scene.ask, tuple(conductor.votes), phase is Phase.SHOWN,
            phase is Phase.WORKING, scene.point if phase is Phase.SHOWN else None, scene.curve, self._ahead(),
        )  # fmt: skip

    def _ahead(self) -> str:
        """What is said next; of a question its answer first, which is not to be guessed by the lecturer."""
        conductor, language = self._conductor, self._language()
        ask = conductor.scene.ask
        answer = ask.reveal.read(language) if ask is not None and conductor.phase is not Phase.SHOWN else ""
        following = conductor.following
        return "\n\n".join(filter(None, (answer, following.text.read(language) if following is not None else "")))

    def _progress(self) -> float:
        goal = self._conductor.goal
        return min(self._run.step / goal, 1.0) if goal else 0.0

    def _note(self) -> str:
        """What the run does, or what keeps it from doing it."""
        commands, conductor = self._commands, self._conductor
        if commands.run.state is RunState.FAILED:
            return said(commands.run.reason)
        if commands.run.state is RunState.PREPARING:
            return self.tr("The model is being built …")
        if conductor.phase is not Phase.WORKING:
            shown = self.tr("step {0}").format(grouped(self._run.shown))
            end = self.tr("End of the lesson. Esc closes it.")
            return f"{shown} · {end}" if conductor.over else shown
        show, step = conductor.scene.show, grouped(self._run.step)
        if self._run.held:
            return self.tr("Held at step {0}. Space goes on, → shows it as it is.").format(step)
        until = show.until if show is not None else None
        if until is None:
            return self.tr("Training: step {0} of {1}").format(step, grouped(conductor.goal or 0))
        if until.above is not None:
            better = self.tr("Training until {0} is above {1}: step {2}")
        else:
            better = self.tr("Training until {0} is below {1}: step {2}")
        number = until.above if until.above is not None else until.below or 0.0
        return better.format(metric_words(until.metric), measured(until.metric, number), step)


class TourNavigator(QObject):
    """All panels that were seen, or one after the other.

    Args:
        reason: why there is no lesson, where one was to be expected.
    """

    def __init__(
        self, panels: Sequence[str], commands: RunCommands, actions: Actions, reason: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._tour, self._commands, self._actions, self._reason = PanelTour(panels), commands, actions, reason
        self._passing = commands.run.active  # what a training stands in the way of is said while it does

    def move(self, wanted: Move | int) -> None:
        """There is nothing to count."""
        match wanted:
            case Move.FORWARD:
                self._tour.forward()
            case Move.BACK:
                self._tour.back()
            case Move.TOGGLE:
                (self._actions.pause if self._actions.pause.isEnabled() else self._actions.run).trigger()
            case _:
                pass

    def follow(self) -> None:
        """The panels follow by themselves."""

    def view(self) -> SceneViewModel:
        """No words but where the run is."""
        at, count = self._tour.place
        place = f"{at} / {count}" if at else ""
        total = self._commands.run.total
        share = self._commands.run.step / total if total else 0.0
        return SceneViewModel(self._tour.shown, note=self._note(), place=place, share=share)

    def _note(self) -> str:
        run = self._commands.run
        if run.state is RunState.FAILED:
            return said(run.reason)
        if self._reason and (run.active or not self._passing):
            return self._reason
        if run.state is None:
            return self.tr("Space starts the training.")
        return self.tr("step {0} of {1}").format(grouped(run.step), grouped(run.total))
