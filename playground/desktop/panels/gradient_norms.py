"""Gradient norms: how large the gradient of each layer is over the steps of the training, on a logarithmic axis."""

from __future__ import annotations

from math import isfinite
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from playground.desktop.i18n.formatting import figure, grouped, readable
from playground.desktop.painting.plots import end_names, line_chart
from playground.desktop.painting.plots.end_names import EndName
from playground.desktop.panels.base.picture_panel import PicturePanel
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.state import step_scale
from playground.desktop.state.snapshot_history import Array, SnapshotHistory, last_step
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.desktop.widgets.step_scale_button import StepScaleButton
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo

PALE = 0.22  # opacity of the curves beside one that stands out
# Okabe and Ito's colours that stand out on both grounds; further layers repeat them with dashes
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class GradientNormsPanel(PicturePanel):
    """The picture with the axes measure, layer: a curve a layer, of the norm or of the update it led to.

    The curve under the pointer, or to which the arrow keys have walked, stands out and is named in the header.
    """

    name: ClassVar[str] = "gradient-norms"
    spec: ClassVar[PanelSpec] = PanelSpec(110, in_handouts=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._choice = HeaderCombo(self.tr("Measure"))
        self._choice.currentIndexChanged.connect(self._chosen)
        self._log_steps = StepScaleButton()
        self._log_steps.toggled.connect(self._chosen)
        self.controls = controls = QWidget()
        HeaderRow(controls, self._choice, self._log_steps)
        self._names: frozenset[str] = frozenset()
        self._layers: tuple[str, ...] = ()
        self._history = SnapshotHistory()
        self._moment: int | None = None
        self._range = line_chart.Range(log=True)
        self._total = 1
        self._lit: int | None = None
        self._paths: list[list[QPointF]] = []  # of each curve, as it was drawn last
        self.setMouseTracking(True)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Gradient norms")

    def accepts(self, picture: PictureInfo) -> bool:
        """A number for each layer."""
        return picture.axes == ("measure", "layer")

    def wanted(self) -> frozenset[str]:
        """The one picture there is."""
        return self._names

    def start(self, started: RunStarted) -> None:
        """Whether this run has it; a run that goes on keeps what was seen."""
        self._names = frozenset(picture.name for picture in self.accepted(started))
        if not started.step:
            self._history.clear()
        self._total = started.total_steps
        if self._names:
            self._choice.offer([(self.tr("gradient"), 0), (self.tr("update ÷ weights"), 1)])
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Every step that comes is a point of each curve."""
        for snapshot in pictures.snapshots:
            if snapshot.name in self._names:
                self._layers = snapshot.labels.get("layer", ())
                self._history.add(snapshot.step, snapshot.values)
                self.dirty = True

    def lacking(self, step: int) -> frozenset[str]:
        """All of it, where it was not watched from the beginning."""
        return self._names if self._history.lacks(step) else frozenset()

    def fill(self, pictures: Pictures) -> None:
        """Points of steps that were missed."""
        for snapshot in pictures.snapshots:
            self._layers = snapshot.labels.get("layer", ())
            self._history.fill(snapshot.step, snapshot.values)
        self.dirty = True

    def show_moment(self, step: int | None, hide_later: bool = False) -> None:
        """The curves end at the step that the other panels show."""
        self._moment, self.dirty = step, True

    def choose(self, measure: int) -> None:
        """0: the norm of the gradient; 1: how far the step moved the weights, as a share of their norm."""
        self._choice.choose(measure)

    def clear(self) -> None:
        """Forget the run."""
        self._history.clear()
        self._moment = None
        self._names, self._lit, self._paths = frozenset(), None, []
        self._choice.forget()
        self._range.reset()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def is_empty(self) -> bool:
        """No step was taken yet."""
        return not len(self._history.until(self._moment))

    def empty_words(self) -> str:
        """A run may end before anything was measured."""
        if self._names and not self.position.waiting:
            return self.tr("No step of this run was measured. This fills during training while this panel is open.")
        return super().empty_words()

    def caption(self) -> str:
        """What is shown, which the header's list says otherwise."""
        return f"{self._choice.currentText()} · {self.info}"

    def draw(self) -> None:
        """Follow the range; the header says the norm of the whole, or the largest move."""
        if not self.is_empty():
            values = self._values()
            moving = values[values > 0]  # a layer that is cut off has no place on a logarithmic axis
            self._range.follow([line_chart.ChartLine("", moving, "")])
            self._tell()
        super().draw()

    def _tell(self) -> None:
        """In the header: the curve that stands out, else the whole."""
        values = self._values()
        newest = values[-1].astype(np.float64)
        known = newest[np.isfinite(newest)]
        if self._lit is not None and self._lit < len(self._layers):
            step = grouped(int(self._history.until(self._moment).steps[-1]))
            words = self.tr("{0} at step {1}").format(readable(self._layers[self._lit]), step)
            self.set_info(words, _words(float(newest[self._lit])))
        elif self._choice.value == 1:
            self.set_info(self.tr("largest"), _words(float(known.max(initial=0.0))))
        else:
            self.set_info(self.tr("whole gradient"), _words(float(np.sqrt((known**2).sum()))))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The curve next to the pointer stands out."""
        self._light(end_names.nearest(self.drawn(event.position()), self._paths))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """All alike again."""
        self._light(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk from curve to curve, as they end above each other; Escape leaves them."""
        order = sorted((path[-1].y(), index) for index, path in enumerate(self._paths) if path)
        walk = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if walk is not None and order:
            ranks = [index for _, index in order]
            at = ranks.index(self._lit) + walk if self._lit in ranks else (0 if walk > 0 else -1)
            self._light(ranks[at % len(ranks)])
            self.speak()
        elif event.key() == Qt.Key.Key_Escape and self._lit is not None:
            self._light(None)
        else:
            super().keyPressEvent(event)

    def _light(self, index: int | None) -> None:
        if index != self._lit and not self.is_empty():
            self._lit = index
            self._tell()
            self.update()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The curves, with names at their ends."""
        if self.is_empty():
            return
        painter.setFont(self.small_font())
        values, steps = self._values(), self._history.until(self._moment).steps
        names = [
            readable(layer) + (" = 0" if last == 0 else "")
            for layer, last in zip(self._layers, values[-1], strict=True)
        ]
        side = end_names.width(names, place.width(), QFontMetricsF(painter.font()))
        title = self.tr("step of the training: ‖∂L/∂θ‖") if self._choice.value != 1 else self.tr(
            "step of the training: ‖Δθ‖ ÷ ‖θ‖"
        )  # fmt: skip
        below, title = line_chart.below(place, title)
        room = place.adjusted(line_chart.SIDE, 8, -side, -below)
        end = last_step(steps, self._total)
        line_chart.value_axis(painter, room, self._range, self.theme)
        line_chart.step_axis(painter, room, end, title, self.theme, self._log_steps.isChecked())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paths = [self._points(curve, steps, end, room) for curve in values.T]
        if self._live:
            self._paths = paths
        painter.setClipRect(room.adjusted(-2, -2, 2, 2))
        for index, path in sorted(enumerate(paths), key=lambda one: one[0] == self._lit):
            painter.setPen(self._pen(index))
            painter.drawPolyline(QPolygonF(path))
        painter.setClipping(False)
        lows = [path[-1].y() if path else room.bottom() for path in paths]
        ends = [EndName(name, self._pen(at), low) for at, (name, low) in enumerate(zip(names, lows, strict=True))]
        end_names.paint(painter, room, side, ends, self.theme)
        painter.restore()

    def _points(self, curve: Array, steps: NDArray[np.int64], end: int, room: QRectF) -> list[QPointF]:
        heights = np.log10(np.maximum(curve.astype(np.float64), line_chart.LEAST))
        heights = np.maximum(heights, self._range.low)
        ys = room.bottom() - room.height() * (heights - self._range.low) / (self._range.high - self._range.low)
        xs = room.left() + room.width() * step_scale.shares(steps, end, self._log_steps.isChecked())
        return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True) if isfinite(y)]

    def _pen(self, index: int) -> QPen:
        """How a curve is drawn; on the screen all but the one that stands out are pale."""
        color = QColor(COLORS[index % len(COLORS)])
        color = color.lighter(130) if self.theme.name == "dark" else color
        lit = self._lit if self._live else None
        color.setAlphaF(1.0 if lit in (None, index) else PALE)
        return QPen(color, 3.5 if lit == index else 2.5, STYLES[index // len(COLORS) % len(STYLES)])

    def _values(self) -> Array:
        """(steps, layers) of the chosen measure."""
        values: Array = self._history.until(self._moment).values[:, 1 if self._choice.value == 1 else 0]
        return values

    def _chosen(self) -> None:
        self._range.reset()
        self.dirty = True
        self.update()


def _words(value: float) -> str:
    return figure(value, 3)
