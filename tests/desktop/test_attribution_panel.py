"""Attribution: the panel draws what the picture says, offers what the run has, and tells what the check came to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.desktop.i18n.attribution_text import AttributionText
from playground.desktop.painting import colormap
from playground.desktop.panels.attribution import AttributionPanel
from playground.desktop.style.theme import LIGHT
from playground.protocol import attribution as names
from playground.protocol.attribution import Attribution
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

INTEGRATED = Attribution(names.INTEGRATED).name
COVERED = Attribution(names.OCCLUSION, parameter="3").name
VALUES = np.array([[0.5, -1.0], [0.25, 0.0]], np.float32)
LABELS = {names.TARGET: ("7",), names.SCORE: ("2.0",), names.WITHOUT: ("2.25",), names.SUM: ("-0.25",)}
PIXELS = Snapshot(7, INTEGRATED, ("row", "column"), VALUES, LABELS)
IMAGE = Snapshot(7, "input", ("channel", "row", "column"), np.ones((1, 4, 4), np.float32))
TOKENS = Snapshot(
    7, INTEGRATED, ("answer", "time"), np.array([[1, 2, 3], [0, 0, 4]], np.float32),
    {"answer": ("1", "2"), "time": ("a", "B", "c"), names.TARGET: ("b", "c"), names.SCORE: ("6.0", "5.0"),
     names.WITHOUT: ("0.0", "0.0"), names.SUM: ("6.0", "4.0")},
)  # fmt: skip


def begin(qtbot: QtBot, *shots: Snapshot, others: tuple[str, ...] = ()) -> AttributionPanel:
    panel = AttributionPanel()
    qtbot.addWidget(panel)
    panel.resize(520, 320)
    infos = [PictureInfo(shot.name, shot.axes, shot.values.shape) for shot in shots]
    infos += [PictureInfo(name, ("row", "column"), (2, 2)) for name in others]
    panel.take(RunStarted(1, "{}", 0, 9, 9, "cpu", 1, {}, tuple(infos), "test example 1", Path("x.run")))
    panel.take(Pictures(1, 7, shots))
    panel.draw()
    panel.show()
    panel.grab()
    return panel


def test_that_a_cell_has_the_colour_of_its_number_and_the_specimen_stands_beside(qtbot: QtBot) -> None:
    panel = begin(qtbot, PIXELS, IMAGE)
    assert panel.wanted() == {INTEGRATED, "input"} and panel.info == "for 7"
    picture = panel.grab().toImage()
    for (row, column), value in np.ndenumerate(VALUES):
        (place,) = panel.places(Region.cell(INTEGRATED, row, column))
        table = colormap.table("signed", LIGHT)
        colour = table[colormap.indices(np.array([[value]], np.float32), -1, 1)][0, 0]
        assert picture.pixelColor(place.center().toPoint()) == QColor.fromRgb(int(colour))
    (beside,) = panel.places(Region.cell("input", 0, 3, 3))
    assert picture.pixelColor(beside.center().toPoint()) == QColor("#FFFFFF")


def test_that_a_click_asks_for_the_cell_under_it(qtbot: QtBot) -> None:
    panel = begin(qtbot, PIXELS, IMAGE)
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    (place,) = panel.places(Region.cell(INTEGRATED, 1, 0))
    at = place.center() * panel.zoom
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(round(at.x()), round(at.y())))
    assert asked == [Question(INTEGRATED, (1, 0))]
    assert panel.usual() == Question(INTEGRATED, (0, 1))  # the largest, of whichever sign
    assert panel.neighbour(Question(INTEGRATED, (0, 1)), 1, 0) is None


def test_that_the_check_says_whether_the_sum_is_what_was_gained(qtbot: QtBot) -> None:
    panel = begin(qtbot, PIXELS)
    assert panel.reading().endswith("Completeness: the sum is −0.25, f(x) − f(baseline) is −0.25; the difference is 0.")
    text = AttributionText()
    assert text.check(PIXELS, 0)[1] is True
    assert text.check(TOKENS, 0)[1] is True and text.check(TOKENS, 1)[1] is False
    assert text.worst(TOKENS) == 1
    tokens = begin(qtbot, TOKENS)
    assert "the sum is 4, f(x) − f(baseline) is 5; the difference is −1." in tokens.reading()
    tokens.mark(Question(INTEGRATED, (0, 2)), ())  # the answer that is asked about is the one that is checked
    assert "the sum is 6, f(x) − f(baseline) is 6; the difference is 0." in tokens.reading()


def test_that_only_the_chosen_picture_is_asked_for(qtbot: QtBot) -> None:
    truth = Attribution(names.INTEGRATED, names.TRUTH).name
    rollout = Attribution(names.ROLLOUT).name
    others = (COVERED, Attribution(names.OCCLUSION, parameter="5").name, truth, rollout)
    panel = begin(qtbot, PIXELS, others=others)
    assert panel.wanted() == {INTEGRATED}
    panel.show_picture(truth)
    assert panel.wanted() == {truth} and panel.is_empty()
    panel.show_picture(COVERED)
    assert panel.wanted() == {COVERED} and "3 × 3" in panel.caption()
    panel.choose(Attribution(names.ROLLOUT, names.TRUTH))
    assert panel.wanted() == {rollout}  # which knows no class
    panel.clear()
    assert panel.wanted() == frozenset() and panel.is_empty()


@pytest.mark.parametrize(
    ("method", "labels", "words"),
    [
        (names.SMOOTH, {names.AGREEMENT: ("0.5",), names.SAMPLES: ("32",)}, "32 noisy samples agree"),
        (names.GRAD_CAM, {names.SCORE: ("1.5",)}, "f(x) is 1.5"),
        (names.OCCLUSION, {names.SCORE: ("1.5",), names.SAMPLES: ("64",)}, "64 in all"),
        (names.ROLLOUT, {names.SUM: ("1.0",)}, "adds up to 1."),
        (names.ATTENTION_GRADIENT, {names.SAMPLES: ("1",)}, "Only what raises the score"),
    ],
)
def test_that_every_method_says_what_was_checked(method: str, labels: dict[str, tuple[str, ...]], words: str) -> None:
    text = AttributionText()
    shot = Snapshot(1, Attribution(method, parameter="3").name, ("row", "column"), VALUES, labels)
    assert words in text.check(shot, 0)[0] and text.method(method)


def test_that_a_name_says_what_a_picture_shows() -> None:
    for asked in (
        Attribution(names.GRAD_CAM, names.TRUTH, "stages.0.activation"), Attribution(names.OCCLUSION, parameter="3"),
        Attribution(names.ROLLOUT),
    ):  # fmt: skip
        assert Attribution.parse(asked.name) == asked
    for other in ("prediction", "attribution", "attribution.answer.magic", "attribution.nobody.occlusion.3"):
        assert Attribution.parse(other) is None
