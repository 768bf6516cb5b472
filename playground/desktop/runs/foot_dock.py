"""FootDock: a dock at the foot of the window, empty and hidden until somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize, Qt, SignalInstance
from PySide6.QtWidgets import QDockWidget, QWidget

from playground.desktop.style.theme import LIGHT, Theme
from playground.desktop.widgets.card_head import CardHead

HEIGHT = 320


class Contents(Protocol):
    """A frame with a head, which reads files only while it is watched."""

    head: CardHead

    @property
    def left(self) -> SignalInstance:
        """It should be hidden."""

    def watch(self, on: bool) -> None:
        """Somebody sees it, or nobody does."""

    def set_theme(self, theme: Theme) -> None:
        """Colours of a theme."""


class FootDock(QDockWidget):
    """Its contents are made when it is first shown, so that a start does not wait for them.

    Args:
        name: of the dock in saved layouts.
        make: gives the contents.
    """

    def __init__(self, name: str, title: str, make: Callable[[], Contents], parent: QWidget) -> None:
        super().__init__(parent)
        self._contents: Contents | None = None
        self._make = make
        self._theme: Theme = LIGHT
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.setTitleBarWidget(QWidget())
        self.visibilityChanged.connect(self._seen)
        self.hide()

    def fill(self) -> None:
        """Make the contents; a second call does nothing."""
        if self._contents is None:
            self._contents = found = self._make()
            self.setTitleBarWidget(found.head)
            assert isinstance(found, QWidget)
            self.setWidget(found)
            found.set_theme(self._theme)
            found.left.connect(self.hide)

    def set_theme(self, theme: Theme) -> None:
        """The contents follow the theme."""
        self._theme = theme
        if self._contents is not None:
            self._contents.set_theme(theme)

    def sizeHint(self) -> QSize:
        """High enough for some rows."""
        return QSize(1200, HEIGHT)

    def _seen(self, visible: bool) -> None:
        if visible:
            self.fill()
        if self._contents is not None:
            self._contents.watch(visible)
