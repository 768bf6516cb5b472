"""Calibration panel: bars, the temperature of the slider, and a click that asks about a bin."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot
from test_survey_panels import begin

from playground.desktop.panels.calibration import CalibrationPanel
from playground.desktop.style.theme import Theme
from playground.protocol.events import Pictures
from playground.protocol.snapshot import Snapshot
from playground.worked import calibration
from playground.worked.calibration import PICTURE, WHOLE
from playground.worked.example import Question

DICE = np.random.default_rng(3)
LOGITS = DICE.standard_normal((300, 4)) * 4
ROWS = np.column_stack([np.zeros(300), DICE.integers(0, 4, 300), LOGITS]).astype(np.float32)
AXES = ("answer", "part, truth, logits")
SHOT = Snapshot(7, PICTURE, AXES, ROWS, {"class": ("a", "b", "c", "d")})


def panel_with(qtbot: QtBot, shot: Snapshot = SHOT) -> CalibrationPanel:
    panel = CalibrationPanel()
    begin(qtbot, panel, shot)
    return panel


def test_that_the_header_says_the_error_at_the_temperature_of_the_slider(qtbot: QtBot, themed: Theme) -> None:
    panel = panel_with(qtbot)
    panel.set_theme(themed)
    logits, truth = calibration.parts(ROWS, 0)
    for heat in (1.0, 2.5, 0.4):
        panel.heat(heat)
        expected = calibration.reliability(logits, truth, panel.temperature)
        assert abs(panel.temperature - heat) < 0.03 and f"{100 * expected.error:.1f}" in panel.info
    panel.grab()


def test_that_fitting_lowers_the_loss_and_takes_the_validation_part_where_there_is_one(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    assert panel.found is not None
    before = panel.found.loss
    panel.fit()
    assert panel.temperature == 4.0 and panel.found.loss < before  # random truths: as unsure as the slider goes
    sure = np.column_stack([np.ones(300), LOGITS.argmax(axis=1), LOGITS]).astype(np.float32)
    panel.show_pictures(Pictures(1, 8, (Snapshot(8, PICTURE, AXES, np.concatenate([ROWS, sure]), SHOT.labels),)))
    panel.fit()
    assert panel.temperature == 0.25


def test_that_a_click_asks_about_its_bin_and_beside_the_bars_about_all(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    panel.grab()
    at, cell = next(iter(panel._cells.items()))
    assert panel.question_at(cell.center()) == Question(PICTURE, (at, 100))
    assert panel.question_at(QPointF(2, 2)) == panel.usual() == Question(PICTURE, (WHOLE, 100))
    first = panel.neighbour(Question(PICTURE, (WHOLE, 100)), 1, 0)
    assert first is not None and first.index[0] == at


def test_that_answers_that_are_no_numbers_leave_the_panel_empty(qtbot: QtBot) -> None:
    panel = panel_with(qtbot, Snapshot(7, PICTURE, AXES, np.full_like(ROWS, np.nan), SHOT.labels))
    assert panel.is_empty() and panel.question_at(QPointF(50, 50)) is None
    panel.grab()
