"""GrowingSeries: all values of a growing series, and the few points of it that a screen can show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = tuple[NDArray[np.float64], NDArray[np.float64]]


class GrowingSeries:
    """Values over steps; appending costs nothing that grows with what is there."""

    def __init__(self) -> None:
        self._x = np.empty(1024)
        self._y = np.empty(1024)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> NDArray[np.float64]:
        """Steps, in the order in which they came."""
        return self._x[: self._count]

    @property
    def y(self) -> NDArray[np.float64]:
        """Values; what is not finite is NaN."""
        return self._y[: self._count]

    def extend(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Append points. Steps that are there already are replaced, as when a run resumes from a checkpoint."""
        if self._count and len(x) and x[0] <= self._x[self._count - 1]:
            self._count = int(np.searchsorted(self.x, x[0]))
        needed = self._count + len(x)
        if needed > len(self._x):
            size = max(needed, 2 * len(self._x))
            self._x = np.resize(self._x, size)
            self._y = np.resize(self._y, size)
        self._x[self._count : needed] = x
        self._y[self._count : needed] = np.where(np.isfinite(y), y, np.nan)
        self._count = needed

    def until(self, step: float) -> GrowingSeries:
        """The part up to a step, sharing its points."""
        part = GrowingSeries()
        part._x, part._y, part._count = self._x, self._y, int(np.searchsorted(self.x, step, side="right"))
        return part

    def envelope(self, buckets: int) -> Points:
        """At most ``buckets`` pairs of minimum and maximum, so that no peak is lost."""
        if self._count <= 2 * buckets:
            return self.x, self.y
        size = -(-self._count // buckets)
        whole = self._count // size * size
        x, y = self.x[:whole].reshape(-1, size), self.y[:whole].reshape(-1, size)
        with np.errstate(invalid="ignore"):
            low, high = np.fmin.reduce(y, axis=1), np.fmax.reduce(y, axis=1)
        return np.repeat(x[:, size // 2], 2), np.stack([low, high], axis=1).ravel()

    def averaged(self, buckets: int) -> Points:
        """At most ``buckets`` means, and the newest value; picking single values of a noisy curve would show noise."""
        if self._count <= buckets:
            return self.x, self.y
        size = -(-self._count // buckets)
        whole = self._count // size * size
        x, y = self.x[:whole].reshape(-1, size), self.y[:whole].reshape(-1, size)
        finite = np.isfinite(y)
        with np.errstate(invalid="ignore"):  # 0 / 0 where nothing is finite: a hole in the curve
            means = np.where(finite, y, 0.0).sum(axis=1) / finite.sum(axis=1)
        return np.append(x.mean(axis=1), self.x[-1]), np.append(means, self.y[-1])

    def thinned(self, points: int) -> Points:
        """At most ``points`` + 1 points at even distances, the last one among them."""
        if self._count <= points:
            return self.x, self.y
        at = np.linspace(0, self._count - 1, points).round().astype(np.intp)
        return self.x[at], self.y[at]


class SmoothedSeries:
    """An exponential moving average that starts as a plain mean, so that it has no bias towards zero."""

    def __init__(self, memory: float = 0.92) -> None:
        self._memory = memory
        self._mean = 0.0
        self._weight = 0.0

    def extend(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The average after each of the values; what is not finite is left out of it."""
        averages = np.empty(len(values))
        keep = self._memory
        mean, weight = self._mean, self._weight
        for index, value in enumerate(values.tolist()):
            if value - value == 0.0:  # finite
                mean = keep * mean + (1 - keep) * value
                weight = keep * weight + (1 - keep)
            averages[index] = mean / weight if weight else np.nan
        self._mean, self._weight = mean, weight
        return averages
