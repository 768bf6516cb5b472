"""Cores: how many of the machine's a process may use, and who comes first where all of them are wanted."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from playground.foundation.interpreter import CORES

NICENESS = 10  # of 19; the kernel then gives a process without it nine tenths of a core that both want


def allowed() -> int:
    """Those that the system lets this process use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cores() -> int:
    """Those that this process may use; fewer where whoever started it divides them among several."""
    share = os.environ.get(CORES, "")
    return max(1, min(allowed(), int(share))) if share.isdecimal() else allowed()


def wants_all(threads: int) -> bool:
    """Whether so many threads that compute leave no core to anybody else; of one core there is nothing to leave."""
    return threads >= max(2, cores())


def give_way() -> None:
    """From now on this process has a core when nobody else wants it; no way back. Does nothing on Windows."""
    if not hasattr(os, "setpriority"):
        return
    tasks = Path("/proc/self/task")  # Linux has a priority for each thread; one that starts later has its starter's
    threads = [int(task.name) for task in tasks.iterdir()] if tasks.is_dir() else [0]
    for thread in threads:
        with suppress(OSError):  # it has ended meanwhile
            os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
