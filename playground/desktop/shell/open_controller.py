"""OpenController: experiments come in: new ones, and files by the menu, a drop, Recent or the table of runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.data_controller import TABLES, TEXTS, DataController
from playground.desktop.controllers.missing_data import MissingData
from playground.desktop.controllers.model_controller import ModelController
from playground.desktop.controllers.pack_opener import Found, PackOpener
from playground.desktop.controllers.picture_controller import OPENED, PictureController
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.controllers.weights_controller import IMPORTED, WeightsController
from playground.desktop.runs.recordings_dock import RecordingsDock
from playground.desktop.setup.setup_dock import SetupDock
from playground.desktop.shell.drop_target import FOLDER, DropTarget
from playground.desktop.shell.recent_menu import RecentMenu
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.desktop.widgets.message_bar import MessageBar, Topic
from playground.foundation.errors import PlaygroundError
from playground.sweeps.folders import is_sweep

if TYPE_CHECKING:
    from playground.desktop.state.open_document import OpenDocument
    from playground.experiment.experiment import Experiment


class OpenController(QObject):
    """Says ``opened`` with what a file holds; weights go their own way, and what cannot be opened is told."""

    opened = Signal(object)  # an OpenDocument
    sweep_found = Signal(Path)  # a folder

    def __init__(
        self, window: QMainWindow, commands: RunCommands, saving: PictureController, weights: WeightsController,
        actions: Actions, recent: RecentMenu, runs: RecordingsDock, dropping: DropTarget, setup: SetupDock,
        draft: ExperimentDraft, banner: MessageBar,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._saving, self._commands = window, saving, commands
        self._show_form, self._banner = setup.show_form, banner
        self._unpacking = PackOpener(window)
        self.data = DataController(window, banner)
        self.data.chosen.connect(self.begin)
        self.model = ModelController(window, commands, setup, draft, banner)
        self.model.chosen.connect(self.begin)
        self.lacking = MissingData(window, commands, setup, draft, banner)
        for action, slot in (
            (actions.open, self.ask), (actions.new, self.ask_new), (actions.own_pictures, self.data.ask_folder),
            (actions.own_table, self.data.ask_table), (actions.own_model, self.model.ask_file),
            (actions.collect, self.data.ask_collect),
        ):  # fmt: skip
            action.triggered.connect(slot)
        saving.used.connect(recent.note)
        recent.chosen.connect(self.open_file)
        runs.opened.connect(self.open_file)
        dropping.add(OPENED, lambda name: self.tr("Open {0}").format(name), self._dropped)
        dropping.add((".zip",), lambda name: self.tr("Open the lecture pack {0}").format(name), self._dropped)
        dropping.add((".png",), lambda name: self.tr("Open the experiment of the picture {0}").format(name),
                     self._dropped)  # fmt: skip
        dropping.add(IMPORTED, lambda name: self.tr("Start a new run from the weights in {0}").format(name),
                     weights.take)  # fmt: skip
        dropping.add((".py",), lambda name: self.tr("Try the model in {0}").format(name), self.model.take)
        dropping.add(
            (*TABLES, *TEXTS, FOLDER), lambda name: self.tr("Look at the data in {0}").format(name), self._look
        )

    def open_file(self, name: str) -> None:
        """What a file holds, in place of what is shown; the run that is on here is shown already."""
        if is_sweep(Path(name)):
            self.sweep_found.emit(Path(name))
        elif not (self._commands.run.live and self._commands.run.active and self._commands.run.path == Path(name)):
            self._unpacking.stop()
            if name.lower().endswith(".zip"):  # may be gigabytes
                self._unpacking.start(Path(name), lambda found: self._unpacked(name, found))
            else:
                self._give(self._saving.open_file(name))

    def stop(self) -> None:
        """The window closes."""
        self._unpacking.stop()
        self.data.stop()
        self.lacking.stop()

    def ask(self) -> None:
        """A file that the user chooses."""
        chosen = self._saving.ask_open()
        if chosen is not None:
            self.open_file(str(chosen))

    def ask_new(self) -> None:
        """An architecture and a task, with their defaults."""
        from playground.desktop.shell.new_experiment import NewExperimentDialog

        dialog = NewExperimentDialog(self._window)
        dialog.chosen.connect(self.begin)
        dialog.file_chosen.connect(self.model.take)
        dialog.open()

    def offer_run_before(self, path: Path) -> None:
        """A lesson trained a run of its own."""
        words = self.tr("The lesson trained a run of its own; the one before it stays recorded.")
        self._banner.say(words, (self.tr("Show it again"), lambda: self.open_file(str(path))), topic=Topic.RUN)

    def begin(self, name: str, experiment: Experiment) -> None:
        """An experiment in the form, in place of what is shown."""
        from playground.desktop.state.open_document import OpenDocument

        self._give(OpenDocument(name, experiment))
        self._show_form()

    def _dropped(self, path: Path) -> None:
        self.open_file(str(path))

    def _look(self, path: Path) -> None:
        """A folder with a published model or a sweep is opened; any other is data."""
        from playground.architectures.pretrained.starting import is_published

        if is_sweep(path) or is_published(path):
            self.open_file(str(path))
        else:
            self.data.look(path)

    def _unpacked(self, name: str, found: Found) -> None:
        from playground.desktop.state.open_document import of_pack

        def find() -> OpenDocument:
            if isinstance(found, PlaygroundError):
                raise found
            return of_pack(*found)

        self._give(self._saving.opened(name, find))

    def _give(self, opened: OpenDocument | None) -> None:
        if opened is not None:
            self.opened.emit(opened)
