"""Time limits that hold on a busy machine too: they are counted in the share of a core that a process gets."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import Popen

LOAD = Path("/proc/loadavg")


class FairClock:
    """Runs as fast as a process that wants a core gets one: at half speed where four want to run on two.

    Attributes:
        seconds: that it has counted. Where the system does not tell who wants to run they are those of any clock.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last = time.monotonic()

    def look(self) -> float:
        """Look often: who wants to run is counted at this moment, for the time since the last look."""
        now = time.monotonic()
        self.seconds += (now - self._last) * min(1.0, (os.cpu_count() or 1) / wanting())
        self._last = now
        return self.seconds


def wanting() -> int:
    """How many threads of the machine run or wait for a core, the one that asks among them."""
    with suppress(OSError, ValueError, IndexError):
        return max(1, int(LOAD.read_text(encoding="ascii").split()[3].split("/")[0]))
    return 1


def wait_until(condition: Callable[[], object], seconds: float = 60.0, what: str = "waited in vain") -> None:
    """Raises AssertionError with ``what`` where the condition does not come true in so many fair seconds."""
    clock = FairClock()
    while not condition():
        assert clock.look() < seconds, what
        time.sleep(0.02)


def ended(process: Popen[str], seconds: float) -> tuple[str, str]:
    """What a process wrote, once it has ended by itself. Raises AssertionError where it does not; it is killed then."""
    try:
        wait_until(lambda: process.poll() is not None, seconds, "the program did not end in time")
    except AssertionError:
        process.kill()
        process.communicate()
        raise
    return process.communicate(timeout=60)  # with a limit, so that whoever cleans up may ask once more
