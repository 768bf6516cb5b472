"""Activation patching: layers and steps under the words of both specimens, and what must hold of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from playground.desktop.painting import colormap
from playground.desktop.panels.patching import PatchingPanel
from playground.desktop.style.theme import LIGHT
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

VALUES = np.array([[0.0, 0.5, 0.1], [0.0, -0.25, 1.0]], np.float32)
LABELS = {
    "layer": ("embedding", "block 1"), "time": ("a", "1", "b"), "other": ("c", "2", "b"), "target": ("1", "2"),
    "clean": ("9.5",), "corrupted": ("-9.25",), "all places": ("9.5",), "no place": ("-9.25",),
}  # fmt: skip


def begin(qtbot: QtBot, **changed: tuple[str, ...]) -> PatchingPanel:
    labels = {**LABELS, **{name.replace("_", " "): value for name, value in changed.items()}}
    shot = Snapshot(7, "patching", ("layer", "time"), VALUES, labels)
    panel = PatchingPanel()
    qtbot.addWidget(panel)
    panel.resize(520, 300)
    info = PictureInfo(shot.name, shot.axes, shot.values.shape)
    panel.take(RunStarted(1, "{}", 0, 9, 9, "cpu", 1, {}, (info,), "test example 1", Path("x.run")))
    assert panel.wanted() == {"patching"} and panel.is_empty()
    panel.take(Pictures(1, 7, (shot,)))
    panel.draw()
    panel.show()
    panel.grab()
    return panel


def test_that_a_cell_has_the_colour_of_the_share_that_comes_back(qtbot: QtBot) -> None:
    panel = begin(qtbot)
    picture = panel.grab().toImage()
    for (row, column), value in np.ndenumerate(VALUES):
        (place,) = panel.places(Region.cell("patching", row, column))
        table = colormap.table("signed", LIGHT)
        colour = table[colormap.indices(np.array([[value]], np.float32), -1, 1)][0, 0]
        assert picture.pixelColor(place.center().toPoint()) == QColor.fromRgb(int(colour))
    assert panel.info == "1 / 2" and panel.usual() == Question("patching", (1, 2))
    assert panel.neighbour(Question("patching", (1, 2)), 0, -1) == Question("patching", (0, 2))
    assert panel.neighbour(Question("patching", (1, 2)), 1, 0) is None


@pytest.mark.parametrize(("whole", "holds"), [("9.5", True), ("9.4", False)])
def test_that_the_check_says_whether_both_ends_are_reached(qtbot: QtBot, whole: str, holds: bool) -> None:
    panel = begin(qtbot, all_places=(whole,))
    words, held = panel.check()
    assert held is holds and f"all places patched {whole}" in words and words in panel.reading()
    assert "clean 9.5" in words and "no place patched −9.25" in words


def test_that_a_run_without_the_picture_has_no_such_panel(qtbot: QtBot) -> None:
    panel = PatchingPanel()
    qtbot.addWidget(panel)
    assert not panel.fits((PictureInfo("prediction", ("class",), (10,)),))
    panel.clear()
    assert panel.wanted() == frozenset()
