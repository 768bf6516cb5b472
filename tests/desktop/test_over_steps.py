"""Pictures that are drawn over the steps of a run: histories, distributions and gradient norms."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import Desk, started
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from playground.desktop.docking.panel_registry import panel_classes
from playground.desktop.panels import distributions
from playground.desktop.panels.distributions import DistributionsPanel
from playground.desktop.panels.gradient_norms import GradientNormsPanel
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.state import step_scale
from playground.desktop.state.open_document import OpenDocument
from playground.desktop.state.snapshot_history import SnapshotHistory, last_step
from playground.desktop.style import theme
from playground.experiment.experiment import Experiment
from playground.protocol.events import Pictures, RunState, StateChanged
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs.reader import RunReader
from playground.runs.replay import started_from

LEVELS = 65
LAYERS = ("stages.0.convolution", "output")
AXES = ("layer", "quantile")
NORMS = PictureInfo("gradient.norms", ("measure", "layer"), (2, 2))
INFOS = (
    *(PictureInfo(f"distribution.{name}", AXES, (2, LEVELS)) for name in ("weights", "activations", "gradients")),
    NORMS,
)


def row(values: np.ndarray) -> np.ndarray:
    return np.quantile(values, np.linspace(0, 1, LEVELS)).astype(np.float32)


def spread(step: int, name: str = "distribution.weights", wide: float = 1.0) -> Snapshot:
    dice = np.random.default_rng(step)
    values = np.stack([row(wide * dice.standard_normal(2000)), row(dice.uniform(0, 1, 2000))])
    return Snapshot(step, name, AXES, values, {"layer": LAYERS})


def norms(step: int, first: float, last: float) -> Snapshot:
    values = np.array([[first, last], [first / 10, last / 10]], np.float32)
    return Snapshot(step, NORMS.name, NORMS.axes, values, {"layer": LAYERS})


def shown(
    qtbot: QtBot, panel: DistributionsPanel | GradientNormsPanel, shots: list[Snapshot], width: int = 560
) -> None:
    qtbot.addWidget(panel)
    panel.resize(width, 300)
    panel.start(replace(started(), pictures=INFOS))
    for shot in shots:
        panel.show_pictures(Pictures(1, shot.step, (shot,)))
    panel.show()
    panel.draw()
    panel.grab()


def test_that_a_history_keeps_first_and_last_and_thins_evenly_between() -> None:
    history = SnapshotHistory(limit=50)
    for step in range(1000):
        history.add(step, np.array([step], np.float32))
    steps = history.steps
    assert len(history) <= 50 and steps[0] == 0 and steps[-1] == 999
    assert history.values[:, 0].tolist() == steps.tolist()
    gaps = np.diff(steps)
    assert gaps.max() <= 130


def test_that_steps_after_a_checkpoint_are_void_when_the_run_goes_on_from_it() -> None:
    history = SnapshotHistory()
    for step in (1, 5, 9, 5):
        history.add(step, np.array([step], np.float32))
    assert history.steps.tolist() == [1, 5]
    history.add(6, np.array([np.nan], np.float32))
    assert history.steps.tolist() == [1, 5]


@pytest.mark.parametrize(
    ("reached", "total", "end"), [(5, 900, 225), (300, 900, 450), (451, 900, 900), (901, 900, 901)]
)
def test_that_an_axis_of_steps_ends_at_a_part_of_the_run_that_holds_them(reached: int, total: int, end: int) -> None:
    assert last_step(np.array([0, reached]), total) == end


def test_that_shares_of_bins_sum_to_one_and_find_the_values_that_a_relu_switched_off() -> None:
    values = np.concatenate([np.zeros(600), np.random.default_rng(1).uniform(0.5, 1.0, 400)])
    rows = row(values)[None]
    edges = distributions.bins(rows)
    shares = distributions.share(rows[0], edges)
    zero = int(np.searchsorted(edges, 0.0)) - 1
    assert shares.sum() == pytest.approx(1.0) and shares[zero] == pytest.approx(0.6, abs=0.03)
    assert edges[zero] == pytest.approx(-edges[zero + 1])
    inside = (edges[:-1] > 0.55) & (edges[1:] < 0.95)
    assert shares[inside].sum() == pytest.approx(0.4 * np.diff(edges)[inside].sum() / 0.5, abs=0.03)


@pytest.mark.parametrize("values", [np.zeros(10), np.full(10, 3.0), np.array([1e-30, 2e-30]), np.array([-1e30, 1e30])])
def test_that_values_that_are_all_alike_tiny_or_huge_have_bins_too(values: np.ndarray) -> None:
    rows = row(values)[None]
    edges = distributions.bins(rows)
    assert (np.diff(edges) > 0).all() and distributions.share(rows[0], edges).sum() == pytest.approx(1.0, abs=0.05)


def test_that_the_chosen_quantity_is_watched_and_every_step_is_a_column(qtbot: QtBot) -> None:
    panel = DistributionsPanel()
    assert panel.fits(INFOS) and not panel.fits((NORMS,))
    shown(qtbot, panel, [spread(step) for step in (1, 10, 100)])
    assert panel.wanted() == {"distribution.weights"} and not panel.is_empty()
    panel.choose("gradients", "output")
    assert panel.wanted() == {"distribution.gradients"} and panel.is_empty()
    assert "measured" in panel.empty_words()
    panel.show_pictures(Pictures(1, 200, (spread(200, "distribution.gradients"),)))
    panel.choose("gradients", "output")
    panel.draw()
    assert not panel.is_empty() and panel.info.endswith("1") and panel.caption() == "gradients · output"


def test_that_a_spread_that_widens_is_seen_to_widen(qtbot: QtBot, themed: theme.Theme) -> None:
    panel = DistributionsPanel()
    panel.set_theme(themed)
    shown(qtbot, panel, [spread(1, wide=0.2), spread(450, wide=2.0)])
    assert panel._image is not None
    image, ground = panel._image[1], QColor(themed.panel).rgb()
    used = [sum(image.pixel(x, y) != ground for y in range(image.height())) for x in (2, image.width() - 1)]
    assert used[0] < used[1] / 4
    before = panel.grab().toImage()
    panel.show_pictures(Pictures(1, 440, (spread(440, wide=0.1),)))  # a resumed run takes the wide one away
    panel.draw()
    assert panel.grab().toImage() != before


def test_that_gradient_norms_name_each_curve_at_its_end_and_the_whole_in_the_header(
    qtbot: QtBot, themed: theme.Theme
) -> None:
    panel = GradientNormsPanel()
    assert panel.fits(INFOS) and not panel.fits(INFOS[:3])
    panel.set_theme(themed)
    shown(qtbot, panel, [norms(1, 2e-6, 3.0), norms(50, 2e-5, 4.0), norms(90, 3.0, 4.0)])
    assert panel.info == "whole gradient: 5" and panel.wanted() == {"gradient.norms"}
    assert (panel._range.low, panel._range.high) == (-6, 1)
    panel.choose(1)
    panel.draw()
    assert panel.info == "largest: 0.4" and panel._range.low == -7
    panel.clear()
    assert panel.is_empty() and panel.wanted() == frozenset()


@pytest.mark.parametrize("first", [0.0, np.nan, np.inf])
def test_that_a_layer_that_is_cut_off_or_broken_is_drawn_without_complaint(qtbot: QtBot, first: float) -> None:
    panel = GradientNormsPanel()
    shown(qtbot, panel, [norms(1, first, 2.0), norms(5, first, 3.0)], width=240)
    assert not panel.is_empty() and panel.info.startswith("whole gradient")


def test_that_no_other_panel_takes_these_pictures_for_its_own(qtbot: QtBot) -> None:
    for panel_class in panel_classes():
        panel = panel_class()
        qtbot.addWidget(panel)
        panel.start(replace(started(), pictures=INFOS))
        own = isinstance(panel, DistributionsPanel | GradientNormsPanel | NetworkPanel)  # the last draws any model
        assert bool(panel.wanted()) == own, panel.name


def test_that_a_panel_opened_after_the_run_is_filled_from_its_recording(
    desk: Desk, recordings: dict[str, Path]
) -> None:
    path = recordings["rnn-sine"]
    with RunReader(path) as reader:
        begun, steps = started_from(reader, 1), reader.snapshot_steps()
        experiment = Experiment.from_json(reader.experiment_json)
    assert begun is not None
    window = desk.window
    window.parts.control.open(OpenDocument("rnn-sine", experiment))
    run = desk.run()
    desk.say(replace(begun, run=run), StateChanged(run, RunState.RUNNING))
    window.parts.replay.timeline.refresh()
    for panel_class in (GradientNormsPanel, DistributionsPanel):
        panel = window.parts.board.panel(panel_class)
        assert panel.is_empty()
        window.parts.board.reveal(panel)
        panel.tell_wanted()
        panel.draw()
        assert not panel.is_empty(), panel.name
    norms = window.parts.board.panel(GradientNormsPanel)._history.steps
    assert set(norms.tolist()) <= set(steps) and norms[-1] == steps[-1]


def test_that_missed_steps_are_filled_in_without_losing_what_was_seen() -> None:
    history = SnapshotHistory()
    for step in (30, 40):
        history.add(step, np.full(2, step, np.float32))
    assert history.lacks(0)
    for step in (0, 10, 30):
        history.fill(step, np.full(2, -1.0, np.float32))
    assert history.steps.tolist() == [0, 10, 30, 40] and history.values[:, 0].tolist() == [-1, -1, 30, 40]
    assert history.until(10).steps.tolist() == [0, 10] and not history.lacks(0)


def test_that_a_logarithmic_axis_of_steps_gives_the_early_ones_more_room() -> None:
    steps = np.array([0, 1, 10, 100, 1000])
    np.testing.assert_allclose(step_scale.shares(steps, 1000, log=True), [0, 0, 1 / 3, 2 / 3, 1], atol=1e-9)
    np.testing.assert_allclose(step_scale.shares(steps, 1000, log=False), steps / 1000)
    np.testing.assert_allclose(step_scale.steps_at(np.array([0.0, 0.5, 1.0]), 100, log=True), [1, 10, 100])
    assert step_scale.round_steps(1000, 4) == [1, 10, 100, 1000]
    assert step_scale.round_steps(30, 9) == [1, 2, 5, 10, 20] and step_scale.round_steps(0, 3) == []
    assert np.isfinite(step_scale.shares(np.array([0]), 0, log=True)).all()


@pytest.mark.parametrize("kind", [DistributionsPanel, GradientNormsPanel])
def test_that_every_plot_over_steps_has_a_switch_for_its_axis(
    qtbot: QtBot, kind: type[DistributionsPanel] | type[GradientNormsPanel]
) -> None:
    panel = kind()
    shots = [spread(step) if kind is DistributionsPanel else norms(step, 1.0, step) for step in (1, 2, 3, 5, 8, 300)]
    shown(qtbot, panel, shots)
    before = panel.grab().toImage()
    panel._log_steps.click()
    panel.draw()
    assert panel.grab().toImage() != before
    panel._log_steps.click()
    panel.draw()
    assert panel.grab().toImage() == before
