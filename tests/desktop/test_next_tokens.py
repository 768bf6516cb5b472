"""The next token's bars: temperature, top-k and top-p beside them hold in all panels; a bar unfolds as it is drawn."""

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

from playground.data.sampling import PLAIN, Sampling
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.base.run_position import RunPosition
from playground.desktop.panels.candidates import CandidatesPanel
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.panels.predictions import PredictionsPanel
from playground.desktop.style.theme import LIGHT, Theme
from playground.experiment import presets
from playground.protocol.commands import SampleTexts
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region

GPT = presets.find("transformer-gpt").experiment
STEP = 47
LINES = ("prompt", "temperature 0", "temperature 0.5", "temperature 1")


def logits() -> Snapshot:
    shape = GPT.task.shape()
    values = np.zeros((STEP + 1, len(shape.targets.labels)), np.float32)  # type: ignore[union-attr]
    values[STEP, :6] = np.log([40, 25, 15, 10, 6, 4])
    values[STEP, 6:] = -30
    return Snapshot(1, "output", ("time", "class"), values, {})


def begun() -> RunStarted:
    pictures = (PictureInfo("prediction", ("line", "token"), (4, 20)),)
    return replace(started(), experiment=GPT.to_json(), shape=GPT.task.shape(), path=Path("x.run"), pictures=pictures)


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    one = NetworkPanel()
    qtbot.addWidget(one)
    one.resize(1100, 480)
    one.show()
    one.take(begun())
    one.take(Pictures(1, 1, (logits(),)))
    one.grab()
    return one


def seen(panel: NetworkPanel, left: float = 0.0) -> list[str]:
    """The words in its picture."""

    def paint(painter: QPainter, scale: float) -> None:
        panel.render(painter, QPoint())

    found = written(Picture(panel.size(), LIGHT.color("ground"), paint))
    return [text.words for text in found if text.place.left() >= left]


def bars(panel: NetworkPanel) -> list[str]:
    """The words beside and behind the bars."""
    box = panel.view.bars
    assert box is not None
    return seen(panel, box.side.left)


def bar(panel: NetworkPanel, rank: int) -> QPoint:
    token = int(np.argsort(-panel.view.kept["output"].values[STEP], kind="stable")[rank])
    place = panel.view.bar_of("output", (STEP, token))
    assert place is not None
    return place.center().toPoint()


def test_that_keys_in_the_boxes_cut_bars_off_and_renormalise_the_rest(panel: NetworkPanel, qtbot: QtBot) -> None:
    boxes = panel.sampling
    assert boxes.most.isVisible() and boxes.nucleus.isVisible() and not boxes.heat.isVisible()
    before = bars(panel)
    assert "40.0\u2009%" in before and "cut off" not in before and "T = 1.00" in before
    boxes.most.setFocus()
    boxes.most.selectAll()
    qtbot.keyClicks(boxes.most, "3")
    qtbot.keyClick(boxes.most, Qt.Key.Key_Return)
    assert panel.view.sampling == Sampling(1.0, 3)
    assert [words for words in bars(panel) if words.endswith("\u2009%")] == [
        "50.0\u2009%",
        "31.2\u2009%",
        "18.8\u2009%",
    ]
    assert bars(panel).count("cut off") == len([words for words in before if words.endswith("\u2009%")]) - 3
    boxes.nucleus.setFocus()
    boxes.nucleus.selectAll()
    qtbot.keyClicks(boxes.nucleus, "0.8")
    qtbot.keyClick(boxes.nucleus, Qt.Key.Key_Return)
    assert [words for words in bars(panel) if words.endswith("\u2009%")] == ["61.5\u2009%", "38.5\u2009%"], (
        "0.81 of the three"
    )
    qtbot.keyClick(boxes.most, Qt.Key.Key_Down)
    qtbot.keyClick(boxes.most, Qt.Key.Key_Down)
    assert panel.view.sampling.top_k == 1 and bars(panel).count("100.0\u2009%") == 1


def test_that_a_click_on_a_bar_asks_for_the_probability_that_it_shows(panel: NetworkPanel, qtbot: QtBot) -> None:
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    panel.sampling.show_value(0.5, 2, 1.0)
    panel.grab()
    for rank in (0, 3):
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=bar(panel, rank))
        assert asked[-1] == Question("output", (STEP, rank), Sampling(0.5, 2))
    panel.mark(asked[-1], ())
    places = panel.places(Region.cell("output", STEP, 3))
    assert any(place.contains(QPointF(bar(panel, 3))) for place in places), "its bar is outlined"
    assert panel.selected == "output"
    qtbot.keyClick(panel, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert asked[-1] == Question("output", (STEP, 4)), "the arrow keys walk from number to number"


def test_that_what_is_cut_off_is_paler_in_both_themes(panel: NetworkPanel, themed: Theme) -> None:
    panel.set_theme(themed)
    box = panel.view.bars
    assert box is not None
    places = [panel.view.bar_of("output", (STEP, token)) for token in (1,)]
    shots = []
    for top_k in (0, 1):
        panel.sampling.show_value(1.0, top_k, 1.0)
        shots.append(panel.grab().toImage())
    (place,) = places
    assert place is not None
    ground = themed.color("hover")
    row = [[shot.pixelColor(x, round(place.center().y())) for x in range(round(place.left()), round(place.right()))]
           for shot in shots]  # fmt: skip
    full, pale = (max(abs(one.lightness() - ground.lightness()) for one in line[60:-70]) for line in row)
    assert 0 < pale < full


def test_that_by_default_the_bars_are_the_softmax_and_a_file_names_only_the_temperature(panel: NetworkPanel) -> None:
    assert panel.view.sampling == PLAIN
    assert not [words for words in bars(panel) if words.startswith("k = ") and words != "k = all"]
    panel.sampling.show_value(0.7, 5, 0.9)
    assert "k = 5   p = 0.90" in bars(panel) and "T = 0.70" in bars(panel)


def test_that_what_is_chosen_in_one_panel_holds_in_all_and_the_engine_hears_of_it_once(
    desk: Desk, qtbot: QtBot
) -> None:
    network, likely, answers = (
        desk.parts.board.panel(kind) for kind in (NetworkPanel, CandidatesPanel, PredictionsPanel)
    )
    for hundredths in range(90, 40, -10):  # it is dragged
        network._heat.setValue(hundredths)
    assert answers.sampling.value == Sampling(0.5) and likely.sampling.value == Sampling(0.5, 10)
    qtbot.waitUntil(lambda: any(isinstance(command, SampleTexts) for command in desk.sent))
    assert [command for command in desk.sent if isinstance(command, SampleTexts)] == [SampleTexts(Sampling(0.5))]
    likely.sampling.nucleus.setValue(0.9)
    assert network.view.sampling == Sampling(0.5, 0, 0.9), "how many are listed there is no choice for all"
    likely.sampling.most.setValue(4)
    assert network.view.sampling == answers.sampling.value == Sampling(0.5, 4, 0.9)
    answers.sampling.heat.setValue(0)
    assert network._heat.value() == 0 and likely.sampling.value.temperature == 0
    desk.parts.commands.sample(Sampling(0.5))
    desk.sent.clear()
    desk.run()
    assert SampleTexts(Sampling(0.5)) in desk.sent, "a new engine knows nothing of it"


def test_that_a_text_that_is_written_offers_how_and_a_recorded_one_does_not(qtbot: QtBot) -> None:
    panel = PredictionsPanel()
    qtbot.addWidget(panel)
    panel.take(begun())
    own = Sampling(0.8, 5, 0.9)
    labels = {"line": (*LINES, own.words), **dict.fromkeys((*LINES, own.words), ("a",) * 20)}
    values = np.full((5, 20), 0.5, np.float32)
    assert not panel.sampling.isVisibleTo(panel.controls)
    panel.take(Pictures(1, 3, (Snapshot(3, "prediction", ("line", "token"), values, labels),)))
    assert panel.sampling.isVisibleTo(panel.controls)
    assert panel._titles(panel._kept["prediction"])[-1] == "T 0.8  k 5  p 0.9"
    panel.follow_run(RunPosition(recorded=True))
    assert not panel.sampling.isVisibleTo(panel.controls)
    panel.follow_run(RunPosition(racing=True))
    assert not panel.sampling.isVisibleTo(panel.controls)


def test_that_answers_with_line_breaks_among_them_or_nothing_else_are_drawn(qtbot: QtBot) -> None:
    one = NetworkPanel()
    qtbot.addWidget(one)
    one.resize(900, 300)  # a letter has seven points here
    one.show()
    one.take(begun())
    names = GPT.task.shape().targets.labels  # type: ignore[union-attr]
    for share in (0.5, 1.0):
        values = np.zeros((STEP + 1, len(names)), np.float32)
        breaks = round(share * len(values))
        values[:breaks, names.index("\n")] = values[breaks:, names.index("e")] = 5.0
        one.take(Pictures(1, 1, (Snapshot(1, "output", ("time", "class"), values, {}),)))
        one.draw()
        found = seen(one)[: len(values)]  # the bars follow
        assert found.count("↵") == breaks and found.count("e") == len(values) - breaks
