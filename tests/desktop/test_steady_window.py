"""What changes with every report of a run has nothing laid out anew: Qt would place all docks of the window again."""

from __future__ import annotations

from collections import Counter

from desk import Desk, falling, shown, story
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

WORDS = 4  # times that words which become longer may ask for more room


class Layouts(QObject):
    """Counts what asks for a new layout."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.asked[type(watched).__name__] += 1
        return False


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def test_that_losses_and_pictures_lay_out_no_dock_of_the_window(desk: Desk, qapp: QApplication) -> None:
    desk.window.resize(1600, 1000)
    run = desk.run()
    desk.say(*story(run))
    settle()
    layouts = Layouts()
    qapp.installEventFilter(layouts)
    progress = desk.parts.progress
    try:
        for step in range(301, 701, 10):
            progress._next = 0.0  # words that wait for their next fifth of a second are said at once
            desk.say(falling(step, 10, run), shown(step + 9, run))
            settle()
    finally:
        qapp.removeEventFilter(layouts)
    assert progress._label.text().startswith("step 700 of 900")
    assert "train" in desk.parts.board.loss._legend.text()
    assert layouts.asked["MainWindow"] <= WORDS, layouts.asked
