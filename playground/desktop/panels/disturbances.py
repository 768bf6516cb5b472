"""Disturbances: accuracy against how much the pixels change, for attacks, noise, shifts, rotations and occlusion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from playground.desktop.painting.charts import plane
from playground.desktop.panels.base.one_picture_panel import OnePicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.worked.example import Question, Region
from playground.worked.nudge import CURVES, DISTURBANCES

# Okabe and Ito's colours that stand out on both grounds, attacks with whole lines
COLORS = ("#D55E00", "#CC79A7", "#0072B2", "#009E73", "#E69F00", "#56B4E9")
NEAR = 24.0  # points from a click to the measured point that is meant
REFERENCE = 0.1  # root mean square change at which the header compares attack and noise


class DisturbancesPanel(OnePicturePanel):
    """One picture of pairs (change, accuracy), a curve a disturbance."""

    name: ClassVar[str] = "disturbances"
    spec: ClassVar[PanelSpec] = PanelSpec(
        154, Area.BEHIND, recorded=False, in_animations=False, in_handouts=False, in_races=False
    )
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._points: dict[tuple[int, int], QPointF] = {}

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Disturbances")

    def pictures(self) -> tuple[str, ...]:
        """The one there is."""
        return (CURVES,)

    def at(self, name: str, change: float) -> float:
        """Accuracy at a root mean square change, on a line between the measured ones; NaN beyond them."""
        assert self.shot is not None
        pairs = self.shot.values[DISTURBANCES.index(name)].astype(np.float64)
        pairs = pairs[np.isfinite(pairs).all(axis=1)]
        pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
        inside = len(pairs) > 1 and change <= pairs[-1, 0]
        return float(np.interp(change, pairs[:, 0], pairs[:, 1])) if inside else float("nan")

    def draw(self) -> None:
        """Say what an attack does, and what noise of the same size does."""
        if self.shot is not None:
            shares = [self.at(name, REFERENCE) for name in ("PGD", "noise")]
            told = [f"{100 * share:.0f}\u2009%" if np.isfinite(share) else "–" for share in shares]
            words = self.tr("{0} test examples · at a change of {1}: noise {2}, PGD").format(
                self.shot.labels["count"][0], f"{REFERENCE:g}", told[1]
            )
            self.set_info(words, told[0])
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """All curves in one plane."""
        if self.shot is None:
            return
        painter.setFont(self.small_font())
        place = place.adjusted(4, 4, -4, -4)
        words = {
            "FGSM": "FGSM", "PGD": "PGD", "noise": self.tr("noise"), "shift": self.tr("shift"),
            "rotation": self.tr("rotation"), "occlusion": self.tr("occlusion"),
        }  # fmt: skip
        names = [plane.Named(words[name], self._color(at).name(), _style(at)) for at, name in enumerate(DISTURBANCES)]
        place = plane.beside_legend(painter, place, names, self.theme)
        values = self.shot.values.astype(np.float64)
        known = values[..., 0][np.isfinite(values[..., 0])]
        room = plane.framed(place, (0.0, max(float(known.max(initial=0.0)), 0.01)), (0.0, 1.0))
        titles = (self.tr("root mean square change of a pixel"), self.tr("accuracy"))
        plane.paint_axes(painter, room, titles, self.theme)
        self._points = {
            (row, level): room.at(float(pair[0]), float(pair[1]))
            for row, pairs in enumerate(values) for level, pair in enumerate(pairs) if np.isfinite(pair).all()
        }  # fmt: skip
        for at, pairs in enumerate(values):
            some = pairs[np.isfinite(pairs).all(axis=1)]
            plane.paint_curve(painter, room, some[:, 0], some[:, 1], self._color(at), 2.5, _style(at))

    def question_at(self, point: QPointF) -> Question | None:
        """The measured point next to a place, where one is near."""
        away = {index: (place - point).manhattanLength() for index, place in self._points.items()}
        found = min(away, key=away.__getitem__, default=None)
        return Question(CURVES, found) if found is not None and away[found] <= NEAR else None

    def places(self, region: Region) -> Sequence[QRectF]:
        """A box around a point."""
        place = self._points.get(region.start[:2]) if region.picture == CURVES else None  # type: ignore[arg-type]
        return () if place is None else (QRectF(place.x() - 5, place.y() - 5, 10, 10),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The next level, or the next curve at the same one."""
        index = (question.index[0] + down, question.index[1] + across)
        return Question(CURVES, index) if index in self._points else None

    def usual(self) -> Question | None:
        """PGD in the middle of its levels, or whatever is known."""
        if self.shot is None:
            return None
        middle = (DISTURBANCES.index("PGD"), self.shot.values.shape[1] // 2)
        found = middle if middle in self._points else next(iter(self._points), None)
        return None if found is None else Question(CURVES, found)

    def _color(self, at: int) -> QColor:
        color = QColor(COLORS[at])
        return color.lighter(130) if self.theme.name == "dark" else color


def _style(at: int) -> Qt.PenStyle:
    return Qt.PenStyle.SolidLine if at < 2 else Qt.PenStyle.DashLine
