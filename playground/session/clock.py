"""Clock: how long a run has trained, how fast, and when it should report, flush and save."""

from __future__ import annotations

import time

from playground.foundation.cores import wants_all

REPORT_SECONDS = 1 / 22
BUSY_REPORT_SECONDS = 1 / 6  # while it wants every core: whoever reads a report takes one of them from it
FLUSH_SECONDS = 1.0
FIRST_CHECKPOINT_SECONDS = 1.0
RATE_MEMORY = 0.9


class Clock:
    """Begins with the first step of a session; times are seconds as ``time.perf_counter`` counts them.

    Args:
        threads: that compute a step.

    Attributes:
        rate: steps a second, smoothed.
        reported_step: the last one whose loss was told.
        next_report: when the next losses are told; ``next_flush`` and ``next_checkpoint`` are when what was recorded
            is handed to the system and when it is made safe.
    """

    def __init__(self, step: int, threads: int = 1) -> None:
        begun = time.perf_counter()
        self._every = BUSY_REPORT_SECONDS if wants_all(threads) else REPORT_SECONDS
        self._begun = self._mark = begun
        self._marked_step = self.reported_step = step
        self._speed: float | None = None
        self.rate = 0.0
        self.next_report = self.next_flush = begun
        self.next_checkpoint = begun + FIRST_CHECKPOINT_SECONDS

    def trained(self, now: float) -> float:
        """Seconds of training up to ``now``: pauses are left out."""
        return now - self._begun

    def excuse(self, seconds: float) -> None:
        """A pause is no training time."""
        self._begun += seconds
        self._mark += seconds
        self.next_checkpoint += seconds

    def reporting(self, now: float) -> None:
        """A report is made now."""
        self.next_report = max(self.next_report + self._every, now)  # in the mean, however long a step takes

    def measure(self, step: int, now: float) -> None:
        """Renew the rate; in slow motion, which is even by itself, without memory."""
        taken, elapsed = step - self._marked_step, now - self._mark
        if taken and elapsed > 0:
            memory = RATE_MEMORY if self.rate and self._speed is None else 0.0
            self.rate = memory * self.rate + (1 - memory) * taken / elapsed
            self._marked_step, self._mark = step, now

    def follow(self, speed: float | None, step: int, now: float) -> bool:
        """Go by this speed from now on; whether it is slow motion."""
        if speed != self._speed:
            self._speed, self.rate = speed, 0.0
            self._marked_step, self._mark = step, now
        return speed is not None
