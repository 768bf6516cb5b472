"""Pointing: what a scene points at is chosen, outlined and explained in the panels on the stage; and put back later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from playground.desktop.controllers.playback_controller import PlaybackController
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.panel import Panel
from playground.worked.example import Question, Region

if TYPE_CHECKING:
    from playground.experiment.lessons import Point


class Pointer:
    """Points at one thing at a time."""

    def __init__(self, board: DockManager, replay: PlaybackController) -> None:
        self._board, self._replay = board, replay

    def point(self, point: Point | None, panels: Sequence[Panel]) -> None:
        """At a picture, or a cell or box of it, in these panels; None points at nothing."""
        region, question = None, None
        if point is not None:
            for panel in panels:
                panel.show_picture(point.picture, point.index)
            if point.index:
                stop = point.stop or tuple(number + 1 for number in point.index)
                region = Region(point.picture, point.index, stop)
            if point.index and not point.stop and self._board.explain in panels:
                question = Question(point.picture, point.index)
        for panel in self._board.panels:
            if isinstance(panel, CellPanel):
                panel.point(region)
        self._explain(question)

    def rest(self) -> None:
        """Point at nothing more."""
        for panel in self._board.panels:
            if isinstance(panel, CellPanel):
                panel.point(None)

    def _explain(self, question: Question | None) -> None:
        """Where Explain is not seen, the marks of a question only disturb."""
        if question != self._board.explain.question:
            self._board.explain.ask(question)
            if question is not None:
                self._replay.ask(question)


class Before:
    """What the lists in the headers, the timeline and Explain showed, to be put back."""

    def __init__(self, board: DockManager, replay: PlaybackController) -> None:
        self._board, self._replay = board, replay
        self._question = board.explain.question
        self._step = replay.timeline.step
        self._curve = board.loss.curve
        self._chosen = [(box, box.currentData()) for box in _lists(board)]

    def restore(self) -> None:
        """As far as the run that is shown now still offers it."""
        for box, value in self._chosen:
            index = box.findData(value)
            if index >= 0:
                box.setCurrentIndex(index)
        self._board.loss.choose(self._curve)  # its list may have been empty
        timeline, explain = self._replay.timeline, self._board.explain
        if self._step is not None and timeline.film.steps:
            timeline.show_step(self._step)
        else:
            timeline.return_to_live()
        if explain.question != self._question:
            explain.ask(self._question)
            if self._question is not None:
                self._replay.ask(self._question)
            for panel in self._board.panels:
                if isinstance(panel, CellPanel):
                    panel.mark(self._question, ())  # what it was made from comes with the answer


def _lists(board: DockManager) -> list[QComboBox]:
    """Those in the headers of the cards: which layer, head, metric, plane."""
    found: list[QComboBox] = []
    for panel in board.panels:
        if isinstance(panel.controls, QComboBox):
            found.append(panel.controls)
        elif panel.controls is not None:
            found += panel.controls.findChildren(QComboBox)
    return found
