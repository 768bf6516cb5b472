"""Gradient norms: how large the gradient of each layer is over the steps of the training, on a logarithmic axis."""

from __future__ import annotations

from math import isfinite
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from playground.desktop.i18n.formatting import figure, readable
from playground.desktop.painting.plots import line_chart
from playground.desktop.panels.base.picture_panel import PicturePanel
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.state import step_scale
from playground.desktop.state.snapshot_history import Array, SnapshotHistory, last_step
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.desktop.widgets.step_scale_button import StepScaleButton
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo

NAMES = 0.46  # of the width at most for the names at the ends of the curves
LINE = 16.0  # points between two names
# Okabe and Ito's colours that stand out on both grounds; further layers repeat them with dashes
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class GradientNormsPanel(PicturePanel):
    """The picture with the axes measure, layer: a curve a layer, of the norm or of the update it led to."""

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
        self._names = frozenset()
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
            newest = values[-1][np.isfinite(values[-1])].astype(np.float64)
            if self._choice.value == 1:
                self.set_info(self.tr("largest"), _words(float(newest.max(initial=0.0))))
            else:
                self.set_info(self.tr("whole gradient"), _words(float(np.sqrt((newest**2).sum()))))
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The curves, each with its name at its end."""
        if self.is_empty():
            return
        painter.setFont(self.small_font())
        values, steps = self._values(), self._history.until(self._moment).steps
        metrics = QFontMetricsF(painter.font())
        names = [
            readable(layer) + (" = 0" if last == 0 else "")
            for layer, last in zip(self._layers, values[-1], strict=True)
        ]
        side = min(NAMES * place.width(), max(metrics.horizontalAdvance(name) for name in names) + 34)
        room = place.adjusted(line_chart.SIDE, 8, -side, -line_chart.BELOW)
        end = last_step(steps, self._total)
        line_chart.value_axis(painter, room, self._range, self.theme)
        title = self.tr("step of the training: ‖∂L/∂θ‖") if self._choice.value != 1 else self.tr(
            "step of the training: ‖Δθ‖ ÷ ‖θ‖"
        )  # fmt: skip
        line_chart.step_axis(painter, room, end, title, self.theme, self._log_steps.isChecked())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = []
        for index, curve in enumerate(values.T):
            painter.setPen(self._pen(index))
            points = self._points(curve, steps, end, room)
            painter.setClipRect(room.adjusted(-2, -2, 2, 2))
            painter.drawPolyline(QPolygonF(points))
            painter.setClipping(False)
            ends.append((points[-1].y() if points else room.bottom(), index))
        self._paint_names(painter, room, side, ends, names)
        painter.restore()

    def _paint_names(
        self, painter: QPainter, room: QRectF, side: float, ends: list[tuple[float, int]], names: list[str]
    ) -> None:
        """Names beside the ends, pushed apart where they would collide; those without room are left out."""
        metrics, shown = QFontMetricsF(painter.font()), sorted(ends)[: max(1, int(room.height() / LINE))]
        places: list[float] = []
        for y, _ in shown:
            places.append(max(y, places[-1] + LINE if places else room.top() + LINE / 2))
        lowest = room.bottom() - LINE / 2
        for at in range(len(places) - 1, -1, -1):
            places[at] = min(places[at], lowest)
            lowest = places[at] - LINE
        for (_, index), y in zip(shown, places, strict=True):
            painter.setPen(self._pen(index))
            painter.drawLine(QPointF(room.right() + 6, y), QPointF(room.right() + 26, y))
            painter.setPen(self.theme.color("text"))
            words = metrics.elidedText(names[index], Qt.TextElideMode.ElideMiddle, side - 32)
            label = QRectF(room.right() + 31, y - 9, side - 28, 18)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)

    def _points(self, curve: Array, steps: NDArray[np.int64], end: int, room: QRectF) -> list[QPointF]:
        heights = np.log10(np.maximum(curve.astype(np.float64), line_chart.LEAST))
        heights = np.maximum(heights, self._range.low)
        ys = room.bottom() - room.height() * (heights - self._range.low) / (self._range.high - self._range.low)
        xs = room.left() + room.width() * step_scale.shares(steps, end, self._log_steps.isChecked())
        return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True) if isfinite(y)]

    def _pen(self, index: int) -> QPen:
        color = QColor(COLORS[index % len(COLORS)])
        style = STYLES[index // len(COLORS) % len(STYLES)]
        return QPen(color.lighter(130) if self.theme.name == "dark" else color, 2.5, style)

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
