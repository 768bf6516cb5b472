"""Attribution: which inputs the answer rests on, by a method of choice, with the check of that method beneath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.desktop.i18n.attribution_text import AttributionText
from playground.desktop.i18n.formatting import figure
from playground.desktop.painting import attribution_painting as painted
from playground.desktop.painting import colorbar, colormap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.attribution_choice import AttributionChoice
from playground.languages.spoken import said
from playground.protocol.attribution import Attribution
from playground.protocol.events import Pictures, RunStarted, SpecimenShown
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

INPUT = "input"
IMAGE = ("channel", "row", "column")


class AttributionPanel(CellPanel):
    """One picture of one method; beside pixels the specimen in grey."""

    name: ClassVar[str] = "attribution"
    spec: ClassVar[PanelSpec] = PanelSpec(35, Area.BEHIND, telling=4)
    interval = 0.1

    def __init__(self) -> None:
        super().__init__()
        self._text = AttributionText(self)
        self._choice = AttributionChoice(self._text)
        self._choice.chosen.connect(self._turn)
        self.controls = self._choice
        self._offered: dict[str, PictureInfo] = {}
        self._kept: dict[str, Snapshot] = {}
        self._image: Snapshot | None = None
        self._has_image = False
        self._specimen = ""
        self._scale = colormap.Scale(signed=True)
        self._cells: CellGrid | None = None
        self._beside: CellGrid | None = None

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Attribution")

    def accepts(self, picture: PictureInfo) -> bool:
        """What any method says."""
        return Attribution.parse(picture.name) is not None

    @property
    def shown(self) -> str:
        """The name of the picture that is chosen; empty when there is none."""
        asked = self._choice.value
        return "" if asked is None else asked.name

    def choose(self, asked: Attribution) -> None:
        """Show another method, size or class."""
        self._choice.choose(asked)

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """As if chosen in the header."""
        asked = Attribution.parse(name)
        if asked is not None:
            self.choose(asked)

    def wanted(self) -> frozenset[str]:
        """The chosen picture, and the specimen where it is an image."""
        if not self.shown:
            return frozenset()
        return frozenset({self.shown, INPUT}) if self._has_image else frozenset({self.shown})

    def start(self, started: RunStarted) -> None:
        """Offer the methods of this run; what was chosen stays where it is still there."""
        self._offered = {info.name: info for info in self.accepted(started)}
        self._has_image = any(info.name == INPUT and info.axes == IMAGE for info in started.pictures)
        self._specimen = started.specimen
        self._choice.offer(list(self._offered.values()))
        self.wanted_changed.emit()

    def offer(self, started: RunStarted) -> None:
        """Every method, also of a recorded run."""
        self.start(started)

    def show_specimen(self, shown: SpecimenShown) -> None:
        """Another one, which comes with the next picture."""
        self._specimen = shown.words

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each, and the input."""
        for snapshot in pictures.snapshots:
            if snapshot.name == INPUT and self._has_image:
                self._image = snapshot
            elif snapshot.name in self._offered:
                self._kept[snapshot.name] = snapshot
                self.dirty = self.dirty or snapshot.name == self.shown

    def clear(self) -> None:
        """Forget the run."""
        self._kept.clear()
        self._offered = {}
        self._image, self._has_image, self._cells, self._beside = None, False, None, None
        self._choice.forget()
        self._scale.reset()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def retranslate(self) -> None:
        """The lists, too."""
        self._choice.reword()
        super().retranslate()

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The chosen picture."""
        return () if self.is_empty() else (self._kept[self.shown],)

    def is_empty(self) -> bool:
        """The chosen picture has not come."""
        return self.shown not in self._kept

    def draw(self) -> None:
        """Follow the levels and say what is shown."""
        shot = self._kept.get(self.shown)
        if shot is not None:
            self._scale.follow(shot.values)
            self._tell()
        super().draw()

    def caption(self) -> str:
        """The method and its choices, which the header's lists show otherwise, and for which class."""
        asked, shot = self._choice.value, self._kept.get(self.shown)
        if asked is None:
            return ""
        words = [self._text.method(asked.method)]
        if asked.parameter:
            words.append(self._choice.words(asked.parameter))
        if shot is not None:
            words.append(self._text.whose(shot, self._answer()) if self._answers(shot) == 1 else "")
        return " · ".join(filter(None, words))

    def reading(self) -> str:
        """What is shown, and what its check came to."""
        shot = self._kept.get(self.shown)
        words = super().reading()
        return words if shot is None else f"{words}. {self._text.check(shot, self._answer())[0]}"

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The picture, the specimen at its left where it is an image, a colour bar, and the check beneath."""
        shot = self._kept.get(self.shown)
        if shot is None:
            return
        painter.setFont(self.small_font())
        words, holds = self._text.check(shot, self._answer())
        if self._answers(shot) > 1:
            words = self.tr("Answer {0}: {1}").format(self._answer() + 1, words)
        room = self.paint_check(painter, place.adjusted(6, 2, -6, -4), words, holds)
        bar = QRectF(room.right() - colorbar.WIDTH, room.top(), colorbar.WIDTH, room.height())
        colorbar.paint(painter, bar, self._scale.kind, self._scale.low, self._scale.high, self.theme)
        room = room.adjusted(0, 0, -colorbar.WIDTH, 0)
        levels = (self._scale.kind, self._scale.low, self._scale.high)
        painter.setFont(self.small_font())
        self._beside = None
        if shot.axes == ("row", "column"):
            image = None if self._image is None else self._image.values.mean(axis=0)
            self._beside, self._cells = painted.paint_pixels(
                painter, room, shot.values, image, levels, said(self._specimen), self.theme
            )
        else:
            titles = (self._text.axis(shot.axes[0]), self._text.axis(shot.axes[1]))
            self._cells = painted.paint_steps(painter, room, shot, levels, titles, self.theme)

    def question_at(self, point: QPointF) -> Question | None:
        """The cell under a point."""
        shot = self._kept.get(self.shown)
        found = self._cells.cell_at(point) if self._cells is not None else None
        return Question(shot.name, found) if shot is not None and found is not None else None

    def places(self, region: Region) -> Sequence[QRectF]:
        """Cells of the picture, or of the specimen beside it."""
        (*_, top, left), (*_, bottom, right) = (0, *region.start), (0, *region.stop)
        if self._cells is not None and region.picture == self.shown and len(region.start) == 2:
            return (self._cells.box((top, left), (bottom, right)),)
        if self._beside is not None and region.picture == INPUT and len(region.start) == 3:
            return (self._beside.box((top, left), (bottom, right)),)
        return ()

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The cell beside."""
        shot = self._kept.get(self.shown)
        row, column = question.index[-2] + down, question.index[-1] + across
        inside = shot is not None and 0 <= row < shot.values.shape[0] and 0 <= column < shot.values.shape[1]
        return Question(question.picture, (row, column)) if inside else None

    def usual(self) -> Question | None:
        """The input that matters most."""
        shot = self._kept.get(self.shown)
        if shot is None:
            return None
        at = np.unravel_index(int(np.nan_to_num(np.abs(shot.values)).argmax()), shot.values.shape)
        return Question(shot.name, tuple(int(index) for index in at))

    def _tell(self) -> None:
        shot = self._kept.get(self.shown)
        if shot is None:
            return
        question = self.pointed
        if question is None:
            self.set_info(self._text.whose(shot, 0) if self._answers(shot) == 1 else "")
            return
        named = [shot.labels.get(axis, ()) for axis in shot.axes]
        at = [said(words[index]) if index < len(words) else str(index + 1)
              for words, index in zip(named, question.index, strict=True)]  # fmt: skip
        self.set_info(", ".join(at), figure(float(shot.values[question.index])))

    def _answers(self, shot: Snapshot) -> int:
        return shot.values.shape[0] if shot.axes[0] == "answer" else 1

    def _answer(self) -> int:
        """The answer whose check is told: the one that is asked about, or that with the worst."""
        shot = self._kept[self.shown]
        if self.asked is not None and self.asked.picture == shot.name and self._answers(shot) > 1:
            return self.asked.index[0]
        return self._text.worst(shot)

    def _turn(self) -> None:
        self._scale.reset()
        self._cells = None
        self.dirty = True
        self.wanted_changed.emit()
