"""Reference: what the result of a run is held against: the band of its preset and the baseline, in one metric."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from playground.data.metrics import Better
from playground.experiment.metrics import judged_by, metric

if TYPE_CHECKING:  # pydantic takes a third of a second, which the first paint need not wait for
    from playground.experiment.experiment import Experiment
    from playground.experiment.presets import Preset
    from playground.protocol.events import RunStarted

LOSS = "loss"
EXACT = 1e-3  # of a share: what is shown is rounded to this, and so is what is judged


class Standing(Enum):
    """Where a result lies: ``UNKNOWN`` where nothing is expected."""

    UNKNOWN = "unknown"
    WITHIN = "within"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True)
class Reference:
    """Attributes:
    metric: the task's own.
    band: lowest and highest value that the preset expects after its whole run; None where nobody measured one.
    baseline: what the same test examples give without a network; None where that is not known.
    """

    metric: str
    band: tuple[float, float] | None = None
    baseline: float | None = None

    def standing(self, value: float) -> Standing:
        """Where a value lies; one that is no number is worse than every band."""
        if self.band is None:
            return Standing.UNKNOWN
        measure = metric(self.metric)
        if measure.percent:
            value = round(value / EXACT) * EXACT if value == value else value
        low, high = self.band[0] - 1e-9, self.band[1] + 1e-9
        if low <= value <= high:
            return Standing.WITHIN
        best = high if measure.better is Better.HIGHER else low
        return Standing.BETTER if measure.beats(value, best) else Standing.WORSE


def reference(started: RunStarted, experiment: Experiment, known: Iterable[Preset]) -> Reference:
    """What the run of an experiment is held against; ``known``: presets that may be its own, the likeliest first."""
    preset = next((one for one in known if one.foretells(experiment)), None)
    if preset is None:
        metric = judged_by(experiment.task.measured, started.baseline) or LOSS
        return Reference(metric, None, started.baseline.get(metric))
    about = preset.about
    metric = about.expected.metric
    baseline = about.baseline.get(metric, started.baseline.get(metric))
    band = (about.expected.low, about.expected.high)
    return Reference(metric, band if band[0] < band[1] else None, baseline)  # of one's own nobody measured a band
