"""When a recorded look at the model is due: often at the start, ever more seldom later."""

from __future__ import annotations

from math import ceil

DENSE = 100
GROWTH = 1.06


class SnapshotSchedule:
    """Every step up to 100, then each due step is 6 % after the one before: about 40 looks each tenfold of steps.

    Decided by the step alone, so that a resumed run records the steps that an uninterrupted one records.
    """

    def __init__(self) -> None:
        self._due = [*range(DENSE + 1)]
        self._set = set(self._due)

    def due(self, step: int) -> bool:
        """Whether a look after ``step`` steps should be recorded."""
        while self._due[-1] < step:
            following = ceil(self._due[-1] * GROWTH)
            self._due.append(following)
            self._set.add(following)
        return step in self._set


class WeightsSchedule:
    """Small models keep their weights with every recorded look, so that each can be explained; large ones with few."""

    SMALL = 2**18  # bytes
    SPREAD = 1.5

    def __init__(self, size: int) -> None:
        self._size = size
        self._last = -1

    def due(self, step: int) -> bool:
        """Whether the look at this step keeps the weights; of a large model every look that is half as late again."""
        if self._size > self.SMALL and step < self.SPREAD * self._last:
            return False
        self._last = step
        return True
