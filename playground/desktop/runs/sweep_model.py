"""SweepModel: the sweep of a folder, read a little at a time and again when its files change (no widgets)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from playground.desktop.state.sliced_reader import SlicedReader
from playground.foundation.errors import PlaygroundError
from playground.runs.listing import Entry, Listing
from playground.sweeps.overview import Overview
from playground.sweeps.plan import Plan

AGAIN_MILLISECONDS = 2000  # between two looks


class SweepModel(SlicedReader[Entry]):
    """What a sweep has come to so far.

    Attributes:
        overview: None before a folder was read to its end.
        read: files that were read so far, while it is read for the first time.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(AGAIN_MILLISECONDS, parent)
        self.folder: Path | None = None
        self.overview: Overview | None = None
        self.read = 0
        self._plan: Plan | None = None
        self._listing: Listing | None = None
        self._known: list[Entry] = []

    def open(self, folder: Path) -> bool:
        """Another folder's sweep in place of this. False: it has none, which is told."""
        try:
            plan = Plan.read(folder)
            if plan is None:
                raise PlaygroundError(f"{folder}: holds no sweep; choose a folder that 'playground sweep' has made.")
            plan.check()
        except PlaygroundError as error:
            self.failed.emit(str(error))
            return False
        self.folder, self._plan, self._listing = folder, plan, Listing(folder)
        self.overview, self._known, self.read = None, [], 0
        self.changed.emit()
        self.refresh()
        return True

    def _entries(self) -> Iterator[Entry]:
        """A folder that cannot be read is told once, and looked at no more."""
        if self._listing is None:
            return
        try:
            yield from self._listing.scan()
        except PlaygroundError as error:
            self._listing = None
            self.failed.emit(str(error))

    def _take_part(self, found: list[Entry]) -> None:
        self.read = len(found)

    def _take_in(self, found: list[Entry]) -> None:
        if self._listing is not None and self._plan is not None and (self.overview is None or found != self._known):
            self._known = found
            self.overview = Overview.of(self._plan, found)
            self.changed.emit()
