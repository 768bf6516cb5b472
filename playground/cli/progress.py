"""The progress bar of the command line."""

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


class ProgressBar:
    """One line on a terminal, redrawn in place and never wider than it; on a file or pipe it stays silent."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._next = 0.0
        self._length = 0

    def update(self, step: int, total: int, rate: float, loss: float, note: str = "") -> None:
        """Show how far the run is; ``rate`` in steps a second."""
        now = time.monotonic()
        if not self._shown or (now < self._next and step < total):
            return
        self._next = now + REDRAW_SECONDS
        left = clock((total - step) / rate) if rate > 0 else "–"
        words = (
            f" {100 * step // max(1, total):3d} %  step {step}/{total}  {rate:.0f} steps/s  {left} left  "
            f"loss {loss:.4g}{'  ' + note if note else ''}"
        )
        room = columns(self._stream) - 1  # a full line would make some terminals begin another
        wide = min(max(room - width(words), LEAST), WIDTH)
        full = wide * step // max(1, total)
        line = cut(f"{'█' * full}{'░' * (wide - full)}{words}", room)
        self._stream.write("\r" + line + " " * min(self._length - width(line), room - width(line)))
        self._stream.flush()
        self._length = width(line)

    def close(self) -> None:
        """Leave the last line standing."""
        if self._shown and self._length:
            self._stream.write("\n")
            self._length = 0


def clock(seconds: float) -> str:
    """Seconds as ``m:ss`` or ``h:mm:ss``."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
