"""What the main window is made of: gallery, form, panels, toolbar and messages, put together; they follow the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.engine_alerts import EngineAlerts
from playground.desktop.controllers.event_dispatcher import EventDispatcher
from playground.desktop.controllers.export_controller import ExportController
from playground.desktop.controllers.intervention_controller import InterventionController
from playground.desktop.controllers.many_runs import ManyRuns
from playground.desktop.controllers.picture_controller import PictureController
from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.controllers.recording_follower import RecordingFollower
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.controllers.run_controller import RunController
from playground.desktop.controllers.sampling_controller import SAMPLING, SamplingController
from playground.desktop.controllers.weights_controller import WeightsController
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.docking.screen_fit import stay_on_screen
from playground.desktop.i18n.language import LanguageMenu
from playground.desktop.presentation.lesson_controller import LessonController
from playground.desktop.race.race_controller import RaceController
from playground.desktop.runs.recordings_dock import RecordingsDock
from playground.desktop.setup.setup_dock import SetupDock
from playground.desktop.shell.appearance import Appearance
from playground.desktop.shell.close_guard import CloseGuard
from playground.desktop.shell.disabled_reason import DisabledReason
from playground.desktop.shell.drop_target import DropTarget
from playground.desktop.shell.event_router import EventRouter
from playground.desktop.shell.help.helping import HelpController
from playground.desktop.shell.introduction import Introduction
from playground.desktop.shell.menus import fill_menus, make_timeline, make_toolbar
from playground.desktop.shell.open_controller import OpenController
from playground.desktop.shell.palette.command_finder import CommandFinder
from playground.desktop.shell.preferences_controller import PreferencesController
from playground.desktop.shell.recent_menu import RecentMenu
from playground.desktop.shell.run_progress import RunProgress
from playground.desktop.shell.status_bar import EngineStatus, StatusBar
from playground.desktop.shell.window_title import WindowTitle
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.desktop.state.run_times import RunTimes
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.style import theme as themes
from playground.desktop.widgets.diagnosis_bar import DiagnosisBar
from playground.desktop.widgets.message_bar import MessageBar
from playground.desktop.widgets.toast import Toast
from playground.languages import spoken
from playground.protocol.commands import Command
from playground.protocol.mailbox import Mailbox


class WindowParts(QObject):
    """Puts the parts into a window and joins their signals; the engine is a function to send commands to.

    Args:
        window: what they are put into; shown or not.
        send: hands a command to the engine.
        restart: replaces the engine.
        silence: seconds since the engine was last heard.
        recording: a path for a new run of that name.
        memory: what is remembered from the last time.
    """

    stopped = Signal()

    def __init__(
        self,
        window: QMainWindow,
        mailbox: Mailbox,
        send: Callable[[Command], None], restart: Callable[[], None],
        silence: Callable[[], float], recording: Callable[[str], Path],
        memory: WindowSettings,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._memory = window, memory
        self.commands = RunCommands(send, self._replace_engine(restart), recording)
        self._make_widgets(memory)
        self._make_controllers(mailbox, send, silence, recording)
        self._lay_out()
        self._connect_actions()
        self._connect()
        self.appearance.follow(
            (self.actions_, self.board, self.replay.timeline, self.runs, self.race, self.lessons, self.setup,
             self.progress, self.many)
        )  # fmt: skip
        self.board.docks.recall(memory)

    def _make_widgets(self, memory: WindowSettings) -> None:
        window = self._window
        self.draft, self.actions_ = ExperimentDraft(), Actions(window)
        self.progress, self.hindrance = RunProgress(), DisabledReason()
        self.banner, self.notice = MessageBar(window), DiagnosisBar(window)
        self.notice.give_way_to(self.banner)
        self.appearance = Appearance(window, themes.application(), memory, self.banner)
        self.setup = SetupDock(self.draft, RunTimes(memory), window)
        self.board = DockManager(window)
        window.setStatusBar(status := StatusBar())
        self.status, self.toast = EngineStatus(status), Toast(window)
        status.told.connect(self.toast.say)
        self.runs = RecordingsDock(lambda: memory.folder, window)
        self.languages = LanguageMenu(window)
        self.recent = RecentMenu(memory, window)
        self.dropping = DropTarget(window)
        self.title = WindowTitle(window)

    def _make_controllers(
        self, mailbox: Mailbox, send: Callable[[Command], None], silence: Callable[[], float],
        recording: Callable[[str], Path],
    ) -> None:  # fmt: skip
        window, board, commands, banner = self._window, self.board, self.commands, self.banner
        self.feed = EventDispatcher(mailbox, send, silence, lambda event: self.router.hear(event), board.panels, window)
        self.replay = PlaybackController(board, self.feed, commands, window)
        self.following = RecordingFollower(self.feed.give, banner.say, window)
        self.control = RunController(
            commands, self.draft, self.setup, board, self.feed, self.replay, self.following, banner,
            lambda: self.race.active, self.notice.clear, window,
        )  # fmt: skip
        control, timeline = self.control, self.replay.timeline
        self.alarms = EngineAlerts(banner, self.notice, commands, control.resume, window)
        self.race = RaceController(self.feed, send, recording, control.wanted, commands.stand_aside, window)
        self.saving = PictureController(window, board, commands, control.shown_step)
        self.weights = WeightsController(window, commands, control.wanted)
        self.takeaway = ExportController(window, board, commands, control.shown_step, lambda: timeline.film)
        self.bench = InterventionController(board, commands, self.actions_, timeline, banner.say, window)
        boxes = [panel.sampling for panel in board.panels if isinstance(panel, SAMPLING)]
        self.sampling = SamplingController(boxes, commands.sample, window)
        self.router = EventRouter(
            self.race, commands, self.replay, self.bench, board.docks, self.notice, self.alarms, self.recent.note
        )
        self.lessons = LessonController(
            window, board, self.feed, commands, self.replay, self.actions_, banner, control.wanted, control.reset,
            spoken.language,
        )  # fmt: skip
        self.choices = PreferencesController(window, self.actions_, self._memory, self.appearance, commands, self.runs)
        self.finder = CommandFinder(window, self.actions_, board.docks, control.choose)
        self.leaving = CloseGuard(window, banner, control.holds_run)
        self.helping = HelpController(window, self.actions_, commands.engine, lambda: self.appearance.theme)
        self.doors = OpenController(
            window, commands, self.saving, self.weights, self.actions_, self.recent, self.runs, self.dropping,
            self.setup, self.draft, banner,
        )  # fmt: skip
        self.many = ManyRuns(
            window, self.actions_, self.runs, lambda: self._memory.folder, control.wanted, lambda: self.setup.name,
            banner, self.doors,
        )  # fmt: skip

    def _lay_out(self) -> None:
        make_toolbar(self._window, self.actions_, self.runs, self.bench.speed, self.hindrance, self.progress)
        make_timeline(self._window, self.replay.timeline)
        self.board.docks.place(self.setup, self.banner, self.notice)
        self.many.place()
        fill_menus(self._window, self.actions_, self.languages, self.recent, self.board.docks)

    def stop(self) -> bool:
        """Ask once if a run is on; remember the layout. What was recorded is safe with the engine. False: stay."""
        if not self.leaving.may_close():
            return False
        self.feed.stop()
        self.following.stop()
        self.board.docks.remember(self._memory)
        self.setup.commit()
        self._memory.preset, self._memory.experiment = self.setup.name, self.draft.experiment
        self._memory.run = self.control.lasting_run()
        self._memory.save()
        self.stopped.emit()
        return True

    def start(self) -> None:
        """Begin to listen to the engine; called once the window is shown."""
        self.feed.start()
        stay_on_screen(self._window)
        QTimer.singleShot(0, self._window, self.board.prepare)

    def welcome(self) -> None:
        """Called by the program once the window is shown; only the first time there is something to say."""
        if self._memory.layout.isEmpty():
            Introduction(self._window, self.board, self.banner, self.control, self.actions_.layout).begin()

    def _connect_actions(self) -> None:
        actions, control = self.actions_, self.control
        for action, slot in (
            (actions.run, control.run), (actions.pause, control.pause), (actions.step, control.step),
            (actions.stop, control.stop), (actions.reset, control.reset), (actions.theme, self.appearance.toggle_theme),
            (actions.go_on, control.resume), (actions.race, lambda: self.race.show(self.setup.name)),
            (actions.undo, self.setup.undo), (actions.redo, self.setup.redo),
            (actions.export, self.weights.ask_export), (actions.import_, self.weights.ask_import),
            (actions.save_all, self.saving.save_all), (actions.save_window, self.saving.save_window),
            (actions.copy_window, self.saving.copy_window), (actions.animate, self.takeaway.ask_film),
            (actions.pack, self.takeaway.ask_pack), (actions.quit, self._window.close),
            (actions.layout, self.board.docks.default), (actions.fold, self.board.docks.column.fold),
            (actions.restart, self.commands.restart),
        ):  # fmt: skip
            action.triggered.connect(slot)

    def _connect(self) -> None:
        control = self.control
        control.changed.connect(self._follow)
        for taker in (self.progress.result, self.title, self.lessons.starter):
            control.preset_loaded.connect(taker.take_preset)
        control.ended_early.connect(self.alarms.offer_resume)
        self.languages.chosen.connect(self.appearance.set_language)
        self.setup.chosen.connect(control.choose)
        for changed in (self.appearance.reworded, self.setup.changed, self.feed.ticked):
            changed.connect(self._follow)
        self.board.run_wanted.connect(control.run)
        self.board.asked.connect(self.replay.ask)
        self.board.specimen_chosen.connect(control.show_specimen)
        for failed in (self.replay.timeline.failed, self.runs.failed):
            failed.connect(self.banner.say)
        self.doors.opened.connect(control.open_instead)
        control.permit = self.race.permit = self.doors.model.permit
        self.runs.save_requested.connect(self.saving.save_picture)
        self.runs.copy_requested.connect(self.saving.copy_picture)
        self.weights.accepted.connect(control.run_from)
        self.lessons.starter.run_before.connect(self.doors.offer_run_before)
        for stop in (self.weights.stop, self.takeaway.stop, self.doors.stop, self.lessons.leave):
            self.stopped.connect(stop)

    def _replace_engine(self, restart: Callable[[], None]) -> Callable[[], None]:
        def replace() -> None:
            self.feed.forget()
            restart()

        return replace

    def _follow(self) -> None:
        """Bring actions, progress and status up to date."""
        run, engine, shown = self.commands.run, self.commands.engine, self.replay.timeline.step
        self.actions_.follow(run, self.draft.runnable is not None)
        self.actions_.offer(run, self.draft.runnable)
        self.actions_.undo.setEnabled(self.draft.can_undo)
        self.actions_.redo.setEnabled(self.draft.can_redo)
        self.bench.follow()
        self.progress.show_state(run, shown, self.board.loss.tested)
        self.title.show_state(self.setup.name, run, shown)
        self.hindrance.say(self.setup.hindrance() if self.draft.runnable is None and not run.active else "")
        self.status.show_state(engine, run)
        self.setup.follow(engine, run, self.commands.speed is not None)
        self.board.follow_run(run, shown, self.actions_.run.isEnabled())
        if run.started is None and not self.replay.timeline.film.steps:  # one that is resumed has its recording
            self.board.show_model(self.draft.layers, self.draft.shape)
