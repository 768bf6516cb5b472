"""Overview: what the recordings in a sweep's folder come to: the settings ranked, and which setting mattered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.experiment.experiment import Experiment
from playground.runs.listing import Entry, Plain
from playground.sweeps.axes import Interval
from playground.sweeps.plan import Plan
from playground.sweeps.planned import Planned, Progressed
from playground.sweeps.ranking import Candidate, Ranking, ranked

BINS, EACH = 8, 5  # groups of a number that is drawn, and members of each at least
PARTS = (0.0, 0.5, 1.0)  # of an axis, that are named
WIDE = 100.0  # times: numbers that reach so far are seen in their logarithms
_TRIAL = re.compile(r"\d{3,}")
_STATES = {"finished": Progressed.FINISHED, "failed": Progressed.FAILED, "recording": Progressed.RUNNING}
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """A setting that is varied.

    Attributes:
        values: one for each ranked setting, as it was recorded.
        at: where each stands between 0 and 1.
        ticks: places between 0 and 1, and what stands there.
        explained: its share of the variance of the results' ranks, by itself; NaN where that cannot be said.
    """

    path: str
    values: tuple[Plain, ...]
    at: Array
    ticks: tuple[tuple[float, Plain], ...]
    explained: float


@dataclass(frozen=True)
class Overview:
    """A sweep as its files are now."""

    plan: Plan
    ranking: Ranking
    entries: Mapping[Path, Entry]

    @classmethod
    def of(cls, plan: Plan, entries: Sequence[Entry]) -> Overview:
        """Of what was found in its folder; files that are no trials are left out."""
        trials = [entry for entry in entries if not entry.problem and _TRIAL.fullmatch(entry.path.stem)]
        base = Experiment.from_json(plan.experiment)
        found: list[tuple[Planned, Progressed, Entry | None]] = []
        seeds: Counter[str] = Counter()
        for entry in trials:
            changes = {path: _value(entry.settings, path) for path in plan.varied}
            state = _STATES.get(entry.state, Progressed.INTERRUPTED)
            found.append((Planned(entry.path, plan.preset, changes, base), state, entry))
            seeds[repr(changes)] += 1
        for run, _, _ in tuple(found):  # a setting is not whole before all its seeds are
            while 0 < seeds[repr(run.changes)] < plan.seeds:
                seeds[repr(run.changes)] += 1
                found.append((Planned(run.path, plan.preset, run.changes, base), Progressed.WAITING, None))
        return cls(plan, ranked(found, plan.varied), {entry.path: entry for entry in trials})

    @property
    def missing(self) -> int:
        """Runs that are planned and not begun."""
        return max(0, self.plan.count * self.plan.seeds - len(self.entries))

    @cached_property
    def whole(self) -> tuple[Candidate, ...]:
        """The settings that have a result, best first."""
        return tuple(one for one in self.ranking.candidates if one.whole)

    @cached_property
    def results(self) -> Array:
        """The mean validation result of each of them."""
        return np.array([one.judged.mean for one in self.whole], np.float64)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """One for each varied setting, over the settings that have a result."""
        intervals = {axis.path: axis for axis in self.plan.axes if isinstance(axis, Interval)}
        ranks = np.argsort(np.argsort(self.results)).astype(np.float64)
        return tuple(
            _column(path, [one.changes[path] for one in self.whole], intervals.get(path), ranks)
            for path in self.plan.varied
        )


def explained(groups: NDArray[np.intp], ranks: Array) -> float:
    """Share of the variance that groups explain: ε² (Kelley 1935), η² without what chance alone would explain.

    0 where they explain nothing; NaN where each has but one member, or there is but one group.
    """
    count, kinds = len(ranks), len(np.unique(groups))
    if kinds < 2 or count <= kinds:
        return float("nan")
    total = float(((ranks - ranks.mean()) ** 2).sum())
    within = sum(
        float(((part - part.mean()) ** 2).sum()) for part in (ranks[groups == kind] for kind in np.unique(groups))
    )
    return max(0.0, 1 - within / (count - kinds) * (count - 1) / total) if total else float("nan")


def _column(path: str, values: Sequence[Any], interval: Interval | None, ranks: Array) -> Column:
    numbers = bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    known = sorted(set(values)) if numbers else sorted(set(values), key=str)
    if not numbers or (interval is None and len(known) <= 2):
        places = {value: (at + 0.5) / len(known) for at, value in enumerate(known)}
        at = np.array([places[value] for value in values], np.float64)
        ticks = tuple((places[value], value) for value in known)
        return Column(path, tuple(values), at, ticks, explained(np.array([known.index(v) for v in values]), ranks))
    raw = np.array(values, np.float64)
    log = interval.log if interval is not None else known[0] > 0 and known[-1] >= WIDE * known[0]
    ends_at = (interval.low, interval.high) if interval is not None else (known[0], known[-1])
    scaled = np.log(raw) if log else raw
    low, high = (float(np.log(end)) if log else float(end) for end in ends_at)
    at = (scaled - low) / (high - low) if high > low else np.full(len(raw), 0.5)
    if len(known) <= BINS:
        groups = np.array([known.index(value) for value in values])
        ticks = tuple((float(at[values.index(value)]), value) for value in known)
    else:
        bins = max(2, min(BINS, len(values) // EACH))
        groups = (np.argsort(np.argsort(raw, kind="stable")) * bins // len(raw)).astype(np.intp)
        ends = [float(np.exp(low + (high - low) * part) if log else low + (high - low) * part) for part in (0, 0.5, 1)]
        whole = all(isinstance(value, int) for value in values)
        ticks = tuple(
            (part, round(end) if whole else float(f"{end:.2g}"))
            for part, end in zip((0.0, 0.5, 1.0), ends, strict=True)
        )
    return Column(path, tuple(values), at, ticks, explained(groups, ranks))


def _value(settings: Mapping[str, Plain], path: str) -> Plain:
    """A setting as it was recorded; of one with parts, all of them in words."""
    if path in settings:
        return settings[path]
    parts = [value for name, value in settings.items() if name.startswith(f"{path}.")]
    return ", ".join(map(str, parts))
