"""Membership: the losses of training and of unseen examples, and how well a threshold on them tells the two apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from playground.desktop.i18n.formatting import figure, grouped
from playground.desktop.painting.charts import plane
from playground.desktop.painting.token_chips import shown_token
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.languages.spoken import said
from playground.protocol.snapshot import Snapshot
from playground.worked import membership
from playground.worked.example import Question, Region
from playground.worked.membership import AREA, PICTURE, THRESHOLD

LEAST = 1e-6  # nats; smaller losses stand at the left edge of the histogram
BINS = 40
SHARE = 0.56  # of the width for the histograms
LISTED = 5
LINE = 18.0
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class MembershipPanel(OnePicturePanel):
    """One picture of rows part, number, loss; what is counted is counted here."""

    name: ClassVar[str] = "membership"
    spec: ClassVar[PanelSpec] = PanelSpec(160, Area.BEHIND)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._found: membership.Attack | None = None
        self._curve, self._histogram = QRectF(), QRectF()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Membership")

    def pictures(self) -> tuple[str, ...]:
        """The one there is."""
        return (PICTURE,)

    def take_in(self, snapshot: Snapshot) -> None:
        """What a threshold on its losses finds out."""
        members, others = membership.losses(snapshot.values)
        self._found = membership.attack(members, others) if len(members) and len(others) else None

    def clear(self) -> None:
        """Forget the run."""
        self._found = None
        super().clear()

    def is_empty(self) -> bool:
        """Nothing measured yet, or nothing that is a finite number."""
        return self._found is None

    @property
    def found(self) -> membership.Attack | None:
        """What is drawn."""
        return self._found

    def draw(self) -> None:
        """Say how well the attack does."""
        if self._found is not None and self.shot is not None:
            members, others = membership.losses(self.shot.values)
            words = self.tr("{0} training, {1} unseen examples · mean loss {2} and {3} · advantage {4} · AUC").format(
                grouped(len(members)), grouped(len(others)), figure(float(members.mean()), 3),
                figure(float(others.mean()), 3), f"{self._found.advantage:.2f}",
            )  # fmt: skip
            self.set_info(words, f"{self._found.area:.3f}")
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Histograms at the left, the curve of the attack at the right, and whom it finds first below it."""
        if self.shot is None or self._found is None:
            return
        painter.setFont(self.small_font())
        place = place.adjusted(4, 4, -4, -4)
        left = QRectF(place.left(), place.top(), SHARE * place.width(), place.height())
        right = QRectF(left.right() + 8, place.top(), place.right() - left.right() - 8, place.height())
        self._paint_histograms(painter, left)
        room = (LISTED + 1) * LINE if right.height() > 2.2 * (LISTED + 1) * LINE else 0.0
        self._paint_curve(painter, right.adjusted(0, 0, 0, -room))
        if room:
            self._paint_list(painter, QRectF(right.left(), right.bottom() - room, right.width(), room))

    def question_at(self, point: QPointF) -> Question | None:
        """The curve is about its area, the histograms about the attack at the mean training loss."""
        if self.is_empty():
            return None
        return Question(PICTURE, (AREA,) if self._curve.contains(point) else (THRESHOLD,))

    def places(self, region: Region) -> Sequence[QRectF]:
        """The curve, or the histograms."""
        if region.picture != PICTURE or not region.start:
            return ()
        return (self._curve if region.start[0] == AREA else self._histogram,)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The other of the two."""
        return Question(PICTURE, (THRESHOLD if question.index == (AREA,) else AREA,))

    def usual(self) -> Question | None:
        """The area under the curve."""
        return None if self.is_empty() else Question(PICTURE, (AREA,))

    def _paint_histograms(self, painter: QPainter, place: QRectF) -> None:
        """Shares of both parts over the logarithm of the loss, so that parts of different sizes compare."""
        assert self.shot is not None
        members, others = map(_logarithms, membership.losses(self.shot.values))
        low, high = float(min(members.min(), others.min())), float(max(members.max(), others.max()))
        low, high = (low - 0.5, high + 0.5) if high - low < 1e-6 else (low, high)
        edges = np.linspace(low, high, BINS + 1)
        shares = [np.histogram(part, edges)[0] / len(part) for part in (members, others)]
        colors = (self.theme.train, self.theme.test)
        names = [
            plane.Named(words, color)
            for words, color in zip((self.tr("training examples"), self.tr("unseen examples")), colors, strict=True)
        ]
        place = plane.beside_legend(painter, place, names, self.theme)
        room = plane.framed(place, (low, high), (0.0, 1.05 * float(max(map(np.max, shares)))))
        titles = (self.tr("log₁₀ of the loss of an example"), self.tr("share"))
        plane.paint_axes(painter, room, titles, self.theme)
        for part, token in zip(shares, ("train", "test"), strict=True):
            color, ground = self.theme.color(token), self.theme.color(token)
            ground.setAlphaF(0.3)
            for at, share in enumerate(part.tolist()):
                painter.fillRect(room.box(float(edges[at]), 0.0, float(edges[at + 1]), share), ground)
            stairs = np.repeat(edges, 2)[1:-1], np.repeat(part, 2)
            plane.paint_curve(painter, room, *stairs, color, 2.0)
        limit = float(_logarithms(np.array([membership.losses(self.shot.values)[0].mean()]))[0])
        painter.setPen(QPen(self.theme.color("second"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(room.at(limit, room.y[0]), room.at(limit, room.y[1]))
        self._histogram = room.room

    def _paint_curve(self, painter: QPainter, place: QRectF) -> None:
        assert self._found is not None
        side = min(place.width() - plane.SIDE - plane.MARGIN, place.height() - plane.BELOW - plane.ABOVE)
        square = QRectF(place.left(), place.top(), side + plane.SIDE + plane.MARGIN, side + plane.BELOW + plane.ABOVE)
        room = plane.framed(square, (0.0, 1.0), (0.0, 1.0))
        titles = (self.tr("false positive rate"), self.tr("true positive rate"))
        plane.paint_axes(painter, room, titles, self.theme)
        ends = np.array([0.0, 1.0])
        plane.paint_curve(painter, room, ends, ends, self.theme.color("baseline"), 1.5, Qt.PenStyle.DashLine)
        plane.paint_curve(painter, room, self._found.false, self._found.true, self.theme.color("train"), 2.5)
        self._curve = room.room

    def _paint_list(self, painter: QPainter, place: QRectF) -> None:
        """The training examples with the smallest losses, and how many unseen ones have such."""
        assert self.shot is not None
        names, metrics = self.shot.labels.get("member", ()), QFontMetricsF(painter.font())
        lines = [self.tr("most exposed: loss · unseen with such a loss")]
        for at, number, loss, share in membership.exposed(self.shot.values, LISTED):
            name = said(names[at]) if at < len(names) else ""
            shown = "".join(shown_token(sign) for sign in name)
            words = self.tr("training example {0}").format(number + 1) + (f" ({shown})" if shown else "")
            lines.append(f"{words}: {figure(loss, 2)} · {100 * share:.1f}\u2009%")
        for at, line in enumerate(lines):
            painter.setPen(self.theme.color("text" if at else "second"))
            row = QRectF(place.left() + 8, place.top() + at * LINE, place.width() - 8, LINE)
            painter.drawText(row, _LEFT, metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, row.width()))


def _logarithms(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """log₁₀ of losses, the smallest of them as ``LEAST``."""
    found: NDArray[np.float64] = np.log10(np.maximum(losses, LEAST))
    return found
