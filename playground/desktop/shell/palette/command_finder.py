"""CommandFinder: opens the command palette over the table of actions, the panels and the presets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.docking.dock_layout import DockLayout
from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.shell.palette.command_palette import CommandPalette, PaletteEntry, keys_of
from playground.languages.spoken import language


class CommandFinder(QObject):
    """What cannot be done now is not offered.

    Args:
        load: loads a preset by its name.
    """

    def __init__(self, window: QMainWindow, actions: Actions, docks: DockLayout, load: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._actions, self._docks, self._load = window, actions, docks, load
        actions.palette.triggered.connect(self.show)

    def show(self) -> None:
        """Over the window."""
        CommandPalette([*self._commands(), *self._panels(), *self._presets()], self._window).show()

    def _commands(self) -> Iterator[PaletteEntry]:
        """By the English name in the program, too: many know a thing by that, whatever language they read."""
        names = {value: key for key, value in vars(self._actions).items() if isinstance(value, QAction)}
        for entry in self._actions.table:
            action = entry.action
            if action.isEnabled() and action.isVisible() and action is not self._actions.palette:
                words = action.text().replace("&", "").removesuffix("…").strip()
                also = f"{action.statusTip()} {names.get(action, '').replace('_', ' ')}"
                yield PaletteEntry(words, keys_of(action.shortcut()), action.trigger, also)

    def _panels(self) -> Iterator[PaletteEntry]:
        kind = self.tr("panel")
        for dock in (dock for group in self._docks.groups() for dock in group):
            also = dock.objectName().removeprefix("panel-").replace("-", " ")
            yield PaletteEntry(dock.windowTitle(), kind, lambda dock=dock: self._go_to(dock), also)  # type: ignore[misc]

    def _go_to(self, dock: QDockWidget) -> None:
        """Let it be seen, and the keys be its own: who calls it by name has no hand at the mouse."""
        self._docks.reveal(dock)
        if isinstance(dock, PanelDock):
            dock.panel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _presets(self) -> Iterator[PaletteEntry]:
        from playground.experiment import presets

        kind = self.tr("preset")
        for preset in presets.gallery():
            title = preset.about.title
            also = f"{preset.name} {title.en} {title.zh}"
            yield PaletteEntry(title.read(language()), kind, lambda name=preset.name: self._load(name), also)  # type: ignore[misc]
