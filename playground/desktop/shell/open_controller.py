"""OpenController: files come in by the menu, by a drop, from those of last time or from the table of runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.desktop.controllers.pack_opener import Found, PackOpener
from playground.desktop.controllers.picture_controller import OPENED
from playground.desktop.controllers.weights_controller import IMPORTED
from playground.experiment.errors import PlaygroundError

if TYPE_CHECKING:
    from playground.desktop.shell.main_window import MainWindow
    from playground.desktop.state.open_document import OpenDocument


class OpenController(QObject):
    """Says ``opened`` with what a file holds; weights go their own way, and what cannot be opened is told."""

    opened = Signal(object)  # an Opened

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._saving, self._cockpit = window.saving, window.cockpit
        self._unpacking = PackOpener(window)
        window.actions_.open.triggered.connect(self.ask)
        window.saving.used.connect(window.recent.note)
        window.recent.chosen.connect(self.open_file)
        window.runs.opened.connect(self.open_file)
        dropping = window.dropping
        dropping.add(OPENED, lambda name: self.tr("Open {0}").format(name), self._dropped)
        dropping.add((".zip",), lambda name: self.tr("Open the lecture pack {0}").format(name), self._dropped)
        dropping.add((".png",), lambda name: self.tr("Open the experiment of the picture {0}").format(name),
                     self._dropped)  # fmt: skip
        dropping.add(IMPORTED, lambda name: self.tr("Start a new run from the weights in {0}").format(name),
                     window.weights.take)  # fmt: skip

    def open_file(self, name: str) -> None:
        """What a file holds, in place of what is shown; the run that is on here is shown already."""
        if not (self._cockpit.live and self._cockpit.active and self._cockpit.path == Path(name)):
            self._unpacking.stop()
            if name.lower().endswith(".zip"):  # may be gigabytes
                self._unpacking.start(Path(name), lambda found: self._unpacked(name, found))
            else:
                self._give(self._saving.open_file(name))

    def stop(self) -> None:
        """The window closes."""
        self._unpacking.stop()

    def ask(self) -> None:
        """A file that the user chooses."""
        chosen = self._saving.ask_open()
        if chosen is not None:
            self.open_file(str(chosen))

    def _dropped(self, path: Path) -> None:
        self.open_file(str(path))

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
