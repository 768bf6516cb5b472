"""SetupColumn: the column of presets and setup at the left, folded away or with another dock before it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow


class SetupColumn:
    """Nothing happens before the setup has its place.

    Attributes:
        setup: the dock that stands there always; None before it has been placed.
    """

    def __init__(self, window: QMainWindow) -> None:
        self.setup: QDockWidget | None = None
        self._window = window
        self._folded: list[QDockWidget] = []
        self._companion: QDockWidget | None = None  # a tab before the setup

    def fold(self) -> None:
        """The column away, or back; what is a tab behind the setup comes and goes with it."""
        if self.setup is None:
            return
        column = [self.setup, *self._window.tabifiedDockWidgets(self.setup)]
        shown = [dock for dock in column if not dock.isHidden()]
        for dock in shown or self._folded or column:
            dock.setVisible(not shown)
        self._folded = shown
        self.setup.raise_()

    def accompany(self, dock: QDockWidget) -> None:
        """A dock in the column, before the setup, however the others are arranged, until it is dismissed."""
        self._companion = dock
        self.arranged()

    def dismiss(self, dock: QDockWidget) -> None:
        """A dock that accompanied the setup goes, and the setup is seen again."""
        self._companion = None
        self._window.removeDockWidget(dock)
        if self.setup is not None:
            self.setup.raise_()

    def arranged(self) -> None:
        """All docks have been put in their places."""
        dock, setup = self._companion, self.setup
        if dock is None or setup is None:
            return
        self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        self._window.tabifyDockWidget(setup, dock)
        for one in (setup, dock):
            one.show()
        dock.raise_()
