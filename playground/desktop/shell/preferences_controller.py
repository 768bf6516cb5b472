"""PreferencesController: what is chosen in the preferences takes effect at once, and is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.runs.recordings_dock import RecordingsDock
from playground.desktop.shell.appearance import Appearance
from playground.desktop.shell.preferences import PreferencesDialog
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.style import type_size

USUAL = 100  # percent


class PreferencesController(QObject):
    """Opens the dialog, and knows the keys for the type size."""

    def __init__(
        self, window: QMainWindow, actions: Actions, memory: WindowSettings, appearance: Appearance,
        commands: RunCommands, runs: RecordingsDock,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._memory, self._appearance = window, memory, appearance
        self._commands, self._runs = commands, runs
        self.dialog: PreferencesDialog | None = None
        commands.room = memory.room
        actions.preferences.triggered.connect(self.show)
        actions.larger.triggered.connect(lambda: self._resize(type_size.beside(1)))
        actions.smaller.triggered.connect(lambda: self._resize(type_size.beside(-1)))
        actions.usual_size.triggered.connect(lambda: self._resize(USUAL))

    def show(self) -> None:
        """The dialog, made when it is first asked for."""
        if self.dialog is None:
            self.dialog = dialog = PreferencesDialog(self._memory, self._window)
            dialog.language_chosen.connect(self._appearance.set_language)
            dialog.theme_chosen.connect(self._appearance.choose_theme)
            dialog.size_chosen.connect(self._resize)
            dialog.folder_chosen.connect(self._record_in)
            dialog.room_chosen.connect(self._give_room)
        self.dialog.retranslate()
        self.dialog.show()
        self.dialog.activateWindow()

    def _resize(self, percent: int) -> None:
        self._appearance.set_type_size(percent)
        words = self.tr("Type size {0}").format(f"{type_size.percent()}\u202f%")
        status = self._window.statusBar()
        status.showMessage(words, 2000)
        if self.dialog is not None:
            self.dialog.retranslate()

    def _record_in(self, folder: Path | None) -> None:
        self._memory.folder = folder
        self._runs.show_folder(self._memory.folder)

    def _give_room(self, megabytes: int) -> None:
        self._memory.room = self._commands.room = megabytes
