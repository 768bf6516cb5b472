"""Thread settings: how the libraries' own threads wait for each other, and how many numpy has."""

from __future__ import annotations

import os

SETTINGS = {
    "GOMP_SPINCOUNT": "6000",  # of GNU's OpenMP, about a quarter of a millisecond; by itself it spins 300 000
    "OPENBLAS_NUM_THREADS": "1",
}


def apply() -> None:
    """Set them for this process and those it starts; call it before numpy and torch are imported.

    A thread that spins reacts faster, but beside another busy process it burns the time slice that the one it waits
    for needs. GPT on two threads of two cores, steps a second on an idle machine and beside two busy processes
    (medians of few runs): 55 and 1 to 13 as GNU's OpenMP does it by itself, 50 and 13 with this, 46 and 23 with 1000.
    The threads of numpy's OpenBLAS cannot be told to spin less; they only take part in looks, such as the principal
    components of 360 answers: beside four busy processes those took 6 ms with one thread and 1 000 with two.
    What the user has set in the environment stays; other libraries do not read it.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
