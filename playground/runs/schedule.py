"""When a recorded look at the model is due: often at the start, ever more seldom later."""

from __future__ import annotations

from math import ceil, inf

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


class Allowance:
    """How long recorded looks may take: a share of the training, and at the beginning, where most happens, some more.

    A run that is expected to take longer than ``LONG_SECONDS`` spends at most 1.8 % on them in all; a shorter one is
    scrubbed step by step, at whatever share.

    Args:
        first: seconds that a short run may spend at once, and a long one at most.
    """

    SHARE = 0.014  # of the time that has passed, checkpoints included,
    FIRST_SHARE = 0.004  # and at once of the time that a long run is expected to take
    LONG_SECONDS = 9.0

    def __init__(self, total_steps: int, first: float) -> None:
        self._total_steps, self._first = total_steps, first
        self._from: tuple[int, float] | None = None

    def seconds(self, step: int, passed: float, spent: float) -> float:
        """What looks may have taken by now; ``spent`` of the ``passed`` seconds is what they have taken."""
        if self._from is None:
            self._from = step, passed - spent
        begun, before = self._from
        whole = (passed - spent - before) / (step - begun) * (self._total_steps - begun) if step > begun else inf
        first = min(self._first, self.FIRST_SHARE * whole) if whole > self.LONG_SECONDS else self._first
        return self.SHARE * passed + first
