"""LossCurves: losses and metrics of one run over its steps, and where it diverged; no widgets."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from playground.desktop.state.series import GrowingSeries, SmoothedSeries

LOSS = "loss"
FIRST = 20  # losses that say how large a loss of this run is before it learns
DIVERGED = 1000.0  # times the first losses: from there on only a logarithmic axis shows anything


class LossCurves:
    """Every value of a run.

    Attributes:
        losses, smooth: of each training step, and their moving average.
        metrics, validation: of the test examples and of the validation part, by name.
        broken_at: the first step whose loss was no finite number, or so large that the run has diverged.
        lowest, peak: the smallest smoothed loss above zero, and the largest loss.
    """

    def __init__(self) -> None:
        self.losses, self.smooth, self._average = GrowingSeries(), GrowingSeries(), SmoothedSeries()
        self.metrics: dict[str, GrowingSeries] = {}
        self.validation: dict[str, GrowingSeries] = {}
        self.broken_at: float | None = None
        self.lowest, self.peak = np.inf, 0.0

    def __len__(self) -> int:
        return len(self.losses) or len(self.metrics)

    @property
    def last_step(self) -> float:
        """The newest training step; 0 before the first."""
        return float(self.losses.x[-1]) if len(self.losses) else 0.0

    def add_losses(self, first_step: int, values: NDArray[np.float32]) -> None:
        """Of consecutive steps."""
        steps = np.arange(first_step, first_step + len(values), dtype=np.float64)
        losses = values.astype(np.float64)
        self.losses.extend(steps, losses)
        smooth = self._average.extend(losses)
        self.smooth.extend(steps, smooth)
        self.lowest = min(self.lowest, float(np.min(smooth[smooth > 0], initial=np.inf)))
        finite = np.where(np.isfinite(losses), losses, 0.0)
        self.peak = max(self.peak, float(finite.max(initial=0.0)))
        bad = steps[~np.isfinite(losses) | (finite > DIVERGED * self._at_first())]
        if bad.size and self.broken_at is None:
            self.broken_at = float(bad[0])

    def add_metrics(self, step: int, metrics: Mapping[str, float], validation: Mapping[str, float]) -> None:
        """Of one test."""
        for part, values in ((self.metrics, metrics), (self.validation, validation)):
            for name, value in values.items():
                part.setdefault(name, GrowingSeries()).extend(np.array([float(step)]), np.array([value]))

    def resume(self, step: int) -> None:
        """The run goes on from a step; what came after it is replaced."""
        if self.broken_at is not None and self.broken_at > step:
            self.broken_at = None

    @property
    def diverged(self) -> bool:
        """The loss went far beyond that of the first steps."""
        return self.peak > DIVERGED * self._at_first()

    def _at_first(self) -> float:
        first = self.losses.y[:FIRST]
        first = first[np.isfinite(first)]
        return float(np.quantile(first, 0.5)) if first.size else np.inf  # the median alone would load masked arrays


def value_at(curve: GrowingSeries, step: int | None) -> float | None:
    """The newest value up to a step, or of all for None; None where there is none yet."""
    seen = curve if step is None else curve.until(step)
    return float(seen.y[-1]) if len(seen) else None
