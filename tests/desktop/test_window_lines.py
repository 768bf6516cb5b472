"""A cell of a convolution: lines from its window in each channel below, the strongest bold, the others counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import Desk, started
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot
from written import written

from playground.desktop.painting.network.window_lines import MOST, lines, route
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.style.theme import LIGHT, Theme
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.protocol.events import Explained, Pictures
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Grid, Grids, Question, Region, Row, Table, WorkedExample
from playground.worked.windows import Windows, windows

BELOW, QUESTION = "stages.0.pooling", Question("stages.1.activation", (5, 1, 2))


def answered(channels: int, question: Question = QUESTION) -> WorkedExample:
    """Channel c adds (−1)^c · (c + 1) / 10."""
    added = tuple((-1) ** channel * (channel + 1) / 10 for channel in range(channels))
    source = Region(BELOW, (0, 0, 1), (1, 3, 4))
    rows = (Row("channel 1", (added[0],), source), Row(f"{channels - 1} more", (sum(added[1:]),)))
    table = Table("sum over input channels", ("z",), rows, sum(added), added)
    return WorkedExample(1, question, (table,), 1.0, 1.0, (Region(BELOW, (0, 0, 1), (channels, 3, 4)),))


def panel_with(qtbot: QtBot, channels: int = 8, leftward: bool = False) -> NetworkPanel:
    experiment = override(presets.find("cnn-digits").experiment, [f"architecture.stages.0.channels={channels}"])
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(1100, 480)
    panel.view.leftward = leftward
    panel.show()
    panel.take(replace(started(), experiment=experiment.to_json(), shape=experiment.task.shape(), path=Path("x.run")))
    flow(panel)
    return panel


def flow(panel: NetworkPanel) -> None:
    dice, found = np.random.default_rng(1), panel.view.graph
    assert found is not None
    axes = {1: ("unit",), 3: ("channel", "row", "column")}
    shots = [Snapshot(1, node.tap, axes[len(node.shape)], dice.random(node.shape).astype(np.float32)) for node in
             found.nodes if node.tap and node.tap != "prediction"]  # fmt: skip
    panel.take(Pictures(1, 1, tuple(shots)))
    panel.draw()
    panel.grab()


def asking(panel: NetworkPanel, channels: int = 8) -> Windows:
    example = answered(channels)
    found = windows(example)
    assert found is not None
    panel.show_windows(found)
    panel.mark(QUESTION, example.regions)
    return found


def words(panel: NetworkPanel) -> str:
    def paint(painter: QPainter, scale: float) -> None:
        panel.render(painter, QPoint())

    told = written(Picture(panel.size(), LIGHT.color("ground"), paint))
    return next((text.words for text in told if text.words.startswith("channel ")), "")


@pytest.mark.parametrize("leftward", [False, True])
def test_that_each_channel_below_has_a_line_from_its_window_to_the_asked_cell(
    qtbot: QtBot, themed: Theme, leftward: bool
) -> None:
    panel = panel_with(qtbot, leftward=leftward)
    panel.set_theme(themed)
    panel.mark(QUESTION, ())
    plain = panel.grab().toImage()
    found = asking(panel)
    drawn, more, rest = lines(panel.view, found, None)
    assert [line.channel for line in drawn] == [7, 6, 5, 4, 3, 2, 1, 0] and (more, rest) == (0, pytest.approx(0))
    assert [line.chosen for line in drawn] == [True, *[False] * 7] and drawn[0].share == 1.0
    for line in drawn:
        (window,) = panel.view.places(BELOW, (line.channel, 0, 1), (line.channel + 1, 3, 4))
        assert line.window == window
    lit = panel.grab().toImage()
    (cell,) = panel.view.places(QUESTION.picture, QUESTION.index, tuple(at + 1 for at in QUESTION.index))
    end = cell.right() + 3 if leftward else cell.left() - 3
    assert lit.pixel(round(end), round(cell.center().y())) != plain.pixel(round(end), round(cell.center().y()))
    assert words(panel) == "channel 8: −0.8" and "dashed" in panel.info


def test_that_of_many_channels_the_strongest_that_are_drawn_have_lines_and_the_others_are_counted(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, 64)
    found = asking(panel, 64)
    drawn, more, rest = lines(panel.view, found, None)
    box = panel.view.drawing.box_of(BELOW) if panel.view.drawing is not None else None
    assert box is not None and box.shown < 64, "not all maps are drawn"
    assert len(drawn) == MOST == 12 and [line.channel for line in drawn] == list(
        range(box.shown - 1, box.shown - 13, -1)
    )
    assert more == 52 and sum(line.added for line in drawn) + rest == pytest.approx(sum(found.added))
    assert words(panel).endswith(" · 52 more: −2.6")
    weak = box.shown - 14
    drawn, more, _ = lines(panel.view, found, weak)
    assert (drawn[-1].channel, drawn[-1].chosen, len(drawn), more) == (weak, True, MOST, 52), "it is looked at"


def test_that_the_channel_under_the_pointer_or_of_a_lit_term_is_bold(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    asking(panel)
    for channel in (2, 0):
        (window,) = panel.view.places(BELOW, (channel, 1, 2), (channel + 1, 2, 3))
        qtbot.mouseMove(panel, window.center().toPoint())
        assert words(panel) == f"channel {channel + 1}: {(channel + 1) / 10:+}"
    qtbot.mouseMove(panel, QPoint(2, 2))
    assert words(panel).startswith("channel 8")
    panel.light(Region(BELOW, (4, 0, 1), (5, 3, 4)))
    assert words(panel).startswith("channel 5")
    panel.light(None)
    assert words(panel).startswith("channel 8")


def test_that_lines_pass_the_convolution_where_it_is_unfolded_and_other_questions_have_none(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    found = asking(panel)
    assert panel.view.graph is not None
    assert [node.name for node in route(panel.view.graph, found)] == ["stages.1", BELOW]
    panel.fold("stages.1")
    panel.grab()
    flow(panel)
    names = [node.name for node in route(panel.view.graph, found)]
    assert names == ["stages.1.activation", "stages.1.convolution", BELOW] and words(panel)
    panel.mark(Question("stages.1.activation", (4, 1, 2)), ())
    assert words(panel) == "", "they belong to another number"
    panel.mark(QUESTION, ())
    panel.show_windows(None)
    assert words(panel) == ""


def test_that_the_channels_of_an_image_have_one_line_together(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    grids = (Grid("x", np.ones((3, 3)), Region("input", (0, 1, 1), (1, 4, 4))), Grid("p", np.full((3, 3), 0.1)))
    example = WorkedExample(1, Question("stages.0.activation", (0, 2, 2)), (Grids("", grids),), 1.0, 1.0)
    found = windows(example)
    assert found is not None
    ((line,), more, _) = lines(panel.view, found, None)
    assert line.added == pytest.approx(0.9) and more == 0
    three = Windows(
        found.question, tuple(Region("input", (c, 1, 1), (c + 1, 4, 4)) for c in range(3)), (0.5, 0.4, -0.1)
    )
    ((line,), more, rest) = lines(panel.view, three, None)
    assert (line.channel, line.added, more, rest) == (-1, pytest.approx(0.8), 0, 0.0)


def test_that_the_window_draws_them_as_the_answer_comes_and_drops_them_with_the_next_question(
    desk: Desk, qtbot: QtBot
) -> None:
    run = desk.run()
    network = desk.parts.board.network
    experiment = presets.find("cnn-digits").experiment
    desk.say(replace(started(run), experiment=experiment.to_json(), shape=experiment.task.shape()))
    flow(network)
    (cell,) = network.places(Region.cell(QUESTION.picture, *QUESTION.index))
    qtbot.mouseClick(network, Qt.MouseButton.LeftButton, pos=(QPointF(cell.center()) * network.zoom).toPoint())
    assert desk.parts.board.explain.question == QUESTION and words(network) == ""
    desk.say(Explained(run, 1, QUESTION, answered(8), ""))
    assert words(network).startswith("channel 8")
    qtbot.keyClick(network, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert desk.parts.board.explain.question != QUESTION and words(network) == ""


@pytest.mark.parametrize("winner", [(1, 0), None])
def test_that_the_window_of_a_pooled_cell_added_what_the_cell_is_and_not_the_sum_of_its_patch(
    winner: tuple[int, int] | None,
) -> None:
    patch, region = np.array([[0.5, 0.3], [1.2, 1.1]]), Region("stages.0.activation", (1, 6, 2), (2, 8, 4))
    value = float(patch.max() if winner else patch.mean())
    part = Grids("patch", (Grid("x", patch, region, winner),))
    found = windows(WorkedExample(1, Question(BELOW, (1, 3, 1)), (part,), value, value, (region,)))
    assert found is not None and found.added == (value,)
