"""Hidden states: what a recurrent layer holds while it reads, units down and time along."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.data.axes import Axis
from playground.desktop.painting import colorbar, colormap, downsampling
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.panels.base.tile_panel import MARGIN, TilePanel
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

AXIS = 40.0  # points below the picture for the time axis
LOW, TOKENS = 110.0, 20.0  # points of a place without height for what the steps are, and for the steps themselves
SIDE = 46.0  # points beside it for the numbers of the units
LABEL = 18.0  # points between two labels at least


class HiddenStatesPanel(TilePanel):
    """Pictures with the axes time, unit: hidden and cell state, each gate; and residual streams (time, feature)."""

    name: ClassVar[str] = "hidden-states"
    spec: ClassVar[PanelSpec] = PanelSpec(60)

    def __init__(self) -> None:
        super().__init__(colormap.Scale(signed=True))
        self._place = QRectF()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Hidden states")

    def accepts(self, picture: PictureInfo) -> bool:
        """Anything with a value for each unit, or feature of the residual stream, at each time."""
        axes = picture.axes
        return len(axes) == 2 and Axis.named(axes[0]).role == "time" and axes[1] in ("unit", "feature")

    def preferred(self, names: list[str]) -> str:
        """The first hidden state of a recurrent network, the last residual stream of a Transformer."""
        hidden = [name for name in names if name.endswith("hidden")]
        residual = [name for name in names if name.endswith("residual")]
        return [*hidden, *residual[-1:], *names[-1:]][0]

    def describe(self, snapshot: Snapshot) -> str:
        """How many units and steps, and how many of them share a cell."""
        steps, units = snapshot.values.shape
        words = self.tr("{0} units × {1} steps").format(units, steps)
        seen = self.isVisible() or self.isWindow()  # behind another tab it has the place of long ago
        down, across = self._shared(snapshot, self._place if seen else QRectF())
        return self.tr("{0}, means of {1} × {2}").format(words, down, across) if down * across > 1 else words

    def draw(self) -> None:
        """States and gates of tanh and sigmoid cells never leave −1…1; what does gets its own levels."""
        super().draw()
        snapshot = self._shown()
        if snapshot is not None and np.nanmax(np.abs(snapshot.values), initial=0.0) <= 1.0:
            self._scale.high = 1.0

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """One picture that fills the panel, its axes, and the colour bar."""
        snapshot = self._shown()
        if snapshot is None:
            return
        place = place.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        named = place.height() >= LOW
        room = place.adjusted(SIDE, 0, -colorbar.WIDTH, -(AXIS if named else TOKENS))
        self._place = room
        if room.isEmpty():
            return
        table = colormap.table(self._scale.kind, self.theme)
        values = downsampling.binned(snapshot.values.T, *self._shared(snapshot, room), np.nanmean)
        cells = colormap.indices(values, self._scale.low, self._scale.high)
        colormap.draw(painter, room, colormap.image(table[cells]))
        bar = QRectF(room.right(), place.top(), colorbar.WIDTH, room.height())

        def still(sheet: QPainter) -> None:
            colorbar.paint(sheet, bar, self._scale.kind, self._scale.low, self._scale.high, self.theme)
            self._paint_axes(sheet, room, snapshot, named)

        levels = (self._scale.kind, self._scale.low, self._scale.high)
        self.paint_still(painter, (snapshot.values.shape, snapshot.labels.get(snapshot.axes[0]), levels), still)
        high = room.height() / snapshot.values.shape[1]
        self.paint_changes(
            painter, snapshot, lambda unit: QRectF(room.left(), room.top() + unit * high, room.width(), high)
        )

    def question_at(self, point: QPointF) -> Question | None:
        """The unit and step under a point."""
        snapshot = self._shown()
        if snapshot is None or not self._place.contains(point):
            return None
        return Question(snapshot.name, self._cell(snapshot, point))

    def places(self, region: Region) -> Sequence[QRectF]:
        """A box: steps along, units down."""
        snapshot = self._shown()
        if snapshot is None or region.picture != snapshot.name:
            return ()
        steps, units = snapshot.values.shape
        wide, high = self._place.width() / steps, self._place.height() / units
        (left, top), (right, bottom) = region.start, region.stop
        x, y = self._place.left() + left * wide, self._place.top() + top * high
        return (QRectF(x, y, (right - left) * wide, (bottom - top) * high),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """Left and right in time, up and down among the units."""
        return super().neighbour(question, down, across)

    def _cell(self, snapshot: Snapshot, at: QPointF) -> tuple[int, int]:
        """Step and unit at a place inside the picture."""
        steps, units = snapshot.values.shape
        step = min(int((at.x() - self._place.left()) / self._place.width() * steps), steps - 1)
        return step, min(int((at.y() - self._place.top()) / self._place.height() * units), units - 1)

    def _tell(self) -> None:
        """What is under the pointer, or the whole."""
        snapshot = self._shown()
        if snapshot is not None:
            if self._pointer is not None and self._place.contains(self._pointer):
                self.set_info(*self._cell_words(snapshot, self._pointer))
            else:
                self.set_info(self.describe(snapshot))

    def _cell_words(self, snapshot: Snapshot, at: QPointF) -> tuple[str, str]:
        """Which unit at which step, and its value."""
        step, unit = self._cell(snapshot, at)
        token = snapshot.labels.get(snapshot.axes[0], ())
        symbol = f" ({token[step]})" if token else ""
        place = self.tr("unit {0}, step {1}").format(unit + 1, step + 1)
        return f"{place}{symbol}", self.valued(float(snapshot.values[step, unit]))

    def _shared(self, snapshot: Snapshot, place: QRectF) -> tuple[int, int]:
        """Units and steps that share a cell, where there is no room for each."""
        steps, units = snapshot.values.shape
        if place.isEmpty():
            return 1, 1
        return downsampling.factor(units, place.height()), downsampling.factor(steps, place.width())

    def _paint_axes(self, painter: QPainter, room: QRectF, snapshot: Snapshot, named: bool) -> None:
        """Tokens, or step numbers, along time; unit numbers down the side; every n-th where they would collide."""
        steps, units = snapshot.values.shape
        painter.setFont(self.small_font())
        painter.setPen(self.theme.color("second"))
        tokens = snapshot.labels.get(snapshot.axes[0]) or tuple(str(step + 1) for step in range(steps))
        metrics = QFontMetricsF(painter.font())
        widest = max(metrics.horizontalAdvance(token) for token in tokens) + 6
        every = max(1, ceil(max(LABEL, widest) * steps / room.width()))
        cell = room.width() / steps
        for step in range(0, steps, every):
            label = QRectF(room.left() + step * cell - widest, room.bottom() + 3, cell + 2 * widest, 16)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), tokens[step])
        height = room.height() / units
        for unit in range(0, units, max(1, ceil(LABEL * units / room.height()))):
            label = QRectF(room.left() - SIDE, room.top() + (unit + 0.5) * height - 8, SIDE - 6, 16)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(unit + 1))
        if named:
            below = QRectF(room.left(), room.bottom() + 20, room.width(), 18)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self.tr("step of the sequence"))
