"""Board: the panels in their cards, where they stand, and how that is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar

from playground.desktop.card import Card
from playground.desktop.memory import LAYOUT_VERSION, Memory
from playground.desktop.panel import Panel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.hidden_states import HiddenStatesPanel
from playground.desktop.panels.kernels import KernelsPanel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.panels.loss import LossPanel
from playground.desktop.theme import Theme
from playground.protocol.snapshot import PictureInfo

if TYPE_CHECKING:
    from playground.experiment.experiment import LayerShape

SETUP_WIDTH = 300


def panel_classes() -> tuple[type[Panel], ...]:
    """Every panel there is, in the order of the window."""
    return (LossPanel, FeatureMapsPanel, HiddenStatesPanel, KernelsPanel, LayersPanel)


class Board(QObject):
    """Makes one card for each panel and puts them into the window."""

    run_wanted = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.loss = LossPanel()
        self.feature_maps = FeatureMapsPanel()
        self.hidden_states = HiddenStatesPanel()
        self.kernels = KernelsPanel()
        self.layers = LayersPanel()
        self.panels: list[Panel] = [self.loss, self.feature_maps, self.hidden_states, self.kernels, self.layers]
        self.cards = [Card(panel, window) for panel in self.panels]
        self._setup: QDockWidget | None = None
        self._shown_layers: tuple[LayerShape, ...] | None = None
        self._before_expanding: QByteArray | None = None
        self._fitting = frozenset({"loss", "feature-maps", "kernels", "layers"})
        for panel in self.panels:
            panel.hint_pressed.connect(self.run_wanted)
        for card in self.cards:
            card.expand_requested.connect(self.expand)

    def place(self, setup: QDockWidget, banner: QToolBar) -> None:
        """Put everything into the window for the first time."""
        window = self._window
        self._setup = setup
        window.setDockNestingEnabled(True)
        window.setContentsMargins(10, 0, 10, 0)
        window.addToolBarBreak()
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, banner)
        self._arrange()

    def default_layout(self) -> None:
        """All panels back in their places."""
        for dock in (*self.cards, self._setup):
            if dock is not None:
                dock.setFloating(False)
                dock.show()
        self._arrange()

    def expand(self, card: Card) -> None:
        """This panel alone; a second time, all as before."""
        if self._before_expanding is not None:
            self._window.restoreState(self._before_expanding, LAYOUT_VERSION)
            self._before_expanding = None
            return
        self._before_expanding = self._window.saveState(LAYOUT_VERSION)
        for other in (*self.cards, self._setup):
            if other is not None and other is not card:
                other.hide()

    def restore(self, memory: Memory) -> None:
        """The layout of last time; the default one when there is none or it does not fit."""
        self._window.resize(1600, 1000)
        if not memory.geometry.isEmpty():
            self._window.restoreGeometry(memory.geometry)
        if memory.layout.isEmpty() or not self._window.restoreState(memory.layout, LAYOUT_VERSION):
            self._arrange()

    def remember(self, memory: Memory) -> None:
        """Keep size and layout for the next start."""
        memory.geometry = self._window.saveGeometry()
        memory.layout = self._before_expanding or self._window.saveState(LAYOUT_VERSION)

    def prepare(self) -> None:
        """Load what is slow to load, once the window has been painted."""
        self.loss.prepare()

    def clear(self) -> None:
        """Forget the run that was shown."""
        self._shown_layers = None
        for panel in self.panels:
            panel.clear()

    def clear_pictures(self) -> None:
        """A run is about to go on: its curves stay."""
        for panel in self.panels:
            if panel is not self.loss:
                panel.clear()

    def fit(self, pictures: tuple[PictureInfo, ...]) -> None:
        """Show the panels that have something to draw for these pictures; what the user closed since stays closed."""
        fitting = frozenset(panel.name for panel in self.panels if panel.fits(pictures))
        if fitting != self._fitting:
            self._fitting = fitting
            self._show_fitting()

    def _show_fitting(self) -> None:
        for card in self.cards:
            card.setVisible(card.panel.name in self._fitting)
        right = [card for card in self.cards if card.panel is not self.loss and card.panel is not self.kernels]
        shown = [card for card in right if card.panel.name in self._fitting]
        self._window.resizeDocks(shown, [1] * len(shown), Qt.Orientation.Vertical)

    def set_waiting(self, waiting: bool) -> None:
        """A run is on: what is still empty will fill."""
        for panel in self.panels:
            panel.set_waiting(waiting)

    def show_layers(self, layers: tuple[LayerShape, ...]) -> None:
        """The layers of the experiment being edited, while no run is shown."""
        if layers != self._shown_layers:
            self._shown_layers = layers
            self.layers.show_layers(layers)

    def set_theme(self, theme: Theme) -> None:
        """Panels and cards follow the theme."""
        for panel in self.panels:
            panel.set_theme(theme)
        for card in self.cards:
            card.set_theme(theme)

    def _arrange(self) -> None:
        window, setup = self._window, self._setup
        assert setup is not None
        loss, maps, states, kernels, layers = self.cards
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, setup)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, loss)
        window.splitDockWidget(loss, maps, Qt.Orientation.Horizontal)
        window.splitDockWidget(maps, states, Qt.Orientation.Vertical)
        window.splitDockWidget(loss, kernels, Qt.Orientation.Vertical)
        window.splitDockWidget(states, layers, Qt.Orientation.Vertical)
        width = window.width() - SETUP_WIDTH
        window.resizeDocks([setup, loss, maps], [SETUP_WIDTH, width // 2, width // 2], Qt.Orientation.Horizontal)
        window.resizeDocks([loss, kernels], [1, 1], Qt.Orientation.Vertical)
        self._show_fitting()
