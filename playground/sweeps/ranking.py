"""Ranking: what the settings of a sweep come to over their seeds, and which cannot be told apart from the best.

Settings are compared by the validation part alone. The test set is read for the chosen one only: the best of many test
results is too good, by as much as they scatter.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.data.metrics import Metric
from playground.experiment.metrics import metric as metric_named
from playground.runs.listing import Entry
from playground.sweeps.planned import Planned, Progressed

# 97.5 % points of Student's t distribution with 1, 2, … 30 degrees of freedom; beyond, that of the normal distribution
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
_NORMAL = 1.960


@dataclass(frozen=True)
class Sample:
    """Results of the same setting with several seeds.

    Attributes:
        spread: their standard deviation, with n − 1 in its denominator; None for fewer than two.
    """

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Their mean; not a number where there are none, or one is none."""
        return math.fsum(self.values) / len(self.values) if self.values else math.nan

    @property
    def spread(self) -> float | None:
        """How far they scatter."""
        return statistics.stdev(self.values) if len(self.values) > 1 and math.isfinite(self.mean) else None

    def apart(self, other: Sample) -> bool | None:
        """Whether two means differ by more than chance explains: Welch's t test at 5 %, two-sided, of one comparison.

        None where one of them has a single value, so that nobody can say. That seeds are the same for all settings is
        not made use of: weights of other shapes have nothing in common.
        """
        if self.spread is None or other.spread is None:
            return None
        parts = [one**2 / len(sample.values) for one, sample in ((self.spread, self), (other.spread, other))]
        error = sum(parts)
        if error == 0.0:
            return self.mean != other.mean
        weights = [part**2 / (len(s.values) - 1) for part, s in zip(parts, (self, other), strict=True)]
        freedom = int(error**2 / sum(weights)) if sum(weights) else len(_T) + 1
        limit = _T[max(1, freedom) - 1] if freedom <= len(_T) else _NORMAL
        return abs(self.mean - other.mean) > limit * math.sqrt(error)

    def shown(self, metric: Metric) -> str:
        """``0.9722 ± 0.0031``, with the unit."""
        if not self.values:
            return "–"
        if self.spread is None:
            return metric.plain(self.mean)
        return f"{self.mean:.4g} ± {self.spread:.2g} {metric.unit}".rstrip()


@dataclass
class Candidate:
    """One setting, and what its runs have come to.

    Attributes:
        changes: dotted path → value, of what is varied.
        judged: by the validation part; of the finished runs only.
        test: by the test set.
        apart: whether it differs from the best one; None where nobody can say.
    """

    changes: Mapping[str, Any]
    runs: list[Planned] = field(default_factory=list)
    states: Counter[Progressed] = field(default_factory=Counter)
    judged: Sample = Sample(())
    test: Sample = Sample(())
    apart: bool | None = None

    @property
    def whole(self) -> bool:
        """Whether all its runs are finished with a result."""
        return len(self.judged.values) == len(self.runs) and math.isfinite(self.judged.mean)


@dataclass(frozen=True)
class Ranking:
    """The settings, best first, and those last that cannot be chosen yet, or at all.

    Attributes:
        metric: by which they are judged; None before the first result.
    """

    metric: Metric | None
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        """The one to choose; None before one is whole."""
        return next((one for one in self.candidates[:1] if one.whole), None)


def ranked(found: Sequence[tuple[Planned, Progressed, Entry | None]], varied: Sequence[str]) -> Ranking:
    """Rank what a look at each run has found; ``varied`` are the paths in which settings differ."""
    candidates: dict[str, Candidate] = {}
    names = [entry.metric for _, _, entry in found if entry is not None and entry.validation is not None]
    results: dict[str, list[tuple[float, float | None]]] = {}
    for run, state, entry in found:
        changes = {path: run.changes[path] for path in varied}
        candidate = candidates.setdefault(repr(changes), Candidate(changes))
        candidate.runs.append(run)
        candidate.states[state] += 1
        if state is Progressed.FINISHED and entry is not None and entry.validation is not None:
            results.setdefault(repr(changes), []).append((entry.validation, entry.result))
    for key, pairs in results.items():
        candidates[key].judged = Sample(tuple(judged for judged, _ in pairs))
        candidates[key].test = Sample(tuple(test for _, test in pairs if test is not None))
    if not names:
        return Ranking(None, tuple(candidates.values()))
    metric = metric_named(Counter(names).most_common(1)[0][0])
    ordered = sorted(candidates.values(), key=lambda one: _place(one, metric))
    for one in ordered:
        one.apart = one.judged.apart(ordered[0].judged) if one.whole and one is not ordered[0] else None
    return Ranking(metric, tuple(ordered))


def _place(candidate: Candidate, metric: Metric) -> tuple[bool, float]:
    mean = candidate.judged.mean
    return not candidate.whole, -metric.rank(mean) if math.isfinite(mean) else math.inf
