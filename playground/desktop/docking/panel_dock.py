"""PanelDock: the dock around a panel, with a header that names it and lets one save, copy or enlarge it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.desktop.panels.base.panel import Panel
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme, tabular


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
        self.panel.tell_wanted()


class Header(QFrame):
    """Name at the left, with the letter of its lane if it has one; what and where beside the actions at the right."""

    def __init__(self, panel: Panel, letter: str = "") -> None:
        super().__init__()
        self.panel = panel
        self.setProperty("card", "head")
        self._theme: Theme = panel.theme
        self._buttons: dict[QToolButton, str] = {}
        self._revealed = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 8, 2)
        self._row.setSpacing(8)
        title = QLabel(f"{letter} · {panel.title()}" if letter else panel.title())
        title.setProperty("heading", True)
        self._info = Info()
        self._info.say(*panel.info_parts)
        panel.info_changed.connect(self._info.say)
        self._row.addWidget(title)
        if panel.controls is not None:
            self._row.addWidget(panel.controls)
        self._row.addWidget(self._info, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(0)
        self._row.addLayout(self._actions)

    def add_action(self, name: str, words: str) -> QToolButton:
        """A small button; its place is kept while it cannot be seen."""
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(24, 26)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.installEventFilter(self)
        self._buttons[button] = name
        self._actions.addWidget(button)
        return button

    def reveal(self, shown: bool) -> None:
        """Show or hide the icons."""
        self._revealed = shown
        for button, name in self._buttons.items():
            visible = shown or button.hasFocus()
            button.setIcon(icon(name, self._theme) if visible else QIcon())

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self._theme = theme
        self.reveal(self._revealed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keyboard focus reveals the actions too."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.reveal(self._revealed)
        return super().eventFilter(watched, event)


class Info(QLabel):
    """Second text at the right; its length never pushes anything aside, and a number in it is never cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("second", True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setFont(tabular(self.font()))
        self._words = self._number = ""

    def say(self, words: str, number: str = "") -> None:
        """Words that are elided where they are too long, then a number that never is; the tooltip has all."""
        self._words, self._number = words, f": {number}" if number else ""
        self._fit()

    def resizeEvent(self, event: object) -> None:
        """Elide again."""
        self._fit()

    def _fit(self) -> None:
        metrics, whole = self.fontMetrics(), self._words + self._number
        shown = whole
        if metrics.horizontalAdvance(whole) > self.width():
            room = self.width() - metrics.horizontalAdvance(self._number)
            words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, max(room, 0))
            shown = words + self._number if words else self._number.removeprefix(": ")
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if shown == whole else whole)
