"""DockManager: the panels in their cards, and what they tell each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow

from playground.desktop.docking.dock_layout import DockLayout
from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.docking.panel_registry import panel_classes
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.run_position import RunPosition, late
from playground.desktop.panels.base.spec import Area
from playground.desktop.panels.base.unit_panel import UnitPanel
from playground.desktop.panels.explain import ExplainPanel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.panels.loss import LossPanel
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.panels.specimen import SpecimenPanel
from playground.desktop.panels.top_examples import TopExamplesPanel
from playground.desktop.panels.wanted import WantedPanel
from playground.desktop.state.run_state import Run
from playground.desktop.style.theme import Theme
from playground.network.graph import INPUT, TARGET_INPUT
from playground.protocol.commands import ChooseExample
from playground.protocol.events import Pictures
from playground.protocol.snapshot import PictureInfo
from playground.worked.example import Contributions, Question, Region
from playground.worked.windows import windows

if TYPE_CHECKING:
    from playground.data.shapes import DataShape
    from playground.experiment.layer_shape import LayerShape

_P = TypeVar("_P", bound=Panel)


class DockManager(QObject):
    """Makes one card for each panel.

    Attributes:
        docks: where the cards stand.
        hide_later: a lesson does not show what came after its scene.
        host: who shows a panel that is asked for in place of the window, such as the stage; None for the window.
    """

    run_wanted = Signal()
    asked = Signal(Question)
    specimen_chosen = Signal(object)  # a Choosing

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.panels: list[Panel] = [panel_class() for panel_class in panel_classes()]
        self.loss, self.layers, self.explain = (
            self.panel(LossPanel), self.panel(LayersPanel), self.panel(ExplainPanel)
        )  # fmt: skip
        self.specimen, self.network = self.panel(SpecimenPanel), self.panel(NetworkPanel)
        self.network.layer_chosen.connect(lambda picture: self._follow_to(picture))
        self.network.layer_opened.connect(lambda picture: self._open(picture))
        self.specimen.chosen.connect(self.specimen_chosen)
        self.cards = [PanelDock(panel, window) for panel in self.panels]
        self.docks = DockLayout(window, self.cards)
        self._leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._leave.setEnabled(False)
        self._leave.activated.connect(lambda: self._expand(self.cards[0]))
        for card in self.cards:
            card.expand_requested.connect(lambda _card: self._leave.setEnabled(self.docks.expanded))
        self.hide_later = False
        self.host: Callable[[PanelDock], None] | None = None
        self._fitting: tuple[tuple[PictureInfo, ...] | None, set[str]] = None, set()
        self._shown_model: tuple[tuple[LayerShape, ...], DataShape | None] | None = None
        for panel in self.panels:
            panel.hint_pressed.connect(self.run_wanted)
            panel.example_chosen.connect(lambda index: self.specimen.request(ChooseExample(index)))
            if isinstance(panel, CellPanel):
                panel.picked.connect(self._ask)
            if isinstance(panel, UnitPanel):
                panel.unit_wanted.connect(self._show_unit)
        self.explain.marks_changed.connect(self._mark)
        self.explain.term_entered.connect(self._light)
        self.explain.cell_wanted.connect(self._ask)
        self.explain.term_chosen.connect(lambda region: self._show_term(region))

    def panel(self, panel_class: type[_P]) -> _P:
        """The panel of a class."""
        return next(panel for panel in self.panels if isinstance(panel, panel_class))

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
        self._shown_model = None
        for panel in self.panels:
            panel.clear()

    def clear_pictures(self) -> None:
        """A run is about to go on: its curves stay."""
        for panel in self.panels:
            if panel is not self.loss:
                panel.clear()

    def reveal(self, panel: Panel) -> None:
        """Let a panel be seen that somebody just asked for."""
        self._bring(self._card(panel))

    def _ask(self, question: Question) -> None:
        """A cell was chosen: its explanation must be seen."""
        if not self.explain.on_screen():
            self.reveal(self.explain)
        self.explain.ask(question)
        self._mark(question, ())
        self._follow_unit(question)
        self.asked.emit(question)

    def _follow_unit(self, question: Question) -> None:
        for panel in self.panels:
            if isinstance(panel, UnitPanel):
                panel.follow(question)

    def _show_unit(self, question: Question) -> None:
        """What excites a unit: the input that was found for it, or where none is looked for the best real ones."""
        self._follow_unit(question)
        found, ranked = self.panel(WantedPanel), self.panel(TopExamplesPanel)
        self.reveal(found if found.layer == question.picture else ranked)

    def _mark(
        self, question: Question | None, regions: tuple[Region, ...], weighed: Contributions | None = None
    ) -> None:
        example = self.explain.example
        known = example is not None and example.question == question
        self.network.show_windows(windows(example) if known and example is not None else None)
        for panel in self.panels:
            if isinstance(panel, CellPanel):
                panel.mark(question, regions, weighed)

    def _light(self, region: Region | None) -> None:
        for panel in self.panels:
            if isinstance(panel, CellPanel):
                panel.light(region)

    def _show_term(self, region: Region) -> None:
        """A term was clicked: a single cell is unfolded in its turn."""
        if all(stop - start == 1 for start, stop in zip(region.start, region.stop, strict=True)):
            self._ask(Question(region.picture, region.start))

    def _follow_to(self, picture: str) -> None:
        """All panels that offer a picture show it, and one of them is seen."""
        for panel in self.panels:
            if panel is not self.network:
                panel.show_picture(picture)
        cards = self._cards_of(picture)
        if (
            self.host is None
            and cards
            and not any(card.panel.on_screen() for card in cards)
            and not cards[0].isHidden()
        ):
            cards[0].raise_()

    def _open(self, picture: str) -> None:
        """The panel that shows a picture, alone and large; an input is there to be changed, where it can be."""
        self._follow_to(picture)
        given = picture in (INPUT, TARGET_INPUT) and not self.specimen.is_empty()
        for card in [self._card(self.specimen)] if given else self._cards_of(picture)[:1]:
            self._bring(card)
            if self.host is None:
                self._expand(card)

    def _bring(self, card: PanelDock) -> None:
        """To where the user looks."""
        (self.host or self.docks.show)(card)

    def _expand(self, card: PanelDock) -> None:
        """This panel alone, until Escape; where one is alone already, all again."""
        self.docks.expand(card)
        self._leave.setEnabled(self.docks.expanded)

    def _card(self, panel: Panel) -> PanelDock:
        return next(card for card in self.cards if card.panel is panel)

    def _cards_of(self, picture: str) -> list[PanelDock]:
        """Those whose panel is made for such pictures and shows this one now."""
        return [
            card for card in self.cards
            if card.panel.spec.area in (Area.MAIN, Area.LEAD) and picture in card.panel.wanted()
        ]  # fmt: skip

    def follow_run(self, run: Run, shown: int | None, runnable: bool) -> None:
        """Tell the panels where the run stands; ``shown``: the recorded step that is shown, None for the present."""
        recorded = run.started is not None and not run.live
        step = shown if shown is not None else (run.step if recorded else None)
        known = run.started.pictures if run.started is not None and run.live else None
        if known is not self._fitting[0]:
            self._fitting = known, {panel.name for panel in self.panels if known is None or panel.fits(known)}
        for panel in self.panels:
            fitting = known is None or panel.name in self._fitting[1]
            position = RunPosition(
                run.ours and fitting, recorded, step, runnable, fitting=fitting, held=run.live,
                late=late(run.step, run.total) if step is None else 0,
            )  # fmt: skip
            panel.follow_run(position)

    def show_model(self, layers: tuple[LayerShape, ...], data: DataShape | None) -> None:
        """The model of the experiment being edited, while no run is shown."""
        if (layers, data) != self._shown_model:
            self._shown_model = layers, data
            self.layers.show_layers(layers)
            self.network.show_model(layers, data)

    def set_theme(self, theme: Theme) -> None:
        """Panels and cards follow the theme."""
        for panel in self.panels:
            panel.set_theme(theme)
        for card in self.cards:
            card.set_theme(theme)
