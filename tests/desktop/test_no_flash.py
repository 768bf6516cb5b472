"""Nothing that belongs inside the window is ever on the screen as a window of its own, not for an instant."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk, discard, story
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

from playground.desktop.state.open_document import open_experiment


class Watch(QObject):
    """Notes each widget that is shown as a window without being one."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not isinstance(watched, QMainWindow | QDialog | QMenu)
        ):
            self.strays.append(f"{type(watched).__name__} {watched.accessibleName() or watched.objectName()}")
        return False


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[Watch]:
    one = Watch()
    qapp.installEventFilter(one)
    yield one
    qapp.removeEventFilter(one)


def test_that_a_widget_shown_too_early_would_be_noticed(qtbot: QtBot, watch: Watch) -> None:
    stray = QWidget()
    qtbot.addWidget(stray)
    stray.setVisible(True)
    assert watch.strays == ["QWidget "]


def test_that_nothing_flashes_while_the_window_is_built_runs_and_shows_every_panel(
    qtbot: QtBot, watch: Watch, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    desk.window.show()
    for preset in ("cnn-digits", "rnn-sine", "transformer-reverse", "attention-seed"):
        desk.parts.control.open(open_experiment(preset))
        desk.say(*story(desk.run(), 50))
        for panel in desk.parts.board.panels:
            desk.parts.board.reveal(panel)
        QApplication.processEvents()
    assert watch.strays == []
    discard(desk)
