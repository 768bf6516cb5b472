"""Nudge: the specimen changed by at most ε to be taken for something else, the change made visible, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSlider, QWidget

from playground.desktop.painting import class_bars, colormap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.painting.charts import plane
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.languages.spoken import said
from playground.protocol.events import RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, Region
from playground.worked.nudge import METHODS, PICTURE, STRENGTHS

GAP = 10.0
LOW = 220.0  # points: in a lower place the answer stands beside the inputs
Array = NDArray[np.float32]
_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class NudgePanel(OnePicturePanel):
    """One picture of answers and inputs for each attack and each ε, so that the slider asks the engine nothing."""

    name: ClassVar[str] = "nudge"
    spec: ClassVar[PanelSpec] = PanelSpec(152, Area.BEHIND)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._method = HeaderCombo(self.tr("Attack"))
        self._method.currentIndexChanged.connect(self._changed)
        self._reach = QSlider(Qt.Orientation.Horizontal)
        self._reach.setRange(0, STRENGTHS - 1)
        self._reach.setValue(2)
        self._reach.setMinimumWidth(32)
        self._reach.setMaximumWidth(110)
        self._reach.setAccessibleName("ε")
        self._reach.valueChanged.connect(self._changed)
        self.controls = controls = QWidget()
        HeaderRow(controls, self._method, self._reach)
        self._reach.hide()
        self._bars: class_bars.Cells = {}
        self._given: CellGrid | None = None  # the specimen
        self._moved: CellGrid | None = None  # what the model is given

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Nudge")

    def pictures(self) -> tuple[str, ...]:
        """The one there is."""
        return (PICTURE,)

    def start(self, started: RunStarted) -> None:
        """Whether this run has it."""
        super().start(started)
        if self.offered:
            self._method.offer([(name, index) for index, name in enumerate(METHODS)])
        self._reach.setVisible(bool(self.offered))

    def clear(self) -> None:
        """Forget the run."""
        self._method.forget()
        self._reach.hide()
        super().clear()

    def choose(self, method: int, strength: int) -> None:
        """As if the user had set them: 0 FGSM, 1 PGD; one of the strengths from 0."""
        self._method.choose(method)
        self._reach.setValue(strength)

    @property
    def epsilon(self) -> str:
        """In the words of the picture."""
        return self.shot.labels["epsilon"][self._reach.value()] if self.shot is not None else ""

    def answer(self, strength: int | None = None) -> Array:
        """Probabilities at this ε, or at another strength."""
        assert self.shot is not None
        return self._row(strength)[: len(self.shot.labels["class"])]

    def draw(self) -> None:
        """Say from which ε on the answer is another."""
        if self.shot is not None:
            names = tuple(map(said, self.shot.labels["class"]))
            turns = [at for at in range(STRENGTHS) if self.answer(at).argmax() != self.answer(0).argmax()]
            sure = self.answer()
            words = self.tr("at ε = {0}: {1}").format(self.epsilon, names[int(sure.argmax())])
            if turns:
                first = self.shot.labels["epsilon"][turns[0]]
                words = self.tr("{0} · another answer from ε = {1} on").format(words, first)
            self.set_info(words, f"{100 * float(sure.max()):.0f}\u2009%")
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Original, change times so much, what the model is given; and the answer as bars."""
        if self.shot is None:
            return
        painter.setFont(self.small_font())
        place = place.adjusted(6, 4, -6, -4)
        upper, lower = _parted(place)
        given, moved = self._plane(0), self._plane(None)
        largest = float(np.abs(moved - given).max())
        if self.shot.labels["kind"] == ("image",):
            self._paint_images(painter, upper, given, moved, largest)
        else:
            self._paint_curves(painter, upper, given, moved)
        shown = Snapshot(self.shot.step, PICTURE, ("class",), self.answer(), self._named())
        painter.setFont(self.plain_font())
        self._bars = class_bars.paint_bars(painter, lower, shown, self.theme)

    def _paint_images(self, painter: QPainter, place: QRectF, given: Array, moved: Array, largest: float) -> None:
        factor = 1.0 / largest if largest > 0 else 1.0
        words = (
            self.tr("specimen"),
            self.tr("change × {0}").format(f"{factor:.3g}"),
            self.tr("what the model is given"),
        )
        pictures = (
            (given, "grey", 0.0, 1.0),
            (factor * (moved - given), "signed", -1.0, 1.0),
            (moved, "grey", 0.0, 1.0),
        )
        wide = (place.width() - 2 * GAP) / 3
        metrics, strip = QFontMetricsF(painter.font()), QRectF(0, 0, wide, place.height())
        below = max(metrics.boundingRect(strip, _CENTRE, title).height() for title in words) + 4
        for at, (title, (values, kind, low, high)) in enumerate(zip(words, pictures, strict=True)):
            room = QRectF(place.left() + at * (wide + GAP), place.top(), wide, place.height())
            rows, columns = values.shape
            cell = max(1.0, min(room.width() / columns, (room.height() - below) / rows))
            box = QRectF(0, 0, cell * columns, cell * rows)
            box.moveCenter(QRectF(room.left(), room.top(), room.width(), room.height() - below).center())
            colours = colormap.table(kind, self.theme)[colormap.indices(values, low, high)]
            colormap.draw(painter, box, colormap.image(colours))
            painter.setPen(self.theme.color("line"))
            painter.drawRect(box)
            self._given = CellGrid(box, rows, columns) if at == 0 else self._given
            self._moved = CellGrid(box, rows, columns) if at == 2 else self._moved
            painter.setPen(self.theme.color("second"))
            painter.drawText(QRectF(room.left(), box.bottom() + 3, room.width(), below), _CENTRE, title)

    def _paint_curves(self, painter: QPainter, place: QRectF, given: Array, moved: Array) -> None:
        """The first feature of a sequence, before and after."""
        names = (
            plane.Named(self.tr("specimen"), self.theme.train),
            plane.Named(self.tr("what the model is given"), self.theme.test),
        )
        low, high = float(min(given[0].min(), moved[0].min())), float(max(given[0].max(), moved[0].max()))
        ends = (low - 0.05 * (high - low) - 1e-6, high + 0.05 * (high - low) + 1e-6)
        steps = np.arange(given.shape[1], dtype=np.float64)
        place = plane.beside_legend(painter, place, names, self.theme)
        room = plane.framed(place, (0.0, float(max(len(steps) - 1, 1))), ends)
        self._given, self._moved = None, CellGrid(room.room, 1, len(steps))
        plane.paint_axes(painter, room, (self.tr("step of the sequence"), ""), self.theme)
        plane.paint_curve(painter, room, steps, given[0].astype(np.float64), self.theme.color("train"))
        plane.paint_curve(painter, room, steps, moved[0].astype(np.float64), self.theme.color("test"))

    def question_at(self, point: QPointF) -> Question | None:
        """A class's probability, or a number of what the model is given."""
        if self.shot is None:
            return None
        at = next((index[0] for index, place in self._bars.items() if place.contains(point)), None)
        cell = self._moved.cell_at(point) if at is None and self._moved is not None else None
        if at is None and cell is not None:
            at = len(self.shot.labels["class"]) + cell[0] * int(self.shot.labels["size"][1]) + cell[1]
        return None if at is None else self._asked(at)

    def places(self, region: Region) -> Sequence[QRectF]:
        """A bar, a cell of what the model is given, or of the specimen."""
        if self.shot is None:
            return ()
        if region.picture == "input" and len(region.start) == 3 and self._given is not None:
            return (self._given.box(region.start[1:3], region.stop[1:3]),)  # type: ignore[arg-type]
        if region.picture != PICTURE or region.start[:2] != (self._method.value or 0, self._reach.value()):
            return ()
        at = region.start[2] - len(self.shot.labels["class"])
        if at < 0:
            return [place for index, place in self._bars.items() if index == region.start[2:]]
        row, column = divmod(at, int(self.shot.labels["size"][1]))
        return () if self._moved is None else (self._moved.box((row, column), (row + 1, column + 1)),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The class or the number beside."""
        assert self.shot is not None
        classes, wide = len(self.shot.labels["class"]), int(self.shot.labels["size"][1])
        if question.index[2] < classes:
            at, low, high = question.index[2] + (across or down), 0, classes
        else:
            at, low, high = question.index[2] + across + down * wide, classes, self.shot.values.shape[2]
        return self._asked(at) if low <= at < high else None

    def usual(self) -> Question | None:
        """The answer's probability."""
        return None if self.shot is None else self._asked(int(self.answer().argmax()))

    def _asked(self, at: int) -> Question:
        return Question(PICTURE, (self._method.value or 0, self._reach.value(), at))

    def _row(self, strength: int | None) -> Array:
        assert self.shot is not None
        found: Array = self.shot.values[self._method.value or 0, self._reach.value() if strength is None else strength]
        return found

    def _plane(self, strength: int | None) -> Array:
        assert self.shot is not None
        rows, columns = map(int, self.shot.labels["size"])
        return self._row(strength)[len(self.shot.labels["class"]) :].reshape(rows, columns)

    def _named(self) -> dict[str, tuple[str, ...]]:
        assert self.shot is not None
        labels = self.shot.labels
        return {key: labels[key] for key in ("class", "truth") if key in labels}

    def _changed(self) -> None:
        if self.shot is not None:
            self.dirty = True
            self.draw()


def _parted(place: QRectF) -> tuple[QRectF, QRectF]:
    """Room for the inputs, and for the answer below them or, in a low and wide place, at their right."""
    if place.height() < LOW and place.width() > 2 * place.height():
        left = QRectF(place.left(), place.top(), 0.58 * place.width(), place.height())
        return left, QRectF(left.right() + GAP, place.top(), place.right() - left.right() - GAP, place.height())
    upper = QRectF(place.left(), place.top(), place.width(), 0.5 * place.height())
    return upper, QRectF(place.left(), upper.bottom() + GAP, place.width(), place.bottom() - upper.bottom() - GAP)
