"""Pace: when the next step of a run in slow motion is due."""

from __future__ import annotations

SLOW = 10.0  # steps a second up to which every picture is made at each step


class Pace:
    """Counts from the last step that was let go."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def left(self, rate: float | None, now: float) -> float:
        """Seconds to wait at ``rate`` steps a second; 0 when the step is due, or at full speed."""
        return max(0.0, self._last + 1 / rate - now) if rate is not None else 0.0

    def go(self, now: float) -> None:
        """A step begins."""
        self._last = now
