"""Maximising: the test examples that excite one channel or unit most; one of them becomes the specimen."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from playground.desktop.i18n.formatting import figure, readable
from playground.desktop.painting import colormap
from playground.desktop.panels.base.picture_panel import PicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.style.theme import tabular
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question

PREFIX, EXAMPLES = "maximising.", "maximising"
SIDE = 3  # tiles in a row and in a column
LEAST = 22.0  # points for a line of words
BELOW = 18.0  # points for the words under a tile


class TopExamplesPanel(PicturePanel):
    """A layer's pictures (unit, rank, example and value), and the examples themselves, which come once."""

    name: ClassVar[str] = "maximising"
    spec: ClassVar[PanelSpec] = PanelSpec(140, Area.BEHIND, in_handouts=False, in_races=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._layer = HeaderCombo(self.tr("Layer"))
        self._layer.currentIndexChanged.connect(lambda: self._chosen())
        self._unit = QSpinBox()
        self._unit.setAccessibleName(self.tr("Channel or unit"))
        self._unit.setMinimum(1)
        self._unit.valueChanged.connect(lambda: self._turn())
        self._unit.hide()
        self.controls = QWidget()
        row = QHBoxLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._layer)
        row.addWidget(self._unit)
        self._sizes: dict[str, tuple[str, int]] = {}
        self._kept: dict[str, Snapshot] = {}
        self._examples: Snapshot | None = None
        self._tiles: list[tuple[QRectF, int]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Top examples")

    def accepts(self, picture: PictureInfo) -> bool:
        """What excites a layer."""
        return picture.name.startswith(PREFIX)

    @property
    def shown(self) -> str:
        """The name of the picture that is shown; empty when there is none."""
        return self._layer.value or ""

    @property
    def unit(self) -> int:
        """The channel or unit, from 0."""
        return self._unit.value() - 1

    def wanted(self) -> frozenset[str]:
        """The chosen layer, and the examples until they are known."""
        if not self.shown:
            return frozenset()
        return frozenset({self.shown} if self._examples is not None else {self.shown, EXAMPLES})

    def choose(self, layer: str, unit: int) -> None:
        """Show another layer and unit."""
        self._layer.choose(PREFIX + layer)
        self._unit.setValue(unit + 1)

    def follow(self, question: Question) -> None:
        """A cell was clicked elsewhere: its channel or unit is shown."""
        name = PREFIX + question.picture
        axis, _ = self._sizes.get(name, ("", 0))
        if axis:
            self.choose(question.picture, question.index[0 if axis == "channel" else -1])

    def start(self, started: RunStarted) -> None:
        """Offer the layers of this run."""
        layers = self.accepted(started)
        self._sizes = {info.name: (info.axes[0], info.shape[0]) for info in layers}
        names = [info.name for info in layers]
        preferred = next((name for name in names if name.endswith(("activation", "hidden"))), None)
        self._layer.offer([(readable(name.removeprefix(PREFIX)), name) for name in names], preferred)
        self._chosen()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each layer, and the examples."""
        for snapshot in pictures.snapshots:
            if snapshot.name == EXAMPLES:
                self._examples, self.dirty = snapshot, True
                self.wanted_changed.emit()
            elif snapshot.name in self._sizes:
                self._kept[snapshot.name] = snapshot
                self.dirty = self.dirty or snapshot.name == self.shown

    def clear(self) -> None:
        """Forget the run."""
        self._kept.clear()
        self._sizes.clear()
        self._examples = None
        self._layer.forget()
        self._unit.hide()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def retranslate(self) -> None:
        """The names of the layers, too."""
        self._layer.reword(lambda name: readable(name.removeprefix(PREFIX)))
        super().retranslate()

    def shown_step(self) -> int | None:
        """When the examples were looked for."""
        return self._kept[self.shown].step if self.shown in self._kept else None

    def is_empty(self) -> bool:
        """Nothing found yet."""
        return self.shown not in self._kept

    def draw(self) -> None:
        """Say what is shown."""
        self._tell()
        super().draw()

    def found(self) -> list[tuple[int, float]]:
        """Numbers and values of the examples, the most exciting first."""
        shot = self._kept.get(self.shown)
        if shot is None or self.unit >= len(shot.values):
            return []
        return [(int(index), float(value)) for index, value in shot.values[self.unit]]

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Nine small inputs with their values; where inputs are words, nine lines of them."""
        self._tiles = []
        found, words = self.found(), self._words()
        columns = 1 if words else SIDE
        room = place.adjusted(6, 2, -6, -4)
        found = found[: max(1, int(room.height() / LEAST))] if words else found
        rows = -(-len(found) // columns)
        for at, (index, value) in enumerate(found):
            row, column = divmod(at, columns)
            tile = QRectF(
                room.left() + column * room.width() / columns, room.top() + row * room.height() / rows,
                room.width() / columns, room.height() / rows,
            ).adjusted(4, 2, -4, -2)  # fmt: skip
            self._tiles.append((tile, index))
            self._paint_tile(painter, tile, index, value, words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A tile becomes the specimen."""
        for tile, index in self._tiles:
            if tile.contains(self.drawn(event.position())):
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

    def _words(self) -> tuple[str, ...]:
        return self._examples.labels.get("example", ()) if self._examples is not None else ()

    def _paint_tile(self, painter: QPainter, tile: QRectF, index: int, value: float, words: tuple[str, ...]) -> None:
        painter.setFont(tabular(self.small_font()))
        number = self.tr("no. {0}").format(index + 1)
        caption = f"{number} · {figure(value, 3).replace('-', chr(0x2212))}" if np.isfinite(value) else number
        painter.setPen(self.theme.color("second"))
        if words:
            painter.fillRect(tile, self.theme.color("hover"))
            painter.drawText(
                tile.adjusted(6, 0, -6, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), caption
            )
            painter.setPen(self.theme.color("text"))
            width = tile.width() - painter.fontMetrics().horizontalAdvance(caption) - 24
            text = painter.fontMetrics().elidedText(words[index], Qt.TextElideMode.ElideRight, int(width))
            painter.drawText(
                tile.adjusted(6, 0, 0, 0), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text
            )
            return
        below = QRectF(tile.left(), tile.bottom() - BELOW, tile.width(), BELOW)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), caption)
        if self._examples is not None and index < len(self._examples.values):
            self._paint_input(painter, tile.adjusted(0, 0, 0, -BELOW), self._examples.values[index])

    def _paint_input(self, painter: QPainter, place: QRectF, values: np.ndarray) -> None:
        """A grey image, or a curve."""
        if values.ndim == 2:
            rows, columns = values.shape
            cell = min(place.width() / columns, place.height() / rows)
            picture = QRectF(0, 0, cell * columns, cell * rows)
            picture.moveCenter(place.center())
            image = colormap.image(colormap.table("grey", self.theme)[colormap.indices(values, 0.0, 1.0)])
            colormap.draw(painter, picture, image)
            painter.setPen(self.theme.color("line"))
            painter.drawRect(picture)
            return
        assert self._examples is not None
        low, high = float(np.nanmin(self._examples.values)), float(np.nanmax(self._examples.values))
        heights = (values - low) / max(high - low, 1e-9)
        xs = np.linspace(place.left() + 4, place.right() - 4, len(values))
        painter.setPen(self.theme.color("line"))
        painter.drawRect(place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color("train"), 1.5))
        points = [QPointF(x, place.bottom() - 3 - y * (place.height() - 6)) for x, y in zip(xs, heights, strict=True)]
        painter.drawPolyline(QPolygonF(points))

    def _chosen(self) -> None:
        """Another layer has another number of units."""
        axis, size = self._sizes.get(self.shown, ("", 1))
        names = {"channel": self.tr("channel"), "unit": self.tr("unit"), "class": self.tr("class")}
        with QSignalBlocker(self._unit):
            self._unit.setPrefix(names.get(axis, self.tr("feature")) + " ")
            self._unit.setMaximum(max(size, 1))
        self._unit.setVisible(bool(axis))
        self.dirty = True
        self.wanted_changed.emit()

    def _turn(self) -> None:
        self._tell()
        self.update()

    def _tell(self) -> None:
        if not self.is_empty():
            self.set_info(self.tr("click one to show it"))
