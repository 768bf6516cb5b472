"""Calibration: how often the model is right where it is so sure, and at another temperature of its softmax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QPushButton, QSlider, QWidget

from playground.desktop.painting.charts import plane
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.layouts import HeaderRow
from playground.protocol.events import RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked import calibration
from playground.worked.calibration import BINS, HUNDREDTHS, PICTURE, WHOLE
from playground.worked.example import Question, Region

REACH = 100  # steps of the slider to each side; the temperature goes from 1/4 to 4
WIDEST = 4.0
COUNTED, LOW = 0.16, 170.0  # of the height for the histogram of the confidences; points of a place without room for it


class CalibrationPanel(OnePicturePanel):
    """One picture of rows part, truth, logits; what is counted is counted here, at the temperature of the slider."""

    name: ClassVar[str] = "calibration"
    spec: ClassVar[PanelSpec] = PanelSpec(150, Area.BEHIND, in_races=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._found: calibration.Reliability | None = None
        self._cells: dict[int, QRectF] = {}
        self._heat = QSlider(Qt.Orientation.Horizontal)
        self._heat.setRange(-REACH, REACH)
        self._heat.setMinimumWidth(32)
        self._heat.setMaximumWidth(110)
        self._heat.valueChanged.connect(self._changed)
        self._fit = QPushButton()
        self._fit.setProperty("compact", True)
        self._fit.clicked.connect(self.fit)
        self.controls = controls = QWidget()
        HeaderRow(controls, self._heat, self._fit)
        controls.hide()
        self._word()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Calibration")

    def pictures(self) -> tuple[str, ...]:
        """The one there is."""
        return (PICTURE,)

    def start(self, started: RunStarted) -> None:
        """Whether this run has it."""
        super().start(started)
        self._heat.setValue(0)
        self._offer()

    def take_in(self, snapshot: Snapshot) -> None:
        """Count its answers."""
        self._count()

    def clear(self) -> None:
        """Forget the run."""
        self._found = None
        super().clear()
        self._offer()

    def retranslate(self) -> None:
        """The words of the controls, too."""
        self._word()
        super().retranslate()

    def is_empty(self) -> bool:
        """Nothing answered yet, or nothing that is a finite number."""
        return self._found is None

    @property
    def temperature(self) -> float:
        """What the logits are divided by, to a hundredth."""
        return round(float(WIDEST ** (self._heat.value() / REACH)), 2)

    @property
    def found(self) -> calibration.Reliability | None:
        """What is drawn."""
        return self._found

    def heat(self, temperature: float) -> None:
        """Divide the logits by about this, as far as the slider goes."""
        self._heat.setValue(round(REACH * float(np.log(max(temperature, 1e-6)) / np.log(WIDEST))))

    def fit(self) -> None:
        """The temperature with the smallest loss on the validation part; where there is none, on the test examples."""
        if self.shot is not None and not self.is_empty():
            logits, truth = calibration.parts(self.shot.values, self._fitted_on())
            self.heat(calibration.fitted(logits, truth))

    def draw(self) -> None:
        """Say the error, of how many answers in how many bins."""
        found = self._found
        if found is not None:
            words = self.tr("T = {0} · loss {1} · ECE in {2} bins of {3} answers").format(
                f"{self.temperature:.2f}", f"{found.loss:.3f}", BINS, int(found.counts.sum())
            )
            self.set_info(words, f"{100 * found.error:.1f}\u2009%")
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """A bar a bin: how often right, against how sure; the gap to the diagonal, and below how many answers."""
        found = self._found
        if found is None:
            return
        painter.setFont(self.small_font())
        place = place.adjusted(4, 4, -4, -4)
        names = (
            plane.Named(self.tr("accuracy"), self.theme.train),
            plane.Named(self.tr("gap to the confidence"), self.theme.test),
            plane.Named(self.tr("as sure as right"), self.theme.baseline, Qt.PenStyle.DashLine),
        )
        place = plane.beside_legend(painter, place, names, self.theme)
        low = max(place.height() * COUNTED, 18.0) if place.height() >= LOW else 0.0
        room = plane.framed(place.adjusted(0, 0, 0, -low), (0.0, 1.0), (0.0, 1.0))
        titles = (self.tr("confidence (largest probability)"), self.tr("accuracy"))
        plane.paint_axes(painter, room, titles, self.theme)
        self._paint_bars(painter, room, found)
        ends = np.array([0.0, 1.0])
        plane.paint_curve(painter, room, ends, ends, self.theme.color("baseline"), 1.5, Qt.PenStyle.DashLine)
        if low:
            counts = QRectF(room.room.left(), place.bottom() - low + 2, room.room.width(), low - 2)
            self._paint_counts(painter, counts, found)

    def question_at(self, point: QPointF) -> Question | None:
        """The bin under a point; beside all bars the error of all."""
        if self.is_empty():
            return None
        at = next((at for at, cell in self._cells.items() if cell.contains(point)), WHOLE)
        return Question(PICTURE, (at, round(self.temperature * HUNDREDTHS)))

    def places(self, region: Region) -> Sequence[QRectF]:
        """The column of a bin; of all bins none."""
        cell = self._cells.get(region.start[0]) if region.picture == PICTURE and region.start else None
        return () if cell is None else (cell,)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The next bin that is not empty."""
        filled = sorted(self._cells)
        here = filled.index(question.index[0]) if question.index[0] in filled else -1
        at = here + (across or down)
        return Question(PICTURE, (filled[at], question.index[1])) if 0 <= at < len(filled) else None

    def usual(self) -> Question | None:
        """The error of all bins."""
        return None if self.is_empty() else Question(PICTURE, (WHOLE, round(self.temperature * HUNDREDTHS)))

    def _paint_bars(self, painter: QPainter, room: plane.Plane, found: calibration.Reliability) -> None:
        self._cells = {}
        for at in np.flatnonzero(found.counts).tolist():
            left, right = at / BINS, (at + 1) / BINS
            right_share, sure = float(found.accuracy[at]), float(found.confidence[at])
            painter.fillRect(room.box(left, 0.0, right, right_share).adjusted(1, 0, -1, 0), self.theme.color("train"))
            gap = room.box(left, min(right_share, sure), right, max(right_share, sure)).adjusted(2, 0, -2, 0)
            ground = self.theme.color("test")
            ground.setAlphaF(0.35)
            painter.fillRect(gap, ground)
            painter.setPen(QPen(self.theme.color("test"), 1.5))
            painter.drawRect(gap)
            self._cells[at] = room.box(left, 0.0, right, 1.0)

    def _paint_counts(self, painter: QPainter, place: QRectF, found: calibration.Reliability) -> None:
        """How many answers are in each bin, as a row of bars."""
        most, metrics = max(int(found.counts.max()), 1), QFontMetricsF(painter.font())
        told = metrics.horizontalAdvance(str(most)) <= place.width() / BINS + 2  # all numbers, or bars alone
        for at, count in enumerate(found.counts.tolist()):
            left, width = place.left() + place.width() * at / BINS, place.width() / BINS
            height = (place.height() - (14 if told else 2)) * count / most
            painter.fillRect(QRectF(left + 1, place.bottom() - height, width - 2, height), self.theme.color("baseline"))
            if count and told:
                painter.setPen(self.theme.color("second"))
                label = QRectF(left, place.bottom() - height - 14, width, 13)
                painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), str(count))

    def _fitted_on(self) -> int:
        assert self.shot is not None
        kept = bool((self.shot.values[:, 0] == calibration.VALIDATION).any())
        return calibration.VALIDATION if kept else calibration.TEST

    def _count(self) -> None:
        assert self.shot is not None
        logits, truth = calibration.parts(self.shot.values, calibration.TEST)
        self._found = calibration.reliability(logits, truth, self.temperature) if len(truth) else None

    def _changed(self) -> None:
        if self.shot is not None:
            self._count()
            self.draw()

    def _offer(self) -> None:
        if self.controls is not None and self.controls.parentWidget() is not None:
            self.controls.setVisible(bool(self.offered))

    def _word(self) -> None:
        self._heat.setAccessibleName(self.tr("Temperature"))
        self._heat.setToolTip(self.tr("Temperature: logits are divided by it before the softmax"))
        self._fit.setText(self.tr("Fit T"))
        self._fit.setToolTip(
            self.tr(
                "The temperature with the smallest loss on the validation part; without one on these test examples, "
                "which flatters it a little"
            )
        )
