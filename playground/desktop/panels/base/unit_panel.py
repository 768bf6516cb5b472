"""UnitPanel: a panel about one channel or unit of a layer, which its header chooses, and the test examples for it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSpinBox, QWidget

from playground.desktop.i18n.formatting import readable
from playground.desktop.painting import example_tiles
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.style.theme import tabular
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question

RANKED, EXAMPLES = "maximising.", "maximising"


class UnitBox(QSpinBox):
    """The number of a channel or unit, behind the word for it where there is room for both.

    Attributes:
        words: what is counted.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.setMinimum(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def call(self, words: str) -> None:
        """What is counted, also for whoever does not see it written."""
        self.words = words
        self.setToolTip(words.strip())
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """With the word."""
        return self._sized(super().sizeHint(), self.words)

    def minimumSizeHint(self) -> QSize:
        """Without it."""
        return self._sized(super().minimumSizeHint(), "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With or without the word."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.words if self.width() >= self.sizeHint().width() else ""
        if shown != self.prefix():
            self.setPrefix(shown)

    def _sized(self, now: QSize, words: str) -> QSize:
        wide = self.fontMetrics().horizontalAdvance
        return QSize(now.width() - wide(self.prefix()) + wide(words), now.height())


class UnitPanel(CellPanel):
    """Subclasses say by ``prefix`` which pictures of layers are theirs; the best examples of a unit come beside."""

    prefix: ClassVar[str] = RANKED
    interval = 0.2

    unit_wanted = Signal(Question)  # a layer and a unit: what was found for it shall be seen

    def __init__(self) -> None:
        super().__init__()
        self._layer = HeaderCombo(self.tr("Layer"))
        self._layer.currentIndexChanged.connect(lambda: self._chosen())
        self._unit = UnitBox()
        self._unit.setAccessibleName(self.tr("Channel or unit"))
        self._unit.valueChanged.connect(lambda: self._turn())
        self._unit.hide()
        self.controls = controls = QWidget()
        self.row = HeaderRow(controls, self._layer, self._unit)
        self._sizes: dict[str, tuple[str, int]] = {}
        self._kept: dict[str, Snapshot] = {}
        self._examples: Snapshot | None = None
        self._tiles: list[tuple[QRectF, int]] = []

    def accepts(self, picture: PictureInfo) -> bool:
        """Pictures of this kind of any layer."""
        return picture.name.startswith(self.prefix)

    @property
    def shown(self) -> str:
        """The name of the picture that is shown; empty when there is none."""
        return self._layer.value or ""

    @property
    def layer(self) -> str:
        """The layer it is about."""
        return self.shown.removeprefix(self.prefix)

    @property
    def unit(self) -> int:
        """The channel or unit, from 0."""
        return self._unit.value() - 1

    def wanted(self) -> frozenset[str]:
        """The chosen layer's best examples, and the examples until they are known."""
        if not self.shown:
            return frozenset()
        names = {self.shown, RANKED + self.layer}
        return frozenset(names if self._examples is not None else names | {EXAMPLES})

    def choose(self, layer: str, unit: int) -> None:
        """Show another layer and unit."""
        self._layer.choose(self.prefix + layer)
        self._unit.setValue(unit + 1)

    def follow(self, question: Question) -> None:
        """A cell was clicked elsewhere: its channel or unit is shown."""
        axis, _ = self._sizes.get(self.prefix + question.picture, ("", 0))
        if axis:
            self.choose(question.picture, question.index[0 if axis == "channel" else -1])

    def start(self, started: RunStarted) -> None:
        """Offer the layers of this run."""
        layers = self.accepted(started)
        self._sizes = {info.name: (info.axes[0].partition(" ")[0], info.shape[0]) for info in layers}
        names = [info.name for info in layers]
        preferred = next((name for name in names if name.endswith(("activation", "hidden"))), None)
        self._layer.offer([(readable(name.removeprefix(self.prefix)), name) for name in names], preferred)
        self._chosen()

    def offer(self, started: RunStarted) -> None:
        """Every layer, also of a recorded run."""
        self.start(started)

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each layer, and the examples."""
        for snapshot in pictures.snapshots:
            layer = snapshot.name.removeprefix(RANKED)
            if snapshot.name == EXAMPLES:
                self._examples, self.dirty = snapshot, True
                self.wanted_changed.emit()
            elif snapshot.name in self._sizes or self.prefix + layer in self._sizes:
                self._kept[snapshot.name] = snapshot
                self.dirty = self.dirty or snapshot.name in (self.shown, RANKED + self.layer)

    def clear(self) -> None:
        """Forget the run."""
        self._kept.clear()
        self._sizes.clear()
        self._examples = None
        self._layer.forget()
        self._unit.call("")
        self._unit.hide()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def retranslate(self) -> None:
        """The names of the layers, too."""
        self._layer.reword(lambda name: readable(name.removeprefix(self.prefix)))
        if self._unit.words:
            self._word_unit()
        super().retranslate()

    def shown_step(self) -> int | None:
        """When the examples were looked for."""
        return self._kept[self.shown].step if self.shown in self._kept else None

    def is_empty(self) -> bool:
        """Nothing found yet."""
        return self.shown not in self._kept

    def found(self) -> list[tuple[int, float]]:
        """Numbers and values of the examples, the most exciting first."""
        shot = self._kept.get(RANKED + self.layer)
        if shot is None or self.unit >= len(shot.values):
            return []
        return [(int(index), float(value)) for index, value in shot.values[self.unit]]

    def paint_examples(self, painter: QPainter, place: QRectF) -> None:
        """The best examples, each of which can be clicked."""
        self._tiles = example_tiles.paint(
            painter, place, self.found(), self._examples, self.tr("no. {0}"), tabular(self.small_font()), self.theme
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A tile becomes the specimen."""
        place = self.drawn(event.position())
        index = next((index for tile, index in self._tiles if tile.contains(place)), None)
        if index is None:
            super().mousePressEvent(event)
        else:
            self.example_chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 9 choose as a click does; arrows go through the units."""
        place = event.key() - Qt.Key.Key_1
        found = self.found()
        if 0 <= place < len(found):
            self.example_chosen.emit(found[place][0])
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._unit.stepBy(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _chosen(self) -> None:
        """Another layer has another number of units."""
        axis, size = self._sizes.get(self.shown, ("", 1))
        with QSignalBlocker(self._unit):
            self._unit.setMaximum(max(size, 1))
        self._word_unit()
        self._unit.setVisible(bool(axis))
        self.dirty = True
        self.wanted_changed.emit()

    def _word_unit(self) -> None:
        axis, _ = self._sizes.get(self.shown, ("", 1))
        names = {"channel": self.tr("channel"), "unit": self.tr("unit"), "class": self.tr("class")}
        self._unit.call(names.get(axis, self.tr("feature")) + " ")

    def _turn(self) -> None:
        self.draw()
