"""RecordingIndex: the recorded steps of a run, read from its file when they are wanted, whether it is still written
or not."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from playground.protocol.events import Pictures
from playground.runs.reader import RunReader
from playground.runs.replay import over_steps, pictures_at


class RecordingIndex:
    """The looks of one recording in order.

    Attributes:
        steps: at which something was recorded; last: the last step that was taken; size: bytes of the file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.steps: list[int] = []
        self.size = self.last = 0

    def refresh(self) -> None:
        """See what was added since. A file that is not there yet has no steps. Raises RunFileError."""
        if self.path is None or not self.path.exists():
            self.steps, self.size, self.last = [], 0, 0
            return
        with RunReader(self.path) as reader:
            self.steps = reader.snapshot_steps()
            self.last = max(reader.last_step(), *self.steps, 0)
        left = self.path.with_name(f"{self.path.name}-wal")  # what is not yet folded into the file
        self.size = self.path.stat().st_size
        with suppress(FileNotFoundError):  # the engine may fold it in at this very moment
            self.size += left.stat().st_size

    def index(self, step: int) -> int:
        """Which look shows a step: the last one before it."""
        return max(bisect_right(self.steps, step) - 1, 0)

    def over_steps(self, names: Collection[str]) -> Iterator[Pictures]:
        """These pictures at each look that has any of them, or at enough of them. Raises RunFileError."""
        if self.path is None or not names:
            return
        with RunReader(self.path) as reader:
            yield from over_steps(reader, names)

    def pictures(self, index: int, run: int) -> Pictures | None:
        """What was recorded at a look; what is expensive as it was last recorded before. Raises RunFileError."""
        if self.path is None or not 0 <= index < len(self.steps):
            return None
        with RunReader(self.path) as reader:
            return pictures_at(reader, self.steps[index], run)
