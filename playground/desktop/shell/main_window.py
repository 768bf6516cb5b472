"""The main window as the system sees it: painted first, its parts are made afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.style import theme as themes

if TYPE_CHECKING:
    from playground.desktop.shell.window_parts import WindowParts
    from playground.protocol.commands import Command
    from playground.protocol.mailbox import Mailbox

USUAL, SHARE = QSize(1600, 1000), 0.85  # of the window at the first start, and of a large screen


class MainWindow(QMainWindow):
    """Has the place, size and colours of last time at once. What is in it takes the longest to load: see ``furnish``.

    Args:
        memory: what is remembered from the last time.
    """

    painted = Signal()

    def __init__(self, memory: WindowSettings) -> None:
        themes.prepare(themes.application())
        super().__init__()
        self.setObjectName("window")
        self._memory, self._seen = memory, False
        self._parts: WindowParts | None = None
        themes.apply(themes.application(), themes.wished(memory.theme))
        room = self.screen().availableSize()
        self.resize((room * SHARE).expandedTo(USUAL).boundedTo(room))
        if not memory.geometry.isEmpty():
            self.restoreGeometry(memory.geometry)

    @property
    def parts(self) -> WindowParts:
        """What is in the window, once it is furnished."""
        assert self._parts is not None
        return self._parts

    def furnish(
        self, mailbox: Mailbox, send: Callable[[Command], None], restart: Callable[[], None],
        silence: Callable[[], float], recording: Callable[[str], Path],
    ) -> WindowParts:  # fmt: skip
        """Make what is in the window; for the arguments see ``WindowParts``. It is seen whole, or not yet."""
        from playground.desktop.shell.window_parts import WindowParts

        if self.isVisible():
            self.setUpdatesEnabled(False)
            QTimer.singleShot(0, self, lambda: self.setUpdatesEnabled(True))
        self._parts = WindowParts(self, mailbox, send, restart, silence, recording, self._memory)
        return self._parts

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first paint is told: what is slow to make begins after it."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay if the user says so."""
        if self._parts is not None and not self._parts.stop():
            event.ignore()
            return
        super().closeEvent(event)
