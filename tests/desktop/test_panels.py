"""Panels show what the events say, forget what they should, and never lose a number on the way."""

from collections.abc import Iterable

import numpy as np
import pytest
from desk import Desk, falling, shown, started, story
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from playground.desktop.i18n.formatting import figure, readable
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.run_position import RunPosition, late
from playground.desktop.panels.base.tile_panel import TilePanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.kernels import KernelsPanel
from playground.desktop.panels.layers import LayersPanel
from playground.desktop.panels.loss import LossPanel
from playground.desktop.style import theme
from playground.protocol.events import Event, Pictures
from playground.protocol.snapshot import Snapshot

PANELS = (LossPanel, FeatureMapsPanel, KernelsPanel, LayersPanel)  # those that a CNN fills
WEIGHT = "stages.1.convolution.weight"


def show(qtbot: QtBot, panel: Panel, events: Iterable[Event] = ()) -> None:
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.show()
    for event in events:
        panel.take(event)
    panel.draw()
    panel.grab()


def point_at(panel: TilePanel, place: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(panel, move)


def centre_of(panel: TilePanel, tile: int, row: int, column: int) -> QPointF:
    assert panel._layout is not None
    corner, cell = panel._layout.tile_rect(tile).topLeft(), panel._layout.cell
    return panel._origin + corner + QPointF((column + 0.5) * cell, (row + 0.5) * cell)


def colours_in(picture: QImage) -> int:
    pixels = np.frombuffer(picture.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint32).copy()
    return len(np.unique(pixels))


@pytest.mark.parametrize("panel_class", PANELS)
def test_that_an_empty_panel_says_what_to_do(panel_class: type[Panel], qtbot: QtBot, themed: theme.Theme) -> None:
    panel = panel_class()
    panel.set_theme(themed)
    show(qtbot, panel)
    assert panel.is_empty() and panel.empty_words().endswith(".") and panel.title() and panel.name
    assert colours_in(panel.grab().toImage()) > 2


@pytest.mark.parametrize("panel_class", PANELS)
def test_that_a_run_fills_a_panel_and_clear_empties_all_but_the_layers(
    panel_class: type[Panel], qtbot: QtBot, themed: theme.Theme
) -> None:
    panel = panel_class()
    panel.set_theme(themed)
    show(qtbot, panel, [started(), falling(1, 50), shown(50)])
    assert not panel.is_empty() and not panel.dirty and panel.caption()
    assert colours_in(panel.grab().toImage()) > 20
    panel.clear()
    panel.draw()
    panel.grab()
    assert panel.is_empty() == (panel.name != "layers")


def test_that_the_button_of_an_empty_panel_asks_for_a_run_and_then_goes(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    show(qtbot, panel)
    button = panel.findChild(QPushButton)
    with qtbot.waitSignal(panel.hint_pressed, timeout=1000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    panel.follow_run(RunPosition(waiting=True))
    panel.grab()
    assert button.isHidden()


def test_that_feature_maps_want_the_chosen_layer_and_the_input(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    assert panel.wanted() == frozenset()
    show(qtbot, panel, [started()])
    assert panel.wanted() == {"input", "stages.0.activation"}
    with qtbot.waitSignal(panel.wanted_changed, timeout=1000):
        panel.choose("stages.1.activation")
    assert panel.wanted() == {"input", "stages.1.activation"}


def test_that_kernels_want_weights_only(qtbot: QtBot) -> None:
    panel = KernelsPanel()
    show(qtbot, panel, [started()])
    assert panel.wanted() == {"stages.0.convolution.weight"}


def test_that_the_chosen_layer_stays_chosen_in_the_next_run(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    show(qtbot, panel, [started()])
    panel.choose("stages.1.activation")
    panel.take(started(run=2))
    assert panel.layer == "stages.1.activation"


def test_that_the_pointer_reads_the_value_of_a_cell_and_follows_it_while_it_rests(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    show(qtbot, panel, [started(), shown(1)])
    point_at(panel, centre_of(panel, 4, 2, 6))
    value = next(shot for shot in shown(1).snapshots if shot.name == panel.layer).values[4, 2, 6]
    assert panel.info == f"channel 5, row 3, column 7: {value:.4g}"
    panel.take(shown(2))
    panel.draw()
    later = next(shot for shot in shown(2).snapshots if shot.name == panel.layer).values[4, 2, 6]
    assert panel.info == f"channel 5, row 3, column 7: {later:.4g}" and later != value
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    assert panel.info == "8 channels · 8 × 8"


def test_that_a_resting_pointer_survives_a_change_to_a_smaller_layer(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    show(qtbot, panel, [started(), shown(1)])
    point_at(panel, centre_of(panel, 7, 7, 7))
    panel.choose("stages.1.activation")
    panel.draw()
    assert panel.info == "16 channels · 4 × 4"


def test_that_the_pointer_names_output_and_input_of_a_kernel(qtbot: QtBot) -> None:
    panel = KernelsPanel()
    show(qtbot, panel, [started(), shown(1)])
    panel.choose(WEIGHT)
    panel.draw()
    panel.grab()
    assert panel.info == "16 × 8 kernels · 3 × 3"
    value = next(shot for shot in shown(1).snapshots if shot.name == WEIGHT).values[9, 3, 1, 2]
    point_at(panel, centre_of(panel, 3 * 16 + 9, 1, 2))
    assert panel.info == f"output 10, input 4, row 2, column 3: {value:.4g}".replace("-", "\u2212")


def test_that_a_cell_that_is_no_number_is_said_in_words(qtbot: QtBot) -> None:
    panel = KernelsPanel()
    broken = shown(1, names=frozenset({"stages.0.convolution.weight"}))
    broken.snapshots[0].values[:] = np.nan
    show(qtbot, panel, [started(), broken])
    point_at(panel, centre_of(panel, 0, 0, 0))
    assert panel.info.endswith("not a finite number")


def test_that_a_new_picture_is_painted_even_where_the_old_one_lay_in_memory(qtbot: QtBot) -> None:
    panel = KernelsPanel()
    show(qtbot, panel, [started()])
    name, axes = "stages.0.convolution.weight", ("out channel", "in channel", "row", "column")
    for step in range(60):  # the second picture of each pair is never painted: its memory is free for the next
        for sign in (1.0, -1.0 if step % 2 else 1.0):
            values = np.full((8, 1, 3, 3), 0.9 * sign, np.float32)
            panel.take(Pictures(1, step, (Snapshot(step, name, axes, values),)))
            del values
        panel.draw()
        colour = panel.grab().toImage().pixelColor(centre_of(panel, 0, 1, 1).toPoint())
        assert (colour.blue() > colour.red()) == bool(step % 2)


def test_that_kernels_at_zero_vanish_into_the_ground(qtbot: QtBot, themed: theme.Theme) -> None:
    panel = KernelsPanel()
    panel.set_theme(themed)
    still = shown(1, names=frozenset({"stages.0.convolution.weight"}))
    still.snapshots[0].values[:] = 0.0
    show(qtbot, panel, [started(), still])
    colour, ground = panel.grab().toImage().pixelColor(centre_of(panel, 0, 1, 1).toPoint()), QColor(themed.panel)
    assert abs(colour.lightness() - ground.lightness()) <= 3


def test_that_layers_are_shown_before_any_run_and_numbers_are_grouped(qtbot: QtBot) -> None:
    panel = LayersPanel()
    trained = LayersPanel()
    show(qtbot, trained, [started()])
    show(qtbot, panel)
    panel.show_layers(trained._layers)
    panel.draw()
    assert not panel.is_empty() and panel.info == "1\u2009898 parameters"


def test_that_a_recording_without_its_data_leaves_the_layers_empty(qtbot: QtBot) -> None:
    from dataclasses import replace

    panel = LayersPanel()
    show(qtbot, panel, [replace(started(), experiment="{}")])
    assert panel.is_empty()


def test_that_long_tables_scroll_no_further_than_their_last_row(qtbot: QtBot) -> None:
    panel = LayersPanel()
    show(qtbot, panel, [started()])
    panel.resize(480, 130)
    panel._scrolled = 1e6
    panel.grab()
    assert panel._scrolled == pytest.approx(9 * 26 - 130)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stages.0.convolution.weight", "stage 1 · convolution"),
        ("output", "output"),
        ("hidden.2", "hidden 3"),
        ("decoder.1.mlp.activation", "decoder 2 · MLP · activation"),
    ],
)
def test_that_layers_are_named_as_people_count(name: str, words: str) -> None:
    assert readable(name) == words


def test_that_a_picture_left_behind_while_the_run_goes_on_says_its_step_and_is_not_greyed(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run, 50))
    panel = desk.parts.board.panel(FeatureMapsPanel)
    panel.show()
    assert panel.other_step is None
    desk.say(falling(51, 80, run))
    assert panel.other_step is None, "less than a tenth of the run behind, or little more"
    desk.say(falling(131, 120, run))
    assert panel.other_step == 50 and panel.position.step is None
    left_behind = panel.grab().toImage()
    panel.follow_run(RunPosition(waiting=True, held=True, step=250))
    greyed = panel.grab().toImage()
    assert contrast(left_behind) > contrast(greyed)
    desk.say(falling(251, 1, run), shown(251, run))
    assert panel.other_step is None


def test_that_late_is_told_in_tenths_of_the_run() -> None:
    assert [late(step, 300) for step in (0, 29, 30, 59, 60, 89, 90, 300)] == [0, 0, 0, 0, 30, 30, 60, 270]
    assert late(5, 0) == 0 and late(3, 4) == 2


@pytest.mark.parametrize("step", [393, 12])
def test_that_a_picture_of_another_step_than_is_shown_is_greyed_and_says_its_step(qtbot: QtBot, step: int) -> None:
    panel = FeatureMapsPanel()
    show(qtbot, panel, [started(), shown(33)])
    fresh = panel.grab().toImage()
    panel.follow_run(RunPosition(recorded=True, step=33))
    assert panel.other_step is None and panel.grab().toImage() == fresh
    panel.follow_run(RunPosition(recorded=True, step=step))
    greyed = panel.grab().toImage()
    assert panel.other_step == 33 and greyed != fresh

    def spread(image: QImage) -> int:
        return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(30, image.height(), 3)})

    assert contrast(greyed) < contrast(fresh) and spread(greyed) > 1


def contrast(image: QImage) -> int:
    """Between the lightest and the darkest point below the header."""
    points = [
        image.pixelColor(x, y).lightness() for x in range(0, image.width(), 3) for y in range(30, image.height(), 3)
    ]
    return max(points) - min(points)


def test_that_an_empty_panel_of_a_recording_says_so_instead_of_asking_for_patience(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    show(qtbot, panel)
    panel.follow_run(RunPosition(recorded=True, step=12))
    assert "recording holds no picture" in panel.empty_words() and not panel.waits()
    panel.grab()
    assert panel.findChild(QPushButton).isHidden()


def test_that_the_panel_that_has_the_keys_shows_it(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    show(qtbot, panel, [started(), shown(9)])
    panel.clearFocus()
    without = panel.grab().toImage()
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.setFocus()
    qtbot.waitUntil(panel.hasFocus)
    accent, image = QColor(panel.theme.accent), panel.grab().toImage()
    assert image != without
    edge = [image.pixelColor(x, 0) for x in range(20, image.width() - 20)]
    assert sum(abs(colour.blue() - accent.blue()) < 40 for colour in edge) > 0.9 * len(edge)


def test_that_moving_the_asked_cell_by_keys_is_said_to_a_screen_reader(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    show(qtbot, panel, [started(), shown(9)])
    panel.picked.connect(lambda question: panel.mark(question, ()))
    said = []
    for _ in range(2):
        qtbot.keyClick(panel, Qt.Key.Key_Left)
        said.append(panel.accessibleDescription())
    question = panel.asked
    assert question is not None and said[0] != said[1]
    value = panel.shown_arrays()[0].values[question.index]
    assert said[1].startswith(f"channel {question.index[0] + 1}") and f": {figure(float(value))}." in said[1]


def test_that_what_lies_between_signed_tiles_has_not_the_colour_of_zero(qtbot: QtBot) -> None:
    panel = KernelsPanel()
    show(qtbot, panel, [started(), shown(9)])
    image = panel.grab().toImage()
    layout, origin = panel._layout, panel._origin
    assert layout is not None and layout.gap >= 2
    first = layout.tile_rect(0).translated(origin)
    between = image.pixelColor(int(first.right() + layout.gap / 2), int(first.center().y()))
    assert between == QColor(panel.theme.line) != QColor(panel.theme.panel)
