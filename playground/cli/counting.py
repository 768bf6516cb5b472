"""Counting: how many of so many are done, as one line on a terminal, or line by line for a window that asked for it."""

from __future__ import annotations

from playground.cli.progress import ProgressLine


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
