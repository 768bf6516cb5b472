"""HelpController: opens the sheets of the Help menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from playground.desktop.shell.main_window import MainWindow


class HelpController(QObject):
    """The sheets are made when they are asked for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.actions_.shortcuts.triggered.connect(self.show_shortcuts)
        window.actions_.about.triggered.connect(self.show_about)

    def show_shortcuts(self) -> None:
        """Every key there is."""
        from playground.desktop.shell.help.shortcuts import ShortcutsDialog

        menus = [action.menu() for action in self._window.menuBar().actions()]
        ShortcutsDialog([menu for menu in menus if isinstance(menu, QMenu)], self._window.theme, self._window).show()

    def show_about(self) -> None:
        """Versions, licences, diagnostics."""
        from playground.desktop.shell.help.about import AboutDialog

        AboutDialog(self._window.cockpit, self._window.theme, self._window).show()
