"""Board: the panels in their cards, where they stand, and how that is remembered."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QToolBar

from playground.desktop.card import Card
from playground.desktop.cells import CellPanel
from playground.desktop.cockpit import Cockpit
from playground.desktop.memory import LAYOUT_VERSION, Memory
from playground.desktop.panel import Panel
from playground.desktop.panels.attention import AttentionPanel
from playground.desktop.panels.confusion import ConfusionPanel
from playground.desktop.panels.cross_attention import CrossAttentionPanel
from playground.desktop.panels.distributions import DistributionsPanel
from playground.desktop.panels.explain import ExplainPanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.gradient import GradientPanel
from playground.desktop.panels.gradient_norms import GradientNormsPanel
from playground.desktop.panels.hidden_states import HiddenStatesPanel
from playground.desktop.panels.interventions import InterventionsPanel
from playground.desktop.panels.kernels import KernelsPanel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.panels.loss import LossPanel
from playground.desktop.panels.maximising import MaximisingPanel
from playground.desktop.panels.plane import PlanePanel
from playground.desktop.panels.predictions import PredictionsPanel
from playground.desktop.panels.specimen import SpecimenPanel
from playground.desktop.panels.step import StepPanel
from playground.desktop.run_position import RunPosition
from playground.desktop.theme import Theme
from playground.protocol.commands import ChooseExample
from playground.protocol.events import Pictures
from playground.protocol.snapshot import PictureInfo
from playground.worked.example import Question, Region

if TYPE_CHECKING:
    from playground.experiment.experiment import LayerShape

SETUP_WIDTH = 300
ASIDE_WIDTH = 330
ROOMY = 1400  # points of the window from which there is a column for what is asked
ASKED = (ExplainPanel, InterventionsPanel, StepPanel)  # in a small window they come when asked for
GENERAL = frozenset({"loss", "predictions", "layers", "specimen", "explain", "interventions", "step"})  # of every run
_P = TypeVar("_P", bound=Panel)


def panel_classes() -> tuple[type[Panel], ...]:
    """Every panel there is, in the order of the window."""
    return (
        LossPanel, PredictionsPanel, FeatureMapsPanel, CrossAttentionPanel, AttentionPanel, HiddenStatesPanel,
        GradientPanel, KernelsPanel, LayersPanel, DistributionsPanel, GradientNormsPanel,
        ConfusionPanel, PlanePanel, MaximisingPanel,
        SpecimenPanel, ExplainPanel, InterventionsPanel, StepPanel,
    )  # fmt: skip


class Board(QObject):
    """Makes one card for each panel and puts them into the window."""

    run_wanted = Signal()
    asked = Signal(object)  # a Question
    specimen_chosen = Signal(object)  # a Choosing

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.panels: list[Panel] = [panel_class() for panel_class in panel_classes()]
        self.loss, self.layers, self.explain = (
            self.panel(LossPanel), self.panel(LayersPanel), self.panel(ExplainPanel)
        )  # fmt: skip
        self.specimen = self.panel(SpecimenPanel)
        self.specimen.chosen.connect(self.specimen_chosen)
        self.cards = [Card(panel, window) for panel in self.panels]
        self.hide_later = False  # a lesson does not show what came after its scene
        self._setup: QDockWidget | None = None
        self._shown_layers: tuple[LayerShape, ...] | None = None
        self._before_expanding: QByteArray | None = None
        self._fitting = GENERAL | {"feature-maps", "kernels", "distributions", "gradient-norms"}
        self._layouts: dict[frozenset[str], QByteArray] = {}
        self._architecture = ""  # that the panels stand for
        self._known: dict[str, frozenset[str]] = {}  # the panels that have something to draw, by architecture
        for panel in self.panels:
            panel.hint_pressed.connect(self.run_wanted)
            panel.example_chosen.connect(lambda index: self.specimen.request(ChooseExample(index)))
            if isinstance(panel, CellPanel):
                panel.picked.connect(self._ask)
        for card in self.cards:
            card.expand_requested.connect(self.expand)

        self.explain.marks_changed.connect(self._mark)
        self.explain.term_entered.connect(self._light)
        self.explain.term_chosen.connect(lambda region: self._show_term(region))

    def panel(self, panel_class: type[_P]) -> _P:
        """The panel of a class."""
        return next(panel for panel in self.panels if isinstance(panel, panel_class))

    def place(self, setup: QDockWidget, *banners: QToolBar) -> None:
        """Put everything into the window for the first time."""
        window = self._window
        self._setup = setup
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setContentsMargins(10, 0, 10, 0)
        for banner in banners:
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
        self._window.resize(self._window.screen().availableSize().boundedTo(QSize(1600, 1000)))
        if not memory.geometry.isEmpty():
            self._window.restoreGeometry(memory.geometry)
        names = {panel.name for panel in self.panels}
        known = memory.fitting and memory.fitting <= names and not memory.layout.isEmpty()
        if known:
            self._fitting, before = memory.fitting, self._fitting
            if self._put_back(memory.layout):
                return
            self._fitting = before
        self._arrange()

    def remember(self, memory: Memory) -> None:
        """Keep size and layout for the next start."""
        memory.geometry = self._window.saveGeometry()
        memory.fitting = self._fitting
        memory.layout = self._before_expanding or self._window.saveState(LAYOUT_VERSION)

    def prepare(self) -> None:
        """Load what is slow to load, once the window has been painted."""
        self.loss.prepare()

    def show_recorded(self, pictures: Pictures) -> None:
        """One recorded look in every panel at once: a person who drags waits for it."""
        self.show_moment(pictures.step)
        for panel in self.panels:
            panel.show_pictures(pictures)
            if panel.dirty and panel.on_screen():
                panel.draw()

    def show_moment(self, step: int | None) -> None:
        """Pictures of a recorded step follow, or with None of the present."""
        for panel in self.panels:
            panel.show_moment(step, self.hide_later)

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

    def reveal(self, panel: Panel) -> None:
        """Let a panel be seen that somebody just asked for."""
        card = next(card for card in self.cards if card.panel is panel)
        card.show()
        card.raise_()

    def fit(self, pictures: tuple[PictureInfo, ...], architecture: str) -> None:
        """Show the panels that have something to draw for these pictures, as they last stood for such a run."""
        self._architecture = architecture
        self._known[architecture] = frozenset(panel.name for panel in self.panels if panel.fits(pictures))
        self._fit(self._known[architecture])

    def _fit(self, fitting: frozenset[str]) -> None:
        if fitting != self._fitting:
            self._layouts[self._fitting] = self._window.saveState(LAYOUT_VERSION)
            self._fitting = fitting
            known = self._layouts.get(fitting)
            if known is None or not self._put_back(known):
                self._arrange()

    def prepare_for(self, architecture: str) -> None:
        """Show what runs of an architecture had to draw, or as long as none has told only what every run has."""
        if architecture != self._architecture:
            self._architecture = architecture
            self._fit(self._known.get(architecture, GENERAL))

    def _ask(self, question: Question) -> None:
        """A cell was chosen: its explanation must be seen."""
        card = next(card for card in self.cards if card.panel is self.explain)
        if card.isHidden():
            card.show()
        self.explain.ask(question)
        self._mark(question, ())
        self.panel(MaximisingPanel).follow(question)
        self.asked.emit(question)

    def _mark(self, question: Question | None, regions: tuple[Region, ...]) -> None:
        for panel in self.panels:
            if isinstance(panel, CellPanel):
                panel.mark(question, regions)

    def _light(self, region: Region | None) -> None:
        for panel in self.panels:
            if isinstance(panel, CellPanel):
                panel.light(region)

    def _show_term(self, region: Region) -> None:
        """A term was clicked: a single cell is unfolded in its turn."""
        if all(stop - start == 1 for start, stop in zip(region.start, region.stop, strict=True)):
            self._ask(Question(region.picture, region.start))

    def _put_back(self, layout: QByteArray) -> bool:
        """Restore a layout; Qt leaves docks alone that had no place in it."""
        done = self._window.restoreState(layout, LAYOUT_VERSION)
        for card in self.cards:
            if card.panel.name not in self._fitting:
                self._window.removeDockWidget(card)
                card.hide()
        return done

    def follow_run(self, cockpit: Cockpit, shown: int | None, runnable: bool) -> None:
        """Tell the panels where the run stands; ``shown``: the recorded step that is shown, None for the present."""
        recorded = cockpit.started is not None and not cockpit.live
        step = shown if shown is not None else (cockpit.step if recorded else None)
        position = RunPosition(cockpit.active and not cockpit.foreign, recorded, step, runnable)
        for panel in self.panels:
            panel.follow_run(position)

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
        """Loss and predictions at the left; what many examples say is behind them. Of the others the first at the top
        right, the rest as tabs below it."""
        window, setup = self._window, self._setup
        assert setup is not None
        fitting = [card for card in self.cards if card.panel.name in self._fitting]
        for card in self.cards:
            window.removeDockWidget(card)
        left = [card for card in fitting if isinstance(card.panel, LossPanel | PredictionsPanel)]
        aside = [card for card in fitting if isinstance(card.panel, SpecimenPanel | ExplainPanel)]
        behind = [card for card in fitting if isinstance(card.panel, ConfusionPanel | PlanePanel | MaximisingPanel)]
        tabs = [card for card in fitting if isinstance(card.panel, InterventionsPanel | StepPanel)]
        right = [card for card in fitting if card not in (*left, *aside, *tabs, *behind)]
        roomy = window.width() >= ROOMY  # elsewhere an explanation comes when asked for, and the specimen is a tab
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, setup)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, left[0])
        if right:
            window.splitDockWidget(left[0], right[0], Qt.Orientation.Horizontal)
        if roomy:
            window.splitDockWidget((right or left)[0], aside[0], Qt.Orientation.Horizontal)
        else:
            window.tabifyDockWidget(setup, aside[0])
            window.splitDockWidget((right or left)[0], aside[-1], Qt.Orientation.Horizontal)
        for above, card in pairwise(aside if roomy else ()):
            window.splitDockWidget(above, card, Qt.Orientation.Vertical)
        for card in tabs:
            window.tabifyDockWidget(aside[-1], card)
        for above, card in pairwise(left):
            window.splitDockWidget(above, card, Qt.Orientation.Vertical)
        for card in behind:
            window.tabifyDockWidget(left[-1], card)
        if right[1:]:
            window.splitDockWidget(right[0], right[1], Qt.Orientation.Vertical)
        for card in right[2:]:
            window.tabifyDockWidget(right[1], card)
        for card in fitting:
            card.setVisible(roomy or not isinstance(card.panel, ASKED))
        shown = aside[:1] if roomy else []
        width = window.width() - SETUP_WIDTH - ASIDE_WIDTH * len(shown)
        columns = [setup, left[0], *right[:1], *shown]
        share = width // (2 if right else 1)
        widths = [SETUP_WIDTH, share, *[share] * len(right[:1]), *[ASIDE_WIDTH] * len(shown)]
        window.resizeDocks(columns, widths, Qt.Orientation.Horizontal)
        for column, shares in ((left, [3, 2]), (right[:2], [3, 2])):
            window.resizeDocks(column, shares[: len(column)], Qt.Orientation.Vertical)
        if roomy:
            window.resizeDocks(aside, [2, 3][: len(aside)], Qt.Orientation.Vertical)
        else:
            setup.raise_()
        left[-1].raise_()
        if right[2:]:
            right[1].raise_()
        if roomy and tabs:
            aside[-1].raise_()
