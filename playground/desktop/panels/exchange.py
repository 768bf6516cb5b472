"""Exchange: the single tokens whose replacement harms the answer most, as guessed by the slope and as computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from playground.desktop.i18n.formatting import MINUS, figure, fixed, grouped
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.style.theme import tabular
from playground.languages.spoken import said
from playground.worked.example import Question, Region
from playground.worked.exchange import (
    AFTER,
    AGREEMENT,
    ALL,
    BEFORE,
    CAUSE,
    ESTIMATE,
    LOSS,
    NEW,
    PICTURE,
    RISE,
    TIME,
    TRIED,
)

ROW = 26.0  # points of an exchange
MOST = 14  # that are listed, the most harmful ones
MARK = "◆"  # a place that the answer is known to rest on
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ExchangePanel(OnePicturePanel):
    """One picture of rows (new token, estimate, rise), one a place of the specimen."""

    name: ClassVar[str] = "exchange"
    spec: ClassVar[PanelSpec] = PanelSpec(153, Area.BEHIND, recorded=False, in_animations=False, in_handouts=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, QRectF] = {}

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Exchange")

    def pictures(self) -> tuple[str, ...]:
        """The one there is."""
        return (PICTURE,)

    def is_empty(self) -> bool:
        """Nothing computed, or no other token anywhere."""
        return self.shot is None or not np.isfinite(self.shot.values[:, RISE]).any()

    def order(self) -> list[int]:
        """The places, the most harmful first; those that the answer is known to rest on come last."""
        assert self.shot is not None
        rises = np.nan_to_num(self.shot.values[:, RISE].astype(np.float64), nan=-np.inf)
        known = [place for place in range(len(rises)) if np.isfinite(self.shot.values[place, RISE])]
        return sorted(known, key=lambda place: (self._cause(place), -rises[place]))

    def draw(self) -> None:
        """Say what the worst exchange does."""
        if self.shot is not None and not self.is_empty():
            worst = self.order()[0]
            words = self.tr("place {0}: {1} → {2}").format(worst + 1, self._old(worst), self._new(worst))
            self.set_info(words, f"+{figure(float(self.shot.values[worst, RISE]), 3)}")
        super().draw()

    def check(self) -> str:
        """How many were computed, how well the slope guessed them, and what the mark means."""
        assert self.shot is not None
        labels = self.shot.labels
        tried, total = (grouped(int(labels[name][0])) for name in (TRIED, ALL))
        words = self.tr(
            "{0} of {1} exchanges computed, of tokens that occur at the same place in the test set; loss before {2}, "
            "answer “{3}”. Rank correlation of the first-order estimates with the computed rises: {4}."
        ).format(tried, total, figure(float(labels[LOSS][0]), 3), said(labels[BEFORE][0]),
                 fixed(float(labels[AGREEMENT][0]), 2))  # fmt: skip
        if any(labels.get(CAUSE, ())):
            rests = self.tr("{0}: the answer rests on it, so that another token there asks for another answer.")
            words = f"{words} {rests.format(MARK)}"
        return words

    def reading(self) -> str:
        """What is shown, and what was computed."""
        words = super().reading()
        return words if self.is_empty() else f"{words}. {self.check()}"

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """A bar of the computed rise for each exchange, a stroke where the slope expected it, the answer behind."""
        if self.shot is None or self.is_empty():
            return
        painter.setFont(self.small_font())
        room = self.paint_check(painter, place.adjusted(8, 2, -8, -4), self.check(), None)
        order = self.order()[: max(1, min(MOST, int(room.height() / ROW)))]
        numbers = self.shot.values[order][:, [ESTIMATE, RISE]]
        low, high = min(0.0, float(np.nanmin(numbers))), max(1e-6, float(np.nanmax(numbers)))
        metrics = QFontMetricsF(painter.font())
        words = [self._words(at) for at in order]
        answers = [said(self.shot.labels[AFTER][at]) for at in order]
        side = min(0.4 * room.width(), max(map(metrics.horizontalAdvance, words)) + 10)
        behind = min(0.52 * room.width(), max(map(metrics.horizontalAdvance, answers)) + 70)
        self._rows = {}
        for line, at in enumerate(order):
            row = QRectF(room.left(), room.top() + line * ROW, room.width(), ROW)
            self._rows[at] = row
            painter.setFont(self.small_font())
            painter.setPen(self.theme.color("text"))
            elided = metrics.elidedText(words[line], Qt.TextElideMode.ElideMiddle, side - 8)
            painter.drawText(row.adjusted(0, 0, side - row.width(), 0), _LEFT, elided)
            track = row.adjusted(side, 4, -behind, -4)
            self._paint_bar(painter, track, at, (low, high))
            rest = QRectF(track.right() + 8, row.top(), behind - 8, row.height())
            painter.setPen(self.theme.color("second"))
            painter.setFont(tabular(self.small_font()))
            painter.drawText(rest, _LEFT, f"{float(self.shot.values[at, RISE]):+.2f}".replace("-", MINUS))
            changed = self.shot.labels[AFTER][at] != self.shot.labels[BEFORE][0]
            painter.setPen(self.theme.color("error" if changed else "second"))
            painter.drawText(rest, _RIGHT, metrics.elidedText(answers[line], Qt.TextElideMode.ElideRight, behind - 60))

    def _paint_bar(self, painter: QPainter, track: QRectF, at: int, ends: tuple[float, float]) -> None:
        assert self.shot is not None
        span = max(ends[1] - ends[0], 1e-9)

        def across(value: float) -> float:
            return track.left() + (value - ends[0]) / span * track.width()

        painter.fillRect(track, self.theme.color("hover"))
        rise, estimate = float(self.shot.values[at, RISE]), float(self.shot.values[at, ESTIMATE])
        left, right = sorted((across(0.0), across(rise)))
        color = self.theme.color("baseline" if self._cause(at) else "train")
        painter.fillRect(QRectF(left, track.top(), max(right - left, 1.0), track.height()), color)
        painter.setPen(QPen(self.theme.color("test"), 2.0))
        painter.drawLine(QPointF(across(estimate), track.top() - 2), QPointF(across(estimate), track.bottom() + 2))

    def question_at(self, point: QPointF) -> Question | None:
        """The exchange under a point."""
        at = next((at for at, row in self._rows.items() if row.contains(point)), None)
        return None if at is None else Question(PICTURE, (at,))

    def places(self, region: Region) -> Sequence[QRectF]:
        """The line of a place."""
        row = self._rows.get(region.start[0]) if region.picture == PICTURE else None
        return () if row is None else (row,)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The line above or below."""
        shown = list(self._rows)
        at = shown.index(question.index[0]) + (down or across) if question.index[0] in self._rows else -1
        return Question(PICTURE, (shown[at],)) if 0 <= at < len(shown) else None

    def usual(self) -> Question | None:
        """The most harmful."""
        return None if self.is_empty() else Question(PICTURE, (self.order()[0],))

    def _cause(self, place: int) -> bool:
        assert self.shot is not None
        known = self.shot.labels.get(CAUSE, ())
        return place < len(known) and known[place] == "1"

    def _old(self, place: int) -> str:
        assert self.shot is not None
        return said(self.shot.labels[TIME][place]) if place < len(self.shot.labels[TIME]) else ""

    def _new(self, place: int) -> str:
        assert self.shot is not None
        return said(self.shot.labels[NEW][place])

    def _words(self, place: int) -> str:
        mark = f" {MARK}" if self._cause(place) else ""
        return f"{place + 1}: {self._old(place)} → {self._new(place)}{mark}"
