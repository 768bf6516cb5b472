"""Likely tokens: what may stand at a place of a text, at a temperature, among the k likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from playground.desktop.painting import class_bars
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

AXES = ("place", "rank")
COLDEST, HOTTEST = 0.1, 5.0


class CandidatesPanel(CellPanel):
    """Pictures with the axes place, rank: logits, the largest first, and behind them log Σ e^z of the vocabulary."""

    name: ClassVar[str] = "candidates"
    spec: ClassVar[PanelSpec] = PanelSpec(25, Area.BEHIND)
    interval = 0.1

    def __init__(self) -> None:
        super().__init__()
        self._kept: Snapshot | None = None
        self._names: frozenset[str] = frozenset()
        self._cells: class_bars.Cells = {}
        self.controls = controls = QWidget()
        self._place = HeaderCombo(self.tr("Place"))
        self._place.currentIndexChanged.connect(self._changed)
        self._heat = QDoubleSpinBox()
        self._heat.setRange(COLDEST, HOTTEST)
        self._heat.setSingleStep(0.1)
        self._heat.setDecimals(1)
        self._heat.setValue(1.0)
        self._most = QSpinBox()
        self._most.setRange(1, 50)
        self._most.setValue(10)
        for box in (self._heat, self._most):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.valueChanged.connect(self._changed)
        self._word()
        HeaderRow(controls, self._place, self._heat, self._most)
        self._heat.hide()
        self._most.hide()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Likely tokens")

    def accepts(self, picture: PictureInfo) -> bool:
        """Candidates at places of a text."""
        return picture.axes == AXES

    def wanted(self) -> frozenset[str]:
        """The one picture there is."""
        return self._names

    def start(self, started: RunStarted) -> None:
        """Whether this run has it."""
        self._names = frozenset(picture.name for picture in self.accepted(started))
        for box in (self._heat, self._most):
            box.setVisible(bool(self._names))
        self.wanted_changed.emit()

    def choose(self, temperature: float, most: int, place: int = 0) -> None:
        """As if the user had set them."""
        self._heat.setValue(temperature)
        self._most.setValue(most)
        self._place.choose(place)

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest, and offer its places."""
        for snapshot in pictures.snapshots:
            if snapshot.axes == AXES:
                self._kept, self.dirty = snapshot, True
                places = snapshot.labels.get("place", ())
                if len(places) != self._place.count() or [*places] != self._offered():
                    self._place.offer([(words, index) for index, words in enumerate(places)], 0)

    def clear(self) -> None:
        """Forget the run."""
        self._kept, self._names = None, frozenset()
        self._place.forget()
        for box in (self._heat, self._most):
            box.hide()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def retranslate(self) -> None:
        """The words of the controls, too."""
        self._word()
        super().retranslate()

    def is_empty(self) -> bool:
        """No picture yet, or nothing asked for in it."""
        return self._kept is None or not len(self._kept.values)

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The probabilities that are drawn."""
        return () if self.is_empty() else (self._bars(),)

    def draw(self) -> None:
        """Say which share of the whole vocabulary the k likeliest have."""
        if self._kept is not None and not self.is_empty():
            logits = self._logits().astype(np.float64)
            share = float(np.exp(logits[: self._most.value()] - self._kept.values[self._at, -1]).sum())
            self.set_info(self.tr("probability of these at T = 1"), f"{100 * min(share, 1.0):.1f}\u2009%")
        super().draw()

    def caption(self) -> str:
        """What the header's controls show otherwise."""
        if self._kept is None or self.is_empty():
            return ""
        place = self._kept.labels.get("place", ("",) * (self._at + 1))[self._at]
        return f"{place} · T = {self._heat.value():g} · k = {self._most.value()}"

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """A bar a token, the likeliest first."""
        if self.is_empty():
            return
        painter.setFont(self.plain_font())
        self._cells = class_bars.paint_bars(
            painter, place.adjusted(6, 4, -6, -4), self._bars(), self.theme, say=lambda token: token
        )

    def question_at(self, point: QPointF) -> Question | None:
        """The token whose bar is under a point."""
        found = next((index for index, cell in self._cells.items() if cell.contains(point)), None)
        return None if found is None or self._kept is None else Question(self._kept.name, (self._at, *found))

    def places(self, region: Region) -> Sequence[QRectF]:
        """The bar of a token at the place that is shown."""
        known = self._kept is not None and region.picture == self._kept.name and region.start[0] == self._at
        cell = self._cells.get(region.start[1:]) if known else None
        return () if cell is None else (cell,)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The next bar."""
        place, rank = question.index
        inside = 0 <= rank + (down or across) < len(self._bars().values)
        return Question(question.picture, (place, rank + (down or across))) if inside else None

    def usual(self) -> Question | None:
        """The likeliest."""
        return None if self._kept is None or self.is_empty() else Question(self._kept.name, (self._at, 0))

    @property
    def _at(self) -> int:
        return int(self._place.value or 0)

    def _offered(self) -> list[str]:
        return [self._place.itemText(index) for index in range(self._place.count())]

    def _logits(self) -> np.ndarray:
        assert self._kept is not None
        return self._kept.values[self._at, :-1]

    def _bars(self) -> Snapshot:
        """softmax(z / temperature) among the k likeliest, as a text is sampled."""
        assert self._kept is not None
        logits = self._logits()[: self._most.value()].astype(np.float64) / self._heat.value()
        powers = np.exp(logits - logits.max())
        number, labels = self._at + 1, self._kept.labels
        named = {"class": labels.get(f"candidates {number}", ())[: len(logits)]}
        if f"truth {number}" in labels:
            named["truth"] = labels[f"truth {number}"]
        return Snapshot(self._kept.step, self._kept.name, ("class",), (powers / powers.sum()).astype(np.float32), named)

    def _word(self) -> None:
        self._place.setAccessibleName(self.tr("Place"))
        self._heat.setPrefix("T = ")
        self._heat.setAccessibleName(self.tr("Temperature"))
        self._heat.setToolTip(self.tr("Temperature: logits are divided by it before the softmax"))
        self._most.setPrefix("k = ")
        self._most.setAccessibleName(self.tr("Top-k"))
        self._most.setToolTip(self.tr("Top-k: only the k likeliest tokens may be chosen"))

    def _changed(self) -> None:
        self.dirty = True
        self.draw()
