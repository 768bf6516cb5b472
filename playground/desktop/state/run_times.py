"""RunTimes: how long the run of a preset takes: as it took on this machine, or else as we measured it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.protocol.events import RunState

if TYPE_CHECKING:  # pydantic takes a third of a second, which the first paint need not wait for
    from playground.desktop.state.run_state import Run
    from playground.desktop.state.window_settings import WindowSettings
    from playground.experiment.presets import Preset


class RunTimes:
    """Learns from every preset that is trained to its end at full speed."""

    def __init__(self, memory: WindowSettings) -> None:
        self._memory = memory
        self._heard = 0

    def of(self, preset: Preset) -> float:
        """Seconds of the whole run; 0 where nobody knows."""
        return self._memory.times.get(preset.name, preset.about.seconds)

    def hear(self, run: Run, slowed: bool) -> bool:
        """Note the time of a run that has just finished. False: there was nothing to learn from it."""
        if run.state is not RunState.FINISHED or not run.live or run.number == self._heard or run.experiment is None:
            return False
        self._heard = run.number
        from playground.experiment import presets

        preset = presets.like(run.experiment)
        if preset is None or slowed or run.rate <= 0:
            return False
        self._memory.times = {**self._memory.times, preset.name: round(run.total / run.rate, 1)}
        return True
