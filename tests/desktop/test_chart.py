"""Charts and the gradient through time: round ticks, holes stay holes, axes move in jumps."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.desktop.painting.plots import line_chart
from playground.desktop.panels.gradient_through_time import GradientThroughTimePanel
from playground.desktop.style.theme import LIGHT
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot

pytestmark = pytest.mark.usefixtures("qapp")


def line(*values: float, name: str = "y") -> line_chart.ChartLine:
    return line_chart.ChartLine(name, np.array(values, np.float32), "#0072B2")


def painted(lines: list[line_chart.ChartLine], limits: line_chart.Range, labels: tuple[str, ...] = ()) -> QRectF:
    image = QImage(400, 240, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painter.setFont(QFont())
    place = line_chart.paint(painter, QRectF(0, 0, 400, 240), lines, limits, "step", LIGHT, labels)
    painter.end()
    return place


@pytest.mark.parametrize(("step", "nice"), [(0.7, 1), (1.0, 1), (1.2, 2), (3.0, 5), (5.5, 10), (0.012, 0.02)])
def test_that_ticks_are_one_two_or_five_times_a_power_of_ten(step: float, nice: float) -> None:
    assert line_chart._nice(step) == pytest.approx(nice)


def test_that_limits_widen_and_narrow_in_jumps() -> None:
    limits = line_chart.Range()
    limits.follow([line(0.0, 1.0)])
    first = (limits.low, limits.high)
    limits.follow([line(0.1, 0.9)])
    assert (limits.low, limits.high) == first
    limits.follow([line(0.0, 5.0)])
    assert limits.high > 5 and limits.low == pytest.approx(-0.3)
    limits.follow([line(0.0, 0.5)])
    assert limits.high < 1


def test_that_a_logarithmic_axis_ends_at_powers_of_ten_and_zero_has_a_place_on_it() -> None:
    limits = line_chart.Range(log=True)
    limits.follow([line(3e-5, 0.2, 0.0)])
    assert limits.low == -14 and limits.high == 0


def test_that_a_curve_with_holes_is_drawn_in_pieces() -> None:
    limits = line_chart.Range()
    one = line(0.0, 1.0, np.nan, 1.0, 0.5, np.inf, 0.2)
    limits.follow([one])
    runs = line_chart._runs(one.values, QRectF(0, 0, 60, 10), limits, 7)
    assert [run.count() for run in runs] == [2, 2, 1]
    assert [round(run.first().x()) for run in runs] == [0, 30, 60]


@pytest.mark.parametrize("values", [(), (np.nan, np.nan), (1.0,), (2.0, 2.0), (0.0, 0.0)])
@pytest.mark.parametrize("log", [False, True])
def test_that_few_equal_or_no_numbers_make_a_chart_too(values: tuple[float, ...], log: bool) -> None:
    limits = line_chart.Range(log)
    limits.follow([line(*values)])
    assert QRectF(0, 0, 400, 240).contains(painted([line(*values)], limits, ("a",) * len(values)))


def panel_with(qtbot: QtBot, values: np.ndarray, names: tuple[str, ...]) -> GradientThroughTimePanel:
    panel = GradientThroughTimePanel()
    qtbot.addWidget(panel)
    panel.resize(520, 300)
    info = PictureInfo("gradient.hidden", ("gradient", "time"), values.shape)  # type: ignore[arg-type]
    assert panel.fits((info,)) and not panel.fits((PictureInfo("x", ("curve", "time"), (2, 3)),))
    panel.start(RunStarted(1, "{}", 0, 100, 10, "cpu", 1, {}, (info,), "test example 1", Path("x.run")))
    assert panel.wanted() == {"gradient.hidden"}
    shot = Snapshot(1, info.name, info.axes, values.astype(np.float32), {"gradient": names})
    panel.show_pictures(Pictures(1, 1, (shot,)))
    panel.show()
    panel.draw()
    panel.grab()
    return panel


def test_that_the_beginning_is_a_pale_dashed_line_behind_and_the_header_says_what_reaches_the_first_step(
    qtbot: QtBot,
) -> None:
    values = np.array([[1e-3, 1e-1], [1e-9, 1e-1]])
    panel = panel_with(qtbot, values, ("now", "at the start"))
    assert panel._kept is not None
    begun, now = panel._lines(panel._kept)
    assert begun.name == "at the start" and begun.style == Qt.PenStyle.DashLine and begun.color == LIGHT.baseline
    assert now.name == "now" and now.style == Qt.PenStyle.SolidLine
    assert panel.info == "first ÷ last step: 0.01"


def test_that_each_layer_has_a_curve_and_no_gradient_is_drawn_without_complaint(qtbot: QtBot) -> None:
    names = ("layer 1", "layer 2", "layer 1 at the start", "layer 2 at the start")
    for values in (np.zeros((4, 6)), np.full((4, 6), np.nan), np.full((4, 6), np.inf)):
        panel = panel_with(qtbot, values, names)
        assert panel._kept is not None and len(panel._lines(panel._kept)) == 4
        panel.clear()
        assert panel.is_empty() and panel.wanted() == frozenset()
