"""Patching: which layer and step carry an answer: each state of one specimen is put into the pass of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QMouseEvent, QPainter

from playground.desktop.i18n.formatting import figure
from playground.desktop.painting import attribution_painting, colorbar, colormap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.languages.spoken import said
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

NAME = "patching"
AGREES = 1e-3  # to which all places give the clean answer, and none the corrupted one


class PatchingPanel(CellPanel):
    """One picture: rows are layers, columns steps; 0 is the corrupted answer, 1 the clean one."""

    name: ClassVar[str] = NAME
    spec: ClassVar[PanelSpec] = PanelSpec(37, Area.BEHIND)
    interval = 0.1

    def __init__(self) -> None:
        super().__init__()
        self._offered = False
        self._shot: Snapshot | None = None
        self._scale = colormap.Scale(signed=True)
        self._cells: CellGrid | None = None
        self._pointer: QPointF | None = None

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Activation patching")

    def accepts(self, picture: PictureInfo) -> bool:
        """The one picture."""
        return picture.name == NAME

    def wanted(self) -> frozenset[str]:
        """It, where this run has it."""
        return frozenset({NAME}) if self._offered else frozenset()

    def start(self, started: RunStarted) -> None:
        """Whether this run has it."""
        self._offered = self.fits(started.pictures)
        self.wanted_changed.emit()

    def offer(self, started: RunStarted) -> None:
        """Also of a recorded run."""
        self.start(started)

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest."""
        for snapshot in pictures.snapshots:
            if snapshot.name == NAME:
                self._shot, self.dirty = snapshot, True

    def clear(self) -> None:
        """Forget the run."""
        self._shot, self._cells, self._offered = None, None, False
        self._scale.reset()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The picture."""
        return () if self._shot is None else (self._shot,)

    def is_empty(self) -> bool:
        """Nothing patched yet."""
        return self._shot is None

    def draw(self) -> None:
        """Follow the levels."""
        if self._shot is not None:
            self._scale.follow(self._shot.values)
            self._tell()
        super().draw()

    def check(self) -> tuple[str, bool]:
        """What must hold, with its numbers; and whether it does."""
        assert self._shot is not None
        clean, corrupted, whole, none = (
            float(self._shot.labels[name][0]) for name in ("clean", "corrupted", "all places", "no place")
        )
        words = self.tr(
            "Score of “{0}” less that of “{1}”: clean {2}, all places patched {3}; corrupted {4}, no place patched {5}."
        )
        named = map(said, self._shot.labels["target"])
        holds = abs(clean - whole) <= AGREES and abs(corrupted - none) <= AGREES
        return words.format(*named, *map(figure, (clean, whole, corrupted, none))), holds

    def reading(self) -> str:
        """What is shown, and what the check came to."""
        words = super().reading()
        return words if self._shot is None else f"{words}. {self.check()[0]}"

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Layers × steps under the words of both specimens, a colour bar, and the check beneath."""
        if self._shot is None:
            return
        painter.setFont(self.small_font())
        room = attribution_painting.paint_check(painter, place.adjusted(6, 2, -6, -4), *self.check(), self.theme)
        bar = QRectF(room.right() - colorbar.WIDTH, room.top(), colorbar.WIDTH, room.height())
        colorbar.paint(painter, bar, self._scale.kind, self._scale.low, self._scale.high, self.theme)
        painter.setFont(self.small_font())
        titles = (self.tr("layer"), self.tr("step: clean | corrupted"))
        levels = (self._scale.kind, self._scale.low, self._scale.high)
        room = room.adjusted(0, 0, -colorbar.WIDTH, 0)
        shot = Snapshot(self._shot.step, NAME, self._shot.axes, self._shot.values, self._labels(self._shot))
        self._cells = attribution_painting.paint_steps(
            painter, room, shot, levels, titles, self.theme, progressive=True
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say in the header what is under the pointer."""
        self._pointer = self.drawn(event.position())
        self._tell()

    def leaveEvent(self, event: object) -> None:
        """Back to the whole."""
        self._pointer = None
        self._tell()

    def question_at(self, point: QPointF) -> Question | None:
        """The cell under a point."""
        found = self._cells.cell_at(point) if self._cells is not None else None
        return Question(NAME, found) if found is not None else None

    def places(self, region: Region) -> Sequence[QRectF]:
        """Where cells are drawn."""
        if self._cells is None or region.picture != NAME:
            return ()
        (top, left), (bottom, right) = region.start, region.stop
        return (self._cells.box((top, left), (bottom, right)),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The cell beside."""
        row, column = question.index[0] + down, question.index[1] + across
        shape = (0, 0) if self._shot is None else self._shot.values.shape
        return Question(NAME, (row, column)) if 0 <= row < shape[0] and 0 <= column < shape[1] else None

    def usual(self) -> Question | None:
        """The state that carries most."""
        if self._shot is None:
            return None
        at = np.unravel_index(int(np.nan_to_num(self._shot.values).argmax()), self._shot.values.shape)
        return Question(NAME, tuple(int(index) for index in at))

    def _labels(self, shot: Snapshot) -> dict[str, tuple[str, ...]]:
        """Layers by their names, and at each step the two words."""
        clean, other = shot.labels.get("time", ()), shot.labels.get("other", ())
        both = tuple(
            word if word == beside else f"{word} | {beside}" for word, beside in zip(clean, other, strict=True)
        )
        layers = tuple(self._layer(name) for name in shot.labels["layer"])
        return {"layer": layers, **({"time": both} if both else {})}

    def _layer(self, name: str) -> str:
        if name.startswith("block "):
            return self.tr("block {0}").format(name.removeprefix("block "))
        return said(name)

    def _tell(self) -> None:
        shot = self._shot
        if shot is None:
            return
        question = self.question_at(self._pointer) if self._pointer is not None else None
        if question is None:
            self.set_info(" / ".join(map(said, shot.labels["target"])))
            return
        labels, found = self._labels(shot), question.index
        words = [labels["layer"][found[0]], labels["time"][found[1]] if "time" in labels else str(found[1] + 1)]
        value = float(shot.values[found])
        self.set_info(", ".join(words), figure(value, 3) if np.isfinite(value) else self.tr("not a finite number"))
