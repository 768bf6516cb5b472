"""DockLayout: where the panels stand in the main window, for which run, and how that is remembered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QToolBar

from playground.desktop.docking.arrangement import arrange
from playground.desktop.docking.dock_watcher import DockWatcher, bars, let_go
from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.docking.screen_fit import never_grow
from playground.desktop.docking.setup_column import SetupColumn
from playground.desktop.i18n.collation import ordered
from playground.desktop.state.window_settings import LAYOUT_VERSION, WindowSettings
from playground.protocol.snapshot import PictureInfo

ROOMY = 1400  # points of the window from which there is a column for what is asked
FIRST = frozenset({"feature-maps", "kernels", "distributions", "gradient-norms"})  # of the preset of the first start


class DockLayout:
    """The only place that saves and restores the window's state.

    Messages across the top come and go: no layout saves them, and none that is restored shows or hides one.
    """

    def __init__(self, window: QMainWindow, cards: list[PanelDock]) -> None:
        self._window, self._cards = window, cards
        self.column = SetupColumn(window)
        self._messages: tuple[QToolBar, ...] = ()
        self._before_expanding: QByteArray | None = None
        self._nowhere: list[PanelDock] = []  # while one is shown alone: what had no place before
        self._brought: PanelDock | None = None  # that somebody asked for last
        self.after_arranging: Callable[[], None] = lambda: None
        self._of_every_run = frozenset(card.panel.name for card in cards if card.panel.spec.every_run)
        self._fitting = self._of_every_run | FIRST
        self._layouts: dict[frozenset[str], QByteArray] = {}
        self._architecture = ""  # that the panels stand for
        self._known: dict[str, frozenset[str]] = {}  # the panels that have something to draw, by architecture
        self._roomy = self._touched = False  # as arranged; a person has changed that since
        for card in cards:
            card.expand_requested.connect(self.expand)
            card.toggleViewAction().triggered.connect(lambda on, card=card: self._toggled(card, on))
        DockWatcher(window, self._resized, self._touch)

    def place(self, setup: QDockWidget, *messages: QToolBar) -> None:
        """Say what there is beside the cards; where all of it stands is recalled once the window is whole."""
        window = self._window
        self.column.setup, self._messages = setup, messages
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setContentsMargins(10, 0, 10, 0)
        never_grow(window)
        for message in messages:
            window.addToolBarBreak()
            window.addToolBar(Qt.ToolBarArea.TopToolBarArea, message)

    def save(self) -> QByteArray:
        """Where the docks stand when all of them are shown that should be: without messages, no panel alone."""
        if self._before_expanding is not None:
            return self._before_expanding
        shown = [message for message in self._messages if not message.isHidden()]
        for message in shown:
            message.setVisible(False)
        state = self._window.saveState(LAYOUT_VERSION)
        for message in shown:
            message.setVisible(True)
        return state

    def restore(self, layout: QByteArray) -> bool:
        """Put the docks back. False: it is no layout of this version, and nothing changed."""
        shown = {message: not message.isHidden() for message in self._messages}
        before = bars(self._window)
        if done := self._window.restoreState(layout, LAYOUT_VERSION):
            let_go(before)
        self.column.arranged()
        for message, visible in shown.items():
            message.setVisible(visible)
        return done

    def default(self) -> None:
        """All panels back in their places."""
        self._before_expanding, self.after_arranging, self._touched = None, lambda: None, False
        assert self.column.setup is not None
        for dock in (*self._cards, self.column.setup):
            if dock.isFloating():
                dock.setFloating(False)
        self.column.setup.show()
        self._arrange()

    def show(self, card: PanelDock) -> None:
        """Let a card be seen, also one that the run at hand has nothing for and that therefore stands nowhere."""
        window = self._window
        if self._stands_nowhere(card):
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, card)
            shown = [other for other in self._cards if other is not card and other.isVisible()]
            if shown:
                window.tabifyDockWidget(shown[-1], card)
        card.show()
        card.raise_()
        self._brought = card

    def _stands_nowhere(self, card: PanelDock) -> bool:
        return self._window.dockWidgetArea(card) is Qt.DockWidgetArea.NoDockWidgetArea and not card.isFloating()

    def reveal(self, dock: QDockWidget) -> None:
        """Let a dock be seen, whichever it is."""
        if isinstance(dock, PanelDock):
            self.show(dock)
        else:
            dock.show()
            dock.raise_()

    def groups(self) -> tuple[list[QDockWidget], list[QDockWidget]]:
        """What can be shown: docks with something to draw for the run at hand, and panels that it has nothing for."""
        idle: list[QDockWidget] = [card for card in self._cards if card.panel.name not in self._fitting]
        docks = ordered(self._window.findChildren(QDockWidget), QDockWidget.windowTitle)
        return [dock for dock in docks if dock not in idle], [dock for dock in docks if dock in idle]

    def _toggled(self, card: PanelDock, shown: bool) -> None:
        self._touch()
        if shown:
            self.show(card)

    def _touch(self) -> None:
        """From now on it is a person's own arrangement."""
        self._touched = True

    def _resized(self) -> None:
        """What nobody has changed is arranged anew where there is much more or much less room."""
        if self.column.setup is None or self._touched or self._before_expanding is not None:
            return
        if self._window.isVisible() and (self._window.width() >= ROOMY) != self._roomy:
            self._layouts.clear()
            self._arrange()

    @property
    def expanded(self) -> bool:
        """One panel is shown alone."""
        return self._before_expanding is not None

    def expand(self, card: PanelDock) -> None:
        """This panel alone; a second time, all as before."""
        if self._before_expanding is not None:
            before, self._before_expanding = self._before_expanding, None
            self.restore(before)
            self._take_away(self._nowhere)
            return
        self._before_expanding = self.save()
        self._nowhere = [one for one in self._cards if self._stands_nowhere(one)]
        for other in (*self._cards, self.column.setup):
            if other is not None and other is not card:
                other.hide()

    def recall(self, memory: WindowSettings) -> None:
        """The layout of last time; the default one when there is none or it does not fit."""
        names = {card.panel.name for card in self._cards}
        alike = (memory.width >= ROOMY) == (self._window.width() >= ROOMY)  # else it was made for another screen
        if memory.fitting and memory.fitting <= names and not memory.layout.isEmpty() and alike:
            self._fitting, before = memory.fitting, self._fitting
            if self._put_back(memory.layout):
                return
            self._fitting = before
        self._arrange()

    def remember(self, memory: WindowSettings) -> None:
        """Keep size and layout for the next start."""
        memory.geometry = self._window.saveGeometry()
        memory.fitting, memory.width = self._fitting, self._window.width()
        memory.layout = self.save()

    def fit(self, pictures: tuple[PictureInfo, ...], architecture: str) -> None:
        """Show the panels that have something to draw for these pictures, as they last stood for such a run."""
        self._architecture = architecture
        fitting = frozenset(card.panel.name for card in self._cards if card.panel.fits(pictures))
        self._known[architecture] = fitting
        self._fit(fitting)

    def prepare_for(self, architecture: str) -> None:
        """Show what runs of an architecture had to draw, or as long as none has told only what every run has."""
        if architecture != self._architecture:
            self._architecture = architecture
            self._fit(self._known.get(architecture, self._of_every_run))

    def _fit(self, fitting: frozenset[str]) -> None:
        if fitting != self._fitting:
            brought, self._brought = self._brought, None
            seen = brought is not None and brought.panel.on_screen()
            self._layouts[self._fitting], self._before_expanding = self.save(), None
            self._fitting = fitting
            known = self._layouts.get(fitting)
            if known is None or not self._put_back(known):
                self._arrange()
            if brought is not None and seen and brought.panel.name in fitting:
                self.show(brought)  # what was asked for a moment before Run does not go behind another tab

    def _put_back(self, layout: QByteArray) -> bool:
        """Restore a layout; Qt leaves docks alone that had no place in it."""
        done = self.restore(layout)
        self._take_away([card for card in self._cards if card.panel.name not in self._fitting])
        return done

    def _take_away(self, cards: list[PanelDock]) -> None:
        for card in cards:
            self._window.removeDockWidget(card)
            card.hide()

    def _arrange(self) -> None:
        assert self.column.setup is not None
        for card in self._cards:
            self._window.removeDockWidget(card)
        let_go(bars(self._window, self._cards))
        self._roomy = self._window.width() >= ROOMY
        fitting = [card for card in self._cards if card.panel.name in self._fitting]
        arrange(self._window, self.column.setup, fitting, self._roomy)
        self.column.arranged()
        self.after_arranging()
