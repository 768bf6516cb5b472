"""QueueDock: what is to be trained, one after the other, beside this window; hidden until somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QWidget

from playground.desktop.style.theme import LIGHT, Theme

if TYPE_CHECKING:
    from playground.desktop.runs.queue_view import QueueView

HEIGHT = 320


class QueueDock(QDockWidget):
    """Its contents are made when it is first shown, so that a start does not wait for them.

    Args:
        folder: gives the folder of new recordings, where the queue lies unless another is chosen.
    """

    opened = Signal(str)  # path of a recording
    failed = Signal(str)  # one sentence

    def __init__(self, folder: Callable[[], Path], parent: QWidget) -> None:
        super().__init__(parent)
        self.view: QueueView | None = None
        self._folder = folder
        self._theme: Theme = LIGHT
        self.setObjectName("queue")
        self.setWindowTitle(self.tr("Queue"))
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.setTitleBarWidget(QWidget())
        self.visibilityChanged.connect(self._seen)
        self.hide()

    def fill(self) -> QueueView:
        """The contents, made now if they were not."""
        if self.view is None:
            from playground.desktop.runs.queue_view import QueueView

            self.view = view = QueueView(self._folder())
            self.setTitleBarWidget(view.head)
            self.setWidget(view)
            view.set_theme(self._theme)
            view.opened.connect(self.opened)
            view.failed.connect(self.failed)
            view.left.connect(self.hide)
        return self.view

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self._theme = theme
        if self.view is not None:
            self.view.set_theme(theme)

    def sizeHint(self) -> QSize:
        """High enough for some rows."""
        return QSize(1200, HEIGHT)

    def _seen(self, visible: bool) -> None:
        if visible:
            self.fill().queue.watch(True)
        elif self.view is not None:
            self.view.queue.watch(False)
