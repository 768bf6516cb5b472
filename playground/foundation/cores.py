"""Cores: how many of the machine's a process may use."""

from __future__ import annotations

import os

from playground.foundation.interpreter import CORES


def allowed() -> int:
    """Those that the system lets this process use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cores() -> int:
    """Those that this process may use; fewer where whoever started it divides them among several."""
    share = os.environ.get(CORES, "")
    return max(1, min(allowed(), int(share))) if share.isdecimal() else allowed()
