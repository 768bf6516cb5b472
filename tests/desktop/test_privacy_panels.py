"""Membership and Canary panels: headers say what is measured, a click asks about it, broken numbers are borne."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot
from test_survey_panels import begin

from playground.desktop.panels.canary import CanaryPanel
from playground.desktop.panels.membership import MembershipPanel
from playground.desktop.style.theme import Theme
from playground.protocol.events import Pictures
from playground.protocol.snapshot import Snapshot
from playground.worked import canary, membership
from playground.worked.example import Question

DICE = np.random.default_rng(1)
ROWS = np.concatenate([
    np.column_stack([np.ones(80), np.arange(80), DICE.exponential(0.2, 80)]),
    np.column_stack([np.zeros(60), np.arange(60), DICE.exponential(1.0, 60)]),
]).astype(np.float32)  # fmt: skip
LOSSES = Snapshot(
    7,
    membership.PICTURE,
    ("example", "part, number, loss"),
    ROWS,
    {"member": tuple("a\nb c"[i % 5] for i in range(80))},
)
BITS = DICE.uniform(5, 30, 100).astype(np.float32)
BITS[42] = 6.0
LABELS = {"canary": ("the code is ", "42", "."), "digit": tuple("0123456789")}


def secrets(step: int, own: float) -> Snapshot:
    bits = BITS.copy()
    bits[42] = own
    return Snapshot(step, canary.PICTURE, ("secret",), bits, LABELS)


def test_that_the_header_says_how_well_the_attack_does(qtbot: QtBot, themed: Theme) -> None:
    panel = MembershipPanel()
    panel.set_theme(themed)
    begin(qtbot, panel, LOSSES)
    found = membership.attack(*membership.losses(ROWS))
    assert panel.info.endswith(f"{found.area:.3f}") and f"advantage {found.advantage:.2f}" in panel.info
    assert "80 training, 60 unseen" in panel.info and found.area > 0.7


def test_that_the_curve_is_asked_about_its_area_and_the_histograms_about_the_threshold(qtbot: QtBot) -> None:
    panel = MembershipPanel()
    begin(qtbot, panel, LOSSES)
    assert panel.question_at(panel._curve.center()) == Question(membership.PICTURE, (membership.AREA,))
    assert panel.question_at(panel._histogram.center()) == Question(membership.PICTURE, (membership.THRESHOLD,))
    assert panel.neighbour(Question(membership.PICTURE, (membership.AREA,)), 1, 0) != panel.usual()


def test_that_losses_that_are_no_numbers_or_all_alike_are_borne(qtbot: QtBot) -> None:
    panel = MembershipPanel()
    begin(qtbot, panel, LOSSES)
    alike = ROWS.copy()
    alike[:, 2] = 0.0
    panel.show_pictures(Pictures(1, 8, (Snapshot(8, membership.PICTURE, LOSSES.axes, alike),)))
    panel.draw()
    panel.grab()
    assert panel.info.endswith("0.500")
    panel.show_pictures(Pictures(1, 9, (Snapshot(9, membership.PICTURE, LOSSES.axes, np.full_like(ROWS, np.nan)),)))
    assert panel.is_empty() and panel.question_at(QPointF(60, 60)) is None
    panel.grab()


def test_that_rank_and_exposure_are_said_and_drawn_over_the_steps(qtbot: QtBot, themed: Theme) -> None:
    panel = CanaryPanel()
    panel.set_theme(themed)
    begin(qtbot, panel, secrets(2, 30.0))
    for step, own in ((4, 10.0), (6, 1.0)):
        panel.show_pictures(Pictures(1, step, (secrets(step, own),)))
    panel.draw()
    panel.grab()
    assert "rank 1 of 100" in panel.info and panel.info.endswith("6.64")
    assert panel._history.steps.tolist() == [2, 4, 6] and np.diff(panel._history.values[:, 0]).min() > 0
    assert panel.usual() == Question(canary.PICTURE, (42,))


def test_that_a_recorded_moment_does_not_take_later_points_away(qtbot: QtBot) -> None:
    panel = CanaryPanel()
    begin(qtbot, panel, secrets(2, 30.0))
    panel.show_pictures(Pictures(1, 8, (secrets(8, 1.0),)))
    panel.show_moment(4)
    panel.show_pictures(Pictures(1, 4, (secrets(4, 9.0),)))
    panel.draw()
    panel.grab()
    panel.show_moment(None)
    assert panel._history.steps.tolist() == [2, 4, 8]
