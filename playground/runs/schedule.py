"""When a recorded look at the model is due: often at the start, ever more seldom later."""

from __future__ import annotations

from math import ceil

DENSE = 20
GROWTH = 1.06


class SnapshotSchedule:
    """Every step up to 20, then each due step is 6 % after the one before: about 40 looks each tenfold of steps.

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
