"""PanelDock: the dock around a panel, with a header that names it and lets one save, copy or enlarge it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QVBoxLayout, QWidget

from playground.desktop.docking.panel_header import Header
from playground.desktop.panels.base.panel import Panel
from playground.desktop.style.theme import Theme


class PanelDock(QDockWidget):
    """Its header can be dragged; the actions in it appear under the pointer and with the keyboard focus.

    Header and body are made when it is seen for the first time: of thirty docks a window shows a handful.
    """

    save_requested = Signal(Panel)
    copy_requested = Signal(Panel)
    expand_requested = Signal(object)

    def __init__(self, panel: Panel, parent: QWidget) -> None:
        super().__init__(parent)
        self.panel = panel
        self.setObjectName(f"panel-{panel.name}")
        self.setWindowTitle(panel.title())
        self._theme: Theme = panel.theme
        self._header: Header | None = None
        self._waiting = QWidget(self)  # owns the panel until the body does
        self._waiting.hide()
        panel.setParent(self._waiting)
        self.visibilityChanged.connect(self._seen)  # also when another tab is chosen

    def furnish(self) -> None:
        """Make header and body, unless they are there."""
        if self._header is not None:
            return
        panel = self.panel
        self._header = header = Header(panel)
        for name, words, signal in (
            ("save", self.tr("Save picture …"), lambda: self.save_requested.emit(panel)),
            ("copy", self.tr("Copy picture"), lambda: self.copy_requested.emit(panel)),
            ("expand", self.tr("This panel alone, or all again"), lambda: self.expand_requested.emit(self)),
        ):
            header.add_action(name, words).clicked.connect(signal)
        header.set_theme(self._theme)
        body = QFrame()
        body.setProperty("card", "body")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(panel)
        self._name()  # before its width counts
        self.setTitleBarWidget(header)
        self.setWidget(body)
        for part in (header, body):
            part.show()

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self._theme = theme
        if self._header is not None:
            self._header.set_theme(theme)

    def take_back(self) -> None:
        """The panel comes home from another place, where the stage had put it."""
        self.furnish()
        body = self.widget().layout()
        assert body is not None
        body.addWidget(self.panel)
        self.panel.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A bar of tabs above it has come or gone, perhaps."""
        super().resizeEvent(event)
        self._name()

    def enterEvent(self, event: QEvent) -> None:
        """The pointer is over the card."""
        if self._header is not None:
            self._header.reveal(True)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        if self._header is not None:
            self._header.reveal(False)

    def _seen(self, visible: bool) -> None:
        if visible:
            self.furnish()
        self._name()
        self.panel.tell_wanted()

    def _name(self) -> None:
        """A tab above the card says its name already."""
        window = self.parentWidget()
        if self._header is not None and isinstance(window, QMainWindow):
            beside = window.tabifiedDockWidgets(self)
            self._header.name(self.isFloating() or all(dock.isHidden() for dock in beside))
