"""Film: the recorded steps of a run, read from its file when they are wanted, whether it is still written or not."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from playground.protocol.events import Pictures
from playground.runs.reader import RunReader
from playground.runs.replay import pictures_at


class Film:
    """The looks of one recording in order.

    Attributes:
        steps: at which something was recorded; names: of everything that is; size: bytes of the file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.steps: list[int] = []
        self.names: frozenset[str] = frozenset()
        self.size = 0

    def refresh(self) -> None:
        """See what was added since. A file that is not there yet has no steps. Raises RunFileError."""
        if self.path is None or not self.path.exists():
            self.steps, self.size = [], 0
            return
        with RunReader(self.path) as reader:
            self.steps = reader.snapshot_steps()
            if self.steps and not self.names:
                self.names = frozenset(shot.name for shot in reader.snapshots(self.steps[0]))
        left = self.path.with_name(f"{self.path.name}-wal")  # what is not yet folded into the file
        self.size = self.path.stat().st_size
        with suppress(FileNotFoundError):  # the engine may fold it in at this very moment
            self.size += left.stat().st_size

    def index(self, step: int) -> int:
        """Which look shows a step: the last one before it."""
        return max(bisect_right(self.steps, step) - 1, 0)

    def pictures(self, index: int, run: int) -> Pictures | None:
        """What was recorded at a look; what is dear to compute as it was last recorded before. Raises RunFileError."""
        if self.path is None or not 0 <= index < len(self.steps):
            return None
        with RunReader(self.path) as reader:
            pictures = pictures_at(reader, self.steps[index], run)
            if pictures is None:
                return None
            missing = {name for name in self.names if name not in {shot.name for shot in pictures.snapshots}}
            earlier = [reader.latest(name, pictures.step) for name in sorted(missing)]
            return replace(pictures, snapshots=(*pictures.snapshots, *filter(None, earlier)))
