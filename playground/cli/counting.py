"""Counting: how many of so many are done, as one line on a terminal, or line by line for a window that asked for it."""

from __future__ import annotations

import sys
from typing import TextIO

WIDTH = 24


class Counting:
    """``tell`` it; on a file or a pipe it stays silent unless ``lines`` are wanted."""

    def __init__(self, lines: bool = False, stream: TextIO | None = None) -> None:
        self._lines, self._stream = lines, stream or sys.stderr
        self._shown = self._stream.isatty()

    def tell(self, done: int, count: int) -> None:
        """Show it."""
        if self._lines:
            print(f"{done}/{count}", flush=True)
        elif self._shown:
            full = WIDTH * done // max(1, count)
            self._stream.write(f"\r{'█' * full}{'░' * (WIDTH - full)} {done} of {count}")
            self._stream.flush()

    def close(self) -> None:
        """Leave the last line standing."""
        if self._shown and not self._lines:
            self._stream.write("\n")
