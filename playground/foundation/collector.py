"""Python's garbage collector while a process starts: what is imported then stays, so looking through it is in vain.

Without it the engine is ready after six sevenths of the processor time, the window after nine tenths.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def pause() -> None:
    """Do not collect until ``settle``."""
    gc.disable()


def settle() -> None:
    """The process has started: collect from now on, but never look through what there is now again."""
    gc.freeze()
    gc.enable()


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not collect meanwhile, and afterwards as before."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
