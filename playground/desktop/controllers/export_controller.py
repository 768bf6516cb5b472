"""ExportController: animations and lecture packs, drawn by a process of its own, with their progress and a way to
stop them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMessageBox, QProgressDialog

from playground.desktop.controllers.background_command import BackgroundCommand
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.export.window_picture import WHOLE, seen
from playground.desktop.i18n.formatting import grouped, megabytes
from playground.desktop.panels.base.panel import Panel
from playground.desktop.state.recording_index import RecordingIndex
from playground.desktop.widgets import file_dialogs
from playground.foundation.errors import PlaygroundError
from playground.foundation.product import NAME
from playground.languages import spoken

if TYPE_CHECKING:  # and what draws animations is loaded when somebody asks for one
    from playground.desktop.export.animation_dialog import AnimationDialog, AnimationRequest

PATIENCE = 400  # milliseconds before the progress is shown


class ExportController(QObject):
    """Everything is made from the recording, so that a run that is on is not disturbed.

    Args:
        step: gives the step that is shown; film: the recording that is shown.
    """

    def __init__(
        self,
        window: QMainWindow,
        board: DockManager,
        commands: RunCommands,
        step: Callable[[], int],
        film: Callable[[], RecordingIndex],
    ) -> None:
        super().__init__(window)
        self._window, self._board, self._commands, self._step, self._film = window, board, commands, step, film
        self.errand = BackgroundCommand(self)
        self.dialog: AnimationDialog | None = None
        self.progress: QProgressDialog | None = None

    def ask_film(self) -> None:
        """An animation of what is seen."""
        film = self._film()
        if film.path is None or not film.steps:
            self._say(self.tr("Nothing is recorded yet: run the experiment first."))
            return
        panels = [panel for panel in seen(self._board.cards) if panel.spec.in_animations]
        explain = self._board.explain
        asked = explain.caption() if explain.question is not None and explain.example is not None else ""
        from playground.desktop.export.animation_dialog import AnimationDialog

        self.dialog = AnimationDialog(self._window, panels, film.steps, asked)
        self.dialog.taken.connect(lambda request: self._ask_where(request))
        self.dialog.destroyed.connect(lambda: self._forget())
        self.dialog.open()

    def make_film(self, request: AnimationRequest, target: Path) -> None:
        """Without asking where."""
        from playground.desktop.export.animation_dialog import CELLS, WALK
        from playground.desktop.export.walk_frames import written

        recording = self._film().path
        if recording is None:
            return
        words = request.words(recording, target, self._board.loss.theme.name)
        places = {panel: place for panel, place in seen(self._board.cards).items() if panel.spec.in_animations}
        question = self._board.explain.question
        if request.panel == WALK and question is not None:
            words += ["--walk", written(question), "--cells", str(CELLS)]
        elif request.panel == WHOLE:
            for panel, place in places.items():
                at = f"{place.x()},{place.y()},{place.width()},{place.height()}"
                words += ["--place", f"{panel.name}={at}"]
        else:
            words += ["--panel", request.panel]
        self._begin([*words, *self._shows([*places])], self.tr("Drawing the animation …"), target)

    def ask_pack(self) -> None:
        """Everything of this run in one file; a run that is on writes a checkpoint first."""
        commands = self._commands
        commands.save()
        if commands.run.path is None or commands.run.saved_step is None or not self._film().steps:
            self._say(self.tr("Nothing is recorded yet: run the experiment first."))
            return
        kinds = {self.tr("Lecture pack"): ".zip"}
        proposed = f"{commands.run.path.stem}.zip"
        target = file_dialogs.to_save(self._window, self.tr("Save lecture pack"), proposed, kinds)
        if target is not None:
            self.make_pack(commands.run.path, target, self._data_goes_along())

    def _data_goes_along(self) -> bool:
        """Whether the user wants to give the data away, too, where it is a file or folder of their own."""
        from playground.experiment.experiment import Experiment
        from playground.exports import packed_data

        started = self._commands.run.started
        try:
            found = packed_data.gather(Experiment.from_json(started.experiment)) if started is not None else None
        except PlaygroundError:
            return False  # there is none, or it is not here
        if found is None:
            return False
        words = self.tr("Take the data along, too? Files: {0}, {1}. Whoever opens the pack can then train on it.")
        button = QMessageBox.question(
            self._window, NAME, words.format(grouped(len(found.files)), megabytes(found.size))
        )
        return button == QMessageBox.StandardButton.Yes

    def make_pack(self, recording: Path, target: Path, data: bool = False) -> None:
        """Without asking where; its pictures show the step that the window shows."""
        panels = [*seen(self._board.cards)]
        words = ["pack", str(recording.absolute()), "--to", str(target.absolute()), "--lines"]
        words += ["--step", str(self._step()), "--theme", self._board.loss.theme.name, *self._shows(panels)]
        self._begin([*words, *(["--data"] if data else [])], self.tr("Packing …"), target)

    def stop(self) -> None:
        """The window closes."""
        self.errand.stop()
        self._end()

    def _ask_where(self, request: AnimationRequest) -> None:
        from playground.desktop.export.animation_dialog import KINDS

        ending = f".{request.kind}"
        kinds = {KINDS[request.kind]: ending}
        target = file_dialogs.to_save(self._window, self.tr("Save animation"), f"{request.panel}{ending}", kinds)
        if target is not None:
            self.make_film(request, target)

    def _shows(self, panels: list[Panel]) -> list[str]:
        """What is chosen in the headers of these panels."""
        from playground.desktop.export.offscreen_panels import chosen

        return [word for panel in panels for choice in chosen(panel) for word in ("--show", f"{panel.name}={choice}")]

    def _begin(self, words: list[str], title: str, target: Path) -> None:
        def done(status: int, said: str) -> None:
            self._end()
            if status:
                self._say(said or self.tr("{0} was not saved; try again.").format(target))
            else:
                self._window.statusBar().showMessage(self.tr("Saved {0}").format(target), 6000)

        language = ["--language", spoken.language().split("_")[0]]
        if not self.errand.start([*words, *language], done, heard=self._count):
            self._say(self.tr("The last animation or pack is not done yet: wait a moment, or stop it."))
            return
        progress = QProgressDialog(title, self.tr("Stop"), 0, 0, self._window)
        progress.setWindowTitle(NAME)
        progress.setMinimumDuration(PATIENCE)
        progress.setMinimumWidth(360)
        progress.setAutoReset(False)
        progress.setAutoClose(False)
        progress.canceled.connect(self._cancel)
        progress.setValue(0)  # from now on it is shown after a while
        self.progress = progress

    def _count(self, line: str) -> None:
        done, slash, count = line.partition("/")
        if self.progress is not None and slash and done.isdigit() and count.isdigit():
            self.progress.setMaximum(int(count))
            self.progress.setValue(int(done))

    def _cancel(self) -> None:
        self.errand.stop()
        self._end()
        self._window.statusBar().showMessage(self.tr("Stopped; nothing was saved"), 6000)

    def _end(self) -> None:
        progress, self.progress = self.progress, None
        if progress is not None:
            progress.blockSignals(True)
            progress.close()
            progress.deleteLater()

    def _forget(self) -> None:
        self.dialog = None

    def _say(self, sentence: str) -> None:
        QMessageBox.warning(self._window, NAME, spoken.said(sentence))
