"""The main window: puts gallery, form, panels, toolbar and messages together and follows the cockpit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.engine_alerts import EngineAlerts
from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.controllers.export_controller import ExportController
from playground.desktop.controllers.intervention_controller import InterventionController
from playground.desktop.controllers.picture_controller import PictureController
from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.recording_follower import RecordingFollower
from playground.desktop.controllers.weights_controller import WeightsController
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.i18n.language import NO_FONT, LanguageMenu, readable, speak
from playground.desktop.presentation.presentation import Presentation
from playground.desktop.race.race_controller import RaceController
from playground.desktop.runs.recordings_dock import RecordingsDock
from playground.desktop.setup.setup_dock import SetupDock
from playground.desktop.shell.close_guard import CloseGuard
from playground.desktop.shell.disabled_reason import DisabledReason
from playground.desktop.shell.drop_target import DropTarget
from playground.desktop.shell.help.helping import HelpController
from playground.desktop.shell.menus import fill_menus, make_timeline, make_toolbar
from playground.desktop.shell.open_controller import OpenController
from playground.desktop.shell.recent_menu import RecentMenu
from playground.desktop.shell.run_progress import RunProgress
from playground.desktop.shell.status_bar import EngineStatus, StatusBar
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.desktop.state.run_state import Cockpit
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.style import theme as themes
from playground.desktop.widgets.diagnosis_bar import DiagnosisBar
from playground.desktop.widgets.message_bar import MessageBar, Topic
from playground.desktop.widgets.toast import Toast
from playground.experiment.places import recordings
from playground.languages import spoken
from playground.protocol.commands import Choosing, Command
from playground.protocol.events import Diagnosed, EngineLost, Event, RunStarted, RunState
from playground.protocol.mailbox import Mailbox

if TYPE_CHECKING:
    from playground.desktop.state.open_document import OpenDocument
    from playground.experiment.experiment import Experiment


class MainWindow(QMainWindow):
    """Knows widgets and the cockpit; the engine is a function to send commands to.

    Args:
        send: hands a command to the engine.
        restart: replaces the engine.
        silence: seconds since the engine was last heard.
    """

    closed = Signal()
    painted = Signal()

    def __init__(
        self,
        mailbox: Mailbox,
        send: Callable[[Command], None],
        restart: Callable[[], None],
        silence: Callable[[], float],
        recording: Callable[[str], Path],
        memory: WindowSettings,
    ) -> None:
        themes.prepare(_application())
        super().__init__()
        self.setObjectName("window")
        self._memory = memory
        self._seen = False
        self.theme = themes.THEMES[memory.theme]
        self.draft = ExperimentDraft()
        self.cockpit = Cockpit(send, self._replace_engine(restart), recording)
        self.actions_ = Actions(self)
        self.progress, self.hindrance = RunProgress(), DisabledReason()
        self.banner, self.notice = MessageBar(self), DiagnosisBar(self)
        self.notice.give_way_to(self.banner)
        self.alarms = EngineAlerts(self.banner, self.notice, self.cockpit, self.resume, self)
        self.setup = SetupDock(self.draft, self)
        self.board = DockManager(self)
        self.feed = EventDispatcher(mailbox, send, silence, self._hear, self.board.panels, self)
        self.setStatusBar(status := StatusBar())
        self.status, self.toast = EngineStatus(status), Toast(self)
        status.told.connect(self.toast.say)
        self.saving = PictureController(self, self.board, self.cockpit, self._shown_step)
        self.race = RaceController(self.feed, send, recording, self._wanted, self.cockpit.stand_aside, self)
        self.weights = WeightsController(self, self.cockpit, self._wanted)
        self.dropping = DropTarget(self)
        self.replay = PlaybackController(self.board, self.feed, self.cockpit, self)
        self.takeaway = ExportController(
            self, self.board, self.cockpit, self._shown_step, lambda: self.replay.timeline.film
        )
        self.following = RecordingFollower(self.feed.give, self.banner.say, self)
        self.bench = InterventionController(
            self.board, self.cockpit, self.actions_, self.replay.timeline, self.banner.say, self
        )  # fmt: skip
        self.presentation = Presentation(
            self, self.board, self.feed, self.cockpit, self.replay, self.actions_, self._wanted, self.reset,
            spoken.language,
        )  # fmt: skip
        make_toolbar(self, self.actions_, self.bench.speed, self.hindrance, self.progress)
        make_timeline(self, self.replay.timeline)
        self.board.docks.place(self.setup, self.banner, self.notice)
        self.runs = RecordingsDock(recordings, self)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.runs)
        self.languages = LanguageMenu(self)
        self.recent = RecentMenu(memory, self)
        fill_menus(self, self.actions_, self.languages, self.recent, self.board.docks)
        self.helping = HelpController(self)
        self.leaving = CloseGuard(self, self.banner, self._holds_run)
        self.doors = OpenController(self)
        self._connect_actions()
        self._connect()
        self.set_theme(self.theme)
        self.board.docks.recall(memory)

    def open(self, opened: OpenDocument) -> None:
        """Show what was asked for: a preset, a preset file, an experiment or a recording."""
        self.banner.drop(Topic.RUN)
        self.setup.load(opened.experiment, opened.name, opened.preset.name if opened.preset is not None else "")
        self.presentation.preset = opened.preset
        self.following.stop()
        if opened.written and opened.path is not None:
            self.cockpit.watch(opened.path, opened.experiment)
            self.following.start(opened.path, self.cockpit.run_number)
        elif opened.started is not None and opened.path is not None:
            self.cockpit.adopt(opened.path, opened.experiment, opened.started, opened.state, opened.saved_step)
            for event in opened.events(self.cockpit.run_number):
                self.feed.give(event)
            if self.cockpit.resumable:
                self.alarms.offer_resume(self.tr("This recording ended early."))
            if opened.shown is not None:
                self.replay.show_step(opened.shown)
        self._follow()

    def run(self) -> None:
        """Train the experiment in the form, or go on after a pause."""
        if self.race.active:
            words = self.tr("A race is on. A run of its own ends it; both its runs stay recorded.")
            self._ask_first(words, self.tr("End the race and run"), self._train)
        else:
            self._train()

    def _train(self) -> None:
        self.setup.commit()
        experiment = self.draft.runnable
        paused = self.cockpit.state is RunState.PAUSED
        if (experiment is not None or paused) and self.cockpit.can_run:
            self.banner.drop(Topic.RUN)
            if not paused:
                self.following.stop()
                self._clear()
            self.cockpit.run(experiment or self._running_experiment(), self.setup.name)
        self._follow()

    def run_from(self, weights: Path, experiment: Experiment) -> None:
        """A new run that starts from the weights of a file, held before its first step."""
        self.following.stop()
        self.board.clear()
        self.cockpit.run(experiment, self.setup.name, paused=True, weights=weights)
        words = self.tr("A new run starts from the weights in {0}; Continue trains them.").format(weights)
        self.banner.say(words, topic=Topic.RUN)
        self._follow()

    def pause(self) -> None:
        """Hold the run."""
        self.cockpit.pause()
        self._follow()

    def step(self) -> None:
        """One step, of a new run if there is none."""
        self.setup.commit()
        experiment = self.cockpit.experiment if self.cockpit.active else self.draft.runnable
        if experiment is not None:
            if not self.cockpit.active or self.cockpit.foreign:
                self.following.stop()
                self._clear()
            self.cockpit.advance(experiment, self.setup.name)
        self._follow()

    def stop(self) -> None:
        """End the run."""
        self.cockpit.stop()
        self._follow()

    def reset(self) -> None:
        """Clear everything that a run has shown."""
        self.following.stop()
        self.cockpit.reset()
        self.replay.reset()
        self._clear()
        self.banner.drop(Topic.RUN)
        self._follow()

    def resume(self) -> None:
        """Go on from the last checkpoint, to the length in the form where the run can be extended to that."""
        self.setup.commit()
        experiment = self.draft.runnable
        self.board.clear_pictures()
        if experiment is None or not self.cockpit.extend(experiment):
            self.cockpit.resume()
        self._follow()

    def choose(self, name: str) -> None:
        """Load a shipped preset into the form; a run that is on goes on."""
        from playground.experiment import presets

        preset = presets.find(name)
        if not self.cockpit.active and preset.experiment != self.cockpit.experiment:
            self.reset()
            self.board.docks.prepare_for(preset.experiment.architecture.title)
        self.setup.load(preset.experiment, preset.name)
        self.presentation.preset = preset
        self._follow()

    def set_theme(self, theme: themes.Theme) -> None:
        """Light or dark, everywhere at once."""
        self.theme = theme
        themes.apply(_application(), theme)
        self.actions_.set_theme(theme)
        self.board.set_theme(theme)
        self.replay.timeline.set_theme(theme)
        self.runs.set_theme(theme)
        self.race.set_theme(theme)
        self.presentation.set_theme(theme)
        self.setup.set_theme(theme)
        self._memory.theme = theme.name

    def set_language(self, language: str) -> None:
        """Say everything in another language, at once; a run that is on does not notice."""
        from playground.desktop.i18n import retranslation

        before = spoken.language()
        self._memory.language = language
        if language != before:
            speak(language)
            retranslation.retranslate(self, before, language)
            self._follow()
        self.say_font()

    def say_font(self) -> None:
        """Say which package has the characters of the language, where no installed font has them."""
        if not readable():
            self.banner.say(NO_FONT)

    def toggle_theme(self) -> None:
        """The other theme."""
        self.set_theme(themes.LIGHT if self.theme.name == "dark" else themes.DARK)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first paint is told: what is slow to make begins after it."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once if a run is on; remember the layout. What was recorded is safe with the engine."""
        if not self.leaving.may_close():
            event.ignore()
            return
        self.feed.stop()
        self.following.stop()
        self.board.docks.remember(self._memory)
        self._memory.preset, self._memory.experiment = self.setup.name, self.draft.experiment
        self._memory.save()
        self.closed.emit()
        super().closeEvent(event)

    def start(self) -> None:
        """Begin to listen to the engine; called once the window is shown."""
        self.feed.start()
        QTimer.singleShot(0, self, self.board.prepare)

    def _clear(self) -> None:
        self.board.clear()
        self.notice.clear()

    def _connect_actions(self) -> None:
        actions = self.actions_
        for action, slot in (
            (actions.run, self.run), (actions.pause, self.pause), (actions.step, self.step),
            (actions.stop, self.stop), (actions.reset, self.reset), (actions.theme, self.toggle_theme),
            (actions.go_on, self.resume), (actions.race, lambda: self.race.show(self.setup.name)),
            (actions.undo, self.setup.undo), (actions.redo, self.setup.redo),
            (actions.export, self.weights.ask_export), (actions.import_, self.weights.ask_import),
            (actions.save_all, self.saving.save_all), (actions.save_window, self.saving.save_window),
            (actions.copy_window, self.saving.copy_window),
            (actions.animate, self.takeaway.ask_film),
            (actions.pack, self.takeaway.ask_pack),
            (actions.layout, self.board.docks.default), (actions.restart, self.cockpit.restart),
            (actions.quit, self.close),
        ):  # fmt: skip
            action.triggered.connect(slot)

    def _connect(self) -> None:
        self.languages.chosen.connect(self.set_language)
        self.setup.chosen.connect(self.choose)
        self.setup.changed.connect(self._follow)
        self.board.run_wanted.connect(self.run)
        self.board.asked.connect(self.replay.ask)
        self.board.specimen_chosen.connect(self._show_specimen)
        self.replay.timeline.failed.connect(self.banner.say)
        self.feed.ticked.connect(self._follow)
        self.runs.failed.connect(self.banner.say)
        self.doors.opened.connect(self._show_opened)
        self.runs.save_requested.connect(self.saving.save_picture)
        self.runs.copy_requested.connect(self.saving.copy_picture)
        self.weights.accepted.connect(self.run_from)
        self.presentation.run_before.connect(self._offer_run_before)
        self.closed.connect(self.weights.stop)
        self.closed.connect(self.takeaway.stop)
        self.closed.connect(self.doors.stop)
        self.closed.connect(self.presentation.leave)

    def _shown_step(self) -> int:
        shown = self.replay.timeline.step
        return self.cockpit.step if shown is None else shown

    def _holds_run(self) -> bool:
        return (self.cockpit.active and not self.cockpit.foreign) or self.race.active

    def _wanted(self) -> Experiment | None:
        self.setup.commit()
        return self.draft.runnable

    def _show_specimen(self, choice: Choosing) -> None:
        """Another one, as the model answers it now."""
        self.replay.timeline.return_to_live()
        self.cockpit.choose(choice)

    def _show_opened(self, opened: OpenDocument) -> None:
        """In place of what is shown; a training that is on is not ended without a word."""

        def show() -> None:
            self.reset()
            self.open(opened)

        if self.cockpit.active and not self.cockpit.foreign:
            words = self.tr("A training is on. Opening {0} ends it; it stays recorded and can be resumed.")
            self._ask_first(words.format(opened.name), self.tr("End it and open"), show)
        else:
            show()

    def _ask_first(self, question: str, answer: str, action: Callable[[], None]) -> None:
        self.banner.say(question, (answer, action), topic=Topic.RUN)

    def _offer_run_before(self, path: Path) -> None:
        """A lesson trained a run of its own."""
        words = self.tr("The lesson trained a run of its own. The one from before it is recorded.")
        self.banner.say(words, (self.tr("Show it again"), lambda: self.doors.open_file(str(path))), topic=Topic.RUN)

    def _hear(self, event: Event) -> bool:
        """Every event passes here before the panels see it."""
        was_active = self.cockpit.active
        if self.race.hear(event) or not self.cockpit.take(event) or not self.replay.hear(event):
            return False
        self.bench.hear(event)
        match event:
            case EngineLost():
                self.feed.forget()
            case RunStarted():
                self.board.docks.fit(event.pictures, self._running_experiment().architecture.title)
                self.notice.begin(event)
            case Diagnosed():
                self.notice.take(event)
            case _:
                pass
        self.alarms.hear(event, was_active)
        return True

    def _replace_engine(self, restart: Callable[[], None]) -> Callable[[], None]:
        def replace() -> None:
            self.feed.forget()
            restart()

        return replace

    def _running_experiment(self) -> Experiment:
        assert self.cockpit.experiment is not None
        return self.cockpit.experiment

    def _hindrance(self) -> str:
        """Why Run is off although no run is on; empty when it is not."""
        off = self.draft.runnable is None and not self.cockpit.active
        return self.setup.hindrance() if off else ""

    def _follow(self) -> None:
        """Bring actions, progress and status up to date."""
        self.actions_.follow(self.cockpit, self.draft.runnable is not None)
        self.actions_.offer(self.cockpit, self.draft.runnable)
        self.actions_.undo.setEnabled(self.draft.can_undo)
        self.actions_.redo.setEnabled(self.draft.can_redo)
        self.bench.follow()
        self.progress.show_state(self.cockpit, self.replay.timeline.step)
        self.hindrance.say(self._hindrance())
        self.status.show_state(self.cockpit)
        self.setup.follow(self.cockpit)
        self.board.follow_run(self.cockpit, self.replay.timeline.step, self.actions_.run.isEnabled())
        if self.cockpit.started is None:
            self.board.show_layers(self.draft.layers)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
