"""Nudge, Disturbances and Landscape panels: sliders ask nothing, headers say what is measured, parts are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPolygonF
from pytestqt.qtbot import QtBot
from test_survey_panels import begin, click

from playground.desktop.panels.disturbances import DisturbancesPanel
from playground.desktop.panels.landscape import LandscapePanel
from playground.desktop.panels.nudge import NudgePanel
from playground.desktop.style.theme import Theme
from playground.protocol.events import Pictures
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question, Region
from playground.worked.landscape import PATH, RANDOM, SIDE, Landscape, packed
from playground.worked.nudge import CURVES, DISTURBANCES, METHODS, PICTURE, STRENGTHS

DICE = np.random.default_rng(2)


def nudges(kind: str = "image") -> Snapshot:
    """Sure of class 0 at first, of class 1 from the fourth strength on."""
    values = np.zeros((2, STRENGTHS, 2 + 12), np.float32)
    for strength in range(STRENGTHS):
        values[:, strength, :2] = (0.9, 0.1) if strength < 3 else (0.2, 0.8)
        values[:, strength, 2:] = np.linspace(0, 0.5, 12) + 0.05 * strength
    labels = {
        "method": METHODS, "epsilon": tuple(f"{0.05 * i:.3g}" for i in range(STRENGTHS)), "class": ("cat", "dog"),
        "size": ("3", "4"), "kind": (kind,), "truth": ("cat",),
    }  # fmt: skip
    return Snapshot(7, PICTURE, ("method", "epsilon", "answer, then input"), values, labels)


def curves(known: int) -> Snapshot:
    values = np.full((len(DISTURBANCES), 9, 2), np.nan, np.float32)
    for at in range(known):
        values[:, at] = (0.05 * at, 1 - 0.1 * at)
    labels = {"disturbance": DISTURBANCES, "count": ("256",), "step": ("5",)}
    return Snapshot(7, CURVES, ("disturbance", "level", "change, accuracy"), values, labels)


def landscape(name: str, known: float = 1.0) -> Snapshot:
    xs = np.linspace(-1, 1, SIDE)
    grid = 0.1 + xs[None, :] ** 2 + xs[:, None] ** 2
    grid[: int((1 - known) * SIDE)] = np.nan
    path = np.linspace([-0.8, 0.6], [0, 0], 9) if name == PATH else np.zeros((0, 2))
    return Snapshot(7, name, ("number",), packed(Landscape((-1, 1), (-1, 1), grid, 0.1, path)), {"step": ("5",)})


@pytest.mark.parametrize("kind", ["image", "sequence"])
def test_that_the_slider_shows_another_epsilon_and_the_header_from_where_the_answer_turns(
    qtbot: QtBot, themed: Theme, kind: str
) -> None:
    panel = NudgePanel()
    panel.set_theme(themed)
    begin(qtbot, panel, nudges(kind))
    panel.choose(1, 2)
    assert (
        panel.epsilon == "0.1" and "cat" in panel.info and "ε = 0.15" in panel.info and panel.info.endswith("90\u2009%")
    )
    panel.choose(0, 4)
    panel.grab()
    assert panel.epsilon == "0.2" and "dog" in panel.info and panel.wanted() == {PICTURE}


def test_that_an_input_without_any_change_is_drawn(qtbot: QtBot) -> None:
    panel = NudgePanel()
    begin(qtbot, panel, nudges())
    panel.choose(0, 0)
    panel.grab()
    assert "cat" in panel.info


def test_that_accuracy_at_one_size_of_change_is_read_between_the_points(qtbot: QtBot, themed: Theme) -> None:
    panel = DisturbancesPanel()
    panel.set_theme(themed)
    begin(qtbot, panel, curves(9))
    assert panel.at("PGD", 0.125) == pytest.approx(0.75) and np.isnan(panel.at("noise", 2.0))
    assert "256 test examples" in panel.info and panel.info.endswith("80\u2009%") and panel.shown_step() == 5
    panel.show_pictures(Pictures(1, 8, (curves(1),)))
    panel.draw()
    panel.grab()
    assert panel.info.endswith("–")


def test_that_a_landscape_is_drawn_in_part_and_then_told_how_sharp_it_is(qtbot: QtBot, themed: Theme) -> None:
    panel = LandscapePanel()
    panel.set_theme(themed)
    begin(qtbot, panel, landscape(RANDOM, 0.5))
    assert panel.info.endswith("52\u2009%") and panel.wanted() == {RANDOM}
    panel.show_pictures(Pictures(1, 8, (landscape(RANDOM),)))
    panel.draw()
    panel.grab()
    sharpness = float(panel.info.rpartition(" ")[2])
    assert sharpness == pytest.approx(0.25, abs=0.01)  # the mean of x² + y² on the circle of radius a half


def test_that_no_line_of_a_coarse_landscape_goes_through_a_place_that_is_nowhere(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[QPolygonF] = []
    monkeypatch.setattr(QPainter, "drawPolyline", lambda painter, points: drawn.append(points))
    coarse = np.full((SIDE, SIDE), np.nan)
    coarse[::4, ::4] = np.random.default_rng(1).uniform(0.1, 3.0, (7, 7))
    coarse[4:8] = np.nan
    shot = landscape(RANDOM)
    values = packed(Landscape((-1, 1), (-1, 1), coarse, 0.1, np.zeros((0, 2))))
    panel = LandscapePanel()
    begin(qtbot, panel, replace(shot, values=values))
    panel.resize(450, 140)
    panel.grab()
    points = [point for line in drawn for point in line]
    assert points and all(np.isfinite([point.x(), point.y()]).all() for point in points), "Qt strokes it for ever"


def test_that_the_path_is_a_choice_and_a_run_without_one_says_so(qtbot: QtBot) -> None:
    panel = LandscapePanel()
    begin(qtbot, panel, landscape(RANDOM), landscape(PATH))
    panel.choose(path=True)
    panel.draw()
    panel.grab()
    assert panel.wanted() == {PATH} and not panel.is_empty() and "circle" not in panel.info
    blank = landscape(PATH)
    blank.values[:] = np.nan
    panel.show_pictures(Pictures(1, 8, (blank,)))
    panel.draw()
    panel.grab()
    assert panel.is_empty() and "path" in panel.empty_words()


@pytest.mark.parametrize("zoom", [1.0, 1.6])
def test_that_a_click_asks_about_the_number_under_it(qtbot: QtBot, zoom: float) -> None:
    nudge, accuracy, losses = NudgePanel(), DisturbancesPanel(), LandscapePanel()
    shots = (nudges(), curves(9), landscape(RANDOM))
    asked: list[Question] = []
    for panel, shot in zip((nudge, accuracy, losses), shots, strict=True):
        panel.set_zoom(zoom)
        begin(qtbot, panel, shot)
        panel.picked.connect(asked.append)
    nudge.choose(1, 4)
    nudge.grab()
    click(nudge, nudge._bars[1,].center())
    assert nudge._moved is not None
    click(nudge, nudge._moved.box((2, 3), (3, 4)).center())
    assert asked == [Question(PICTURE, (1, 4, 1)), Question(PICTURE, (1, 4, 2 + 11))]
    assert nudge.neighbour(asked[1], 0, -1) == Question(PICTURE, (1, 4, 2 + 7))
    assert nudge.neighbour(asked[0], 0, 1) is None and nudge.places(Region.cell("input", 0, 1, 1))
    click(accuracy, accuracy._points[0, 3])
    assert asked[2] == Question(CURVES, (0, 3)) and accuracy.neighbour(asked[2], 1, 0) == Question(CURVES, (0, 4))
    assert losses._cells is not None
    click(losses, losses._cells.box((3, 5), (4, 6)).center())
    click(losses, QPointF(6, 6))
    assert asked[3:] == [Question(RANDOM, (SIDE - 4, 5)), Question(RANDOM, (SIDE, SIDE))]
    for panel, question in zip((nudge, accuracy, losses), asked[1:4], strict=True):
        (place,) = panel.places(Region.cell(question.picture, *question.index))
        assert panel.question_at(place.center()) == question
        panel.mark(question, ())
        panel.grab()
