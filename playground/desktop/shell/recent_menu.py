"""Recent: the files that were opened or written last, newest first, in a menu."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from playground.desktop.state.window_settings import WindowSettings

MOST = 10


class RecentMenu(QMenu):
    """Says ``chosen(path)``; a file that is gone is shown, but cannot be chosen."""

    chosen = Signal(str)

    def __init__(self, memory: WindowSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._memory = memory
        self.setTitle(self.tr("Open recent"))
        self.aboutToShow.connect(self.fill)
        self.fill()

    def note(self, path: Path) -> None:
        """This file was used just now."""
        name = str(path.absolute())
        self._memory.recent = [name, *(known for known in self._memory.recent if known != name)][:MOST]
        self.fill()

    def fill(self) -> None:
        """As things stand."""
        self.clear()
        for number, name in enumerate(self._memory.recent, 1):
            path = Path(name)
            action = self.addAction(f"{number}  {path.name}".replace("&", "&&"))
            action.setToolTip(name)
            action.setEnabled(path.exists())
            action.triggered.connect(lambda _=False, name=name: self.chosen.emit(name))
        if self.actions():
            self.addSeparator()
            self.addAction(self.tr("Forget these files")).triggered.connect(self._forget)
        self.menuAction().setEnabled(bool(self.actions()))

    def _forget(self) -> None:
        self._memory.recent = []
        self.fill()
