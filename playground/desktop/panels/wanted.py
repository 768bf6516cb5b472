"""Activation maximisation: an input that a channel, unit or class wants, beside the real ones that excite it most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from playground.desktop.i18n.formatting import figure, readable
from playground.desktop.painting import example_tiles, token_chips
from playground.desktop.painting.token_chips import shown_token
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.panels.base.unit_panel import UnitPanel
from playground.languages.spoken import said
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, Region
from playground.worked.maximisation import (
    ACTIVATION,
    BEGAN,
    BEST,
    DRAWN,
    FILLING,
    OBJECTIVE,
    PATH,
    PEAK,
    PICTURE,
    REAL,
    SEARCHED,
    SIZE,
    STARTS,
    TOKEN,
    TRIED,
    VARIATION,
    WRITTEN,
    Exchanged,
    unpacked,
)

SHARE = 0.42  # of the width for the input that was found
CURVES = 4  # features of a sequence that are drawn as curves; more as a picture


class WantedPanel(UnitPanel):
    """Pictures of inputs found by gradient ascent, or of tokens by exchanges, which come unit by unit."""

    name: ClassVar[str] = "wanted"
    spec: ClassVar[PanelSpec] = PanelSpec(
        142, Area.BEHIND, recorded=False, in_animations=False, in_handouts=False, in_races=False
    )  # fmt: skip
    prefix: ClassVar[str] = f"{PICTURE}."

    def __init__(self) -> None:
        super().__init__()
        self._box = QRectF()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Activation maximisation")

    def empty_words(self) -> str:
        """It is not made where it would take too long."""
        if self.position.waiting and not self._sizes:
            return self.tr(
                "Inputs of this model are not looked for: it is too large, or has no embedding to search along."
            )
        return super().empty_words()

    def shown_step(self) -> int | None:
        """Of which model the input is."""
        shot = self._kept.get(self.shown)
        return None if shot is None else int(shot.labels["step"][0])

    def caption(self) -> str:
        """The layer and the unit, which the header shows otherwise."""
        return f"{readable(self.layer)} · {self._unit.words}{self._unit.value()}" if self.layer else ""

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The inputs of the chosen layer."""
        return () if self.is_empty() else (self._kept[self.shown],)

    def told(self, name: str) -> float:
        """A number of the unit that is shown; NaN where it is not known yet."""
        words = self._kept[self.shown].labels.get(name, ()) if not self.is_empty() else ()
        return float(words[self.unit]) if self.unit < len(words) and words[self.unit] else float("nan")

    def draw(self) -> None:
        """Say how far it excites the unit."""
        if not self.is_empty():
            value = self.told(ACTIVATION)
            known = np.isfinite(self.told(OBJECTIVE))
            self.set_info(self.tr("found"), figure(value, 3) if known else "…")
        super().draw()

    def check(self) -> tuple[str, bool | None]:
        """The found input against the best real one, and how it was found."""
        labels = self._kept[self.shown].labels
        found, best = self.told(ACTIVATION), self.told(BEST)
        if not np.isfinite(found):
            return self.tr("The input of this unit is being looked for; at once while the run is paused."), None
        if found == best == 0:
            return self.tr("Neither what was found nor any of {0} test examples excites it: it is dead.").format(
                labels[SEARCHED][0]
            ), None
        words = self.tr("Found input {0}, best of {1} test examples {2}.").format(
            figure(found, 3), labels[SEARCHED][0], figure(best, 3)
        )
        return f"{words} {self._how()}", found >= best

    def _how(self) -> str:
        """How the input was found."""
        labels = self._kept[self.shown].labels
        if PATH not in labels:
            return self.tr(
                "Gradient ascent from {0} noises, kept within the range of real inputs, less {1} × mean difference of "
                "neighbours and {2} × mean square."
            ).format(STARTS, f"{VARIATION:g}", f"{SIZE:g}")
        began = int(labels[BEGAN][self.unit])
        origin = self.tr("test example {0}").format(began + 1) if began != DRAWN else self.tr("tokens drawn")
        how = self.tr(
            "Begun with the best {0} of these and with {0} sequences drawn; of the {1} exchanges of one token that the "
            "slope favours the best is made, until none adds a ten-thousandth. Here: {2}, exchanges: {3} (underlined). "
            "Each token occurs at its place in the test set; the sequence need not."
        ).format(REAL, labels[TRIED][0], origin, len(self._path()))
        if WRITTEN not in labels:
            return how
        kept = self.tr("Only the source is looked for: what is written stays as a test example has it.")
        return f"{how} {kept}"

    def _path(self) -> tuple[Exchanged, ...]:
        return unpacked(self._kept[self.shown].labels[PATH][self.unit])

    def reading(self) -> str:
        """What is shown, and what the check came to."""
        words = super().reading()
        return words if self.is_empty() else f"{words}. {self.check()[0]}"

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The found input at the left, the best real ones at the right, and the check beneath."""
        shot = self._kept.get(self.shown)
        if shot is None or self.unit >= len(shot.values):
            return
        painter.setFont(self.small_font())
        room = self.paint_check(painter, place.adjusted(6, 2, -6, -4), *self.check())
        left = QRectF(room.left(), room.top(), room.width() * SHARE, room.height())
        self.paint_examples(painter, room.adjusted(left.width() + 8, 0, 0, 0))
        painter.setFont(self.small_font())
        painter.setPen(self.theme.color("second"))
        below = QRectF(left.left(), left.bottom() - example_tiles.BELOW, left.width(), example_tiles.BELOW)
        told, metrics = self._under(), painter.fontMetrics()
        caption = next((words for words in told if metrics.horizontalAdvance(words) <= below.width()), told[-1])
        elided = metrics.elidedText(caption, Qt.TextElideMode.ElideRight, int(below.width()))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), elided)
        self._box = self._paint_input(painter, left.adjusted(8, 8, -8, -example_tiles.BELOW - 4), shot)

    def _under(self) -> tuple[str, ...]:
        """What stands under the found input, and for where that does not fit in fewer words."""
        labels = self._kept[self.shown].labels
        peak = labels[PEAK][self.unit] if PATH in labels else ""
        if peak in ("", "-1"):
            return (self.tr("found input"),)
        step = int(peak) + 1
        if WRITTEN in labels:
            written = labels[WRITTEN][self.unit]
            long = self.tr("found source; largest at step {0} of the written {1}").format(step, written)
            return long, self.tr("largest at step {0} of {1}").format(step, written)
        long = self.tr("found input; its largest value at step {0}").format(step)
        return long, self.tr("largest at step {0}").format(step)

    def _paint_input(self, painter: QPainter, place: QRectF, shot: Snapshot) -> QRectF:
        values = shot.values[self.unit]
        if not np.isfinite(values).all():
            painter.setPen(self.theme.color("line"))
            painter.drawRect(place)
            return place
        if PATH in shot.labels:
            return self._paint_tokens(painter, place, shot)
        if shot.axes[1] == "feature" and len(values) <= CURVES:
            each = place.height() / len(values)
            for at, row in enumerate(values):
                strip = QRectF(place.left(), place.top() + at * each, place.width(), each - 4)
                ends = (float(np.nanmin(shot.values)), float(np.nanmax(shot.values)))
                example_tiles.paint_input(painter, strip, row, ends, self.theme)
            return place
        low, high = (0.0, 1.0) if shot.axes[1] == "row" else (float(values.min()), float(values.max()))
        scaled = ((values - low) / max(high - low, 1e-9)).astype(np.float32)
        return example_tiles.paint_input(painter, place, scaled, (0.0, 1.0), self.theme)

    def _paint_tokens(self, painter: QPainter, place: QRectF, shot: Snapshot) -> QRectF:
        filling = {float(at) for at in shot.labels.get(FILLING, ())}
        last = max((at for at, token in enumerate(shot.values[self.unit]) if token not in filling), default=0)
        words = [shown_token(said(shot.labels[TOKEN][int(at)])) for at in shot.values[self.unit][: last + 1]]
        painter.setFont(self.font())
        changed = {one.place for one in self._path()}
        peak = int(shot.labels[PEAK][self.unit]) if WRITTEN not in shot.labels else -1  # else a step of other words
        return token_chips.paint(painter, place, words, changed, peak, self.theme)

    def question_at(self, point: QPointF) -> Question | None:
        """The found input: its objective."""
        return self.usual() if self._box.contains(point) else None

    def usual(self) -> Question | None:
        """The objective of the unit that is shown."""
        return Question(self.shown, (self.unit,)) if self.shown in self._kept else None

    def places(self, region: Region) -> Sequence[QRectF]:
        """The found input of the unit that is shown."""
        mine = region.picture == self.shown and region.start[:1] == (self.unit,)
        return (self._box,) if mine and not self._box.isEmpty() else ()
