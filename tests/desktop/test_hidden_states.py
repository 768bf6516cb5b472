"""Hidden states: units down, time along, on fixed symmetric levels, with the tokens below."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from playground.desktop.panels.hidden_states import HiddenStatesPanel
from playground.desktop.style.theme import DARK, LIGHT
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot

STATES = ("time", "unit")


def panel_with(qtbot: QtBot, values: np.ndarray, tokens: tuple[str, ...] = ()) -> HiddenStatesPanel:
    panel = HiddenStatesPanel()
    qtbot.addWidget(panel)
    panel.resize(600, 360)
    infos = (
        PictureInfo("layers.0.hidden", STATES, values.shape),
        PictureInfo("layers.0.cell", STATES, values.shape),
        PictureInfo("output", ("class",), (4,)),
    )
    panel.start(RunStarted(1, "{}", 0, 100, 10, "cpu", 1, {}, infos, "test example 1", Path("x.run")))
    show(panel, values, tokens)
    panel.show()
    return panel


def show(panel: HiddenStatesPanel, values: np.ndarray, tokens: tuple[str, ...] = ()) -> None:
    labels = {"time": tokens} if tokens else {}
    snapshot = Snapshot(1, panel.layer, STATES, values.astype(np.float32), labels)
    panel.show_pictures(Pictures(1, 1, (snapshot,)))
    panel.draw()


def test_that_only_pictures_over_time_and_units_are_offered(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, np.zeros((5, 3)))
    assert panel.layer == "layers.0.hidden" and panel.wanted() == {"layers.0.hidden"}
    panel.choose("layers.0.cell")
    assert panel.wanted() == {"layers.0.cell"}
    assert not panel.fits((PictureInfo("output", ("class",), (4,)),))


def test_that_levels_stay_at_one_until_something_goes_beyond(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, np.full((5, 3), 0.01))
    assert (panel._scale.low, panel._scale.high) == (-1.0, 1.0)
    show(panel, np.full((5, 3), 4.0))
    assert (panel._scale.low, panel._scale.high) == (-5.0, 5.0)


def test_that_each_cell_has_its_colour_and_the_pointer_reads_its_value(qtbot: QtBot) -> None:
    values = np.zeros((4, 2))
    values[3, 0], values[0, 1] = 1.0, -1.0
    panel = panel_with(qtbot, values, ("A", "x", "y", "z"))
    picture = panel.grab().toImage()
    room = panel._place
    ratio = picture.devicePixelRatio()

    def colour(step: int, unit: int) -> tuple[int, int, int]:
        x = room.left() + (step + 0.5) * room.width() / 4
        y = room.top() + (unit + 0.5) * room.height() / 2
        pixel = picture.pixelColor(int(x * ratio), int(y * ratio))
        return pixel.red(), pixel.green(), pixel.blue()

    assert colour(3, 0)[0] > colour(3, 0)[2] + 50  # orange for plus
    assert colour(0, 1)[2] > colour(0, 1)[0] + 50  # blue for minus
    assert colour(1, 0) == (255, 255, 255)  # zero is the ground
    panel._pointer = QPointF(room.right() - 2, room.top() + 2)
    panel._tell()
    assert panel.info == "unit 1, step 4 (z): 1"


def test_that_forty_tokens_and_a_thousand_steps_are_drawn_in_light_and_dark(qtbot: QtBot) -> None:
    for steps in (1, 40, 1000):
        panel = panel_with(qtbot, np.random.default_rng(0).uniform(-1, 1, (steps, 64)), ("word",) * steps)
        for theme in (LIGHT, DARK):
            panel.set_theme(theme)
            assert not panel.grab().isNull()
