"""Likely tokens: what may stand at a place of a text, at a temperature, after top-k and top-p."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.data.sampling import Odds
from playground.desktop.painting import class_bars
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import HeaderRow
from playground.desktop.widgets.sampling.sampling_boxes import SamplingBoxes
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

AXES = ("place", "rank")
KNOWN, USUAL = 50, 10  # tokens of a picture at most, and those that are drawn from at first


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
        self.sampling = SamplingBoxes(KNOWN, USUAL)
        self.sampling.changed.connect(self._changed)
        HeaderRow(controls, self._place, self.sampling)
        self.sampling.hide()

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
        self.sampling.setVisible(bool(self._names))
        self.wanted_changed.emit()

    def choose(self, temperature: float, most: int, place: int = 0, top_p: float = 1.0) -> None:
        """As if the user had set them."""
        self.sampling.show_value(temperature, most, top_p)
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
        self.sampling.hide()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def retranslate(self) -> None:
        """The words of the controls, too."""
        self._place.setAccessibleName(self.tr("Place"))
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
            share = float(np.exp(logits[: self._odds().top] - self._kept.values[self._at, -1]).sum())
            self.set_info(self.tr("probability of these at T = 1"), f"{100 * min(share, 1.0):.1f}\u2009%")
        super().draw()

    def caption(self) -> str:
        """What the header's controls show otherwise."""
        if self._kept is None or self.is_empty():
            return ""
        place = self._kept.labels.get("place", ("",) * (self._at + 1))[self._at]
        sampling = self.sampling.value
        nucleus = f" · p = {sampling.top_p:g}" if sampling.top_p < 1 else ""
        return f"{place} · T = {sampling.temperature:g} · k = {sampling.top_k}{nucleus}"

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """A bar a token, the likeliest first."""
        if self.is_empty():
            return
        painter.setFont(self.plain_font())
        self._cells = class_bars.paint_bars(
            painter, place.adjusted(6, 4, -6, -4), self._bars(), self.theme, say=lambda token: token, cut=self._cut()
        )

    def question_at(self, point: QPointF) -> Question | None:
        """The token whose bar is under a point."""
        found = next((index for index, cell in self._cells.items() if cell.contains(point)), None)
        return None if found is None or self._kept is None else self._asking(found[0])

    def places(self, region: Region) -> Sequence[QRectF]:
        """The bar of a token at the place that is shown."""
        known = self._kept is not None and region.picture == self._kept.name and region.start[0] == self._at
        cell = self._cells.get(region.start[1:]) if known else None
        return () if cell is None else (cell,)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The next bar."""
        place, rank = question.index
        inside = 0 <= rank + (down or across) < len(self._bars().values)
        return self._asking(rank + (down or across), place) if inside else None

    def usual(self) -> Question | None:
        """The likeliest."""
        return None if self._kept is None or self.is_empty() else self._asking(0)

    def _asking(self, rank: int, place: int | None = None) -> Question:
        """With which probability a token is drawn."""
        assert self._kept is not None
        return Question(self._kept.name, (self._at if place is None else place, rank), self.sampling.value)

    @property
    def _at(self) -> int:
        return int(self._place.value or 0)

    def _offered(self) -> list[str]:
        return [self._place.itemText(index) for index in range(self._place.count())]

    def _logits(self) -> np.ndarray:
        assert self._kept is not None
        return self._kept.values[self._at, :-1]

    def _odds(self) -> Odds:
        return self.sampling.value.odds(self._logits())

    def _bars(self) -> Snapshot:
        """The probabilities with which the k likeliest are drawn."""
        assert self._kept is not None
        odds, number, labels = self._odds(), self._at + 1, self._kept.labels
        named = {"class": labels.get(f"candidates {number}", ())[: odds.top]}
        if f"truth {number}" in labels:
            named["truth"] = labels[f"truth {number}"]
        return Snapshot(self._kept.step, self._kept.name, ("class",), odds.drawn[: odds.top].astype(np.float32), named)

    def _cut(self) -> NDArray[np.float64]:
        """What each of these had before top-p cut it off."""
        odds = self._odds()
        return np.where(odds.kept, np.nan, odds.before / odds.before[: odds.top].sum())[: odds.top]

    def _changed(self) -> None:
        self.dirty = True
        self.draw()
