"""Network: the whole model in one drawing, with what flows through it; the way to every other panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRectF, QSignalBlocker, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent

from playground.desktop.painting.network import head_choice, labels, next_tokens
from playground.desktop.painting.network.cells import rect
from playground.desktop.painting.network.strength import MODES, TIME, shares, strength
from playground.desktop.painting.network.way_back import WayBack
from playground.desktop.panels.base.drawing_panel import DrawingPanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.state import run_model
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.sampling.sampling_controls import SamplingControls
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Region
from playground.worked.windows import Windows

if TYPE_CHECKING:
    from playground.data.shapes import DataShape
    from playground.desktop.painting.network.cells import Index
    from playground.experiment.layer_shape import LayerShape
    from playground.network.places import Box
    from playground.worked.example import Contributions, Question

ALIKE = "alike"


class NetworkPanel(DrawingPanel):
    """Nodes from the layer table; each shows its picture at the step that is shown."""

    name: ClassVar[str] = "network"
    spec: ClassVar[PanelSpec] = PanelSpec(5, Area.TOP, every_run=True, telling=3)
    interval = 0.09
    hint: ClassVar[bool] = False

    handled = Signal()  # something of the drawing was chosen, unfolded or pointed at

    def __init__(self) -> None:
        super().__init__()
        self._measures: dict[str, Snapshot] = {}
        self._way = WayBack()
        self.controls = self._mode = HeaderCombo(self.tr("Thickness of the lines"))
        self._mode.currentIndexChanged.connect(self._choose_mode)
        self._draw = SamplingControls(self)
        self._heat, self.sampling = self._draw.slider, self._draw.boxes
        self._heat.setAccessibleName(self.tr("Temperature of the softmax, in hundredths"))
        self.sampling.changed.connect(self._choose_sampling)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Network")

    def accepts(self, picture: PictureInfo) -> bool:
        """The pictures of its nodes."""
        return picture.name in self.view.wanted()

    def fits(self, pictures: tuple[PictureInfo, ...]) -> bool:
        """Every model can be drawn."""
        return True

    def wanted(self) -> frozenset[str]:
        """What its nodes show, and what the lines are measured by."""
        return self.view.wanted() | self._measured()

    def _measured(self) -> frozenset[str]:
        """What the lines and the note under the pointer tell."""
        return MODES.get(self.mode, frozenset()) | {TIME}

    @property
    def mode(self) -> str:
        """What the thickness of the lines means."""
        return self._mode.value or ALIKE

    def start(self, started: RunStarted) -> None:
        """The model that is trained."""
        self.show_model(*run_model.of_run(started))

    def show_model(self, layers: tuple[LayerShape, ...], data: DataShape | None) -> None:
        """Draw this model, of which nothing flows yet."""
        self.view.show(layers, data)
        if layers and data is not None:
            self.view.lay_out(self.width() / self.zoom, self.height() / self.zoom)
        self._measures.clear()
        self._mode.offer([(self._text.mode(mode), mode) for mode in (ALIKE, *MODES)] if layers else ())
        if self.selected and self.box_of(self.selected) is None:
            self.selected = ""
        self.tell()
        self.dirty = True
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each node."""
        wanted, measured = self.view.wanted(), self._measured()
        for shot in pictures.snapshots:
            if shot.name in wanted:
                self.view.kept[shot.name] = shot
                self.dirty = True
            elif shot.name in measured:
                self._measures[shot.name] = shot
                self.dirty = True
            if shot.name == TIME and self.view.graph is not None:
                self.view.shares = shares(self.view.graph, shot)

    def clear(self) -> None:
        """What flowed is forgotten; the model stays drawn."""
        self.view.kept.clear()
        self._measures.clear()
        self.dirty = True

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """What is drawn of the nodes, but the input, which never changes."""
        return tuple(shot for name, shot in self.view.kept.items() if not name.startswith("input"))

    def is_empty(self) -> bool:
        """There is no valid experiment."""
        return self.view.empty

    def empty_words(self) -> str:
        """It follows the form, not a run."""
        return self.tr("The network appears here once the settings are valid.")

    def retranslate(self) -> None:
        """The names of the layers, too."""
        self._mode.reword(self._text.mode)
        self._heat.setAccessibleName(self.tr("Temperature of the softmax, in hundredths"))
        self.tell()
        super().retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The slider of the temperature and the boxes of top-k and top-p stand above the bars."""
        super().paintEvent(event)
        bars = self.view.bars
        places = next_tokens.controls(rect(bars.side)) if bars is not None else ()
        self._draw.stand(places, bars is not None and self.view.cells(bars) is not None, self.zoom)

    def mark(
        self, question: Question | None, regions: tuple[Region, ...], weighed: Contributions | None = None
    ) -> None:
        """What a number was made from; the edges it came over, too."""
        if weighed is not self.weighed:
            self.dirty = True
        super().mark(question, regions, weighed)
        self.tell()

    def show_windows(self, windows: Windows | None) -> None:
        """What each channel below the asked number added to it."""
        self.dirty = self._way.show(windows) or self.dirty

    def light(self, region: Region | None) -> None:
        """The channel of a term is looked at."""
        super().light(region)
        self._way.look_at(region)

    def tell(self) -> None:
        """While a way back is lit and nothing is under the pointer, what its lines, outlines and density mean."""
        super().tell()
        if self._pointer is None and self._way.leads(self.view, self.asked):
            self.set_info(self.tr("Lines: what each channel below added (solid) or took away (dashed)"))
        elif self._pointer is None and self.weighed is not None:
            self.set_info(self.tr("Dense and thick: what the asked number came from most (slope × value)"))
        elif self._pointer is None and self._regions:
            self.set_info(self.tr("Outlined: the cells that the asked number came from"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A smaller drawing may fold what had room before, and then asks for other pictures."""
        super().resizeEvent(event)
        if not self.is_empty():
            before = self.view.wanted()
            self.view.lay_out(self.width() / self.zoom, self.height() / self.zoom)
            if self.view.wanted() != before:
                self.wanted_changed.emit()

    def _choose_sampling(self) -> None:
        self.view.sampling = self.sampling.value
        self.update()
        self.handled.emit()

    def select(self, name: str) -> None:
        """Choose a node; the drawing beside it in a race may follow."""
        super().select(name)
        self.handled.emit()

    def fold(self, name: str) -> None:
        """Fold or unfold; as above."""
        super().fold(name)
        self.handled.emit()

    def _point_at(self, found: tuple[Box, Index] | None) -> None:
        before = self.view.pointed
        super()._point_at(found)
        if self.view.pointed != before:
            self.handled.emit()
        if self._way.look_at(Region.cell(found[0].node.tap, *found[1]) if found is not None else None):
            self.update()

    def mirror(self, other: NetworkPanel) -> None:
        """Show what was chosen, unfolded and pointed at in another drawing, as far as this model has the same."""
        if self.view.opened != other.view.opened:
            self.view.opened = other.view.opened
            self.wanted_changed.emit()
            if not self.is_empty():
                self.view.lay_out(self.width() / self.zoom, self.height() / self.zoom)
        self.view.mirror(other.view)
        self._draw.put(other.view.sampling)
        with QSignalBlocker(self._mode):
            self._mode.choose(other.mode)
        self.selected = other.selected if self.box_of(other.selected) is not None else ""
        self.dirty = True
        self.tell()
        self.update()

    def draw(self) -> None:
        """What is under the pointer changes with each picture."""
        super().draw()
        self.tell()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The sheet, what flows, what was changed, and the node that is chosen."""
        graph, drawing = self.view.lay_out(place.width(), place.height())
        found = {node.name: self._text.label(node) for node in graph.nodes}
        words = labels.Words(found, self._text.groups(graph), self._text.norm())
        painter.setFont(self.small_font())
        thick = strength(self.mode, graph, self._measures)
        self.view.paint(
            painter, drawing, words, self.theme, scale, lambda key, draw: self.paint_still(painter, key, draw), thick
        )
        self._way.paint(painter, self.view, words, self.asked, self.weighed, self.theme)
        for box in drawing.boxes:
            cells = self.view.cells(box)
            if cells is not None and (self._live or cells.together is not None):
                head_choice.paint_switch(painter, cells, self.theme)
            if cells is not None:
                self.paint_changes(painter, self.view.kept[box.node.tap], cells.tile)
        self.paint_selected(painter, drawing)

    def _choose_mode(self) -> None:
        self.dirty = True
        self.wanted_changed.emit()
        self.update()
        self.handled.emit()
