"""A panel is one file: what it declares of itself is all that the window, a lesson, a race and a handout need."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import DIGITS, Desk, discard, shown, story
from filmed import LOOKS, filmed
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from test_presentation import GOOD, enter, names, stage_of
from test_presentation import words as words_of

from playground.desktop import panels
from playground.desktop.docking import panel_registry
from playground.desktop.export import batch_pictures
from playground.desktop.export.handout import content
from playground.desktop.export.offscreen_panels import OffscreenPanels
from playground.desktop.export.recording_frames import leading
from playground.desktop.race.race_lane import mirrored
from playground.desktop.state.open_document import OpenDocument
from playground.desktop.style.theme import LIGHT
from playground.experiment import presets
from playground.experiment.presets import Preset
from playground.protocol.engine_events import EngineReady

PANEL = '''
"""Steps that pictures came for, as a number."""

from typing import ClassVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import PanelSpec
from playground.protocol.events import Pictures


class CountingPanel(Panel):
    """How many pictures came."""

    name: ClassVar[str] = "counting"
    spec: ClassVar[PanelSpec] = PanelSpec(25)
    count = 0

    def title(self) -> str:
        """Its name."""
        return "Counting"

    def show_pictures(self, pictures: Pictures) -> None:
        """One more."""
        self.count += 1
        self.dirty = True

    def is_empty(self) -> bool:
        """None came."""
        return not self.count

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The number."""
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(self.count))
'''


@pytest.fixture
def counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A file with a panel in a folder of panels, as long as the test goes on."""
    folder = tmp_path / "more panels"
    folder.mkdir()
    (folder / "counting.py").write_text(PANEL, encoding="utf-8")
    monkeypatch.setattr(panels, "__path__", [*panels.__path__, str(folder)])
    yield "counting"
    sys.modules.pop("playground.desktop.panels.counting", None)
    vars(panels).pop("counting", None)


@pytest.fixture
def hall(qtbot: QtBot, tmp_path: Path, counting: str) -> Iterator[Desk]:
    """A window that was made while the file was there, and a lesson that shows its panel."""
    desk = Desk(tmp_path)
    desk.parts.control.open(OpenDocument("cnn-digits", DIGITS, preset=lesson("counting")))
    desk.window.show()
    desk.parts.board.prepare()
    desk.say(EngineReady("2.13.0", ("auto", "cpu")))
    yield desk
    desk.parts.lessons.presentation.leave()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    discard(desk)


def lesson(panel: str) -> Preset:
    scene = f'\n[[scene]]\npanels = ["loss", "{panel}"]\ntext = {{ en = "Look.", zh = "看。" }}\n'
    return presets.parse((GOOD + scene).encode(), "cnn-digits", "mine.toml")


def view_menu(desk: Desk) -> set[str]:
    bar = desk.window.menuBar()
    view = next(action.menu() for action in bar.actions() if action.text().replace("&", "") == "View")
    assert isinstance(view, QMenu)
    view.aboutToShow.emit()
    return {action.text() for action in (*view.actions(), *view.findChildren(QAction))}


def test_that_it_stands_in_the_window_and_in_the_view_menu(hall: Desk) -> None:
    hall.parts.control.run()
    hall.say(*story()[:3], shown(3))
    assert "Counting" in view_menu(hall)
    card = next(card for card in hall.parts.board.cards if card.panel.name == "counting")
    assert card.isVisible() and not card.panel.is_empty()
    card.raise_()
    assert card.panel.on_screen()


def test_that_a_lesson_shows_it(hall: Desk) -> None:
    enter(hall)
    assert names(hall) == ["loss", "counting"]
    assert stage_of(hall).caption.words == "Look."


def test_that_a_lesson_that_names_no_panel_says_which_and_what_to_do(hall: Desk) -> None:
    hall.parts.lessons.starter.preset = lesson("countin")
    hall.parts.actions_.present.trigger()
    assert any("countin" in words and "correct them" in words for words in words_of(stage_of(hall)))
    assert "countin" not in names(hall)


def test_that_a_race_a_picture_an_animation_and_a_handout_have_it(
    tmp_path: Path, qapp: QApplication, counting: str
) -> None:
    assert counting in {panel.name for panel in mirrored()}
    assert counting in panel_registry.names()
    recording = filmed(tmp_path / "a.run")
    stage = OffscreenPanels(LIGHT)
    try:
        batch_pictures.feed(stage, recording, LOOKS[-1])
        assert counting in {panel.name for panel in leading(stage.panels, ())}
        drawn = dict(batch_pictures.drawings(stage.filled(), [counting], LIGHT, None, {}))
        assert list(drawn) == [counting]
        told = content.gather(recording, stage.filled(), "en", LOOKS[-1])
        assert counting in {figure.name for figure in told.pictures}
    finally:
        stage.close()
