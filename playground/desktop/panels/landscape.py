"""Landscape: the loss in a plane through the weights, with contours, and the way the run took to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.desktop.i18n.formatting import figure
from playground.desktop.painting import colorbar, colormap
from playground.desktop.painting.attribution_painting import cover_missing
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.painting.charts import plane
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.protocol.events import RunStarted
from playground.worked.example import Question, Region
from playground.worked.landscape import PATH, RADIUS, RANDOM, SIDE, Landscape, unpacked

CONTOURS = 10
HIGH = 0.9  # quantile of the losses at which the colours end: walls would leave no colour for the valley
MARK = 5.0


class LandscapePanel(OnePicturePanel):
    """Two packed pictures: random directions, or the plane of the path."""

    name: ClassVar[str] = "landscape"
    spec: ClassVar[PanelSpec] = PanelSpec(
        156, Area.BEHIND, recorded=False, in_animations=False, in_handouts=False, in_races=False
    )
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self.controls = self._plane = HeaderCombo(self.tr("Plane"))
        self._plane.currentIndexChanged.connect(self._chosen)
        self._cells: CellGrid | None = None

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Landscape")

    def pictures(self) -> tuple[str, ...]:
        """The chosen one first."""
        return (RANDOM, PATH) if self._plane.value != PATH else (PATH, RANDOM)

    def start(self, started: RunStarted) -> None:
        """Offer the planes of this run."""
        super().start(started)
        words = {RANDOM: self.tr("random directions"), PATH: self.tr("the path's plane")}
        self._plane.offer([(words[name], name) for name in (RANDOM, PATH) if name in self.offered])

    def clear(self) -> None:
        """Forget the run."""
        self._plane.forget()
        super().clear()

    def choose(self, path: bool) -> None:
        """The plane of the path, or random directions."""
        self._plane.choose(PATH if path else RANDOM)

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """One of the two."""
        self._plane.choose(name)

    def empty_words(self) -> str:
        """There may be no path to make a plane of."""
        if self.shot is not None and not self.position.recorded:
            return self.tr("No earlier weights are recorded yet: the path has no plane.")
        return super().empty_words()

    def is_empty(self) -> bool:
        """Nothing measured, or no path to make a plane of."""
        return self.shot is None or not np.isfinite(self.shot.values[4])

    def draw(self) -> None:
        """Say how sharp the place is, or how far the grid has come."""
        if self.shot is not None and not self.is_empty():
            found = unpacked(self.shot.values)
            step = self.shot.labels["step"][0]
            words = self.tr("loss {0} at step {1}").format(figure(found.middle, 3), step)
            if found.known < 1:
                self.set_info(words, f"{100 * found.known:.0f}\u2009%")
            elif self.shown == PATH:
                self.set_info(words)
            else:
                words = self.tr("{0} · mean rise on the circle of radius {1}").format(words, f"{RADIUS:g}")
                self.set_info(words, figure(found.sharpness, 3))
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Colours, contours, the path, and the weights of now as a cross."""
        if self.shot is None or self.is_empty():
            return
        found = unpacked(self.shot.values)
        grid = np.log10(np.maximum(found.filled(), 1e-8))
        finite = grid[np.isfinite(grid)]
        low, high = float(finite.min()), float(np.quantile(finite, HIGH))
        high = max(high, low + 1e-3)
        painter.setFont(self.small_font())
        place = place.adjusted(4, 4, -4, -4)
        bar = QRectF(place.right() - colorbar.WIDTH, place.top(), colorbar.WIDTH, place.height() - plane.BELOW)
        room = plane.framed(place.adjusted(0, 0, -colorbar.WIDTH, 0), found.x, found.y)
        titles = (
            (self.tr("first principal direction of the path"), self.tr("second")) if self.shown == PATH
            else (self.tr("first random direction, in lengths of the filters"), self.tr("second"))
        )  # fmt: skip
        plane.paint_axes(painter, room, titles, self.theme)
        colours = colormap.table("magnitude", self.theme)[colormap.indices(grid[::-1].astype(np.float32), low, high)]
        cell = (found.x[1] - found.x[0]) / (len(grid) - 1) / 2, (found.y[1] - found.y[0]) / (len(grid) - 1) / 2
        whole = room.box(found.x[0] - cell[0], found.y[0] - cell[1], found.x[1] + cell[0], found.y[1] + cell[1])
        self._cells = CellGrid(whole, SIDE, SIDE)
        painter.save()
        painter.setClipRect(room.room)
        colormap.draw(painter, whole, colormap.image(colours))
        cover_missing(painter, self._cells, grid[::-1], self.theme)
        painter.restore()
        self._paint_contours(painter, room, found, grid, (low, high))
        self._paint_path(painter, room, found)
        colorbar.paint(painter, bar, "magnitude", low, high, self.theme)
        painter.setPen(self.theme.color("second"))
        label = QRectF(bar.left() - 20, place.bottom() - plane.BELOW + 21, colorbar.WIDTH + 24, 18)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), self.tr("log₁₀ loss"))

    def question_at(self, point: QPointF) -> Question | None:
        """The loss of a point of the grid; beside it how sharp the place is."""
        if self._cells is None or self.is_empty():
            return None
        cell = self._cells.cell_at(point)
        if cell is not None:
            return Question(self.shown, (SIDE - 1 - cell[0], cell[1]))
        return self.usual() if self.shown == RANDOM else None

    def places(self, region: Region) -> Sequence[QRectF]:
        """A cell of the grid, whose first row is the lowest."""
        if self._cells is None or region.picture != self.shown or SIDE in region.start:
            return ()
        row, column = SIDE - 1 - region.start[0], region.start[1]
        return (self._cells.box((row, column), (row + 1, column + 1)),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The point beside."""
        row, column = question.index[0] - down, question.index[1] + across
        return Question(self.shown, (row, column)) if 0 <= row < SIDE and 0 <= column < SIDE else None

    def usual(self) -> Question | None:
        """How sharp the place is; of the path's plane the loss in the middle."""
        if self.is_empty():
            return None
        return Question(self.shown, (SIDE, SIDE) if self.shown == RANDOM else (SIDE // 2, SIDE // 2))

    def _paint_contours(
        self, painter: QPainter, room: plane.Plane, found: Landscape, grid: np.ndarray, ends: tuple[float, float]
    ) -> None:
        """Lines of equal loss, at even distances of its logarithm.

        Between equal cells of a coarse grid they have no place, and Qt would stroke a line through that for ever.
        """
        from pyqtgraph import isocurve  # half a second to import, which no first paint waits for

        across, up = ((end[1] - end[0]) / (len(grid) - 1) for end in (found.x, found.y))
        for level in np.linspace(*ends, CONTOURS + 2)[1:-1]:
            for line in isocurve(grid.T, level, connected=True):
                xs, ys = np.array(line, np.float64).T - 0.5
                at = (found.x[0] + xs * across, found.y[0] + ys * up)
                plane.paint_curve(painter, room, *at, QColor(Qt.GlobalColor.white), 1.0)

    def _paint_path(self, painter: QPainter, room: plane.Plane, found: Landscape) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color("highlight"), 2.0))
        places = [room.at(x, y) for x, y in found.path.tolist()]
        if places:
            xs, ys = np.append(found.path, [[0.0, 0.0]], axis=0).astype(np.float64).T
            plane.paint_curve(painter, room, xs, ys, self.theme.color("highlight"))
        for place in places:
            painter.drawEllipse(place, 1.5, 1.5)
        middle = room.at(0.0, 0.0)
        painter.setPen(QPen(Qt.GlobalColor.white, 3.0))
        for across, up in ((MARK, MARK), (MARK, -MARK)):
            painter.drawLine(middle - QPointF(across, up), middle + QPointF(across, up))
        painter.restore()

    def _chosen(self) -> None:
        self.dirty = True
        self.wanted_changed.emit()
        self.update()
