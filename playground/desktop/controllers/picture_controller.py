"""PictureController: dialogs that take pictures out of the program or bring files in; every failure is one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QMessageBox

from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.export import panel_picture
from playground.desktop.export.picture_dialog import PictureDialog, PictureRequest
from playground.desktop.export.window_picture import WHOLE, poster, seen
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.base.panel import Panel
from playground.desktop.widgets import file_dialogs
from playground.foundation.errors import PlaygroundError
from playground.foundation.product import NAME
from playground.languages.spoken import said

if TYPE_CHECKING:
    from playground.desktop.state.open_document import OpenDocument

OPENED = (".toml", ".run")


class PictureController(QObject):
    """Asks as what and where, does it, and says how it went.

    Attributes:
        request: what was chosen last.
    """

    used = Signal(Path)  # of a file that was opened

    def __init__(self, window: QMainWindow, board: DockManager, commands: RunCommands, step: Callable[[], int]) -> None:
        super().__init__(window)
        self._window, self._board, self._commands, self._step = window, board, commands, step
        self.request = PictureRequest()
        self.dialog: PictureDialog | None = None
        for card in board.cards:
            card.save_requested.connect(self.save_picture)
            card.copy_requested.connect(self.copy_picture)

    def save_picture(self, panel: Panel) -> None:
        """One panel."""
        self._ask(
            self.tr("Save picture"), lambda request: self._of_panel(panel, request),
            lambda request: self._ask_file(panel.name, request, lambda: self._of_panel(panel, request)),
        )  # fmt: skip

    def save_window(self) -> None:
        """All panels that are seen, in their places."""
        self._ask(
            self.tr("Save picture of the window"), self._of_window,
            lambda request: self._ask_file(WHOLE, request, lambda: self._of_window(request)),
        )  # fmt: skip

    def save_all(self) -> None:
        """Every panel that is seen into a file of its own."""
        panels = self._filled()
        if not panels:
            self._say(self.tr("No panel shows anything yet: run the experiment first."))
            return
        title = self.tr("Save pictures of all {0} visible panels").format(len(panels))
        self._ask(
            title, lambda request: self._of_panel(panels[0], request),
            lambda request: self._ask_folder(panels, request),
        )  # fmt: skip

    def write(self, drawings: Mapping[Path, Picture], scale: int) -> bool:
        """Save without asking where; False after saying what went wrong."""
        try:
            for path, drawing in drawings.items():
                picture_writer.save(drawing, path, scale)
        except PlaygroundError as error:
            self._say(str(error))
            return False
        first = next(iter(drawings))
        words = self.tr("Saved {0}").format(first)
        if len(drawings) > 1:
            words = self.tr("Saved {0} pictures in {1}").format(len(drawings), first.parent)
        self._window.statusBar().showMessage(words, 6000)
        return True

    def copy_picture(self, panel: Panel) -> None:
        """One panel to the clipboard, at twice its size."""
        self._copy(lambda: self._of_panel(panel, PictureRequest()), PictureRequest())

    def copy_window(self) -> None:
        """All panels that are seen to the clipboard, at twice their size."""
        self._copy(lambda: self._of_window(PictureRequest()), PictureRequest())

    def ask_open(self) -> Path | None:
        """A preset file, a recording, a picture or a lecture pack chosen by the user."""
        kinds = self.tr("Presets, recordings, pictures and packs") + " (*.toml *.run *.png *.zip)"
        return file_dialogs.to_open(self._window, self.tr("Open"), kinds)

    def open_file(self, name: str) -> OpenDocument | None:
        """What a file holds, by its path."""
        from playground.desktop.state.open_document import open_experiment

        return self.opened(name, lambda: open_experiment(name))

    def opened(self, name: str, find: Callable[[], OpenDocument]) -> OpenDocument | None:
        """What ``find`` gives for a file; None after saying why it cannot be opened."""
        try:
            opened = find()
        except PlaygroundError as error:
            self._say(str(error))
            return None
        self.used.emit(Path(name))
        return opened

    def _ask(
        self, title: str, draw: Callable[[PictureRequest], Picture], taken: Callable[[PictureRequest], None]
    ) -> None:
        self.dialog = PictureDialog(self._window, title, draw, self.request)
        self.dialog.taken.connect(lambda request: self._remember(request))
        self.dialog.taken.connect(taken)
        self.dialog.copied.connect(lambda request: self._copy(lambda: draw(request), request))
        self.dialog.destroyed.connect(lambda: self._forget())
        self.dialog.open()

    def _ask_file(self, name: str, request: PictureRequest, draw: Callable[[], Picture]) -> None:
        kind = f".{request.kind}"
        kinds = {request.kind.upper(): kind}
        target = file_dialogs.to_save(self._window, self.tr("Save picture"), f"{name}{kind}", kinds)
        if target is not None:
            self.write({target: draw()}, request.scale)

    def _ask_folder(self, panels: list[Panel], request: PictureRequest) -> None:
        folder = file_dialogs.folder(self._window, self.tr("Folder for the pictures"))
        if folder is None:
            return
        drawings = {folder / f"{panel.name}.{request.kind}": self._of_panel(panel, request) for panel in panels}
        there = sum(path.exists() for path in drawings)
        words = self.tr("The folder holds {0} pictures of these names. Replace them?").format(there)
        if not there or file_dialogs.agreed(self._window, words):
            self.write(drawings, request.scale)

    def _copy(self, draw: Callable[[], Picture], request: PictureRequest) -> None:
        try:
            panel_picture.copy(picture_writer.image(draw(), request.scale))
        except PlaygroundError as error:
            self._say(str(error))
        else:
            self._window.statusBar().showMessage(self.tr("Copied to the clipboard"), 4000)

    def _of_panel(self, panel: Panel, request: PictureRequest) -> Picture:
        text = self._metadata() if panel in self._board.panels else {}  # curves of several runs are of no experiment
        return panel_picture.drawing(panel, request.colours(panel.theme), request.place, text)

    def _of_window(self, request: PictureRequest) -> Picture:
        places = seen(self._board.cards)
        return poster(places, request.colours(self._board.loss.theme), request.place, self._metadata())

    def _filled(self) -> list[Panel]:
        return [panel for panel in seen(self._board.cards) if not panel.is_empty()]

    def _remember(self, request: PictureRequest) -> None:
        self.request = request

    def _forget(self) -> None:
        self.dialog = None

    def _metadata(self) -> dict[str, str]:
        experiment = self._commands.run.experiment
        return {} if experiment is None else {"experiment": experiment.to_json(), "step": str(self._step())}

    def _say(self, sentence: str) -> None:
        QMessageBox.warning(self._window, NAME, said(sentence))
