"""Curves of recorded runs for the overlay: read once, smoothed, thinned to what a screen shows, averaged over seeds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.desktop.i18n.formatting import figure, grouped
from playground.languages.spoken import ENGLISH, language, said
from playground.runs.listing import Entry, Plain, differing
from playground.runs.reader import RunReader
from playground.sweeps.over_seeds import family
from playground.sweeps.plan import SEED

TRAIN = "train"
POINTS = 240  # of a curve are drawn; a long antialiased stroke costs the square of its points
GRID = 200  # points of a mean over seeds
NAMED = 2  # settings that a mean is named by at most
_DATE = re.compile(r" \d{4}-[\d-]*( .*)?$")  # of the file names that new runs are given

Array = NDArray[np.float64]
Points = tuple[Array, Array]


@dataclass(frozen=True)
class OverlayView:
    """What the overlay shows of each run.

    Attributes:
        curve: ``train`` for the training loss, else a metric on the test set.
        smoothing: half the width of the moving mean as a share of the curve, 0 … 0.5.
        by_seconds: along the seconds of training, not the steps.
        log_x, log_y: which axes are logarithmic.
        mean: one curve for runs that differ only by their seed.
    """

    curve: str = TRAIN
    smoothing: float = 0.01
    by_seconds: bool = False
    log_x: bool = False
    log_y: bool = False
    mean: bool = True


@dataclass(frozen=True)
class OverlayLine:
    """One line of the overlay; ``low`` and ``high`` bound its band, where it has one."""

    name: str
    slot: int
    x: Array
    y: Array
    low: Array | None = None
    high: Array | None = None


@dataclass
class RunCurves:
    """Everything of one recording that can be overlaid."""

    curves: dict[str, Points]
    clock: Points
    _kept: dict[tuple[str, float, bool], Points] = field(default_factory=dict)
    _thin: dict[tuple[object, ...], Points] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> RunCurves:
        """Read a recording, finished or not. Raises RunFileError."""
        with RunReader(path) as reader:
            steps, losses = reader.losses()
            evaluations, clock = reader.metrics(), reader.clock()
        curves = {TRAIN: (steps.astype(np.float64), losses.astype(np.float64))}
        for name in sorted({name for _, metrics in evaluations for name in metrics}):
            pairs = [(step, metrics[name]) for step, metrics in evaluations if name in metrics]
            curves[name] = (np.array([p[0] for p in pairs], np.float64), np.array([p[1] for p in pairs], np.float64))
        return cls(curves, (np.append(0.0, clock[0]), np.append(0.0, clock[1])))

    def points(self, view: OverlayView) -> Points:
        """All points of the chosen curve, smoothed, along steps or seconds; empty where there is none."""
        key = (view.curve, view.smoothing, view.by_seconds)
        if key not in self._kept:
            x, y = self.curves.get(view.curve, (np.empty(0), np.empty(0)))
            if view.by_seconds:
                x, y = self._seconds(x, y)
            self._kept[key] = x, smoothed(y, round(view.smoothing * len(y)))
        return self._kept[key]

    def few(self, view: OverlayView, points: int) -> Points:
        """So many of its points that a screen shows no more; found once, a redraw takes them as they are."""
        key = (view.curve, view.smoothing, view.by_seconds, view.log_x, points)
        if key not in self._thin:
            self._thin[key] = thinned(*self.points(view), points, view.log_x)
        return self._thin[key]

    def _seconds(self, x: Array, y: Array) -> Points:
        """Between two times that were noted, steps are taken to last equally long; before version 2 none were noted."""
        steps, seconds = self.clock
        if len(steps) < 2:
            return np.empty(0), np.empty(0)
        return np.interp(x, steps, seconds), y


def smoothed(y: Array, half: int) -> Array:
    """The mean of each value and its ``half`` neighbours on both sides; what is not finite is left out of it."""
    if half < 1 or not len(y):
        return y
    finite = np.isfinite(y)
    sums = np.append(0.0, np.cumsum(np.where(finite, y, 0.0)))
    counts = np.append(0, np.cumsum(finite))
    last = np.minimum(np.arange(len(y)) + half + 1, len(y))
    first = np.maximum(np.arange(len(y)) - half, 0)
    with np.errstate(invalid="ignore"):
        means: Array = (sums[last] - sums[first]) / (counts[last] - counts[first])
    return means


def thinned(x: Array, y: Array, points: int, log: bool) -> Points:
    """Means of at most ``points`` stretches that are equally wide on the axis, and the newest point."""
    if log:
        x, y = x[x > 0], y[x > 0]
    if len(x) <= points:
        return x, y
    edges = np.geomspace(x[0], x[-1], points + 1) if log else np.linspace(x[0], x[-1], points + 1)
    starts = np.unique(np.searchsorted(x, edges[:-1]))
    finite = np.isfinite(y)
    with np.errstate(invalid="ignore"):  # 0 / 0 where nothing is finite: a hole in the curve
        means = np.add.reduceat(np.where(finite, y, 0.0), starts) / np.add.reduceat(finite.astype(np.float64), starts)
    middles = np.add.reduceat(x, starts) / np.diff(np.append(starts, len(x)))
    return np.append(middles, x[-1]), np.append(means, y[-1])


def overlay(runs: Sequence[tuple[Entry, int, RunCurves]], view: OverlayView) -> list[OverlayLine]:
    """The lines for (entry, slot of its colour and marker, curves) in the order given."""
    families: dict[object, list[tuple[Entry, int, RunCurves]]] = {}
    for run in runs:
        families.setdefault(family(run[0]) if view.mean else run[0].path, []).append(run)
    varied = [path for path in differing([run[0] for run in runs]) if path != SEED]
    lines = [_mean(m, view, varied) if len(m) > 1 else _single(m[0], view) for m in families.values()]
    return [line for line in lines if len(line.x)]


def title_of(path: str) -> str:
    """``training.learning_rate`` → ``learning rate``, ``architecture.stages.0.channels`` → ``stage 1 channels``."""
    role, *parts = path.split(".")
    if parts == ["kind"]:
        return said(role)
    counted = [after.isdigit() for after in (*parts[1:], "")]  # a part that a number follows is one of several
    return " ".join(
        str(int(part) + 1) if part.isdigit() else _title(part).removesuffix("s" if one else "")
        for part, one in zip(parts, counted, strict=True)
    )


def _title(part: str) -> str:
    """A field's name; in another language than English the title that it has in the form."""
    from playground.experiment import registry

    words = part.replace("_", " ")
    return words if language() == ENGLISH else said(registry.titles().get(part, words))


def value_of(value: Plain | None) -> str:
    """A setting's value as people read it."""
    if value is None or isinstance(value, bool | str):
        return "" if value is None else str(value)
    return figure(value) if isinstance(value, float) else grouped(value)


def _single(run: tuple[Entry, int, RunCurves], view: OverlayView) -> OverlayLine:
    entry, slot, curves = run
    return OverlayLine(entry.name, slot, *curves.few(view, POINTS))


def _beginning(names: Sequence[str]) -> str:
    """What all names begin with."""
    same = takewhile(lambda characters: len(set(characters)) == 1, zip(*names, strict=False))
    return "".join(characters[0] for characters in same)


def _mean(members: Sequence[tuple[Entry, int, RunCurves]], view: OverlayView, varied: Sequence[str]) -> OverlayLine:
    """Mean and standard deviation over the runs, as far as all of them reach."""
    entry, slot, _ = members[0]
    common = _DATE.sub("", _beginning([run[0].name for run in members])).strip(" (-·") or entry.architecture
    settings = [f"{title_of(path)} {value_of(entry.settings[path])}" for path in varied if path in entry.settings]
    name = " · ".join([common, *settings[:NAMED], f"{len(members)} ×"])
    found = [curves.few(view, 2 * GRID) for _, _, curves in members]
    found = [(x[np.isfinite(y)], y[np.isfinite(y)]) for x, y in found if np.isfinite(y).any()]
    if not found:
        return OverlayLine(name, slot, np.empty(0), np.empty(0))
    first, last = max(x[0] for x, _ in found), min(x[-1] for x, _ in found)
    grid = np.geomspace(first, last, GRID) if view.log_x else np.linspace(first, last, GRID)
    values = np.stack([np.interp(grid, x, y) for x, y in found])
    mean, spread = values.mean(axis=0), values.std(axis=0, ddof=1 if len(found) > 1 else 0)
    return OverlayLine(name, slot, grid, mean, mean - spread, mean + spread)
