"""Distributions: how the values of a layer spread, and how that changes over the steps of the training."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from playground.desktop.i18n.formatting import figure, readable
from playground.desktop.painting import colorbar, colormap
from playground.desktop.painting.plots import line_chart
from playground.desktop.panels.base.picture_panel import PicturePanel
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.state import step_scale
from playground.desktop.state.snapshot_history import SnapshotHistory, last_step
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.desktop.widgets.step_scale_button import StepScaleButton
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo

BINS = 41  # odd: zero stands in the middle of a bin, so that what a ReLU switched off has one of its own
PREFIX = "distribution."
Array = NDArray[np.float32]


class DistributionsPanel(PicturePanel):
    """Pictures with the axes layer, quantile: a heat map of value bins over steps, of one layer at a time."""

    name: ClassVar[str] = "distributions"
    spec: ClassVar[PanelSpec] = PanelSpec(100, in_handouts=False, in_races=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._quantity, self._layer = HeaderCombo(self.tr("Quantity")), HeaderCombo(self.tr("Layer"))
        for choice in (self._quantity, self._layer):
            choice.currentIndexChanged.connect(self._chosen)
        self._log_steps = StepScaleButton()
        self._log_steps.toggled.connect(self._chosen)
        self.controls = controls = QWidget()
        HeaderRow(controls, self._quantity, self._layer, self._log_steps)
        self._histories: dict[str, SnapshotHistory] = {}
        self._layers: dict[str, tuple[str, ...]] = {}
        self._total = 1
        self._moment: int | None = None
        self._image: tuple[object, QImage] | None = None
        self._high, self._range = 1.0, line_chart.Range()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Distributions")

    def accepts(self, picture: PictureInfo) -> bool:
        """Quantiles of each layer."""
        return picture.axes == ("layer", "quantile") and picture.name.startswith(PREFIX)

    @property
    def quantity(self) -> str:
        """The name of the picture that is shown; empty when there is none."""
        return self._quantity.value or ""

    def wanted(self) -> frozenset[str]:
        """The chosen quantity, of all layers."""
        return frozenset({self.quantity}) if self.quantity else frozenset()

    def choose(self, quantity: str, layer: str) -> None:
        """Show another quantity and layer."""
        self._quantity.choose(PREFIX + quantity)
        self._layer.choose(layer)

    def start(self, started: RunStarted) -> None:
        """What this run offers; a run that goes on keeps what was seen."""
        names = [picture.name for picture in self.accepted(started)]
        if not started.step or set(names) != set(self._histories):
            self._histories = {name: SnapshotHistory() for name in names}
            self._layers = {}
        words = {
            "weights": self.tr("weights"),
            "activations": self.tr("activations"),
            "gradients": self.tr("gradients"),
        }
        self._quantity.offer([(words.get(name.removeprefix(PREFIX), name), name) for name in names])
        self._total = started.total_steps
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Every step that comes is a column."""
        for snapshot in pictures.snapshots:
            if snapshot.name in self._histories:
                self._histories[snapshot.name].add(snapshot.step, snapshot.values)
                if snapshot.name not in self._layers:
                    self._layers[snapshot.name] = snapshot.labels.get("layer", ())
                    self._offer_layers()
                self.dirty = self.dirty or snapshot.name == self.quantity

    def lacking(self, step: int) -> frozenset[str]:
        """The quantities that were not watched from the beginning."""
        return frozenset(name for name, history in self._histories.items() if history.lacks(step))

    def fill(self, pictures: Pictures) -> None:
        """Columns of steps that were missed."""
        for snapshot in pictures.snapshots:
            self._histories[snapshot.name].fill(snapshot.step, snapshot.values)
            self._layers.setdefault(snapshot.name, snapshot.labels.get("layer", ()))
        self._offer_layers()
        self.dirty = True

    def show_moment(self, step: int | None, hide_later: bool = False) -> None:
        """The map ends at the step that the other panels show."""
        self._moment, self._image, self.dirty = step, None, True

    def clear(self) -> None:
        """Forget the run."""
        self._moment = None
        self._histories, self._layers, self._image = {}, {}, None
        self._quantity.forget()
        self._layer.forget()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def retranslate(self) -> None:
        """The names of the layers, too."""
        self._layer.reword(readable)
        super().retranslate()

    def is_empty(self) -> bool:
        """Nothing of the chosen quantity yet."""
        return self._rows() is None

    def empty_words(self) -> str:
        """The choice may have nothing where others have."""
        if self._histories and not self.position.waiting:
            return self.tr("Nothing of this was measured in this run. It fills during training while this is open.")
        return super().empty_words()

    def caption(self) -> str:
        """What is shown, which the header's lists say otherwise."""
        layer = readable(self._layer.value or "")
        return f"{self._quantity.currentText()} · {layer}"

    def draw(self) -> None:
        """The levels of the colours, and the range of the values, follow what was seen."""
        rows = self._rows()
        if rows is not None:
            newest = rows[-1]
            self.set_info(self.tr("{0} … {1}").format(*(_words(float(newest[i])) for i in (0, -1))))
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The heat map, its axes, and the colour bar."""
        rows = self._rows()
        if rows is None:
            return
        below, title = line_chart.below(place, self.tr("step of the training"))
        room = place.adjusted(line_chart.SIDE, 8, -colorbar.WIDTH - 8, -below)
        steps = self._history().steps
        end = last_step(steps, self._total)
        key = (self.quantity, self._layer.value, self._histories[self.quantity].changes, room.size(), self.theme.name,
               self._log_steps.isChecked())  # fmt: skip
        if self._image is None or self._image[0] != key:
            self._image = (key, self._map(rows, steps, end, max(8, int(room.width() / 2))))
        painter.setFont(self.small_font())
        line_chart.value_axis(painter, room, self._range, self.theme)
        colormap.draw(painter, room, self._image[1])
        log = self._log_steps.isChecked()
        line_chart.step_axis(painter, room, end, title, self.theme, log)
        bar = QRectF(room.right(), room.top(), colorbar.WIDTH, room.height())
        colorbar.paint(painter, bar, "magnitude", 0.0, self._high, self.theme)
        if title:
            named = QRectF(room.right(), room.bottom() + 21, colorbar.WIDTH + 8, 18)
            painter.drawText(named, int(Qt.AlignmentFlag.AlignCenter), self.tr("share"))

    def _map(self, rows: Array, steps: NDArray[np.int64], end: int, width: int) -> QImage:
        """(bins, columns) of shares as colours; where no value ever was, the ground."""
        edges = bins(rows)
        self._range.low, self._range.high = float(edges[0]), float(edges[-1])
        shares = np.stack([share(row, edges) for row in rows])
        seen = shares[shares > 0]
        self._high = colormap.rounded_up(float(np.quantile(seen, 0.99))) if len(seen) else 1.0
        table = colormap.table("magnitude", self.theme)
        cells = table[colormap.indices(shares.astype(np.float32), 0.0, self._high)]
        cells[shares < 1e-4] = self.theme.color("panel").rgb()
        at = step_scale.steps_at(np.linspace(0, 1, width), end, self._log_steps.isChecked())
        column = np.searchsorted(steps, at, side="right") - 1
        shown = np.full((BINS, width), self.theme.color("panel").rgb(), np.uint32)
        known = (column >= 0) & (at <= steps[-1] + end / width)
        shown[:, known] = cells[column[known]].T[::-1]
        return colormap.image(shown)

    def _rows(self) -> Array | None:
        """(steps, quantiles) of what is chosen; None while there is nothing."""
        history, layers = self._history(), self._layers.get(self.quantity, ())
        if not len(history) or self._layer.value not in layers:
            return None
        rows: Array = history.values[:, layers.index(self._layer.value)]
        return rows if np.isfinite(rows).any() else None

    def _history(self) -> SnapshotHistory:
        """Of the chosen quantity, as far as it is shown."""
        return self._histories.get(self.quantity, SnapshotHistory()).until(self._moment)

    def _offer_layers(self) -> None:
        layers = self._layers.get(self.quantity, ())
        if tuple(self._layer.values()) != layers:
            self._layer.offer([(readable(layer), layer) for layer in layers])

    def _chosen(self) -> None:
        self._offer_layers()
        self.dirty = True
        self.update()
        self.wanted_changed.emit()


def bins(rows: Array) -> NDArray[np.float64]:
    """Edges of ``BINS`` bins of one width over all but the outermost values of (steps, quantiles), and over zero."""
    low = min(float(np.nanmin(rows[:, 1])), 0.0)
    high = max(float(np.nanmax(rows[:, -2])), 0.0)
    width = max((high - low) / (BINS - 3), 1e-30)
    first = np.floor(low / width - 0.5) - 0.5
    edges: NDArray[np.float64] = (first + np.arange(BINS + 1)) * width
    return edges


def share(quantiles: Array, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the values in each bin, from their quantiles at even levels; zeros where there are none."""
    if not np.isfinite(quantiles).all():
        return np.zeros(len(edges) - 1)
    below = np.interp(edges, quantiles, np.linspace(0, 1, len(quantiles)), left=0.0, right=1.0)
    return np.diff(below)


def _words(value: float) -> str:
    return figure(value, 3)
