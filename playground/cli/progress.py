"""The progress line of the command line: of a run, and of anything that is counted."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from playground.cli.console import columns
from playground.cli.table import cut
from playground.languages.breaking import width

WIDTH = 24  # characters of the bar where there is room
LEAST = 8
REDRAW_SECONDS = 0.1


class ProgressLine:
    """One line on a terminal, redrawn in place and never wider than it; on a file or pipe it stays silent."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._next = 0.0
        self._length = 0

    def show(self, done: int, total: int, words: str) -> None:
        """Show that so many of ``total`` are done, and say more in words; too soon after the last time, nothing."""
        now = time.monotonic()
        if not self._shown or (now < self._next and done < total):
            return
        self._next = now + REDRAW_SECONDS
        words = f" {100 * done // max(1, total):3d} %  {words}"
        room = columns(self._stream) - 1  # a full line would make some terminals begin another
        wide = min(max(room - width(words), LEAST), WIDTH)
        full = wide * done // max(1, total)
        line = cut(f"{'█' * full}{'░' * (wide - full)}{words}", room)
        self._stream.write("\r" + line + " " * min(self._length - width(line), room - width(line)))
        self._stream.flush()
        self._length = width(line)

    def close(self) -> None:
        """Leave the last line standing."""
        if self._shown and self._length:
            self._stream.write("\n")
            self._length = 0


class Counting:
    """``tell`` it; on a file or a pipe it stays silent unless ``lines`` are wanted."""

    def __init__(self, lines: bool = False) -> None:
        self._lines, self._line = lines, ProgressLine()

    def tell(self, done: int, count: int) -> None:
        """Show it."""
        if self._lines:
            print(f"{done}/{count}", flush=True)
        else:
            self._line.show(done, count, f"{done} of {count}")

    def close(self) -> None:
        """Leave the last line standing."""
        self._line.close()


def clock(seconds: float) -> str:
    """Seconds as ``m:ss`` or ``h:mm:ss``."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
