"""The names of many curves: at their ends, in a modest share of the plot, and of each one under the pointer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import started
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from pytestqt.qtbot import QtBot
from written import Written, outside, overlapping, written

from playground.desktop.painting.picture_writer import Picture
from playground.desktop.painting.plots import end_names, line_chart
from playground.desktop.panels.gradient_norms import GradientNormsPanel
from playground.desktop.style.theme import LIGHT
from playground.experiment import presets
from playground.protocol.events import Pictures
from playground.protocol.snapshot import PictureInfo, Snapshot

SIZES = [(250, 150), (300, 180), (440, 230), (560, 300)]  # a dock of a window of 1024 × 600, and of larger ones
DEEP = ("cnn-deep-normalised", "transformer-reverse", "transformer-gpt")


def trained(qtbot: QtBot, name: str, size: tuple[int, int]) -> GradientNormsPanel:
    experiment = presets.find(name).experiment
    layers = tuple(layer.name for layer in experiment.layers() if layer.parameters)
    panel = GradientNormsPanel()
    qtbot.addWidget(panel)
    panel.resize(*size)
    info = PictureInfo("gradient.norms", ("measure", "layer"), (2, len(layers)))
    panel.start(replace(started(), experiment=experiment.to_json(), pictures=(info,), path=Path("x.run")))
    norms = np.geomspace(1e-4, 2.0, len(layers))
    for step in (1, 450, 900):
        values = np.stack([norms, norms / 100]).astype(np.float32) * (2 - step / 900)
        shot = Snapshot(step, info.name, info.axes, values, {"layer": layers})
        panel.show_pictures(Pictures(1, step, (shot,)))
    panel.show()
    panel.draw()
    panel.grab()
    return panel


def texts_of(panel: GradientNormsPanel) -> tuple[list[Written], Picture]:
    def paint(painter: QPainter, scale: float) -> None:
        painter.setFont(panel.plain_font())
        panel.render_to(painter, panel.size(), scale)

    picture = Picture(panel.size(), QColor("white"), paint)
    return written(picture), picture


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("size", SIZES)
def test_that_names_take_a_third_of_the_plot_at_most(qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    panel = trained(qtbot, name, size)
    texts, picture = texts_of(panel)
    known = len(presets.find(name).experiment.layers())
    beside = [text for text in texts if text.place.center().x() > 0.66 * size[0] and text.place.bottom() < size[1] - 40]
    assert 3 <= len(beside) <= known
    assert all(text.place.left() >= 0.67 * size[0] for text in beside), [text.words for text in beside]
    assert overlapping(texts) == [] and outside(texts, picture) == []
    assert max(point.x() for path in panel._paths for point in path) >= 0.65 * size[0]


def test_that_where_not_all_names_have_room_the_largest_and_the_smallest_do_and_the_others_are_counted(
    qtbot: QtBot,
) -> None:
    panel = trained(qtbot, "cnn-deep-normalised", (300, 180))
    words = [text.words for text in texts_of(panel)[0]]
    count = len(panel._layers)
    shown = [one for one in words if one.startswith(("st.", "stage", "output"))]
    assert shown[0] == "output" and shown[-1].startswith("st. 1")
    assert f"… {count - len(shown)} more" in words


def test_that_the_curve_under_the_pointer_is_named_in_the_header_and_no_picture_knows_of_it(qtbot: QtBot) -> None:
    panel = trained(qtbot, "cnn-deep-normalised", (300, 180))
    plain, saved = panel.grab().toImage(), _saved(panel)
    before = panel.info
    path = panel._paths[4]
    qtbot.mouseMove(panel, path[1].toPoint())
    assert panel._lit == 4 and panel.info.startswith("stage 3 · convolution at step 900: ")
    assert panel.grab().toImage() != plain and _saved(panel) == saved
    qtbot.mouseMove(panel, QPoint(5, 5))
    assert panel._lit is None and panel.info == before


def test_that_arrow_keys_walk_from_the_largest_curve_down_and_escape_leaves_them(qtbot: QtBot) -> None:
    panel = trained(qtbot, "cnn-deep-normalised", (300, 180))
    before = panel.info
    qtbot.keyClick(panel, Qt.Key.Key_Down)
    assert panel.info.startswith("output at step") and "output" in panel.accessibleDescription()
    qtbot.keyClick(panel, Qt.Key.Key_Down)
    assert panel.info.startswith("stage 8 · norm at step")
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.info == before


def test_that_a_chart_whose_names_would_take_its_height_has_them_at_the_ends() -> None:
    names = [f"layer {index + 1}, {when}" for index in range(3) for when in ("before training", "now")]
    lines = [line_chart.ChartLine(name, np.linspace(0, at, 20, dtype=np.float32), "#0072B2") for at, name in
             enumerate(names)]  # fmt: skip
    rooms = {}
    for size in ((300, 150), (700, 400)):
        image = QImage(*size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setFont(QFont())
        limits = line_chart.Range()
        limits.follow(lines)
        rooms[size] = line_chart.paint(painter, QRectF(0, 0, *size), lines, limits, "step", LIGHT)
        painter.end()
    low, high = rooms.values()
    assert low.height() > 0.6 * 150 and low.width() > 0.4 * 300  # both axes have their numbers and titles, too
    assert high.right() == 690 and high.height() > 0.7 * 400


def test_that_a_low_plot_has_numbers_below_it_and_no_title(qtbot: QtBot) -> None:
    for size, titled in (((300, 200), True), ((300, 90), False)):
        panel = trained(qtbot, "cnn-deep-normalised", size)
        texts, picture = texts_of(panel)
        assert any(text.words.startswith("step of the training") for text in texts) is titled
        assert outside(texts, picture) == [] and overlapping(texts) == []
        lines = [point.y() for path in panel._paths for point in path]
        assert titled or max(lines) > 0.6 * size[1], "the curves have the height"


def test_that_a_name_is_whole_then_short_and_cut_only_then() -> None:
    metrics = QFontMetricsF(QFont())
    name = "decoder 1 · attention norm"
    room = metrics.horizontalAdvance(name)
    assert end_names.fitting(name, room, metrics) == name
    assert end_names.fitting(name, 0.8 * room, metrics) == "dec. 1 · attn norm"
    assert end_names.fitting(name, 0.4 * room, metrics).startswith("dec. 1")


def _saved(panel: GradientNormsPanel) -> QImage:
    image = QImage(QSize(300, 180), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    panel.render_to(painter, QSize(300, 180), 1.0)
    painter.end()
    return image
