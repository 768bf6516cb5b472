"""Gradient through time: how much the loss still depends on the state at each step, now and before training."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from playground.desktop.i18n.formatting import figure
from playground.desktop.painting.plots import line_chart
from playground.desktop.panels.base.picture_panel import PicturePanel
from playground.desktop.panels.base.spec import PanelSpec
from playground.languages.spoken import said
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot

RUNS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


class GradientThroughTimePanel(PicturePanel):
    """Pictures with the axes gradient, time: a curve a layer, and the same as they began."""

    name: ClassVar[str] = "gradient-through-time"
    spec: ClassVar[PanelSpec] = PanelSpec(70)
    interval = 0.1

    def __init__(self) -> None:
        super().__init__()
        self._names: frozenset[str] = frozenset()
        self._kept: Snapshot | None = None
        self._range = line_chart.Range(log=True)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Gradient through time")

    def accepts(self, picture: PictureInfo) -> bool:
        """A norm for each step."""
        return picture.axes == ("gradient", "time")

    def wanted(self) -> frozenset[str]:
        """The one picture there is."""
        return self._names

    def start(self, started: RunStarted) -> None:
        """Whether this run has it."""
        self._names = frozenset(picture.name for picture in self.accepted(started))
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest."""
        for snapshot in pictures.snapshots:
            if snapshot.name in self._names:
                self._kept, self.dirty = snapshot, True

    def clear(self) -> None:
        """Forget the run."""
        self._kept, self._names = None, frozenset()
        self._range.reset()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The norms along the sequence."""
        return () if self._kept is None else (self._kept,)

    def is_empty(self) -> bool:
        """No picture yet."""
        return self._kept is None

    def draw(self) -> None:
        """Follow the range; the header names how much of the gradient reaches the first step."""
        if self._kept is not None:
            self._range.follow(self._lines(self._kept))
            last, first = float(self._kept.values[0, -1]), float(self._kept.values[0, 0])
            share = figure(first / last, 2) if last > 0 else "0"
            self.set_info(self.tr("first ÷ last step"), share)
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Curves over the steps of the sequence, the beginning as pale dashes."""
        if self._kept is None:
            return
        painter.setFont(self.small_font())
        labels = self._kept.labels.get("time", ())
        line_chart.paint(
            painter, place, self._lines(self._kept), self._range, self.tr("step of the sequence: ‖∂L/∂hₜ‖"),
            self.theme, labels,
        )  # fmt: skip

    def _lines(self, snapshot: Snapshot) -> list[line_chart.ChartLine]:
        count = len(snapshot.values)
        layers = count // 2
        names = tuple(map(said, snapshot.labels.get("gradient", ("",) * count)))
        colors = (self.theme.train, self.theme.test, *RUNS[2:])  # where there are several layers, dashes have them too
        begun = [
            line_chart.ChartLine(
                names[layers + i], snapshot.values[layers + i],
                self.theme.baseline if layers == 1 else colors[i % len(colors)], 1.5, Qt.PenStyle.DashLine,
            )
            for i in range(layers)
        ]  # fmt: skip
        now = [line_chart.ChartLine(names[i], snapshot.values[i], colors[i % len(colors)]) for i in range(layers)]
        return [*begun, *now]
