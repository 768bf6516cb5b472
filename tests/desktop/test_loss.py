"""The loss panel keeps every loss, draws few points, and moves its axes seldom."""

import re
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from desk import falling, started
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from playground.desktop.painting.plots import label_places
from playground.desktop.panels.loss import LossPanel
from playground.desktop.state.series import GrowingSeries, SmoothedSeries
from playground.desktop.style import theme
from playground.protocol.events import Evaluated, Progress


@pytest.fixture
def panel(qtbot: QtBot) -> LossPanel:
    one = LossPanel()
    qtbot.addWidget(one)
    one.resize(480, 320)
    one.show()
    one.take(started())
    return one


def losses(first: int, values: list[float]) -> Progress:
    return Progress(1, first, np.array(values, np.float32), 100.0)


def words(panel: LossPanel) -> str:
    return re.sub("<[^>]*>", "", panel._legend.text()).replace("&nbsp;", " ")


def ranges(panel: LossPanel) -> list[list[float]]:
    assert panel._plot is not None
    return [list(axis) for axis in panel._plot.getPlotItem().viewRange()]


def test_that_the_plot_is_made_only_when_there_is_something_to_plot(panel: LossPanel) -> None:
    panel.draw()
    assert panel._plot is None
    panel.take(falling(1, 3))
    panel.draw()
    assert panel._plot is not None and panel._plot.isVisible()


def test_that_the_plot_shows_the_whole_planned_run_from_zero(panel: LossPanel) -> None:
    panel.take(falling(1, 50))
    panel.draw()
    (left, right), (bottom, top) = ranges(panel)
    assert left <= 0 and 900 <= right < 930
    assert -0.1 <= bottom <= 0 and 2.31 <= top < 2.7


def test_that_the_axes_stay_while_the_losses_fall(panel: LossPanel) -> None:
    panel.take(falling(1, 50))
    panel.draw()
    before = ranges(panel)
    for first in range(51, 900, 50):
        panel.take(falling(first, 50))
        panel.take(Evaluated(1, first, {"loss": 0.5, "accuracy": 0.9}))
        panel.draw()
        assert ranges(panel) == before


def test_that_the_axes_grow_when_the_test_loss_explodes(panel: LossPanel) -> None:
    panel.take(falling(1, 50))
    panel.take(Evaluated(1, 50, {"loss": 40.0, "accuracy": 0.1}))
    panel.draw()
    assert ranges(panel)[1][1] >= 40.0


def test_that_a_low_panel_leaves_its_height_to_the_curves(panel: LossPanel) -> None:
    panel.take(losses(1, [0.5] * 40))
    panel.take(Evaluated(1, 40, {"loss": 0.25, "accuracy": 0.978, "top-3 accuracy": 0.99}))
    for size, all_named in (((480, 320), True), ((360, 150), False), ((480, 320), True)):
        panel.resize(*size)
        panel.draw()
        panel.grab()
        plot = panel._plot
        assert plot is not None and plot.getPlotItem().getAxis("bottom").label.isVisible() is all_named
        assert ("top-3" in words(panel)) is all_named
        assert all(number in words(panel) for number in ("0.5", "0.25", "97.8"))
    panel.resize(360, 150)
    panel.draw()
    panel.grab()
    assert panel._plot is not None and panel._plot.getPlotItem().getViewBox().height() > 60


def test_that_the_header_tells_the_newest_numbers_with_the_shown_metric_first(panel: LossPanel) -> None:
    panel.take(losses(1, [0.5] * 40))
    panel.take(Evaluated(1, 40, {"loss": 0.25, "accuracy": 0.978}))
    panel.draw()
    assert words(panel) == "━ train 0.5000   ━ test 0.2500   accuracy 97.8 %"
    panel._choices.metrics.setCurrentIndex(1)
    panel.draw()
    assert words(panel) == "━ accuracy 97.8 %   train 0.5000   test 0.2500"
    assert ranges(panel)[1][1] == pytest.approx(1.0, abs=0.05)


def test_that_a_loss_that_is_no_number_is_marked_and_the_curve_goes_on(panel: LossPanel) -> None:
    panel.take(losses(1, [2.0, 1.5, np.nan, np.inf, 1.0]))
    panel.draw()
    assert panel._plot is not None
    assert panel._plot._broken.isVisible() and panel._plot._broken.value() == 3.0
    assert np.isnan(panel.scene.curves.losses.y).tolist() == [False, False, True, True, False]
    assert np.isfinite(panel.scene.curves.smooth.y).all()


def test_that_a_run_of_nothing_but_nan_still_has_axes(panel: LossPanel) -> None:
    panel.take(losses(1, [np.nan] * 30))
    panel.take(Evaluated(1, 30, {"loss": np.nan, "accuracy": 0.1}))
    for log in (False, True):
        panel._choices.log.setChecked(log)
        panel.draw()
        panel.grab()
        assert np.isfinite(ranges(panel)).all()


def test_that_the_logarithmic_axis_reaches_down_to_the_smallest_loss(panel: LossPanel) -> None:
    panel.take(losses(1, [1.0] * 10 + [0.002] * 200))
    panel._choices.log.click()
    panel.draw()
    bottom, top = ranges(panel)[1]
    assert bottom <= -2.5 and 0.3 < top < 1.0


def test_that_the_axis_of_steps_may_be_logarithmic_with_all_that_stands_on_it(panel: LossPanel) -> None:
    panel.take(losses(1, [2.0, np.nan, *np.linspace(1.5, 0.5, 98)]))
    panel.show_moment(10)
    panel.draw()
    assert panel._plot is not None
    assert ranges(panel)[0][1] >= 900 and panel._plot._moment.value() == 10
    panel._choices.log_steps.click()
    panel.draw()
    assert ranges(panel)[0][1] == pytest.approx(np.log10(900), abs=0.1) and panel._plot._moment.value() == 1.0
    assert panel._plot._broken.value() == pytest.approx(np.log10(2))
    x, _ = panel._plot._train.getData()
    assert x[0] == 0.0 and x[-1] == pytest.approx(2.0)
    axis = panel._plot.getPlotItem().getAxis("bottom")
    assert axis.tickStrings([0.0, 1.0, 2.0], 1.0, 1.0) == ["1", "10", "100"]
    panel._choices.log_steps.click()
    panel.draw()
    assert ranges(panel)[0][1] >= 900


def test_that_the_baseline_stands_where_it_is_with_its_number(panel: LossPanel) -> None:
    panel.take(falling(1, 5))
    panel.draw()
    assert panel._plot is not None
    line = panel._plot.baselines.lines[0]
    assert line.value() == pytest.approx(2.31) and line.label.format == "majority class 2.31"
    panel._choices.log.click()
    panel.draw()
    assert line.value() == pytest.approx(np.log10(2.31))


def test_that_the_label_of_a_high_baseline_is_below_its_line_and_that_of_a_low_one_above(panel: LossPanel) -> None:
    panel.take(falling(1, 5))
    panel.draw()
    assert panel._plot is not None
    assert panel._plot.baselines.lines[0].label.anchors == [(1, 0)] * 2
    panel._choices.metrics.setCurrentIndex(1)
    panel.draw()
    assert panel._plot.baselines.lines[0].label.anchors == [(1, 1)] * 2


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK])
def test_that_curves_do_not_strike_through_the_words_of_the_baseline(panel: LossPanel, look: theme.Theme) -> None:
    panel.take(losses(1, [2.31, 1.9] * 225 + [1.1, 1.0] * 225))
    panel.take(Evaluated(1, 900, {"loss": 1.2, "accuracy": 0.1}))
    panel.draw()
    plot = panel._plot
    assert plot is not None
    font = panel.font()
    font.setPixelSize(12)
    plot.restyle(look, font)
    panel.grab()  # which lays it out
    label = plot.baselines.lines[0].label
    place = plot.mapFromScene(label.sceneBoundingRect()).boundingRect().adjusted(3, 3, -3, -3)
    picture = plot.grab().toImage()

    def colourful(left: int, right: int, top: int, bottom: int) -> int:
        """Points of the curves' colours, which are no grey."""
        return sum(
            QColor(picture.pixel(x, y)).saturation() > 100 for x in range(left, right) for y in range(top, bottom)
        )

    assert colourful(place.left(), place.right(), place.bottom(), picture.height()) > 100, "the curves are there"
    assert label.isVisible() and colourful(place.left(), place.right(), place.top(), place.bottom()) == 0


def test_that_words_that_find_no_place_free_of_curves_are_said_in_the_legend(panel: LossPanel, qtbot: QtBot) -> None:
    wild = [0.02, 2.4] * 450
    panel.take(losses(1, wild))
    for _ in range(2):
        panel.draw()
        panel.grab()
    plot = panel._plot
    assert plot is not None and plot.baselines.lines[0].isVisible()
    assert not plot.baselines.lines[0].label.isVisible() and plot.baselines.unsaid == ["majority class 2.31"]
    assert words(panel).endswith("┄ majority class 2.31")
    panel.clear()
    panel.take(started())
    panel.take(losses(1, [1.0] * 900))
    for _ in range(2):
        panel.draw()
        panel.grab()
    assert plot.baselines.lines[0].label.isVisible() and "majority" not in words(panel)


def test_that_the_words_of_a_low_line_leave_the_curve_that_falls_on_it(panel: LossPanel) -> None:
    steps = np.linspace(0.0, 400.0, 100)
    curve = steps, 190.0 - 170.0 * np.exp(-steps / 60.0)
    (found,) = label_places.place([(190.0, 14.0, 80.0)], (400.0, 200.0), [curve])
    assert found.size > 0 and not found.hides(curve, 400.0)
    (naive,) = label_places.place([(190.0, 14.0, 80.0)], (400.0, 200.0), [])
    assert naive.hides(curve, 400.0) and found.along != naive.along
    holes = np.array([0.0, 400.0]), np.array([100.0, 100.0])
    assert not naive.hides((np.empty(0), np.empty(0)), 400.0) and not naive.hides(holes, 400.0)
    nowhere = np.array([0.0, 1.0] * 400).cumsum(), np.array([0.0, 200.0] * 400)
    assert label_places.place([(190.0, 14.0, 80.0)], (400.0, 200.0), [nowhere])[0].size == 0.0


def test_that_a_resumed_run_goes_on_and_what_came_after_its_checkpoint_is_replaced(panel: LossPanel) -> None:
    panel.take(losses(1, [2.0] * 80 + [np.nan] * 20))
    panel.take(started(step=60))
    panel.take(losses(61, [1.0] * 10))
    panel.draw()
    assert panel.scene.curves.losses.x.tolist() == list(range(1, 71))
    assert panel.scene.curves.losses.y[[59, 60]].tolist() == [2.0, 1.0]
    assert panel._plot is not None and not panel._plot._broken.isVisible()


def test_that_a_new_run_forgets_the_old_curves(panel: LossPanel) -> None:
    panel.take(falling(1, 50))
    panel.draw()
    panel.take(started(run=2))
    panel.draw()
    assert panel.is_empty() and panel.info == ""
    assert panel._plot is not None and not panel._plot.isVisible()


def test_that_the_curves_follow_the_theme_and_the_raw_one_is_opaque(panel: LossPanel, themed: theme.Theme) -> None:
    panel.take(falling(1, 50))
    panel.draw()
    panel.set_theme(themed)
    plot = panel._plot
    assert plot is not None
    assert plot._train.opts["pen"].color() == QColor(themed.train)
    assert plot.backgroundBrush().color() == QColor(themed.panel)
    assert plot._raw.opts["pen"].color().alpha() == 255  # a translucent one paints four times slower


def test_that_a_hundred_thousand_losses_are_kept_and_few_points_drawn(panel: LossPanel) -> None:
    values = np.random.default_rng(1).random(100_000).astype(np.float32)
    values[54_321] = 9.0
    for first in range(0, 100_000, 1000):
        panel.take(Progress(1, first + 1, values[first : first + 1000], 1.0))
    panel.draw()
    assert len(panel.scene.curves.losses) == 100_000
    plot = panel._plot
    assert plot is not None
    assert len(plot._raw.getData()[0]) <= 600 and len(plot._train.getData()[0]) <= 300
    assert np.nanmax(plot._raw.getData()[1]) == 9.0  # no peak is lost
    assert plot._train.getData()[0][-1] == 100_000


def test_that_bucket_means_are_the_means_and_leave_a_hole_where_nothing_is_finite() -> None:
    curve = GrowingSeries()
    y = np.arange(12.0)
    y[4:8] = np.nan
    y[9] = np.nan
    curve.extend(np.arange(1.0, 13.0), y)
    x, means = curve.averaged(3)
    assert x.tolist() == [2.5, 6.5, 10.5, 12.0]
    assert means[[0, 2, 3]].tolist() == [1.5, pytest.approx((8 + 10 + 11) / 3), 11.0] and np.isnan(means[1])


def test_that_the_average_starts_without_bias_and_passes_over_what_is_not_finite() -> None:
    average = SmoothedSeries(0.9).extend(np.array([5.0, np.nan, 5.0, np.inf, 5.0]))
    assert average.tolist() == pytest.approx([5.0] * 5)


def test_that_every_honest_answer_is_a_line_of_its_own_and_those_above_the_plot_are_left_out(panel: LossPanel) -> None:
    others = {"unigram": {"loss": 2.4}, "guessing": {"loss": 40.0}, "by hand": {"accuracy": 0.9}}
    panel.take(replace(started(), others=others))
    panel.take(falling(1, 5))
    for _ in range(2):
        panel.draw()
    assert panel._plot is not None
    lines = panel._plot.baselines.lines
    assert [line.isVisible() for line in lines] == [True, True, False]
    assert [line.label.toPlainText() for line in lines[:2]] == ["majority class 2.31", "unigram 2.4"]
    panel._choices.metrics.setCurrentIndex(1)
    for _ in range(2):
        panel.draw()
    assert [line.label.toPlainText() for line in lines if line.isVisible()] == [
        "majority class 8.0\u2009%", "by hand 90.0\u2009%"
    ]  # fmt: skip


def test_that_numbers_at_the_curves_are_those_of_the_step_that_is_shown(panel: LossPanel) -> None:
    panel.take(losses(1, [1.0] * 40 + [0.1] * 400))
    for step, loss in ((40, 0.9), (400, 0.2)):
        panel.take(Evaluated(1, step, {"loss": loss}))
    panel.show_moment(40)
    panel.draw()
    assert words(panel) == "━ train 1.000   ━ test 0.9000"
    panel.show_moment(None)
    panel.draw()
    assert words(panel) == "━ train 0.1000   ━ test 0.2000"


def test_that_what_came_after_a_moment_can_be_left_out_of_the_plot(panel: LossPanel) -> None:
    panel.take(losses(1, [1.0] * 440))
    panel.take(Evaluated(1, 440, {"loss": 0.2}))
    panel.show_moment(40, hide_later=True)
    panel.draw()
    assert panel._plot is not None
    assert panel._plot._raw.xData.max() == 40 and panel._plot._test.xData is None
    assert not panel._plot._moment.isVisible()


def test_that_the_axis_of_a_run_that_diverges_turns_logarithmic_and_its_first_bad_step_is_marked(
    panel: LossPanel,
) -> None:
    panel.take(losses(1, [2.3] * 40))
    panel.draw()
    assert not panel._choices.log.isChecked()
    panel.take(losses(41, [float(10**power) for power in range(1, 20)]))
    panel.draw()
    bottom, top = ranges(panel)[1]
    assert panel._choices.log.isChecked() and top >= 18 and bottom <= 0.5
    assert panel._plot is not None and panel._plot._broken.isVisible() and panel._plot._broken.value() == 44
    panel._choices.log.click()
    panel.draw()
    assert not panel._choices.log.isChecked() and ranges(panel)[1][1] < 10  # who says otherwise is heard


def test_that_very_large_and_very_small_losses_are_short_in_the_legend(panel: LossPanel) -> None:
    for value, words_ in ((7_819_253_441_637_661.0, "7.8×10¹⁵"), (0.00179, "0.001790"), (1.2e-7, "1.2×10⁻⁷")):
        panel.clear()
        panel.take(started())
        panel.take(losses(1, [value] * 3))
        panel.draw()
        assert words(panel) == f"━ train {words_}"


@pytest.mark.parametrize("height", [150, 200, 260, 400])
def test_that_the_words_of_close_baselines_do_not_cover_each_other(panel: LossPanel, height: int, qtbot: QtBot) -> None:
    panel.take(losses(1, [4.0] * 9))
    panel.resize(420, height)
    panel.draw()
    plot = panel._plot
    assert plot is not None
    qtbot.waitUntil(lambda: plot.getPlotItem().getViewBox().width() > 300)
    plot.set_ranges(100, 0.0, 5.0)
    for _ in range(2):  # the first time the labels do not know their size
        plot.show_baselines([(3.39, "one 3.39"), (2.64, "two 2.64"), (2.3, "three 2.3"), (1.48, "four 1.48")])
        plot.grab()
    labels = [line.label for line in plot.baselines.lines if line.isVisible() and line.label.isVisible()]
    rooms = [label.deviceTransform(plot.viewportTransform()).mapRect(label.boundingRect()) for label in labels]
    assert len(rooms) >= (4 if height > 250 else 2)
    inner = [room.adjusted(4, 4, -4, -4) for room in rooms]  # the letters
    assert not [pair for pair in combinations(inner, 2) if pair[0].intersects(pair[1])]
    lines = [line for line in plot.baselines.lines if line.isVisible()]
    own = [line for line in lines if line.label.isVisible()]
    at = {line: line.deviceTransform(plot.viewportTransform()).map(QPointF(0, 0)).y() for line in lines}
    for line, room in zip(own, inner, strict=True):
        crossed = [other for other in lines if other is not line and room.top() < at[other] < room.bottom()]
        assert all(other.zValue() < line.zValue() for other in crossed), "no line strikes through words"


@pytest.mark.parametrize("pixels", [11, 22, 40])
@pytest.mark.parametrize("height", [110, 150, 300])
def test_that_the_numbers_of_the_axis_stand_above_each_other(
    panel: LossPanel, height: int, pixels: int, qtbot: QtBot
) -> None:
    panel.take(losses(1, [1.0, 0.1] * 9))
    panel.resize(420, height)
    panel.draw()
    plot = panel._plot
    assert plot is not None
    font = panel.font()
    font.setPixelSize(pixels)
    plot.restyle(theme.LIGHT, font)
    qtbot.waitUntil(lambda: plot.getPlotItem().getViewBox().width() > 200)
    plot.set_ranges(100, 0.0, 1.03)
    axis, tall = plot.getPlotItem().getAxis("left"), plot.getPlotItem().getViewBox().height()
    ticks = sorted(value for _, values in axis.tickValues(0.0, 1.03, tall)[:1] for value in values)
    assert ticks
    gaps = [tall * (upper - lower) / 1.03 for lower, upper in pairwise(ticks)]
    assert all(gap >= 0.99 * QFontMetricsF(font).height() for gap in gaps), (tall, ticks)
