"""Closing: a run that lives as long as its standard input is open, so that it ends when whoever started it is gone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from threading import Event, Thread


def until_closed(then: Callable[[], None]) -> Event:
    """Call ``then``, in a thread of its own, once the standard input is closed; the event is set before that."""
    closed, descriptor = Event(), sys.stdin.fileno()

    def wait() -> None:
        while os.read(descriptor, 1):  # not through sys.stdin, whose lock would be missed at the end of the process
            pass
        closed.set()
        then()

    Thread(target=wait, name="until closed", daemon=True).start()
    return closed
