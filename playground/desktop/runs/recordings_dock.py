"""RecordingsDock: where the recordings are found and compared; empty and hidden until somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from playground.desktop.runs.foot_dock import AskedDock
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import LIGHT, Theme

if TYPE_CHECKING:
    from playground.desktop.panels.base.panel import Panel
    from playground.desktop.runs.recordings_view import RecordingsView

SHORTCUT = "Ctrl+R"


class RecordingsDock(AskedDock):
    """Its contents are made when it is first shown, so that a start does not wait for them.

    Args:
        folder: gives the folder of new recordings, asked when it is first needed.
    """

    opened = Signal(str)  # path of a recording
    seeds_wanted = Signal(str)
    failed = Signal(str)  # one sentence
    save_requested = Signal(QWidget)  # the panel of the curves
    copy_requested = Signal(QWidget)

    def __init__(self, folder: Callable[[], Path], parent: QWidget) -> None:
        super().__init__(parent)
        self.view: RecordingsView | None = None
        self._folder = folder
        self._theme: Theme = LIGHT
        self.setObjectName("runs")
        self.setWindowTitle(self.tr("Runs"))
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.setTitleBarWidget(QWidget())
        self.toggleViewAction().setShortcut(QKeySequence(SHORTCUT))
        self.visibilityChanged.connect(self._seen)
        self.hide()

    def show_folder(self, folder: Path) -> None:
        """Recordings are written into another folder from now on."""
        if self.view is not None:
            self.view.shelf.open(folder)

    def fill(self) -> RecordingsView:
        """The contents, made now if they were not."""
        if self.view is None:
            from playground.desktop.runs.recordings_view import RecordingsView

            self.view = view = RecordingsView(self._folder())
            self.setTitleBarWidget(view.head)
            self.setWidget(view)
            view.set_theme(self._theme)
            view.opened.connect(self.opened)
            view.seeds_wanted.connect(self.seeds_wanted)
            view.failed.connect(self.failed)
            view.left.connect(self.hide)
            view.save_requested.connect(self.save_requested)
            view.copy_requested.connect(self.copy_requested)
        return self.view

    @property
    def panel(self) -> Panel | None:
        """The panel whose choices stand in its header."""
        return self.view.compare if self.view is not None else None

    def set_theme(self, theme: Theme) -> None:
        """Icons and curves follow the theme."""
        self._theme = theme
        self.toggleViewAction().setIcon(icon("runs", theme))
        if self.view is not None:
            self.view.set_theme(theme)

    def _seen(self, visible: bool) -> None:
        if visible:
            self.fill().shelf.watch(True)
        elif self.view is not None:
            self.view.shelf.watch(False)
