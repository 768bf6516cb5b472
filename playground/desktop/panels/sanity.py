"""Sanity check: how like itself an attribution stays while the layers it rests on are drawn anew, from the top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from playground.desktop.i18n.attribution_text import AttributionText
from playground.desktop.i18n.formatting import fixed, readable
from playground.desktop.painting.charts import plane
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.worked.example import Question, Region
from playground.worked.sanity import LAYER, METHOD, PICTURE

# Okabe and Ito's colours that stand out on both grounds
COLORS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A8A8A")
NEAR = 24.0  # points from a click to the measured point that is meant


class SanityPanel(OnePicturePanel):
    """One picture of rank correlations (method, layer, example), a curve a method."""

    name: ClassVar[str] = "sanity"
    spec: ClassVar[PanelSpec] = PanelSpec(39, Area.BEHIND, recorded=False, in_animations=False, in_handouts=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._text = AttributionText(self)
        self._points: dict[tuple[int, int], QPointF] = {}

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Sanity check")

    def pictures(self) -> tuple[str, ...]:
        """The one there is."""
        return (PICTURE,)

    def is_empty(self) -> bool:
        """No layer drawn anew yet."""
        return self.shot is None or not np.isfinite(self.shot.values).any()

    def curves(self) -> np.ndarray:
        """(methods, layers): means over the examples that are known."""
        assert self.shot is not None
        known = np.isfinite(self.shot.values)
        counts = known.sum(axis=2)
        sums = np.where(known, self.shot.values, 0.0).sum(axis=2)
        return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan).astype(np.float64)

    def draw(self) -> None:
        """Say which method cares least once all layers that are known so far are drawn anew."""
        if self.shot is not None and not self.is_empty():
            found = self.curves()
            last = int(np.flatnonzero(np.isfinite(found).any(axis=0))[-1])
            worst = int(np.nan_to_num(found[:, last], nan=-2.0).argmax())
            words = self.tr("{0} of {1} layers drawn anew · stays most like itself: {2}").format(
                last + 1, found.shape[1], self._name(worst)
            )
            self.set_info(words, fixed(float(found[worst, last]), 2))
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """All curves in one plane, over the layers from the output down."""
        if self.shot is None or self.is_empty():
            return
        painter.setFont(self.small_font())
        place = place.adjusted(4, 4, -4, -4)
        found, layers = self.curves(), self.shot.labels[LAYER]
        names = [plane.Named(self._name(at), self._color(at).name()) for at in range(len(found))]
        place = plane.beside_legend(painter, place, names, self.theme)
        lowest = min(0.0, float(np.nanmin(found)))
        room = plane.framed(place, (0.0, float(len(layers))), (lowest - 0.05, 1.05))
        below = self.tr("layers drawn anew, from {0} down to {1}").format(readable(layers[0]), readable(layers[-1]))
        plane.paint_axes(painter, room, (below, self.tr("rank correlation")), self.theme)
        steps = np.arange(len(layers) + 1, dtype=np.float64)
        self._points = {}
        for at, curve in enumerate(found):
            whole = np.append(1.0, curve)  # with no layer drawn anew it is itself
            plane.paint_curve(painter, room, steps, whole, self._color(at), 2.5)
            for layer in np.flatnonzero(np.isfinite(curve)).tolist():
                self._points[at, layer] = place_of = room.at(layer + 1.0, float(curve[layer]))
                painter.setPen(self._color(at))
                painter.setBrush(self._color(at))
                painter.drawEllipse(place_of, 3.0, 3.0)

    def question_at(self, point: QPointF) -> Question | None:
        """The measured point next to a place, where one is near."""
        away = {index: (place - point).manhattanLength() for index, place in self._points.items()}
        found = min(away, key=away.__getitem__, default=None)
        return Question(PICTURE, found) if found is not None and away[found] <= NEAR else None

    def places(self, region: Region) -> Sequence[QRectF]:
        """A box around a point."""
        place = self._points.get((region.start[0], region.start[1])) if region.picture == PICTURE else None
        return () if place is None else (QRectF(place.x() - 5, place.y() - 5, 10, 10),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The next layer, or the next curve at the same one."""
        index = (question.index[0] + down, question.index[1] + across)
        return Question(PICTURE, index) if index in self._points else None

    def usual(self) -> Question | None:
        """The first method, as far as it has come."""
        known = [index for index in self._points if index[0] == 0]
        return Question(PICTURE, known[-1]) if known else None

    def _name(self, at: int) -> str:
        assert self.shot is not None
        method, _, parameter = self.shot.labels[METHOD][at].partition(".")
        words = self._text.method(method)
        return (
            f"{words}, {readable(parameter.removesuffix('.activation'))}"
            if parameter and not parameter.isdigit()
            else words
        )

    def _color(self, at: int) -> QColor:
        color = QColor(COLORS[at % len(COLORS)])
        return color.lighter(130) if self.theme.name == "dark" else color
