"""The network panel: drawn from the layer table, alive from the first picture, and the way to every layer and cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import started
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.data.sampling import Sampling
from playground.desktop.i18n.network_text import NetworkText
from playground.desktop.painting.network.strength import strength, way
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.style.theme import DARK
from playground.experiment import presets
from playground.network.building import graph
from playground.network.graph import NodeForm
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Contributions, Question, Region, Weighed

pytestmark = pytest.mark.usefixtures("qapp")

FAMILIES = ("cnn-digits", "rnn-seed-digits", "transformer-gpt", "transformer-reverse", "attention-seed", "vae-digits")
AXES = {
    NodeForm.IMAGE: ("channel", "row", "column"), NodeForm.MAPS: ("channel", "row", "column"),
    NodeForm.UNITS: ("unit",), NodeForm.CLASSES: ("class",), NodeForm.STATES: ("time", "feature"),
    NodeForm.TOKENS: ("time",), NodeForm.ANSWERS: ("time", "class"), NodeForm.ATTENTION: ("head", "query", "key"),
    NodeForm.SCORES: ("head score", "query", "key"),
}  # fmt: skip


def begun(name: str) -> RunStarted:
    experiment = presets.find(name).experiment
    return replace(started(), experiment=experiment.to_json(), shape=experiment.task.shape(), path=Path("x.run"))


def flowing(panel: NetworkPanel, step: int = 1) -> Pictures:
    """A picture of each node, as a run would send it."""
    dice, shots = np.random.default_rng(step), []
    found = panel.view.graph
    assert found is not None
    for node in found.nodes:
        if node.tap in panel.view.wanted():
            values = np.abs(dice.standard_normal(node.shape)).astype(np.float32)
            if node.form in (NodeForm.ATTENTION, NodeForm.CLASSES):
                values /= values.sum(axis=-1, keepdims=True)
            labels = {"class": node.words, "truth": node.words[:1]} if node.form is NodeForm.CLASSES else {}
            shots.append(Snapshot(step, node.tap, AXES[node.form], values, labels))
    return Pictures(1, step, tuple(shots))


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    one = NetworkPanel()
    qtbot.addWidget(one)
    one.resize(1100, 480)
    one.show()
    return one


def live(panel: NetworkPanel, name: str) -> NetworkPanel:
    panel.take(begun(name))
    panel.grab()
    panel.take(flowing(panel))
    panel.draw()
    panel.grab()
    return panel


def middle(panel: NetworkPanel, question: Question) -> QPoint:
    (place,) = panel.places(Region.cell(question.picture, *question.index))
    return place.center().toPoint()


def pixels(panel: NetworkPanel) -> bytes:
    picture = QImage(1100, 480, QImage.Format.Format_RGB32)
    picture.fill(panel.theme.color("panel"))
    painter = QPainter(picture)
    panel.render_to(painter, QSize(1100, 480), 1.0)
    painter.end()
    return bytes(picture.constBits())


@pytest.mark.parametrize("name", FAMILIES)
def test_that_every_family_is_drawn_before_it_runs_and_comes_alive_with_the_first_picture(
    panel: NetworkPanel, name: str
) -> None:
    panel.take(begun(name))
    assert not panel.is_empty() and panel.wanted()
    before = pixels(panel)
    live(panel, name)
    after = pixels(panel)
    assert before != after
    panel.take(flowing(panel, 2))
    assert panel.dirty and panel.shown_step() is not None
    panel.set_theme(DARK)
    assert pixels(panel) != after


@pytest.mark.parametrize("name", FAMILIES)
def test_that_any_cell_that_is_clicked_is_the_one_that_is_asked_about(
    panel: NetworkPanel, name: str, qtbot: QtBot
) -> None:
    live(panel, name)
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    drawing = panel.view.drawing
    assert drawing is not None
    for box in drawing.boxes:
        shot = panel.view.kept.get(box.node.tap)
        if shot is None or box.node.form in (NodeForm.TOKENS, NodeForm.ANSWERS):
            continue
        index = tuple(min(size - 1, 2) for size in shot.values.shape)
        if box.node.form in (NodeForm.MAPS, NodeForm.UNITS):
            index = (min(index[0], box.shown - 1), *index[1:])
        if box.node.form is NodeForm.ATTENTION and not box.side.width:
            continue
        question = Question(box.node.tap, index)
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=middle(panel, question))
        assert asked and asked[-1].picture == question.picture, box.node.name
        cell = panel.places(Region.cell(asked[-1].picture, *asked[-1].index))
        assert any(place.adjusted(-1, -1, 1, 1).contains(QPointF(middle(panel, question))) for place in cell)
        assert panel.selected == box.node.name


def test_that_a_node_tells_its_share_of_the_time_and_lines_can_be_as_thick_as_it(panel: NetworkPanel) -> None:
    live(panel, "cnn-digits")
    graph_now = panel.view.graph
    assert graph_now is not None and "survey.time" in panel.wanted()
    node = graph_now.node_of("stages.0.activation")
    assert node is not None
    layers = tuple(name for one in graph_now.nodes for name in one.layers)
    times = np.linspace(0.0, 0.3, len(layers)).astype(np.float32)
    panel.take(Pictures(1, 3, (Snapshot(3, "survey.time", ("layer",), times, {"layer": layers}),)))
    expected = sum(value for name, value in zip(layers, times, strict=True) if name in node.layers)
    panel.select(node.name)
    assert f"{100 * expected:.0f}\u2009% of the time of a forward pass" in panel.reading()
    panel._mode.choose("time")
    panel.draw()
    thick = strength("time", graph_now, panel._measures)
    assert thick is not None and max(thick.values()) == 1.0
    panel.take(begun("mlp-digits"))
    assert not panel.view.shares  # those of another model


def test_that_a_click_lets_all_panels_follow_and_a_double_click_opens_that_layers_panel(
    panel: NetworkPanel, qtbot: QtBot
) -> None:
    live(panel, "cnn-digits")
    followed: list[str] = []
    opened: list[str] = []
    panel.layer_chosen.connect(followed.append)
    panel.layer_opened.connect(opened.append)
    place = middle(panel, Question("stages.1.activation", (3, 1, 1)))
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert followed[0] == "stages.1.activation" and opened == ["stages.1.activation"]


def test_that_arrow_keys_walk_from_node_to_node_and_the_screen_reader_hears_each(
    panel: NetworkPanel, qtbot: QtBot
) -> None:
    live(panel, "cnn-digits")
    visited = []
    for _ in range(7):
        qtbot.keyClick(panel, Qt.Key.Key_Right)
        visited.append(panel.selected)
    assert visited == ["input", "stages.0", "stages.0.pooling", "stages.1", "stages.1.pooling", "output", "output"]
    qtbot.keyClick(panel, Qt.Key.Key_Left)
    assert "1" in panel.reading() and "4 × 4" not in panel.reading() and "16 × 2 × 2" in panel.reading()
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert asked[0].picture == "stages.1.pooling"


def test_that_a_block_is_unfolded_by_key_and_its_layers_are_asked_for(panel: NetworkPanel, qtbot: QtBot) -> None:
    live(panel, "cnn-digits")
    panel.select("stages.0")
    wanted = panel.wanted()
    told: list[None] = []
    panel.wanted_changed.connect(lambda: told.append(None))
    qtbot.keyClick(panel, Qt.Key.Key_Space)
    assert panel.wanted() - wanted == {"stages.0.convolution"} and told
    panel.grab()
    menu = panel.change_menu_at(QPointF(middle(panel, Question("stages.0.activation", (0, 1, 1)))))
    assert menu is not None
    fold = menu.actions()[-1]
    fold.trigger()
    menu.deleteLater()
    panel.grab()
    assert panel.wanted() == wanted


def test_that_the_cells_a_number_was_made_from_are_outlined_in_every_node(panel: NetworkPanel) -> None:
    live(panel, "cnn-digits")
    assert len(panel.places(Region("stages.0.pooling", (0, 1, 1), (8, 4, 4)))) == 8
    (patch,) = panel.places(Region("input", (0, 2, 2), (1, 8, 8)))
    (whole,) = panel.places(Region("input", (0, 0, 0), (1, 8, 8)))
    assert whole.contains(patch) and abs(patch.width() / whole.width() - 6 / 8) < 0.02
    assert panel.places(Region("stages.0.convolution", (0, 1, 1), (1, 2, 2))) == ()  # it is folded away


def test_that_the_pointer_over_a_cell_names_it_with_its_value_and_over_nothing_the_model(panel: NetworkPanel) -> None:
    live(panel, "cnn-digits")
    told: list[tuple[str, str]] = []
    panel.info_changed.connect(lambda words, number: told.append((words, number)))
    question = Question("stages.1.activation", (3, 1, 2))
    panel._pointer = QPointF(middle(panel, question))
    panel.tell()
    assert told[-1][0] == "stage 2 [4, 2, 3]" and float(told[-1][1]) >= 0
    panel.leaveEvent(None)
    assert "1\u2009898" in told[-1][0]


def test_that_a_colder_softmax_is_more_certain_and_its_bars_add_up() -> None:
    logits = np.array([1.0, 2.0, 0.5], np.float32)
    warm, cold = Sampling(1.0).odds(logits).drawn, Sampling(0.3).odds(logits).drawn
    expected = np.exp(logits) / np.exp(logits).sum()
    np.testing.assert_allclose(warm, expected, rtol=1e-6)
    assert cold[1] > warm[1] and abs(float(cold.sum()) - 1) < 1e-6
    assert Sampling(0.0).odds(logits).drawn.tolist() == [0, 1, 0]


def test_that_the_lines_are_as_thick_as_what_they_stand_for() -> None:
    experiment = presets.find("cnn-digits").experiment
    found = graph(experiment.layers(), experiment.task.shape())
    assert strength("activations", found, {}) is None and strength("weights", found, {}) is None
    cost = strength("cost", found, {})
    assert cost is not None and max(cost.values()) == 1.0
    assert cost["stages.1"] == 1.0 and cost["stages.0.pooling"] == 0.0  # the second convolution costs most
    layers = ("stages.0.convolution", "stages.1.convolution", "output")
    norms = Snapshot(1, "gradient.norms", ("measure", "layer"), np.array([[1, 2, 4], [0, 0, 0]], np.float32),
                     {"layer": layers})  # fmt: skip
    measured = strength("gradients", found, {"gradient.norms": norms})
    assert measured is not None
    assert (measured["stages.0"], measured["stages.1"], measured["output"]) == (0.25, 0.5, 1.0)


def test_that_each_node_says_what_it_puts_out_and_costs() -> None:
    experiment = presets.find("cnn-digits").experiment
    found, words = graph(experiment.layers(), experiment.task.shape()), NetworkText()
    assert words.label(found.by_name["stages.1"]) == ("stage 2", ("3 × 3 · ReLU · 16 × 4 × 4", "16 × 4 × 4"))
    facts = words.facts(found.by_name["stages.1"], found)
    assert facts[0] == "puts out 16 × 4 × 4" and facts[1] == "1\u2009168 parameters" and "%" in facts[2]


def weighed(sums: dict[str, float], *cells: Weighed) -> Contributions:
    return Contributions(cells, sums)


def test_that_the_way_back_is_as_thick_and_as_dense_as_what_came_over_it(panel: NetworkPanel) -> None:
    live(panel, "cnn-digits")
    graph_now = panel.view.graph
    assert graph_now is not None
    names = [node.tap for node in graph_now.nodes]
    question = Question(names[-2], (1, 0, 0))
    sums = {names[0]: 1.0, names[1]: 4.0, names[2]: 2.0}
    region = Region(names[0], (0, 0, 0), (1, 8, 8))
    panel.mark(question, (region,), None)
    plain = pixels(panel)
    cells = Weighed(names[0], ((0, 3, 3), (0, 4, 4)), (-0.8, 0.2))
    assert cells.shares == (1.0, 0.25)
    panel.mark(question, (region,), weighed(sums, cells))
    came = way(graph_now, question.picture, weighed(sums))
    assert [came.get(node.name) for node in graph_now.nodes[:3]] == [0.25, 1.0, 0.5]
    assert graph_now.nodes[-1].name not in came  # what comes after the number is not on its way back
    lit = pixels(panel)
    assert lit != plain and "slope × value" in panel.info
    shot = panel.grab().toImage()
    (strong,), (weak,) = (panel.places(Region.cell(names[0], *cell)) for cell in cells.cells)
    panel.mark(question, (region,), None)
    before = panel.grab().toImage()
    moved = [
        abs(shot.pixelColor(place.center().toPoint()).blue() - before.pixelColor(place.center().toPoint()).blue())
        + abs(shot.pixelColor(place.center().toPoint()).red() - before.pixelColor(place.center().toPoint()).red())
        for place in (strong, weak)
    ]
    assert moved[0] > 0 and moved[0] != moved[1] and pixels(panel) == plain


def test_that_sums_and_norms_pass_on_what_comes_into_them() -> None:
    experiment = presets.find("transformer-gpt").experiment
    found = graph(experiment.layers(), experiment.task.shape(), None)
    measured = {node.tap: 1.0 for node in found.nodes if node.tap and node.form not in (NodeForm.SUM, NodeForm.NORM)}
    last = found.nodes[-1]
    measured.pop(last.tap, None)
    came = way(found, last.tap, weighed(measured))
    assert all(came[node.name] == 1.0 for node in found.nodes if node.form is NodeForm.NORM)
    assert set(came) == {node.name for node in found.nodes}
    assert way(found, "nothing of it", weighed(measured)) == {} and way(found, last.tap, weighed({})) == {}


def test_that_lines_that_are_kept_are_those_of_the_picture_the_head_and_the_query_that_are_shown(
    panel: NetworkPanel,
) -> None:
    live(panel, "transformer-sort")
    first = pixels(panel)
    assert pixels(panel) == first
    (box, *_) = [box for box in panel.view.drawing.boxes if box.node.form is NodeForm.ATTENTION]  # type: ignore[union-attr]
    panel.view.pointed = (box.node.name, 3)
    one = pixels(panel)
    panel.view.pointed = None
    panel.view.heads[box.node.name] = 1
    other = pixels(panel)
    panel.view.heads.clear()
    assert one != first != other != one and pixels(panel) == first
    again = flowing(panel, 1)  # the same step of another specimen: other arrays
    for shot in again.snapshots:
        if shot.axes == ("head", "query", "key"):
            shot.values[:] = np.eye(shot.values.shape[1])
    panel.take(again)
    panel.draw()
    assert pixels(panel) != first


@pytest.mark.parametrize("name", FAMILIES)
def test_that_a_drawing_that_faces_another_is_asked_walked_and_saved_where_it_stands(
    panel: NetworkPanel, qtbot: QtBot, name: str
) -> None:
    plain = pixels(live(panel, name))
    panel.view.leftward = True
    live(panel, name)
    assert pixels(panel) != plain
    drawing = panel.view.drawing
    assert drawing is not None and drawing.leftward
    source, target = (drawing.box_of(end) for end in (drawing.edges[0].source, drawing.edges[0].target))
    assert source is not None and target is not None
    if name in ("cnn-digits", "vae-digits"):
        assert source.picture.left > target.picture.right, "it flows to the left"
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    for box in drawing.boxes:
        cells = panel.view.cells(box)
        if cells is None or box.node.form in (NodeForm.CLASSES, NodeForm.ATTENTION, NodeForm.TOKENS, NodeForm.ANSWERS):
            continue
        index = tuple(size // 2 if size < 8 else 0 for size in cells.shape)
        at = middle(panel, Question(box.node.tap, index))
        if box.picture.grown(-2).contains(at.x(), at.y()):
            qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=at)
            (place,) = panel.places(Region.cell(asked[-1].picture, *asked[-1].index))
            assert place.adjusted(-1, -1, 1, 1).contains(at) and panel.selected == box.node.name
    panel.setFocus()
    panel.select(source.node.name)
    if name == "cnn-digits":
        qtbot.keyClick(panel, Qt.Key.Key_Left)
        assert panel.selected == target.node.name, "the key goes where it points"


def test_that_the_heads_of_a_drawing_that_faces_another_stand_close_to_its_lines(panel: NetworkPanel) -> None:
    gaps = []
    for leftward in (False, True):
        panel.view.leftward = leftward
        live(panel, "transformer-gpt")
        assert panel.view.drawing is not None
        box = next(box for box in panel.view.drawing.boxes if box.node.form is NodeForm.ATTENTION and box.side.width)
        cells = panel.view.cells(box)
        assert cells is not None
        tiles = [tile for head in range(box.node.shape[0]) if (tile := cells.tile(head)) is not None]
        near = min(tile.left() for tile in tiles), max(tile.right() for tile in tiles)
        gaps.append(box.picture.left - near[1] if leftward else near[0] - box.picture.right)
        words = panel.view.drawing.box_of(box.node.name)
        assert words is not None and (words.label.left > words.picture.right) == leftward
    assert gaps[0] == pytest.approx(gaps[1], abs=1.5)
