"""Patching across time: what the model of now comes to with a layer as it was earlier, or as the other lane has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QMouseEvent, QPainter

from playground.desktop.i18n.formatting import measured, metric_words, readable
from playground.desktop.painting import attribution_painting, colorbar, colormap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.languages.spoken import said
from playground.protocol.events import RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, Region
from playground.worked.transplant import ALL, COUNT, LANE, LAYER, METRIC, NONE, NOW, SOURCE, TIME


class TransplantPanel(OnePicturePanel):
    """Rows are the steps whose layers are put in, columns the layers; at both ends none and all of them."""

    name: ClassVar[str] = "transplant"
    spec: ClassVar[PanelSpec] = PanelSpec(38, Area.BEHIND, in_animations=False, in_handouts=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self.controls = self._source = HeaderCombo(self.tr("Layers of"))
        self._source.currentIndexChanged.connect(self._chosen)
        self._scale = colormap.Scale()
        self._cells: CellGrid | None = None
        self._pointer: QPointF | None = None

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Patching across time")

    def pictures(self) -> tuple[str, ...]:
        """The chosen one first; in a race the other lane's."""
        return (TIME, LANE) if self._source.value == TIME else (LANE, TIME)

    def start(self, started: RunStarted) -> None:
        """Offer the sources of this run."""
        super().start(started)
        self._offer()

    def clear(self) -> None:
        """Forget the run."""
        self._source.forget()
        self._scale.reset()
        self._cells = None
        super().clear()

    def retranslate(self) -> None:
        """The names of the sources, too."""
        self._source.reword(self._words)
        super().retranslate()

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """One of the two."""
        self._source.choose(name)

    def empty_words(self) -> str:
        """It is never recorded: it would cost more than the training."""
        if self.shot is not None:
            return self.tr("The two lanes do not have the same layers: choose two experiments with one architecture.")
        if self.position.recorded:
            return self.tr(
                "This is measured while a run is live, or by the command line; a recording does not hold it."
            )
        return super().empty_words()

    def is_empty(self) -> bool:
        """Nothing measured, or nothing that fits."""
        return self.shot is None or not self.shot.labels[SOURCE]

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The rows that there are, under the names of the layers."""
        if self.shot is None or self.is_empty():
            return ()
        rows = self.shot.labels[SOURCE]
        labels = {SOURCE: tuple(map(said, rows)), LAYER: tuple(map(self._layer, self.shot.labels[LAYER]))}
        return (Snapshot(self.shot.step, self.shown, self.shot.axes, self.shot.values[: len(rows)], labels),)

    def draw(self) -> None:
        """Say what is measured, and of which model."""
        if self.shot is not None and not self.is_empty():
            self._scale.follow(self.shot.values)
            self._tell()
        super().draw()

    def check(self) -> tuple[str, bool | None]:
        """All layers of a step are the model of that step, none the model of now: whether the ends agree with it."""
        assert self.shot is not None
        rows = self.shot.values[: len(self.shot.labels[SOURCE])]
        known = rows[np.isfinite(rows[:, 0]), 0]
        words = self.tr(
            "Cells: {0} of {1} test examples, with one layer of the step at the left put into the model of step {2}."
        ).format(self._metric(), self.shot.labels[COUNT][0], self.shot.labels[NOW][0])
        return words, bool(np.ptp(known) == 0) if len(known) > 1 else None

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The cells, a colour bar, and what was done beneath."""
        if self.is_empty():
            return
        (shot,) = self.shown_arrays()
        painter.setFont(self.small_font())
        room = attribution_painting.paint_check(painter, place.adjusted(6, 2, -6, -4), *self.check(), self.theme)
        bar = QRectF(room.right() - colorbar.WIDTH, room.top(), colorbar.WIDTH, room.height())
        colorbar.paint(painter, bar, self._scale.kind, self._scale.low, self._scale.high, self.theme)
        painter.setFont(self.small_font())
        titles = (self.tr("layer of"), self.tr("layer that is put in"))
        levels = (self._scale.kind, self._scale.low, self._scale.high)
        room = room.adjusted(0, 0, -colorbar.WIDTH, 0)
        self._cells = attribution_painting.paint_steps(
            painter, room, shot, levels, titles, self.theme, progressive=True
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say in the header what is under the pointer."""
        self._pointer = self.drawn(event.position())
        self._tell()

    def leaveEvent(self, event: object) -> None:
        """Back to the whole."""
        self._pointer = None
        self._tell()

    def question_at(self, point: QPointF) -> Question | None:
        """The cell under a point."""
        found = self._cells.cell_at(point) if self._cells is not None else None
        return Question(self.shown, found) if found is not None else None

    def places(self, region: Region) -> Sequence[QRectF]:
        """Where cells are drawn."""
        if self._cells is None or region.picture != self.shown:
            return ()
        (top, left), (bottom, right) = region.start, region.stop
        return (self._cells.box((top, left), (bottom, right)),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The cell beside."""
        row, column = question.index[0] + down, question.index[1] + across
        shape = (self._cells.rows, self._cells.columns) if self._cells is not None else (0, 0)
        return Question(self.shown, (row, column)) if 0 <= row < shape[0] and 0 <= column < shape[1] else None

    def usual(self) -> Question | None:
        """The layer without which the model of now is worst."""
        if self.shot is None or self.is_empty() or not np.isfinite(self.shot.values[:, 1:-1]).any():
            return None
        inner = self.shot.values[:, 1:-1]
        row, column = np.unravel_index(int(np.nan_to_num(np.abs(inner - self._now()), nan=-1.0).argmax()), inner.shape)
        return Question(self.shown, (int(row), int(column) + 1))

    def _now(self) -> float:
        assert self.shot is not None
        return float(np.nanmax(self.shot.values[:, 0])) if np.isfinite(self.shot.values[:, 0]).any() else 0.0

    def _metric(self) -> str:
        assert self.shot is not None
        return metric_words(self.shot.labels[METRIC][0])

    def _layer(self, name: str) -> str:
        return {NONE: self.tr("none"), ALL: self.tr("all")}.get(name) or readable(name)

    def _words(self, name: str) -> str:
        return self.tr("the other lane") if name == LANE else self.tr("earlier steps")

    def _offer(self) -> None:
        self._source.offer([(self._words(name), name) for name in (LANE, TIME) if name in self.offered])

    def _tell(self) -> None:
        if self.shot is None or self.is_empty():
            return
        question = self.question_at(self._pointer) if self._pointer is not None else None
        metric = self.shot.labels[METRIC][0]
        if question is None:
            self.set_info(self._metric(), measured(metric, self._now()))
            return
        (shot,) = self.shown_arrays()
        row, column = question.index
        value = float(shot.values[row, column])
        words = f"{shot.labels[SOURCE][row]}, {shot.labels[LAYER][column]}"
        self.set_info(words, measured(metric, value) if np.isfinite(value) else "…")

    def _chosen(self) -> None:
        self._scale.reset()
        self._cells = None
        self.dirty = True
        self.wanted_changed.emit()
