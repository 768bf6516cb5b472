"""Walk: one cell after the other of a picture is computed before one's eyes, with the numbers of the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.desktop.panels.base import worked_stage
from playground.desktop.panels.base.worked_stage import StageScene, source_of
from playground.desktop.style.theme import LIGHT, Theme
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, WorkedExample

FRAME = 25  # milliseconds between two frames
SPEEDS = {"slow": 6.0, "normal": 2.4, "fast": 0.6}  # seconds for a cell


class WalkStage(QWidget):
    """The stage, with buttons below it.

    Attributes:
        playing: cells follow each other by themselves.
    """

    cell_wanted = Signal(Question)  # the next one, which shall be unfolded

    def __init__(self, words: Callable[[str], str]) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.zoom = 1.0
        self.playing = False
        self._words = words
        self._scene: StageScene | None = None
        self._shots: dict[str, Snapshot] = {}
        self._clock, self._timer = QElapsedTimer(), QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._advance)
        self._play, self._next = QPushButton(self.tr("Walk")), QPushButton(self.tr("Next cell"))
        self._play.setCheckable(True)
        self._play.toggled.connect(self._toggle)
        self._next.clicked.connect(self.step)
        self._speed = QComboBox()
        self._speed.setAccessibleName(self.tr("Speed of the walk"))
        for name in SPEEDS:
            self._speed.addItem(self._speed_words(name), name)
        self._speed.setCurrentIndex(1)
        row = QHBoxLayout()
        for button in (self._play, self._next, self._speed):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addLayout(row)

    def _speed_words(self, name: str) -> str:
        return {"slow": self.tr("slow"), "normal": self.tr("normal speed"), "fast": self.tr("fast")}[name]

    def retranslate(self) -> None:
        """The buttons, too."""
        self._play.setText(self.tr("Walk"))
        self._next.setText(self.tr("Next cell"))
        self._speed.setAccessibleName(self.tr("Speed of the walk"))
        for index, name in enumerate(SPEEDS):
            self._speed.setItemText(index, self._speed_words(name))
        self.update()

    def wanted(self) -> frozenset[str]:
        """The pictures that are drawn large."""
        if self._scene is None:
            return frozenset()
        source = source_of(self._scene.example)
        found = {self._scene.example.question.picture, *((source.picture,) if source is not None else ())}
        return frozenset(name for name in found if not name.startswith("prediction"))

    def take(self, shot: Snapshot) -> bool:
        """Keep the newest of a picture; False where the stage does not show it."""
        if shot.name not in self.wanted():
            return False
        self._shots[shot.name] = shot
        self._renew()
        return True

    def show_example(self, example: WorkedExample | None) -> None:
        """Unfold this number; the next cell of a walk begins with its field."""
        before = self._scene
        if example is None:
            self._scene = None
            self._play.setChecked(False)
        elif before is not None and before.example.question == example.question:
            self._scene = replace(before, example=example, shots=dict(self._shots))
        else:
            source = source_of(before.example) if before is not None else None
            self._scene = StageScene(example, dict(self._shots), source, self.playing, 0.0 if self.playing else 1.0)
            self._clock.restart()
        self.update()

    def step(self) -> None:
        """The next cell."""
        if self._scene is not None:
            found = next_cell(self._scene.example.question, self._shots.get(self._scene.example.question.picture))
            if found is not None:
                self.cell_wanted.emit(found)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """What is on the stage."""
        if self._scene is not None:
            worked_stage.paint(painter, room, self._scene, self.theme, self._words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All but the buttons."""
        painter = QPainter(self)
        try:
            painter.scale(self.zoom, self.zoom)
            room = QRectF(0, 0, self.width() / self.zoom, (self.height() - self._play.height() - 8) / self.zoom)
            self.paint(painter, room.adjusted(8, 4, -8, -4))
        finally:
            painter.end()

    def hideEvent(self, event: object) -> None:
        """Nobody watches: nothing moves."""
        self._play.setChecked(False)

    def _toggle(self, on: bool) -> None:
        self.playing = on
        if on:
            self._clock.restart()
            self._timer.start()
            self._renew()
        else:
            self._timer.stop()
            if self._scene is not None:
                self._scene = replace(self._scene, phase=1.0, walking=False)
        self.update()

    def _advance(self) -> None:
        """One frame further; behind the last one the next cell."""
        if self._scene is None:
            return
        lasts = 1000 * SPEEDS[self._speed.currentData()]
        phase = min(1.0, self._clock.elapsed() / lasts)
        if phase >= 1.0 and self._scene.phase >= 1.0:
            return  # the next cell is on its way
        self._scene = replace(self._scene, phase=phase, walking=True)
        self.update()
        if phase >= 1.0:
            self.step()

    def _renew(self) -> None:
        if self._scene is not None:
            self._scene = replace(self._scene, shots=dict(self._shots), walking=self.playing)
            self.update()


def next_cell(question: Question, shot: Snapshot | None) -> Question | None:
    """The cell that is computed next: to the right and then in the next row, of a sequence in the next step.

    Behind the last cell the first one again; None where the picture is not known.
    """
    if shot is None or len(question.index) != shot.values.ndim or min(question.index) < 0:
        return None
    index, shape = list(question.index), shot.values.shape
    order = [0, 1] if len(index) == 2 else list(range(len(index) - 1, -1, -1))[:2]
    for axis in order:
        index[axis] += 1
        if index[axis] < shape[axis]:
            return Question(question.picture, tuple(index))
        index[axis] = 0
    return Question(question.picture, tuple(index))
