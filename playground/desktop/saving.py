"""Saving: dialogs that take something out of the program or bring something in; every failure is one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox

from playground.desktop import figures
from playground.desktop.board import Board
from playground.desktop.cockpit import Cockpit
from playground.desktop.panel import Panel
from playground.experiment.errors import PlaygroundError
from playground.languages.spoken import said

if TYPE_CHECKING:
    from playground.desktop.opening import Opened

SCALES = (1, 2, 3, 4)


class Saving(QObject):
    """Asks where, does it, and says how it went."""

    def __init__(self, window: QMainWindow, board: Board, cockpit: Cockpit) -> None:
        super().__init__(window)
        self._window = window
        self._cockpit = cockpit
        for card in board.cards:
            card.save_requested.connect(self.save_picture)
            card.copy_requested.connect(self.copy_picture)

    def save_picture(self, panel: Panel) -> None:
        """One panel as a PNG; the file type chosen in the dialog says at which size."""
        filters = [self.tr("PNG at {0}×").format(scale) + " (*.png)" for scale in SCALES]
        chosen, used = QFileDialog.getSaveFileName(
            self._window, self.tr("Save picture"), f"{panel.name}.png", ";;".join(filters), filters[1]
        )
        if chosen:
            path = Path(chosen if chosen.lower().endswith(".png") else f"{chosen}.png")
            self.write_picture(panel, path, SCALES[filters.index(used)] if used in filters else 2)

    def write_picture(self, panel: Panel, path: Path, scale: int) -> None:
        """Save without asking where."""
        try:
            figures.save_png(panel, path, scale, panel.theme, self._metadata())
        except PlaygroundError as error:
            self._say(str(error))
        else:
            self._window.statusBar().showMessage(self.tr("Saved {0}").format(path), 6000)

    def copy_picture(self, panel: Panel) -> None:
        """One panel to the clipboard, at twice its size."""
        figures.copy(panel, 2, panel.theme)
        self._window.statusBar().showMessage(self.tr("Copied to the clipboard"), 4000)

    def ask_open(self) -> Opened | None:
        """A preset file or a recording chosen by the user."""
        kinds = self.tr("Presets and recordings") + " (*.toml *.run)"
        chosen, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open"), "", kinds)
        return self.open_file(chosen) if chosen else None

    def open_file(self, name: str) -> Opened | None:
        """A preset file or a recording by its path."""
        from playground.desktop.opening import open_experiment

        try:
            return open_experiment(name)
        except PlaygroundError as error:
            self._say(str(error))
            return None

    def _metadata(self) -> dict[str, str]:
        cockpit = self._cockpit
        if cockpit.experiment is None:
            return {}
        return {"experiment": cockpit.experiment.to_json(), "step": str(cockpit.step)}

    def _say(self, sentence: str) -> None:
        QMessageBox.warning(self._window, self.tr("Playground"), said(sentence))
