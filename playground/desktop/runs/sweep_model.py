"""SweepModel: the sweep of a folder, read a little at a time and again when its files change (no widgets)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from playground.foundation.errors import PlaygroundError
from playground.runs.listing import Entry, Listing
from playground.sweeps.overview import Overview
from playground.sweeps.plan import Plan

SLICE_SECONDS = 0.008  # of reading at once, so that the window stays smooth
AGAIN_MILLISECONDS = 2000  # between two looks


class SweepModel(QObject):
    """Reads only while it is watched.

    Attributes:
        overview: None before a folder was read to its end.
        read: files that were read so far, while it is read for the first time.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        self.overview: Overview | None = None
        self.read = 0
        self._plan: Plan | None = None
        self._listing: Listing | None = None
        self._scan: Iterator[Entry] | None = None
        self._found: list[Entry] = []
        self._known: list[Entry] = []
        self._watched = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

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
        self.overview, self._scan, self._known, self.read = None, None, [], 0
        self.changed.emit()
        if self._watched:
            self._timer.start(0)
        return True

    def watch(self, on: bool) -> None:
        """Somebody sees it, or nobody does."""
        self._watched = on
        if on:
            self._timer.start(0)
        else:
            self._timer.stop()

    def read_all(self) -> None:
        """Read the whole folder before returning."""
        self._scan = None
        self._go_on(float("inf"))

    def _go_on(self, seconds: float = SLICE_SECONDS) -> None:
        """Read for a moment; when all is read, tell it where it is new, and look again later."""
        if self._listing is None or self._plan is None:
            return
        begun = time.perf_counter()
        if self._scan is None:
            self._scan, self._found = self._listing.scan(), []
        try:
            for entry in self._scan:
                self._found.append(entry)
                if time.perf_counter() - begun > seconds:
                    self.read = len(self._found)
                    self._timer.start(0)
                    return
        except PlaygroundError as error:
            self._listing = None
            self.failed.emit(str(error))
            return
        self._scan = None
        if self.overview is None or self._found != self._known:
            self._known = self._found
            self.overview = Overview.of(self._plan, self._found)
            self.changed.emit()
        if self._watched:
            self._timer.start(AGAIN_MILLISECONDS)
