"""Docks at the foot of the window, empty and hidden until somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize, Qt, QTimer, SignalInstance
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from playground.desktop.style.theme import LIGHT, Theme
from playground.desktop.widgets.card_head import CardHead

HEIGHT = 320
SHARE, ABOVE = 0.28, 560  # of a low window's height that it gets at least, and points that all else needs


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


class AskedDock(QDockWidget):
    """Stands before the others at the foot when it is asked for, high enough to be of use."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.toggleViewAction().triggered.connect(self._toggled)

    def sizeHint(self) -> QSize:
        """High enough for some rows and a readable plot."""
        return QSize(1200, HEIGHT)

    def raise_(self) -> None:
        """It is asked for: Qt would give it the least height there is in a low window."""
        super().raise_()
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        window = self.window()
        if isinstance(window, QMainWindow) and self.isVisible():
            wanted = min(HEIGHT, max(round(SHARE * window.height()), window.height() - ABOVE))
            if self.height() < wanted:
                window.resizeDocks([self], [wanted], Qt.Orientation.Vertical)

    def _toggled(self, on: bool) -> None:
        if on:  # Qt would leave it behind others at the foot
            self.raise_()


class FootDock(AskedDock):
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

    def _seen(self, visible: bool) -> None:
        if visible:
            self.fill()
        if self._contents is not None:
            self._contents.watch(visible)
