"""SnapshotHistory: what a panel has seen of a picture at the steps of a run, thinned evenly so that it never grows
large."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray

LIMIT = 600
Array = NDArray[np.float32]


class SnapshotHistory:
    """Arrays of one shape over steps, in order.

    Attributes:
        changes: grows whenever something was added or dropped.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._gap = 0
        self._steps: list[int] = []
        self._values: list[Array] = []
        self.changes = 0

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def steps(self) -> NDArray[np.int64]:
        """The steps, rising."""
        return np.array(self._steps, np.int64)

    @property
    def values(self) -> Array:
        """One row a step."""
        return np.stack(self._values)

    def until(self, step: int | None) -> SnapshotHistory:
        """The part up to a step, sharing its arrays; all of it for None."""
        part = SnapshotHistory(self._limit)
        count = len(self) if step is None else bisect_right(self._steps, step)
        part._steps, part._values = self._steps[:count], self._values[:count]
        return part

    def add(self, step: int, values: Array) -> None:
        """Keep an array without a single number out; later steps are void, as after a resume from a checkpoint."""
        if np.isnan(values).all():
            return
        at = bisect_left(self._steps, step)
        if at == len(self._steps) > 1 and self._steps[-1] - self._steps[-2] < self._gap:
            at -= 1  # the newest is always shown, though it may not stay
        self._steps[at:], self._values[at:] = [step], [values]
        while len(self._steps) > self._limit:
            self._thin()
        self.changes += 1

    def fill(self, step: int, values: Array) -> None:
        """Keep an array of a step that was missed; what is known already stays as it is."""
        at = bisect_left(self._steps, step)
        if np.isnan(values).all() or step in self._steps[at : at + 1]:
            return
        self._steps.insert(at, step)
        self._values.insert(at, values)
        while len(self._steps) > self._limit:
            self._thin()
        self.changes += 1

    def lacks(self, step: int) -> bool:
        """Nothing is known of a step or of any before it."""
        return not self._steps or self._steps[0] > step

    def _thin(self) -> None:
        """Ask for twice the distance between steps, of those that come too, so that old ones are as dense as new."""
        self._gap = max(1, 2 * self._gap)
        keep = [0]
        for index, step in enumerate(self._steps):
            if step - self._steps[keep[-1]] >= self._gap:
                keep.append(index)
        if keep[-1] != len(self._steps) - 1:
            keep.append(len(self._steps) - 1)
        self._steps, self._values = [self._steps[i] for i in keep], [self._values[i] for i in keep]

    def clear(self) -> None:
        """Forget everything."""
        self._steps.clear()
        self._values.clear()
        self._gap = 0
        self.changes += 1


def last_step(steps: NDArray[np.int64], total: int) -> int:
    """Where an axis of steps ends: at the whole run or the smallest power-of-two part of it that holds them all."""
    end, reached = max(total, 1), int(steps[-1]) if len(steps) else 0
    while end % 2 == 0 and end // 2 >= max(reached, 8):
        end //= 2
    return max(end, reached)
