"""Confusion, Maximising and Plane: what they draw is what the pictures say, and a click makes a specimen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from desk import Desk, specimen, started
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.desktop.painting import colormap
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.confusion import ConfusionPanel
from playground.desktop.panels.embedding_map import EmbeddingMapPanel
from playground.desktop.panels.top_examples import TopExamplesPanel
from playground.desktop.style.theme import LIGHT, Theme
from playground.protocol.commands import ChooseExample
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question

LEFT = Qt.MouseButton.LeftButton
ROWS = np.array([[0, 0, 0.9], [0, 0, 0.6], [1, 1, 0.8], [1, 2, 0.55], [1, 2, 0.75], [2, 2, 1.0]], np.float32)
ANSWERS = Snapshot(7, "confusion", ("example", "truth, answer, probability"), ROWS, {"class": ("cat", "dog", "owl")})
FOUND = np.zeros((4, 9, 2), np.float32)
FOUND[..., 0] = np.arange(9) + 10 * np.arange(4)[:, None]
FOUND[..., 1] = 5 - np.arange(9) / 10
CHANNELS = Snapshot(7, "maximising.stages.0.activation", ("channel", "rank", "example, value"), FOUND)
UNITS = Snapshot(7, "maximising.hidden.0.activation", ("unit", "rank", "example, value"), FOUND[:2])
IMAGES = Snapshot(
    7, "maximising", ("example", "row", "column"), np.random.default_rng(0).random((40, 4, 4), np.float32)
)
CODES = Snapshot(
    7, "plane.code", ("example", "coordinate"), np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32),
    {"example": ("0", "1", "0", "1"), "class": ("0", "1")},
)  # fmt: skip
TOKENS = Snapshot(
    7, "plane.words", ("example", "coordinate"), np.array([[-1, 0], [1, 0.5], [0, 1]], np.float32),
    {"example": ("cat", " ", "owl")},
)  # fmt: skip


def begin(qtbot: QtBot, panel: Panel, *shots: Snapshot) -> list[int]:
    qtbot.addWidget(panel)
    panel.resize(panel.zoom * QSize(520, 320))
    infos = tuple(PictureInfo(shot.name, shot.axes, shot.values.shape) for shot in shots)
    panel.take(RunStarted(1, "{}", 0, 9, 9, "cpu", 1, {}, infos, "test example 1", Path("x.run")))
    panel.take(Pictures(1, 7, shots))
    panel.draw()
    panel.show()
    panel.grab()
    chosen: list[int] = []
    panel.example_chosen.connect(chosen.append)
    return chosen


def click(panel: Panel, at: QPointF) -> None:
    QTest.mouseClick(panel, LEFT, pos=(panel.zoom * at).toPoint())
    panel.grab()


@pytest.mark.parametrize("zoom", [1.0, 1.6])
def test_that_the_confusion_counts_and_lists_the_examples_of_a_cell_the_surest_first(qtbot: QtBot, zoom: float) -> None:
    panel = ConfusionPanel()
    panel.set_zoom(zoom)
    chosen = begin(qtbot, panel, ANSWERS)
    assert panel.counts.tolist() == [[2, 0, 0], [0, 1, 2], [0, 0, 1]] and panel.info == "4 of 6 right"
    assert panel.wanted() == {"confusion"}
    click(panel, panel._place_of(1, 2, 3).center())
    assert panel.examples((1, 2)) == [(4, 0.75), (3, pytest.approx(0.55))]
    assert [index for _, index in panel._lines] == [4, 3]
    click(panel, panel._lines[1][0].center())
    assert chosen == [3]


def test_that_a_share_of_a_class_is_its_colour(qtbot: QtBot) -> None:
    panel = ConfusionPanel()
    begin(qtbot, panel, ANSWERS)
    picture = panel.grab().toImage()
    for cell, share in (((0, 0), 1.0), ((1, 2), 2 / 3), ((2, 0), 0.0)):
        corner = panel._place_of(*cell, 3).topLeft() + QPointF(5, 5)
        expected = colormap.table("magnitude", LIGHT)[colormap.indices(np.array([[share]], np.float32), 0, 1)][0, 0]
        assert picture.pixelColor(corner.toPoint()) == QColor.fromRgb(int(expected))


def test_that_the_confusion_is_read_with_the_keyboard_alone(qtbot: QtBot) -> None:
    panel = ConfusionPanel()
    chosen = begin(qtbot, panel, ANSWERS)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(panel, key)
    for _ in range(3):
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert panel._cell == (1, 2) and chosen == [4, 3, 4]


def test_that_more_examples_than_fit_are_counted_and_none_is_said(qtbot: QtBot, themed: Theme) -> None:
    many = np.tile(np.array([[0, 1, 0.5]], np.float32), (300, 1))
    panel = ConfusionPanel()
    panel.set_theme(themed)
    begin(qtbot, panel, Snapshot(7, "confusion", ANSWERS.axes, many, ANSWERS.labels))
    panel.choose((0, 1))
    panel.grab()
    assert 5 < len(panel._lines) < 300
    panel.choose((2, 2))
    panel.grab()
    assert not panel._lines
    broken = np.full((4, 3), np.nan, np.float32)
    panel.show_pictures(Pictures(1, 8, (Snapshot(8, "confusion", ANSWERS.axes, broken, ANSWERS.labels),)))
    panel.draw()
    panel.grab()


@pytest.mark.parametrize("zoom", [1.0, 1.6])
def test_that_the_most_exciting_examples_of_a_channel_are_shown_and_one_is_chosen(qtbot: QtBot, zoom: float) -> None:
    panel = TopExamplesPanel()
    panel.set_zoom(zoom)
    chosen = begin(qtbot, panel, CHANNELS, UNITS, IMAGES)
    assert panel.shown == CHANNELS.name and [index for index, _ in panel.found()] == list(range(9))
    assert panel.wanted() == {CHANNELS.name}  # the examples are known
    before = panel.grab().toImage()
    panel._unit.setValue(3)
    assert [index for index, _ in panel.found()] == list(range(20, 29)) and panel.grab().toImage() != before
    click(panel, panel._tiles[4][0].center())
    QTest.keyClick(panel, Qt.Key.Key_9)
    QTest.keyClick(panel, Qt.Key.Key_Right)
    QTest.keyClick(panel, Qt.Key.Key_1)
    assert chosen == [24, 28, 30]


def test_that_a_cell_clicked_elsewhere_names_the_channel_or_unit(qtbot: QtBot) -> None:
    panel = TopExamplesPanel()
    begin(qtbot, panel, CHANNELS, UNITS, IMAGES)
    panel.follow(Question("stages.0.activation", (2, 3, 3)))
    assert (panel.shown, panel.unit) == (CHANNELS.name, 2)
    panel.follow(Question("hidden.0.activation", (1,)))
    assert (panel.shown, panel.unit) == (UNITS.name, 1)
    panel.follow(Question("unknown", (3,)))
    assert (panel.shown, panel.unit) == (UNITS.name, 1)


@pytest.mark.parametrize(
    "examples",
    [IMAGES, Snapshot(7, "maximising", ("example", "step"), np.random.default_rng(1).random((40, 12), np.float32)),
     Snapshot(7, "maximising", ("example", "nothing"), np.zeros((40, 1), np.float32),
              {"example": tuple(f"the {n} words" * 9 for n in range(40))})],
)  # fmt: skip
def test_that_examples_are_drawn_as_what_they_are(qtbot: QtBot, themed: Theme, examples: Snapshot) -> None:
    panel, bare = TopExamplesPanel(), TopExamplesPanel()
    for one, shots in ((panel, [CHANNELS, examples]), (bare, [CHANNELS])):
        one.set_theme(themed)
        begin(qtbot, one, *shots)
    assert panel.grab().toImage() != bare.grab().toImage()
    worst = FOUND.copy()
    worst[..., 1] = -np.inf
    panel.show_pictures(Pictures(1, 8, (Snapshot(8, CHANNELS.name, CHANNELS.axes, worst),)))
    panel.grab()


@pytest.mark.parametrize("zoom", [1.0, 1.6])
def test_that_codes_can_be_chosen_and_words_only_read(qtbot: QtBot, zoom: float) -> None:
    panel = EmbeddingMapPanel()
    panel.set_zoom(zoom)
    chosen = begin(qtbot, panel, CODES, TOKENS)
    assert panel.wanted() == {"plane.code"}
    click(panel, panel._points[2])
    assert chosen == [2]
    QTest.mouseMove(panel, (zoom * panel._points[3]).toPoint())
    qtbot.waitUntil(lambda: panel.info == "test example 4 · 1")
    panel.choose("words")
    panel.draw()
    panel.grab()
    click(panel, panel._points[0])
    assert chosen == [2] and panel.wanted() == {"plane.words"}


@pytest.mark.parametrize("shots", [[CODES], [TOKENS]])
def test_that_a_plane_without_numbers_is_drawn_without_complaint(qtbot: QtBot, shots: Sequence[Snapshot]) -> None:
    panel = EmbeddingMapPanel()
    begin(qtbot, panel, *shots)
    broken = Snapshot(8, shots[0].name, shots[0].axes, np.full_like(shots[0].values, np.nan), shots[0].labels)
    panel.show_pictures(Pictures(1, 8, (broken,)))
    panel.draw()
    panel.grab()
    panel.clear()
    assert panel.is_empty() and panel.wanted() == frozenset()


def test_that_an_example_clicked_in_a_survey_becomes_the_specimen_of_the_window(desk: Desk) -> None:
    number = desk.run()
    desk.say(started(number), specimen(number))
    board = desk.parts.board
    board.panel(ConfusionPanel).example_chosen.emit(17)
    assert desk.sent[-1] == ChooseExample(17)
