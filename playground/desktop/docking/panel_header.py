"""Header: the head of a panel's card: its name, what can be chosen, what is shown, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from playground.desktop.panels.base.panel import Panel
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme, tabular
from playground.desktop.widgets.layouts import read_whole

ACTION = 24  # points of the width of an action
LEAST = 4  # letters of a word that is shortened, below which it says nothing


class Header(QFrame):
    """Name at the left, with the letter of its lane if it has one; what and where beside the actions at the right.

    Where there is no room for all of it, the actions fold into a menu so that choices can be read, and the name gives
    way to choices and a number.
    """

    def __init__(self, panel: Panel, letter: str = "") -> None:
        super().__init__()
        self.panel = panel
        self.setProperty("card", "head")
        self._theme: Theme = panel.theme
        self._buttons: dict[QToolButton, str] = {}
        self._revealed, self._named = False, True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 8, 2)
        self._row.setSpacing(8)
        self._title = title = QLabel(f"{letter} · {panel.title()}" if letter else panel.title())
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
        self._more = self.add_action("dots", self.tr("Save, copy or enlarge"))
        self._more.clicked.connect(lambda: self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft())))
        self._more.hide()

    def name(self, named: bool) -> None:
        """With or without the name."""
        self._named = named
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has room?"""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Something else was chosen, perhaps, or a number has come."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        controls, gap = self.panel.controls, self._row.spacing()
        margins = self._row.contentsMargins()
        told = self._info.minimumWidth()
        room = self.width() - margins.left() - margins.right() - (told + gap if told else 0)
        single = [button for button in self._buttons if button is not self._more]
        actions = ACTION * len(single)
        named = self._title.sizeHint().width() + gap if self._named else 0
        least = whole = 0
        if controls is not None and not controls.isHidden():
            least, whole = controls.minimumSizeHint().width() + gap, read_whole(controls) + gap
        folded = bool(actions) and whole + actions > room - named
        self._show(self._more, folded)
        self._show(self._info, bool(told) or not folded)
        for button in single:
            self._show(button, not folded)
        self._show(self._title, self._named and named + least + (ACTION if folded else actions) <= room)

    @staticmethod
    def _show(part: QWidget, shown: bool) -> None:
        if part.isHidden() == shown:
            part.setVisible(shown)

    def menu(self) -> QMenu:
        """The actions with their names."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self._buttons:
            if button is not self._more:
                menu.addAction(button.toolTip()).triggered.connect(button.click)
        return menu

    def add_action(self, name: str, words: str) -> QToolButton:
        """A small button; its place is kept while it cannot be seen."""
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(16, 16))
        button.setFixedSize(ACTION, 26)
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
    """Second text at the right; its words never push anything aside, and a number in it is never cut: it keeps the room
    of the longest one that was told."""

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
        least = self.fontMetrics().horizontalAdvance(number) + 1 if number else 0
        if least > self.minimumWidth() or not words:
            self.setMinimumWidth(least)
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
            told = len(words) > LEAST
            shown = words + self._number if told else self._number.removeprefix(": ")
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if shown == whole else whole)
