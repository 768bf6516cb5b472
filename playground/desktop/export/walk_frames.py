"""WalkFrames: how one cell after the other of a recorded picture is computed, as the frames of an animation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from playground.desktop.explain.recorded_explainer import explained
from playground.desktop.export import animation_writer
from playground.desktop.i18n.explain_text import ExplainText
from playground.desktop.i18n.formatting import grouped
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import SCREEN, Size
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.base import worked_stage
from playground.desktop.panels.base.walk import next_cell
from playground.desktop.panels.base.worked_stage import StageScene, source_of
from playground.desktop.style.theme import Theme
from playground.foundation.errors import PlaygroundError
from playground.foundation.nearest import advice
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs.reader import RunReader
from playground.worked.example import Question

LAYOUT = QSize(1120, 630)  # points: letters of 24 are read from the last row
EDGE, HEADER = 20, 40
SECONDS, HELD = 3.2, 0.3  # for a cell, and the part of it in which the finished calculation stands still
_CELL = re.compile(r"(?P<picture>[^\[\]]+)(?:\[(?P<index>\d+(?:\s*,\s*\d+)*)\])?")


@dataclass(frozen=True)
class WalkSelection:
    """What is computed before one's eyes.

    Attributes:
        picture: its name, alone or with its first cell counted from 1: ``stages.0.activation[1,2,3]``.
        step: the recorded step; None for the last.
        cells: how many of them; scale: pixels a point.
    """

    picture: str
    step: int | None = None
    cells: int = 8
    scale: float = 1.0
    size: Size = SCREEN


class WalkFrames:
    """A scene for each frame.

    Attributes:
        step: that is shown; text: what a file carries beside the frames.
    """

    def __init__(self, recording: Path, selection: WalkSelection, theme: Theme, rate: float) -> None:
        """Raises PlaygroundError when there is no such picture, cell or calculation."""
        self._theme, self._selection, self._frames = theme, selection, max(round(SECONDS * rate), 2)
        with RunReader(recording) as reader:
            steps = [step for step in reader.snapshot_steps() if selection.step is None or step <= selection.step]
            if not steps:
                raise PlaygroundError(f"{recording}: no picture was recorded up to that step; choose a later one.")
            self.step = steps[-1]
            self._shots = {shot.name: shot for shot in reader.snapshots(self.step)}
            self.text = {"experiment": reader.experiment_json, "step": str(self.step)}
        self._words = QObject()
        self._scenes = self._computed(recording, _asked(selection.picture, self._shots))

    def __len__(self) -> int:
        return len(self._scenes) * self._frames

    def images(self, wanted: Collection[int] | None = None) -> Iterator[QImage]:
        """The frames, or only those with the wanted numbers from 0, all of one size."""
        for index in range(len(self)):
            if wanted is None or index in wanted:
                scene = self._scenes[index // self._frames]
                phase = min(1.0, index % self._frames / ((1 - HELD) * (self._frames - 1)))
                yield picture_writer.image(self._drawing(replace(scene, phase=phase)), self._selection.scale)

    def _computed(self, recording: Path, question: Question) -> list[StageScene]:
        """One scene a cell, in the order of a walk; at the end of the picture it is over."""
        scenes: list[StageScene] = []
        while len(scenes) < self._selection.cells:
            answer = explained(recording, self.step, question, 0)
            if answer.example is None:
                raise PlaygroundError(answer.problem)
            before = source_of(scenes[-1].example) if scenes else None
            scenes.append(StageScene(answer.example, self._shots, before, walking=True))
            following = next_cell(question, self._shots.get(question.picture))
            if following is None or following.index <= question.index:
                break
            question = following
        return scenes

    def _drawing(self, scene: StageScene) -> Picture:
        words = ExplainText(self._words)
        shot = self._shots[scene.example.question.picture]
        info = PictureInfo(shot.name, shot.axes, shot.values.shape)
        where = words.where(scene.example.question, {shot.name: info})
        step = QCoreApplication.translate("Figures", "step {0}").format(grouped(self.step))

        def paint(painter: QPainter, scale: float) -> None:
            header = QRectF(EDGE, EDGE / 2, LAYOUT.width() - 2 * EDGE, HEADER)
            font = QFont(painter.font())
            font.setPixelSize(20)
            painter.setFont(font)
            painter.setPen(self._theme.color("text"))
            painter.drawText(header, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), where)
            painter.setPen(self._theme.color("second"))
            painter.drawText(header, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), step)
            room = QRectF(EDGE, HEADER + EDGE, LAYOUT.width() - 2 * EDGE, LAYOUT.height() - HEADER - 2 * EDGE)
            worked_stage.paint(painter, room, scene, self._theme, words.word)

        inches = self._selection.size.inches
        pixels = inches[0] * 96 / LAYOUT.width() if inches is not None else 1.0
        return Picture(LAYOUT, self._theme.color("panel"), paint, pixels, text={"title": where, **self.text})


def film(
    recording: Path, selection: WalkSelection, theme: Theme, target: Path, rate: float, tell: animation_writer.Tell
) -> None:
    """Save a walk as an animation with ``rate`` frames a second. Raises PlaygroundError."""
    walk = WalkFrames(recording, selection, theme, rate)
    animation_writer.write(walk.images, len(walk), target, rate, walk.text, tell)


def written(question: Question) -> str:
    """A cell as ``WalkSelection.picture`` names it."""
    return f"{question.picture}[{','.join(str(index + 1) for index in question.index)}]"


def _asked(words: str, shots: dict[str, Snapshot]) -> Question:
    """The picture and the cell that are meant; the first cell where none is named."""
    found = _CELL.fullmatch(words.strip())
    shot = shots.get(found["picture"].strip()) if found is not None else None
    if found is None or shot is None:
        raise PlaygroundError(
            f"{words!r} is not a picture of this recording; {advice(words.split('[', maxsplit=1)[0], shots)}"
        )
    numbers = found["index"].split(",") if found["index"] else ["1"] * shot.values.ndim
    index = tuple(int(number) - 1 for number in numbers)
    shape = shot.values.shape
    if len(index) != len(shape) or any(not 0 <= at < size for at, size in zip(index, shape, strict=True)):
        ranges = ",".join(f"1…{size}" for size in shape)
        raise PlaygroundError(f"{words!r} is no cell of {shot.name}; write {shot.name}[{ranges}].")
    return Question(shot.name, index)
