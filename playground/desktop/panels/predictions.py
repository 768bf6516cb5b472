"""Predictions: what the model answers for the specimen, drawn the way its kind of answer is checked."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.data.sampling import PLAIN
from playground.desktop.i18n import prediction_text
from playground.desktop.painting import class_bars, predictions
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.painting.plots import line_chart
from playground.desktop.painting.plots.prediction_curves import curves
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.run_position import RunPosition
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.desktop.widgets.sampling.sampling_boxes import SamplingBoxes
from playground.languages.spoken import said
from playground.protocol.events import Pictures, RunStarted, SpecimenShown
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

INPUT = "input"
OF_SPECIMEN = (("class",), ("line", "token"), ("curve", "time"))  # the others show many test examples


class PredictionsPanel(CellPanel):
    """Pictures whose name begins with ``prediction``; their axes say how they are drawn."""

    name: ClassVar[str] = "predictions"
    spec: ClassVar[PanelSpec] = PanelSpec(20, Area.LEAD, every_run=True, telling=2)
    interval = 0.1

    def __init__(self) -> None:
        super().__init__()
        self._choice = HeaderCombo(self.tr("Prediction"))
        self._choice.currentIndexChanged.connect(self._chosen)
        self.sampling = SamplingBoxes()
        self.sampling.hide()
        self.controls = controls = QWidget()
        HeaderRow(controls, self._choice, self.sampling)
        self._kept: dict[str, Snapshot] = {}
        self._input: Snapshot | None = None
        self._has_image = False
        self._specimen = ""
        self._range = line_chart.Range()
        self._cells: predictions.Cells = {}
        self._room = QRectF()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Predictions")

    def accepts(self, picture: PictureInfo) -> bool:
        """A prediction of any kind."""
        return picture.name.partition(".")[0] == "prediction"

    @property
    def shown(self) -> str:
        """The name of the picture that is drawn; empty when there is none."""
        return self._choice.value or ""

    def wanted(self) -> frozenset[str]:
        """The chosen picture, and an input image beside it."""
        if not self.shown:
            return frozenset()
        return frozenset({self.shown, INPUT}) if self._has_image else frozenset({self.shown})

    def start(self, started: RunStarted) -> None:
        """What this run offers."""
        found = self.accepted(started)
        self._choice.offer([(prediction_text.offered(info.name, info.axes), info.name) for info in found])
        bars = any(info.axes == ("class",) for info in found)
        self._has_image = bars and any(
            info.name == INPUT and info.axes == ("channel", "row", "column") for info in started.pictures
        )
        self._specimen = started.specimen
        self.wanted_changed.emit()

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """All of a prediction is seen at once."""
        self._choice.choose(name)

    def show_specimen(self, shown: SpecimenShown) -> None:
        """Another one: its input comes with its first prediction."""
        self._specimen = shown.words

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each, and the input."""
        for snapshot in pictures.snapshots:
            if self._choice.findData(snapshot.name) >= 0:
                self._kept[snapshot.name] = snapshot
                self.dirty = self.dirty or snapshot.name == self.shown
            elif snapshot.name == INPUT and self._has_image:
                self.dirty = self.dirty or self._input is None
                self._input = snapshot
        self._offer_sampling()

    def follow_run(self, position: RunPosition) -> None:
        """Texts that were recorded stay as they were written."""
        super().follow_run(position)
        self._offer_sampling()

    def _offer_sampling(self) -> None:
        """Where a text is written, how."""
        shot, position = self._kept.get(self.shown), self.position
        written = shot is not None and PLAIN.words in shot.labels.get("line", ())
        self.sampling.setVisible(written and not (position.recorded or position.racing))

    def clear(self) -> None:
        """Forget the run."""
        self._kept.clear()
        self._input, self._has_image = None, False
        self._range.reset()
        self._choice.forget()
        self._offer_sampling()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The answer."""
        return () if self.is_empty() else (self._kept[self.shown],)

    def is_empty(self) -> bool:
        """No picture yet."""
        return self.shown not in self._kept

    def draw(self) -> None:
        """Follow the range of curves."""
        snapshot = self._kept.get(self.shown)
        if snapshot is not None:
            if snapshot.axes[0] == "curve":
                self._range.follow(curves(snapshot, self.theme))
            self.set_info(said(self._specimen) if snapshot.axes in OF_SPECIMEN else "")
        super().draw()

    def caption(self) -> str:
        """What is drawn, which the header's list shows otherwise."""
        return self._choice.currentText() if self._choice.count() > 1 else self.info

    def picture_size(self, room: QSize | None = None) -> QSize:
        """All lines of a text, also those below the panel's lower edge."""
        found, shot = super().picture_size(room), self._kept.get(self.shown)
        if shot is None or shot.axes != ("line", "token"):
            return found
        return found.expandedTo(
            QSize(0, ceil(predictions.lines_height(shot, found.width() - 12, self.plain_font())) + 8)
        )

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Bars, tokens, images, a plane or curves."""
        snapshot = self._kept.get(self.shown)
        if snapshot is None:
            return
        place, self._cells = place.adjusted(6, 4, -6, -4), {}
        painter.setFont(self.plain_font())
        if snapshot.axes == ("class",):
            if self._input is not None:
                place = predictions.paint_input(painter, place, self._input.values, self.theme)
            self._cells = class_bars.paint_bars(painter, place, snapshot, self.theme)
        elif snapshot.axes == ("line", "token"):
            self._cells = predictions.paint_lines(painter, place, snapshot, self._titles(snapshot), self.theme)
        elif snapshot.axes == ("line", "sample", "row", "column"):
            self._cells = predictions.paint_images(painter, place, snapshot, self._titles(snapshot), self.theme)
        elif snapshot.axes == ("example", "coordinate"):
            predictions.paint_plane(painter, place, snapshot, self.theme)
        else:
            painter.setFont(self.small_font())
            axis, labels = snapshot.axes[1], snapshot.labels.get(snapshot.axes[1], ())
            self._room = line_chart.paint(
                painter,
                place,
                curves(snapshot, self.theme),
                self._range,
                prediction_text.axis(axis),
                self.theme,
                labels,
            )

    def question_at(self, point: QPointF) -> Question | None:
        """The class, token, pixel or step under a point."""
        snapshot = self._kept.get(self.shown)
        if snapshot is None:
            return None
        for index, cell in self._cells.items():
            if cell.contains(point):
                return Question(snapshot.name, (*index, *self._within(snapshot, cell, point)))
        if snapshot.axes == ("curve", "time") and self._room.contains(point):
            step = (point.x() - self._room.left()) / max(self._room.width(), 1) * (snapshot.values.shape[1] - 1)
            return Question(snapshot.name, (1, round(step)))
        return None

    def places(self, region: Region) -> Sequence[QRectF]:
        """The bar, token or pixel; of a curve a strip at the step."""
        snapshot = self._kept.get(self.shown)
        if snapshot is None or region.picture != snapshot.name:
            return ()
        cell = self._cells.get(region.start[:2] if len(region.start) > 1 else region.start)
        if cell is not None and len(region.start) == 4:
            wide, high = cell.width() / snapshot.values.shape[3], cell.height() / snapshot.values.shape[2]
            return (QRectF(cell.left() + region.start[3] * wide, cell.top() + region.start[2] * high, wide, high),)
        if cell is None and snapshot.axes == ("curve", "time"):
            x = self._room.left() + self._room.width() * region.start[1] / max(snapshot.values.shape[1] - 1, 1)
            return (QRectF(x - 4, self._room.top(), 8, self._room.height()),)
        return () if cell is None else (cell,)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The next bar, token, pixel or step."""
        snapshot = self._kept.get(self.shown)
        if snapshot is None:
            return None
        index = list(question.index)
        index[-1] += down or across if len(index) == 1 else across
        if len(index) > 1:
            index[-2] += down if len(index) == 4 else 0
        inside = all(0 <= at < size for at, size in zip(index, snapshot.values.shape, strict=True))
        return Question(question.picture, tuple(index)) if inside else None

    def usual(self) -> Question | None:
        """The most probable class, or the first cell there is."""
        snapshot = self._kept.get(self.shown)
        if snapshot is not None and snapshot.axes == ("class",):
            return Question(snapshot.name, (int(np.nan_to_num(snapshot.values).argmax()),))
        first = next(iter(self._cells.values()), self._room)
        return self.question_at(first.center())

    @staticmethod
    def _within(snapshot: Snapshot, cell: QRectF, point: QPointF) -> tuple[int, ...]:
        """Row and column inside an image; nothing for other cells."""
        return CellGrid(cell, *snapshot.values.shape[2:]).nearest(point) if snapshot.values.ndim == 4 else ()

    def _titles(self, snapshot: Snapshot) -> list[str]:
        return [prediction_text.line(name) for name in snapshot.labels.get("line", ())]

    def _chosen(self) -> None:
        self._offer_sampling()
        self._range.reset()
        self.dirty = True
        self.wanted_changed.emit()
