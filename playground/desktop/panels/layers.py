"""Layers: the table of a model, name, kind, output shape and parameters; also of one that was never run."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QWheelEvent

from playground.desktop.i18n.formatting import grouped, readable
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.state import run_model
from playground.desktop.style.theme import tabular
from playground.languages.spoken import said
from playground.protocol.events import RunStarted

if TYPE_CHECKING:
    from playground.experiment.layer_shape import LayerShape

ROW = 26.0


class LayersPanel(Panel):
    """Painted like every other picture, so that it is saved like one."""

    name: ClassVar[str] = "layers"
    spec: ClassVar[PanelSpec] = PanelSpec(
        90, every_run=True, in_animations=False, in_handouts=False, in_races=False, by_step=False
    )
    hint: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._layers: tuple[LayerShape, ...] = ()
        self._scrolled = 0.0

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Layers")

    def start(self, started: RunStarted) -> None:
        """The layers of the model that is trained."""
        layers, _ = run_model.of_run(started)
        self.show_layers(layers)

    def show_layers(self, layers: tuple[LayerShape, ...]) -> None:
        """Show these layers."""
        self._layers = layers
        self._scrolled = 0.0
        self._tell()
        self.dirty = True

    def retranslate(self) -> None:
        """The header, and the kinds of layers."""
        self._tell()
        super().retranslate()

    def _tell(self) -> None:
        layers = self._layers
        total = sum(layer.parameters for layer in layers)
        self.set_info(self.tr("{0} parameters").format(grouped(total)) if layers else "")

    def is_empty(self) -> bool:
        """No valid experiment yet."""
        return not self._layers

    def empty_words(self) -> str:
        """Layers follow the form, not a run."""
        return self.tr("The layers appear here once the settings are valid.")

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """A header, one row a layer, and the total."""
        place = place.adjusted(4, 0, -4, 0)
        table = self._table()
        font = tabular(self.plain_font())
        self._limit_scroll(place, len(table))
        painter.save()
        painter.setClipRect(place)
        edges = _edges(_widths(table, font), place)
        for index, row in enumerate(table[1:], 1):
            y = place.top() + index * ROW - self._scrolled
            self._paint_row(
                painter, row, QRectF(place.left(), y, place.width(), ROW), edges, font, index == len(table) - 1
            )
        self._paint_row(painter, table[0], QRectF(place.left(), place.top(), place.width(), ROW), edges, font, True)
        painter.restore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Long tables scroll; the header stays."""
        self._scrolled -= event.angleDelta().y() / 4
        self.update()

    def picture_size(self, room: QSize | None = None) -> QSize:
        """All rows, also those that are scrolled away."""
        widths = _widths(self._table(), tabular(self.plain_font()))
        whole = QSize(ceil(sum(widths)) + 8, int(ROW * (len(self._layers) + 2)) + 1)
        return super().picture_size(room).expandedTo(whole if room is not None else QSize(0, whole.height()))

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """From the first row on, wherever the table on the screen is scrolled to."""
        scrolled, self._scrolled = self._scrolled, 0.0
        super().render_to(painter, size, scale)
        self._scrolled = scrolled

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        return QSize(420, int(ROW * (len(self._layers) + 2)))

    def _table(self) -> list[list[str]]:
        """A header, one row a layer, and the total."""
        header = [self.tr("layer"), self.tr("kind"), self.tr("output"), self.tr("parameters")]
        rows = [
            [readable(layer.name), said(layer.kind), " × ".join(map(str, layer.output)), grouped(layer.parameters)]
            for layer in self._layers
        ]
        return [header, *rows, [self.tr("total"), "", "", grouped(sum(layer.parameters for layer in self._layers))]]

    def _limit_scroll(self, place: QRectF, rows: int) -> None:
        self._scrolled = min(max(self._scrolled, 0.0), max(0.0, rows * ROW - place.height()))

    def _paint_row(
        self, painter: QPainter, row: list[str], place: QRectF, edges: list[float], font: QFont, strong: bool
    ) -> None:
        painter.fillRect(place, self.theme.color("panel"))
        painter.setPen(self.theme.color("line"))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        painter.setFont(bold)
        painter.setPen(self.theme.color("second" if strong and row[1] else "text"))
        for index, words in enumerate(row):
            left = edges[index]
            right = edges[index + 1] if index < 3 else place.right()
            side = Qt.AlignmentFlag.AlignRight if index == 3 else Qt.AlignmentFlag.AlignLeft
            cell = QRectF(left, place.top(), right - left - (12 if index < 3 else 0), place.height())
            shown = QFontMetricsF(bold).elidedText(words, Qt.TextElideMode.ElideRight, cell.width() + 1)
            painter.drawText(cell, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


def _widths(table: list[list[str]], font: QFont) -> list[float]:
    """As wide as the words of each column; those of the first and last row are bold."""
    metrics, bold = QFontMetricsF(font), QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    strong = QFontMetricsF(bold)
    return [
        max(
            (strong if index in (0, len(table) - 1) else metrics).horizontalAdvance(row[column])
            for index, row in enumerate(table)
        )
        + 16
        for column in range(4)
    ]


def _edges(widths: list[float], place: QRectF) -> list[float]:
    """Where each column begins: as wide as its words, what is left over shared out."""
    spare = max(0.0, place.width() - sum(widths)) / len(widths)
    shrink = min(1.0, place.width() / max(1.0, sum(widths)))
    edges, x = [], place.left()
    for width in widths:
        edges.append(x)
        x += width * shrink + spare
    return edges
