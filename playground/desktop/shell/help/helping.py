"""HelpController: opens the sheets of the Help menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMenu

from playground.desktop.controllers.actions import Actions
from playground.desktop.state.engine_state import EngineState
from playground.desktop.style.theme import Theme


class HelpController(QObject):
    """The sheets are made when they are asked for.

    Args:
        theme: gives the one that the window has now.
    """

    def __init__(self, window: QMainWindow, actions: Actions, engine: EngineState, theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self._window, self._engine, self._theme = window, engine, theme
        actions.shortcuts.triggered.connect(self.show_shortcuts)
        actions.own_things.triggered.connect(self.show_own_things)
        actions.about.triggered.connect(self.show_about)

    def show_shortcuts(self) -> None:
        """Every key there is."""
        from playground.desktop.shell.help.shortcuts import ShortcutsDialog

        menus = [action.menu() for action in self._window.menuBar().actions()]
        ShortcutsDialog([menu for menu in menus if isinstance(menu, QMenu)], self._theme(), self._window).show()

    def show_own_things(self) -> None:
        """How data and models of one's own come in."""
        from playground.desktop.shell.help.own_things import OwnThingsDialog

        OwnThingsDialog(self._theme(), self._window).show()

    def show_about(self) -> None:
        """Versions, licences, diagnostics."""
        from playground.desktop.shell.help.about import AboutDialog

        AboutDialog(self._engine, self._theme(), self._window).show()
