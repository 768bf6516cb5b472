"""Canary: how far the secret in the training text stands before all others, now and over the steps."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from playground.desktop.i18n.formatting import figure, grouped
from playground.desktop.painting.charts import plane
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.state.snapshot_history import SnapshotHistory, last_step
from playground.desktop.style.theme import tabular
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.canary import PICTURE, exposure, number_of, rank, secret_of
from playground.worked.example import Question, Region

BINS = 40
LISTED = 5
LINE = 18.0
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class CanaryPanel(OnePicturePanel):
    """One picture of −log₂ p of each secret; rank and exposure are worked out here."""

    name: ClassVar[str] = "canary"
    spec: ClassVar[PanelSpec] = PanelSpec(170, Area.BEHIND, by_step=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._history = SnapshotHistory()
        self._moment: int | None = None
        self._total = 1
        self._room = QRectF()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Canary")

    def pictures(self) -> tuple[str, ...]:
        """The one there is."""
        return (PICTURE,)

    def start(self, started: RunStarted) -> None:
        """Whether this run has it; a run that goes on keeps what was seen."""
        if not started.step:
            self._history.clear()
        self._total = started.total_steps
        super().start(started)

    def take_in(self, snapshot: Snapshot) -> None:
        """A point of the curve."""
        keep = self._history.add if self._moment is None else self._history.fill
        keep(snapshot.step, self._point(snapshot))

    def lacking(self, step: int) -> frozenset[str]:
        """All of it, where it was not watched from the beginning."""
        return self.wanted() if self._history.lacks(step) else frozenset()

    def fill(self, pictures: Pictures) -> None:
        """Points of steps that were missed."""
        for snapshot in pictures.snapshots:
            if snapshot.name == PICTURE:
                self._history.fill(snapshot.step, self._point(snapshot))
                self.dirty = True

    def show_moment(self, step: int | None, hide_later: bool = False) -> None:
        """The curve ends at the step that the other panels show."""
        self._moment, self.dirty = step, True

    def clear(self) -> None:
        """Forget the run."""
        self._moment = None
        self._history.clear()
        super().clear()

    def is_empty(self) -> bool:
        """Nothing measured yet."""
        return self.shot is None or not np.isfinite(self.shot.values).all()

    def empty_words(self) -> str:
        """Most runs have no secret."""
        if not self.offered and self.position.recorded:
            return self.tr("This run has no canary: the setting of this name puts one into a text of characters.")
        return super().empty_words()

    @property
    def exposed(self) -> float:
        """Bits, as the picture stands."""
        assert self.shot is not None
        return exposure(self.shot.values, self._secret(self.shot))

    def draw(self) -> None:
        """Say rank and exposure."""
        if self.shot is not None and not self.is_empty():
            bits = self.shot.values
            words = self.tr("rank {0} of {1} · exposure, of {2} bits at most").format(
                grouped(rank(bits, self._secret(self.shot))), grouped(len(bits)), figure(log2(len(bits)), 3)
            )
            self.set_info(words, figure(self.exposed, 3))
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """How likely all secrets are, at the left; exposure over the steps and the likeliest secrets at the right."""
        if self.shot is None or self.is_empty():
            return
        painter.setFont(self.small_font())
        place = place.adjusted(4, 4, -4, -4)
        left = QRectF(place.left(), place.top(), place.width() / 2, place.height())
        right = QRectF(left.right() + 8, place.top(), place.width() / 2 - 8, place.height())
        self._paint_histogram(painter, left, self.shot)
        room = (LISTED + 1) * LINE if right.height() > 2.2 * (LISTED + 1) * LINE else 0.0
        self._paint_steps(painter, right.adjusted(0, 0, 0, -room), self.shot)
        if room:
            self._paint_list(painter, QRectF(right.left(), right.bottom() - room, right.width(), room), self.shot)

    def question_at(self, point: QPointF) -> Question | None:
        """Everything here is about the one secret."""
        return self.usual()

    def places(self, region: Region) -> Sequence[QRectF]:
        """The histogram, in which the secret is marked."""
        return (self._room,) if region.picture == PICTURE else ()

    def usual(self) -> Question | None:
        """The exposure of the secret."""
        return None if self.shot is None or self.is_empty() else Question(PICTURE, (self._secret(self.shot),))

    def _paint_histogram(self, painter: QPainter, place: QRectF, shot: Snapshot) -> None:
        bits, own = shot.values.astype(np.float64), float(shot.values[self._secret(shot)])
        edges = np.linspace(float(bits.min()), max(float(bits.max()), float(bits.min()) + 1e-3), BINS + 1)
        counts = np.histogram(bits, edges)[0]
        names = (
            plane.Named(self.tr("all secrets of this form"), self.theme.baseline),
            plane.Named(self.tr("the one in the text: {0}").format(self._words(shot)[1]), self.theme.highlight),
        )
        place = plane.beside_legend(painter, place, names, self.theme)
        room = plane.framed(place, (float(edges[0]), float(edges[-1])), (0.0, 1.05 * max(1, int(counts.max()))))
        titles = (self.tr("−log₂ of the probability, in bits"), self.tr("secrets"))
        plane.paint_axes(painter, room, titles, self.theme)
        for at, count in enumerate(counts.tolist()):
            bar = room.box(float(edges[at]), 0.0, float(edges[at + 1]), float(count))
            painter.fillRect(bar, self.theme.color("baseline"))
        painter.setPen(QPen(self.theme.color("highlight"), 2.5))
        painter.drawLine(room.at(own, room.y[0]), room.at(own, room.y[1]))
        self._room = room.room

    def _paint_steps(self, painter: QPainter, place: QRectF, shot: Snapshot) -> None:
        history, most = self._history.until(self._moment), log2(len(shot.values))
        steps = history.steps if len(history) else np.array([shot.step])
        end = float(max(last_step(steps, self._total), 1))
        room = plane.framed(place, (0.0, end), (0.0, 1.05 * most))
        plane.paint_axes(painter, room, (self.tr("step of the training"), self.tr("exposure (bits)")), self.theme)
        ends = np.array([0.0, end])
        plane.paint_curve(
            painter, room, ends, np.full(2, most), self.theme.color("baseline"), 1.5, Qt.PenStyle.DashLine
        )
        if len(history):
            values = history.values[:, 0].astype(np.float64)
            plane.paint_curve(painter, room, steps.astype(np.float64), values, self.theme.color("train"), 2.5)

    def _paint_list(self, painter: QPainter, place: QRectF, shot: Snapshot) -> None:
        """What the model would write behind the words before, the likeliest first."""
        before, secret, after = self._words(shot)
        alphabet, own = shot.labels["digit"], self._secret(shot)
        metrics = QFontMetricsF(painter.font())
        first = [int(at) for at in np.argsort(shot.values, kind="stable")[:LISTED]]
        shown = first if own in first else [*first[:-1], own]
        lines = [(self.tr("likeliest after “{0}”").format(before), "second", "")]
        for at in shown:
            share = f"{100 * 2.0 ** -float(shot.values[at]):.3g}\u2009%"
            words = f"{secret_of(at, len(secret), alphabet)}{after}"
            lines.append((f"{rank(shot.values, at)}.  {words}", "highlight" if at == own else "text", share))
        painter.setFont(tabular(painter.font()))
        for at, (words, token, share) in enumerate(lines):
            row = QRectF(place.left() + 8, place.top() + at * LINE, place.width() - 8, LINE)
            painter.setPen(self.theme.color(token))
            painter.drawText(row, _LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, row.width() - 80))
            painter.drawText(row, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), share)

    def _secret(self, shot: Snapshot) -> int:
        return number_of(self._words(shot)[1], shot.labels["digit"])

    def _words(self, shot: Snapshot) -> tuple[str, str, str]:
        before, secret, after = shot.labels["canary"]
        return before, secret, after

    def _point(self, shot: Snapshot) -> np.ndarray:
        return np.array([exposure(shot.values, self._secret(shot))], np.float32)
