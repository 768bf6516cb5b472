"""LossScene: which of a run's curves are shown, up to which step and on what axes; fills the plot of the loss panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from playground.desktop.i18n.formatting import measured
from playground.desktop.state.loss_curves import FIRST, LOSS, LossCurves, value_at
from playground.desktop.state.series import GrowingSeries
from playground.experiment.metrics import metric
from playground.languages.spoken import said

if TYPE_CHECKING:  # pyqtgraph takes half a second, which the first paint need not wait for
    from playground.desktop.painting.plots.loss_plot import LossPlot

BUCKETS, POINTS = 300, 120  # a long antialiased stroke costs the square of its points
_NONE = np.empty(0), np.empty(0)


@dataclass
class LossScene:
    """What a person has chosen to see of one run, and what the run has told.

    Attributes:
        total: steps that are planned.
        beside: what is had without the network, by name, the baseline first: metric → value.
        changed: the steps of the interventions, which have these numbers, from 1.
        moment: the recorded step that the other panels show; None while they show the present.
        hide_later: leave out what came after it.
        log: as a person has chosen; None: the axis turns logarithmic by itself when the loss diverges.
    """

    curves: LossCurves = field(default_factory=LossCurves)
    total: int = 0
    beside: dict[str, dict[str, float]] = field(default_factory=dict)
    changed: list[int] = field(default_factory=list)
    moment: int | None = None
    hide_later: bool = False
    log: bool | None = None
    _range: tuple[float, float, float] | None = None

    @property
    def baseline(self) -> dict[str, float]:
        """Metric → value of the baseline."""
        return next(iter(self.beside.values()), {})

    def logarithmic(self, curve: str) -> bool:
        """As somebody chose, or where nobody did as the run wants it."""
        return self.curves.diverged and curve == LOSS if self.log is None else self.log

    def refit(self) -> None:
        """Another curve or axis is chosen, so that the ranges are found anew."""
        self._range = None

    def fill(self, plot: LossPlot, curve: str, log_steps: bool) -> None:
        """Hand the few points that a screen can show to the plot."""
        curves, log = self.curves, self.logarithmic(curve)
        self._fit(plot, curve, log, log_steps)
        losses, smooth = self._until(curves.losses), self._until(curves.smooth)
        tested = [part.get(curve) for part in (curves.metrics, curves.validation)]
        plot.show_curves(
            losses.envelope(BUCKETS) if curve == LOSS else _NONE,
            smooth.averaged(POINTS) if curve == LOSS else _NONE,
            *(self._until(one).thinned(POINTS) if one is not None else _NONE for one in tested),
        )
        lines = [(name, values[curve]) for name, values in self.beside.items() if curve in values]
        plot.show_baselines([(value, f"{said(name)} {measured(curve, value)}") for name, value in lines])
        later = self.moment if self.hide_later and self.moment is not None else np.inf
        plot.show_broken(curves.broken_at if (curves.broken_at or 0.0) <= later else None)
        plot.show_moment(None if self.hide_later else self.moment)
        plot.show_changes([step for step in self.changed if step <= later])

    def numbers(self) -> Iterator[tuple[str, str, float]]:
        """Of each curve its part (``train``, ``validation``, ``test``), metric and value at the step that is shown."""
        if (value := value_at(self.curves.smooth, self.moment)) is not None:
            yield "train", LOSS, value
        for part, curves in (("validation", self.curves.validation), ("test", self.curves.metrics)):
            for name, curve in curves.items():
                if (value := value_at(curve, self.moment)) is not None:
                    yield part, name, value

    def highest(self, curve: str) -> float:
        """What the plot must reach: the baseline, where the losses begin, and every evaluation."""
        if (top := metric(curve).top) is not None:
            return top
        curves, values = self.curves, [np.array([self.baseline.get(curve, 0.0)])]
        if curve == LOSS:
            values.append(np.array([curves.peak]) if self.logarithmic(curve) else curves.losses.y[:FIRST])
        values += [part[curve].y for part in (curves.metrics, curves.validation) if curve in part]
        return 1.08 * float(np.nanmax(np.concatenate(values), initial=0.0)) or 1.0

    def _until(self, curve: GrowingSeries) -> GrowingSeries:
        """A curve as far as it may be seen."""
        return curve.until(self.moment) if self.hide_later and self.moment is not None else curve

    def _fit(self, plot: LossPlot, curve: str, log: bool, log_steps: bool) -> None:
        """Ranges in jumps: the whole planned run along x, from zero to the start of the curve along y."""
        steps = float(max(self.total, self.curves.last_step, 1))
        bottom, top = 0.0, self.highest(curve)
        if log:
            bottom = float(np.floor(np.log10(self.curves.lowest if np.isfinite(self.curves.lowest) else 1e-3)))
            top = float(np.log10(max(top, 1e-9)))
        known = self._range
        if known is not None and known[0] == steps and known[1] <= bottom and known[2] >= top:
            return
        self._range = (steps, bottom, top)
        plot.set_log(log, log_steps)
        plot.set_ranges(steps, bottom, top)
