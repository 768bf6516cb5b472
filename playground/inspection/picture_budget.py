"""Picture budget: what all computed pictures of a run together may take of its time while it trains."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

ALL = 0.025  # of the time; taps, losses and messages take as much again, so that 95 % stays for the training


class PictureBudget:
    """Divides the time by max-min fairness: whoever wants little gets it, the others share evenly what is left.

    Source: Bertsekas, Gallager, "Data Networks" (1992), section 6.5.2.

    Args:
        clock: seconds, as ``time.perf_counter`` counts them.

    Attributes:
        level: the share of the time that no single picture exceeds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        self.level = ALL

    def divide(self, wishes: Sequence[float]) -> None:
        """Among pictures that would take these shares of the time if each were alone."""
        self.level = left = ALL
        for at, wish in enumerate(sorted(wishes)):
            self.level = left / (len(wishes) - at)
            if wish >= self.level:
                return
            left -= wish
