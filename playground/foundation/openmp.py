"""OpenMP: how long the threads of torch spin while they wait for each other."""

from __future__ import annotations

import os

SPINS = "6000"  # of GNU's OpenMP, about a quarter of a millisecond; its own 300 000 are a hundred times as long


def spin_briefly() -> None:
    """Let threads that wait sleep sooner, in this process and those it starts; call it before torch is imported.

    A thread that spins reacts faster, but beside another busy process it burns the time slice that the one it waits
    for needs. GPT on two threads of two cores, steps a second on an idle machine and beside two busy processes
    (medians of few runs): 55 and 1 to 13 as GNU's OpenMP does it by itself, 50 and 13 with this, 46 and 23 with 1000.
    What the user has set in the environment stays; other OpenMP libraries do not read it.
    """
    os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
