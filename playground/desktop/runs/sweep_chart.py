"""SweepChart: one picture of a sweep at a time; a part of an axis is brushed by dragging over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.desktop.runs import sweep_pictures
from playground.desktop.runs.sweep_pictures import Brushes
from playground.desktop.style.theme import LIGHT, Theme
from playground.sweeps.overview import Overview

PARALLEL, IMPORTANCE = -2, -1  # pictures; from 0 on: the result against the setting of this number
REACH = 26.0  # points beside an axis in which a drag is meant for it
LEAST = 0.015  # of an axis; a shorter drag is a click, which takes its brush away


class SweepChart(QWidget):
    """Told what to show; ``brushed`` says that other settings are brushed now."""

    brushed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.overview: Overview | None = None
        self.picture = PARALLEL
        self.brushes: Brushes = {}
        self.chosen: int | None = None
        self.theme: Theme = LIGHT
        self._dragged: tuple[int, float] | None = None
        self.setMinimumSize(240, 48)
        self.setAccessibleName(self.tr("Picture of the sweep"))

    def show_sweep(self, overview: Overview | None) -> None:
        """The same picture of another sweep, or of this one as it is now."""
        varied = overview.plan.varied if overview is not None else ()
        if self.overview is None or self.overview.plan.varied != varied:
            self.brushes = {}
        self.overview = overview
        self.update()

    def show_picture(self, number: int) -> None:
        """Another picture; the brushes stay."""
        self.picture = number
        self.update()

    def choose(self, at: int | None) -> None:
        """Let one setting stand out."""
        self.chosen = at
        self.update()

    def kept(self) -> frozenset[int] | None:
        """Places of the brushed settings; None where nothing is brushed."""
        return sweep_pictures.brushed(self.overview, self.brushes) if self.overview is not None else None

    def clear(self) -> None:
        """No brush any more."""
        if self.brushes:
            self.brushes = {}
            self._tell()

    def sizeHint(self) -> QSize:
        """A readable picture."""
        return QSize(560, 260)

    def render_to(self, painter: QPainter, size: QSize) -> None:
        """Draw it into a place of ``size`` points."""
        self._paint(painter, QRectF(0, 0, size.width(), size.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, or a sentence that says why there is none."""
        self._paint(QPainter(self), QRectF(self.rect()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag begins on the nearest axis."""
        number = self._axis_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and number is not None:
            self._dragged = number, self._at(number, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What was dragged over is brushed."""
        if self._dragged is not None:
            self._brush(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without a drag takes the axis's brush away."""
        if self._dragged is None:
            return
        (number, begun), self._dragged = self._dragged, None
        if abs(self._at(number, event.position()) - begun) < LEAST:
            self.brushes.pop(number, None)
        self._tell()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """All brushes away."""
        self.clear()

    def _brush(self, position: QPointF) -> None:
        assert self._dragged is not None
        number, begun = self._dragged
        now = self._at(number, position)
        if abs(now - begun) >= LEAST:
            self.brushes[number] = min(begun, now), max(begun, now)
            self._tell()

    def _tell(self) -> None:
        self.update()
        self.brushed.emit()

    def _axes(self) -> list[QRectF]:
        if self.overview is None or self.picture != PARALLEL or not self.overview.whole:
            return []
        return sweep_pictures.axes(QRectF(self.rect()), self.overview)

    def _axis_at(self, position: QPointF) -> int | None:
        near = [(abs(room.center().x() - position.x()), number) for number, room in enumerate(self._axes())]
        return min(near)[1] if near and min(near)[0] <= REACH else None

    def _at(self, number: int, position: QPointF) -> float:
        room = self._axes()[number]
        return min(1.0, max(0.0, (room.bottom() - position.y()) / room.height()))

    def _paint(self, painter: QPainter, place: QRectF) -> None:
        overview, theme, hasty = self.overview, self.theme, self._dragged is not None
        painter.fillRect(place, theme.color("panel"))
        if overview is None or not overview.whole or not overview.columns:
            painter.setPen(theme.color("second"))
            words = self.tr("No setting has a result yet.")
            if overview is None:
                words = self.tr(
                    "A sweep trains a preset with each of many settings: type playground sweep --help in a terminal, "
                    "then open its folder here."
                )
            elif not overview.columns:
                words = self.tr("This sweep varies nothing but the seed.")
            painter.drawText(
                place.adjusted(16, 0, -16, 0), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words
            )
        elif self.picture == PARALLEL:
            sweep_pictures.parallel(painter, place, overview, theme, self.brushes, self.chosen, hasty)
        elif self.picture == IMPORTANCE:
            caption = self.tr("Share of the variance of the results' ranks that a setting explains by itself")
            sweep_pictures.importance(painter, place, overview, theme, caption)
        else:
            number = min(self.picture, len(overview.columns) - 1)
            sweep_pictures.scatter(painter, place, overview, theme, number, self.kept(), self.chosen)
