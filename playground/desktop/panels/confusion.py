"""Confusion: which class is taken for which; a cell lists its test examples, and one of them becomes the specimen."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen

from playground.desktop.i18n.formatting import grouped
from playground.desktop.painting import heatmap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.panels.base.cell_panel import ARROWS
from playground.desktop.panels.base.picture_panel import PicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.style.theme import tabular
from playground.languages.spoken import said
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot

LIST = 136.0  # points for the list of a cell's examples
LINE = 22.0
NUMBER = 17.0  # points of a cell from which on its count is written in it
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ConfusionPanel(PicturePanel):
    """One picture of rows truth, answer, probability; what is counted is counted here."""

    name: ClassVar[str] = "confusion"
    spec: ClassVar[PanelSpec] = PanelSpec(120, Area.BEHIND)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._offered = False
        self._shot: Snapshot | None = None
        self._cell: tuple[int, int] | None = None
        self._frame: heatmap.HeatmapFrame | None = None
        self._lines: list[tuple[QRectF, int]] = []
        self._next = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Confusion")

    def accepts(self, picture: PictureInfo) -> bool:
        """Truth and answer of many test examples."""
        return picture.name == "confusion"

    def wanted(self) -> frozenset[str]:
        """The one picture."""
        return frozenset({"confusion"}) if self._offered else frozenset()

    def start(self, started: RunStarted) -> None:
        """Whether this run has it."""
        self._offered, self._cell = self.fits(started.pictures), None
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest."""
        for snapshot in pictures.snapshots:
            if snapshot.name == "confusion":
                self._shot, self.dirty = snapshot, True

    def clear(self) -> None:
        """Forget the run."""
        self._shot, self._cell, self._offered = None, None, False
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_step(self) -> int | None:
        """When the answers were counted."""
        return None if self._shot is None else self._shot.step

    def is_empty(self) -> bool:
        """Nothing answered yet."""
        return self._shot is None

    @property
    def counts(self) -> NDArray[np.float32]:
        """(truth, answer): so many test examples."""
        assert self._shot is not None
        size = len(self._shot.labels["class"])
        found = np.zeros((size, size), np.float32)
        np.add.at(found, self._pairs(), 1)
        return found

    def examples(self, cell: tuple[int, int]) -> list[tuple[int, float]]:
        """Numbers and probabilities of a cell's test examples, the surest first."""
        assert self._shot is not None
        truth, answer = self._pairs()
        rows = np.flatnonzero((truth == cell[0]) & (answer == cell[1]))
        sure = self._shot.values[rows, 2]
        return [(int(rows[at]), float(sure[at])) for at in np.argsort(-sure, kind="stable")]

    def choose(self, cell: tuple[int, int] | None) -> None:
        """List the examples of a cell."""
        self._cell, self._next = cell, 0
        self.update()

    def draw(self) -> None:
        """Say how many are right."""
        if self._shot is not None:
            truth, answer = self._pairs()
            right, count = int((truth == answer).sum()), len(truth)
            self.set_info(self.tr("{0} of {1} right").format(grouped(right), grouped(count)))
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The matrix, each row as shares of its class, and the chosen cell's examples at its right."""
        if self._shot is None:
            return
        names, counts = tuple(map(said, self._shot.labels["class"])), self.counts
        painter.setFont(self.small_font())
        room = place.adjusted(4, 2, -4 - (LIST if self._cell is not None else 0), -6)
        titles = (self.tr("true"), self.tr("predicted"))
        self._frame = heatmap.framed(room, counts.shape, (names, names), titles, painter.font())
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        heatmap.paint_cells(painter, self._frame, shares, self.theme)
        heatmap.paint_frame(painter, self._frame, None, self.theme)
        self._paint_counts(painter, counts, shares)
        self._lines = []
        if self._cell is not None:
            self._paint_list(painter, QRectF(place.right() - LIST + 8, place.top() + 4, LIST - 8, place.height() - 8))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A cell lists its examples, an example becomes the specimen."""
        for line, index in self._lines:
            if line.contains(self.drawn(event.position())):
                self.example_chosen.emit(index)
                return
        self.choose(self._cell_at(self.drawn(event.position())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cell, Return goes through its examples."""
        key = Qt.Key(event.key())
        if self._shot is None:
            super().keyPressEvent(event)
        elif key in ARROWS:
            last = len(self._shot.labels["class"]) - 1
            row, column = self._cell or (0, 0)
            across, down = ARROWS[key] if self._cell is not None else (0, 0)
            self.choose((min(max(row + down, 0), last), min(max(column + across, 0), last)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cell is not None:
            examples = self.examples(self._cell)
            if examples:
                index, _ = examples[self._next % len(examples)]
                self._next += 1
                self.example_chosen.emit(index)
        else:
            super().keyPressEvent(event)

    def _pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        assert self._shot is not None
        size = len(self._shot.labels["class"])
        rows = np.nan_to_num(self._shot.values[:, :2], nan=0.0).astype(np.intp).clip(0, size - 1)
        return rows[:, 0], rows[:, 1]

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        if self._frame is None or self._shot is None:
            return None
        size = len(self._shot.labels["class"])
        return CellGrid(self._frame.cells, size, size).cell_at(point)

    def _place_of(self, row: int, column: int, size: int) -> QRectF:
        assert self._frame is not None
        return CellGrid(self._frame.cells, size, size).box((row, column), (row + 1, column + 1))

    def _paint_counts(self, painter: QPainter, counts: NDArray[np.float32], shares: NDArray[np.float32]) -> None:
        size = len(counts)
        font = tabular(self.small_font())
        font.setPixelSize(11)
        painter.setFont(font)
        if self._place_of(0, 0, size).width() >= NUMBER:
            for row, column in zip(*np.nonzero(counts), strict=True):
                painter.setPen(Qt.GlobalColor.black if shares[row, column] > 0.6 else Qt.GlobalColor.white)
                cell = self._place_of(row, column, size)
                painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), f"{counts[row, column]:.0f}")
        if self._cell is not None:
            painter.setPen(QPen(self.theme.color("highlight"), 2.5))
            painter.drawRect(self._place_of(*self._cell, size))

    def _paint_list(self, painter: QPainter, place: QRectF) -> None:
        """Whose examples they are, and as many of them as fit."""
        assert self._shot is not None and self._cell is not None
        names, examples = tuple(map(said, self._shot.labels["class"])), self.examples(self._cell)
        painter.setFont(self.small_font())
        painter.setPen(self.theme.color("text"))
        heading = QRectF(place.left(), place.top(), place.width(), LINE)
        words = self.tr("{0} taken for {1}").format(names[self._cell[0]], names[self._cell[1]])
        painter.drawText(heading, _LEFT, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, 126))
        room = int((place.height() - LINE) / LINE)
        shown = examples if len(examples) <= room else examples[: room - 1]
        for at, (index, sure) in enumerate(shown):
            line = heading.translated(0, (at + 1) * LINE)
            painter.fillRect(line.adjusted(0, 1, 0, -1), self.theme.color("hover"))
            painter.setPen(self.theme.color("accent"))
            painter.drawText(line.adjusted(6, 0, 0, 0), _LEFT, self.tr("example {0}").format(index + 1))
            painter.setPen(self.theme.color("second"))
            painter.drawText(line.adjusted(0, 0, -6, 0), _RIGHT, f"{100 * sure:.0f}\u2009%")
            self._lines.append((line, index))
        painter.setPen(self.theme.color("second"))
        below = heading.translated(0, (len(shown) + 1) * LINE)
        if not examples:
            painter.drawText(below, _LEFT, self.tr("no example"))
        elif len(shown) < len(examples):
            painter.drawText(below, _LEFT, self.tr("and {0} more").format(len(examples) - len(shown)))
