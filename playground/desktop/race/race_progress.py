"""How far both runs of a race are, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from playground.desktop.i18n.formatting import clock, figure, grouped
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.desktop.race.race_lane import RaceLane


def progress_words(lanes: Sequence[RaceLane]) -> str:
    """Steps of the slower lane, steps a second of both together and the time that is left; empty before the start."""
    shown = [lane for lane in lanes if lane.started is not None]
    if not shown:
        return ""
    step = min(lane.step for lane in shown)
    total = max(lane.started.total_steps for lane in shown if lane.started is not None)
    parts = [QCoreApplication.translate("RaceProgress", "step {0} of {1}").format(grouped(step), grouped(total))]
    rates = [lane.rate for lane in shown if lane.active and lane.rate > 0]
    if rates and any(lane.state is RunState.RUNNING for lane in shown):
        rate = 1 / sum(1 / rate for rate in rates)  # they train in turns
        parts += [
            QCoreApplication.translate("RaceProgress", "{0} steps/s").format(figure(rate, 3)),
            QCoreApplication.translate("RaceProgress", "{0} left").format(clock((total - step) / rate)),
        ]
    return "   ".join(parts)
