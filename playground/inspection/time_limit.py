"""Time limit: a process that takes too long writes down where it is, and ends."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import traceback
from pathlib import Path

GRACE = 1.0  # seconds more for code that gives no other thread its turn, such as a long call of a library


class TimeLimit:
    """Of the thread that makes it; the place, a file, gets its stack, the innermost call first.

    ``faulthandler`` alone would read the frames while they change, and crash in a quick loop of Python; where the loop
    is in a library, and Python's lock is held, they stand still.
    """

    def __init__(self, place: Path) -> None:
        self._file = place.open("w", encoding="utf-8")
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._watched = threading.get_ident()

    def begin(self, seconds: float) -> None:
        """The time runs from now."""
        faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=self._file)
        self._thread = threading.Thread(target=self._watch, args=(seconds,), name="time limit", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """It was enough."""
        faulthandler.cancel_dump_traceback_later()
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        self._file.close()

    def _watch(self, seconds: float) -> None:
        if self._over.wait(seconds):
            return
        frame = sys._current_frames().get(self._watched)
        faulthandler.cancel_dump_traceback_later()
        self._file.write("".join(reversed(traceback.format_stack(frame))))
        self._file.flush()
        os._exit(1)
