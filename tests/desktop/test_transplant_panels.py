"""Patching across time and Sanity check panels: what they draw is what was measured, and a click asks about it."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from test_survey_panels import begin, click

from playground.desktop.panels.sanity import SanityPanel
from playground.desktop.panels.transplant import TransplantPanel
from playground.desktop.race.race_lane import mirrored
from playground.desktop.style.theme import Theme
from playground.protocol.events import Pictures
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, Region
from playground.worked.sanity import LAYER, METHOD, PICTURE
from playground.worked.transplant import ALL, COUNT, LANE, METRIC, NONE, NOW, ROWS, SOURCE, TIME
from playground.worked.transplant import LAYER as COLUMN


def cells(name: str, rows: int = 3) -> Snapshot:
    values = np.full((ROWS, 4), np.nan, np.float32)
    values[:rows] = [0.9, 0.5, 0.8, 0.1]
    labels = {
        SOURCE: tuple(f"step {10 * row}" for row in range(rows)), COLUMN: (NONE, "stages.0.convolution", "output", ALL),
        METRIC: ("accuracy",), COUNT: ("256",), NOW: ("30",), "step": ("30",),
    }  # fmt: skip
    return Snapshot(30, name, (SOURCE, COLUMN), values, labels)


def correlations(known: int = 2) -> Snapshot:
    values = np.full((3, 2, 4), np.nan, np.float32)
    values[:, :known] = np.array([0.9, 0.2, -0.1], np.float32)[:, None, None]
    labels = {METHOD: ("integrated-gradients", "occlusion.1", "grad-cam.stages.0.activation"),
              LAYER: ("output", "stages.0.convolution"), "step": ("30",)}  # fmt: skip
    return Snapshot(30, PICTURE, (METHOD, LAYER, "example"), values, labels)


@pytest.mark.parametrize("zoom", [1.0, 1.6])
def test_that_layers_of_earlier_steps_are_told_and_asked_about(qtbot: QtBot, themed: Theme, zoom: float) -> None:
    panel = TransplantPanel()
    panel.set_theme(themed)
    panel.set_zoom(zoom)
    begin(qtbot, panel, cells(TIME))
    assert panel.wanted() == {TIME} and panel.info.endswith("90.0\u2009%") and panel.shown_step() == 30
    words, holds = panel.check()
    assert holds and "256 test examples" in words and "step 30" in words
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    assert panel._cells is not None and (panel._cells.rows, panel._cells.columns) == (3, 4)
    click(panel, panel._cells.box((1, 2), (2, 3)).center())
    assert asked == [Question(TIME, (1, 2))] and panel.neighbour(asked[0], 1, 1) == Question(TIME, (2, 3))
    assert panel.neighbour(Question(TIME, (2, 3)), 1, 0) is None and panel.places(Region.cell(TIME, 1, 2))
    assert panel.usual() == Question(TIME, (0, 1)), "the layer that costs most"


def test_that_the_other_lane_comes_first_in_a_race_and_lanes_that_do_not_fit_are_told(qtbot: QtBot) -> None:
    assert {TransplantPanel, SanityPanel} <= set(mirrored())
    panel = TransplantPanel()
    begin(qtbot, panel, cells(TIME), cells(LANE))
    assert panel.wanted() == {LANE}
    panel.show_picture(TIME)
    assert panel.wanted() == {TIME}
    panel.show_picture(LANE)
    panel.show_pictures(Pictures(1, 31, (cells(LANE, rows=0),)))
    panel.draw()
    panel.grab()
    assert panel.is_empty() and "same layers" in panel.empty_words()
    panel.clear()
    assert panel.wanted() == frozenset()


def test_that_the_sanity_check_names_what_stays_most_like_itself(qtbot: QtBot, themed: Theme) -> None:
    panel = SanityPanel()
    panel.set_theme(themed)
    begin(qtbot, panel, correlations(known=1))
    assert "1 of 2 layers" in panel.info and "Integrated" in panel.info and panel.info.endswith("0.90")
    panel.show_pictures(Pictures(1, 31, (correlations(),)))
    panel.draw()
    panel.grab()
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    click(panel, panel._points[1, 1])
    assert asked == [Question(PICTURE, (1, 1))] and panel.neighbour(asked[0], -1, 0) == Question(PICTURE, (1, 0))
    assert panel.usual() == Question(PICTURE, (0, 1)) and panel.places(Region.cell(PICTURE, 2, 0))
    panel.show_pictures(Pictures(1, 32, (correlations(known=0),)))
    assert panel.is_empty()
