"""The words beside the nodes of a drawing: whole or sensibly short, on free ground, and in full for who asks."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot
from test_network_panel import flowing
from written import overlapping, written

from playground.desktop.i18n.language import speak
from playground.desktop.i18n.network_text import NetworkText, shorter
from playground.desktop.painting.network import labels, sheet
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.style.theme import DARK, LIGHT, Theme
from playground.experiment import presets
from playground.network.building import graph
from playground.network.graph import NodeForm
from playground.network.layout import drawn, lay_out
from playground.network.places import NetworkDrawing

pytestmark = pytest.mark.usefixtures("qapp")

SIZES = ((940, 250), (690, 190), (610, 270), (480, 190))  # of a window of 1280 × 720 and one of 1024 × 600, and a race
PILLS = (NodeForm.SUM, NodeForm.NORM)


def shown(drawing: NetworkDrawing, text: NetworkText) -> dict[str, list[labels.LabelRow]]:
    font = QFont()
    return {
        box.node.name: labels.lines(box, *text.label(box.node), font) for box in drawing.boxes
        if box.node.form not in PILLS
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", SIZES)
def test_that_no_name_is_cut_and_none_lies_on_another_or_on_a_line(language: str, size: tuple[int, int]) -> None:
    speak(language)
    text, sheet = NetworkText(), QRectF(0, 0, *size)
    for name in presets.names():
        experiment = presets.find(name).experiment
        _, drawing = drawn(experiment.layers(), experiment.task.shape(), *size)
        found = shown(drawing, text)
        rows = [(node, line) for node, several in found.items() for line in several]
        for node, line in rows:
            assert not line.words.endswith("…"), f"{name}: {node} is cut to {line.words}"
            assert sheet.contains(line.place.adjusted(0, 2, 0, -2)), f"{name}: {line.words} is cut by the edge"
        for (node, one), (other, two) in combinations(rows, 2):
            assert node == other or not one.place.adjusted(1, 3, -1, -3).intersects(two.place), (name, node, other)
        for box in drawing.boxes:
            for line in found.get(box.node.name, []) if box.beside else ():
                for edge in drawing.edges:
                    for (x, y), (right, below) in pairwise(edge.points) if not edge.curved and edge.steps == 1 else ():
                        stroke = QRectF(min(x, right), min(y, below), abs(right - x) + 0.1, abs(below - y) + 0.1)
                        assert not stroke.intersects(line.place.adjusted(2, 4, -2, -4)), (name, line.words, edge)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("size", [(480, 190), (520, 300), (760, 380)])  # the last two are on the stage
def test_that_no_edge_shows_through_words(theme: Theme, size: tuple[int, int]) -> None:
    text = NetworkText()
    for name in presets.names():
        experiment = presets.find(name).experiment
        graph, drawing = drawn(experiment.layers(), experiment.task.shape(), *size)
        words = labels.Words({node.name: text.label(node) for node in graph.nodes}, text.groups(graph), text.norm())
        thick = {node.name: 1.0 for node in graph.nodes}
        whole, bare = (
            _pixels(one, words, theme, thick, size) for one in (drawing, replace(drawing, edges=()))
        )  # fmt: skip
        for row in labels.rows(drawing, words, QFont()):
            left, top, right, bottom = (round(edge) for edge in row.place.adjusted(1, 3, -1, -3).getCoords())
            assert (whole[top:bottom, left:right] == bare[top:bottom, left:right]).all(), f"{name}: {row.words}"


def _pixels(
    drawing: NetworkDrawing, words: labels.Words, theme: Theme, thick: dict[str, float], size: tuple[int, int]
) -> NDArray[np.uint32]:
    """A sheet with thick edges, and a way that came over all of them."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(theme.color("panel"))
    painter = QPainter(image)
    painter.setFont(QFont())
    sheet.paint(painter, drawing, words, theme, thick)
    painter.setFont(QFont())
    sheet.paint_way(painter, drawing, words, thick, theme)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(size[1], size[0]).copy()


@pytest.mark.parametrize("size", [(560, 68), (560, 90), (690, 110)])
def test_that_a_low_sheet_has_fewer_words_and_none_of_them_is_cut(size: tuple[int, int]) -> None:
    text, sheet = NetworkText(), QRectF(0, 0, *size)
    for name in ("cnn-digits", "cnn-deep-plain", "mlp-digits", "vae-digits"):
        experiment = presets.find(name).experiment
        _, drawing = drawn(experiment.layers(), experiment.task.shape(), *size)
        for node, several in shown(drawing, text).items():
            for line in several:
                assert sheet.contains(line.place.adjusted(0, 2, 0, -2)), f"{name}: {line.words} of {node} is cut"


def test_that_a_name_is_whole_on_free_ground_then_broken_then_short() -> None:
    experiment = presets.find("transformer-reverse").experiment
    _, drawing = drawn(experiment.layers(), experiment.task.shape(), 610, 250)
    found = shown(drawing, NetworkText())
    box = drawing.box_of("source_embedding")
    assert box is not None and box.reach > 20
    assert found["source_embedding"][0].words == "source embedding"
    assert shorter("source embedding") == ("src embed.", "embed.")
    assert shorter("max pooling") == ("max pool", "pool") and shorter("第 5 级") == ("5 级", "级")
    assert shorter("GRU") == ()
    deep = presets.find("cnn-deep-normalised").experiment
    _, drawing = drawn(deep.layers(), deep.task.shape(), 610, 250)
    words = [line.words for several in shown(drawing, NetworkText()).values() for line in several]
    assert "st. 1" in words or words[words.index("stage") :][:2] == ["stage", "1"]


def test_that_the_full_name_is_in_the_note_under_the_pointer_and_for_the_screen_reader(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, words, _widget: told.append(words))
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(480, 190)
    experiment = presets.find("transformer-reverse").experiment
    panel.show_model(experiment.layers(), experiment.task.shape())
    panel.show()
    panel.grab()
    box = panel.box_of("source_embedding")
    assert box is not None
    at = QPoint(*map(round, box.label.center))
    panel.event(QHelpEvent(QHelpEvent.Type.ToolTip, at, panel.mapToGlobal(at)))
    assert told[-1].startswith("source embedding")
    panel.select("source_embedding")
    assert panel.reading().startswith("source embedding")


@pytest.mark.parametrize(("name", "words"), [("cnn-seed-fashion", "trousers"), ("rnn-tones", "tremolo")])
def test_that_long_names_of_classes_are_whole_beside_their_bars(qtbot: QtBot, name: str, words: str) -> None:
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    size = QSize(610, 270)
    panel.resize(size)
    experiment = presets.find(name).experiment
    panel.show_model(experiment.layers(), experiment.task.shape())
    panel.show_pictures(flowing(panel))

    def paint(painter: QPainter, scale: float) -> None:
        painter.setFont(panel.plain_font())
        panel.render_to(painter, size, scale)

    texts = written(Picture(size, QColor("white"), paint))
    assert words in [text.words for text in texts] and overlapping(texts) == []


@pytest.mark.parametrize(
    "name", ["cnn-digits", "cnn-deep-normalised", "mlp-digits", "transformer-sort", "rnn-characters"]
)
@pytest.mark.parametrize("size", SIZES)
def test_that_the_frame_of_what_is_unfolded_lies_on_the_sheet(name: str, size: tuple[int, int]) -> None:
    experiment = presets.find(name).experiment
    layers, data = experiment.layers(), experiment.task.shape()
    for group in graph(layers, data, None).foldable:
        drawing = lay_out(graph(layers, data, (group,)), *size)
        for frame in drawing.frames:
            assert frame.place.top >= 0 and frame.place.bottom <= size[1], (group, frame)
