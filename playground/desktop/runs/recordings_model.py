"""RecordingsModel: the recordings of a folder, kept up to date a little at a time, and what can be done to them (no
widgets)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from playground.desktop.runs.overlay_curves import RunCurves
from playground.desktop.state.sliced_reader import SLICE_SECONDS, SlicedReader
from playground.foundation.errors import PlaygroundError
from playground.runs import notes, trash
from playground.runs.listing import Entry, Listing

AGAIN_MILLISECONDS = 2000  # between two looks at the folder
FULL_LIST_SECONDS = 0.25  # after which a long first listing shows what it has


class RecordingsModel(SlicedReader[Entry]):
    """What was deleted more than a week ago goes for good when a folder is opened."""

    listed = Signal(list)  # of Entry
    changed = Signal()  # what can be undone
    curves_read = Signal()  # some of those that were asked for

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(AGAIN_MILLISECONDS, parent)
        self.deleted: list[list[trash.Deleted]] = []
        self._listing = Listing(folder)
        self._curves: dict[Path, tuple[Entry, RunCurves | None]] = {}
        self._told = self._shown = 0.0
        self._whole = False  # this folder has been listed to its end
        self._wanted: dict[Path, Entry] = {}
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.timeout.connect(lambda: self._read(SLICE_SECONDS))
        trash.purge(folder)

    @property
    def folder(self) -> Path:
        """Whose recordings these are."""
        return self._listing.folder

    def open(self, folder: Path) -> None:
        """Another folder's recordings in place of these."""
        trash.purge(folder)
        self._listing, self._whole = Listing(folder), False
        self._curves.clear()
        self._wanted.clear()
        self.deleted.clear()
        self.changed.emit()
        self.refresh()

    def read_all(self) -> None:
        """List the whole folder, and read the curves that were asked for, before returning."""
        self._watched = True
        super().read_all()
        self._read(float("inf"))

    @property
    def reading(self) -> int:
        """How many recordings' curves are still to be read."""
        return len(self._wanted)

    def curves(self, entries: Sequence[Entry]) -> dict[Path, RunCurves]:
        """What is known of these; what is not, or has changed since, is read a little at a time: ``curves_read``."""
        self._wanted = {e.path: e for e in entries if self._curves.get(e.path, (None,))[0] != e}
        if self._wanted and not self._reading.isActive():
            self._reading.start(0)
        return {e.path: curves for e in entries if e.path in self._curves and (curves := self._curves[e.path][1])}

    def rename(self, entry: Entry, name: str) -> None:
        """Call a recording something else than its file."""
        self._try(lambda: notes.rename(entry.path, name))

    def tag(self, entry: Entry, tags: list[str]) -> None:
        """Give a recording these tags."""
        self._try(lambda: notes.tag(entry.path, tags))

    def delete(self, entries: list[Entry]) -> None:
        """Move recordings to the trash, all of them to be put back by one undo."""
        gone: list[trash.Deleted] = []
        for entry in entries:
            self._try(lambda path=entry.path: gone.append(trash.delete(path)))  # type: ignore[misc]
        if gone:
            self.deleted.append(gone)
        self.changed.emit()

    def undo(self) -> None:
        """Put back what was deleted last."""
        for one in self.deleted.pop() if self.deleted else ():
            self._try(lambda one=one: trash.restore(one))  # type: ignore[misc]
        self.changed.emit()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except PlaygroundError as error:
            self.failed.emit(str(error))
        self.refresh()

    def _take_part(self, found: list[Entry]) -> None:
        """A first list that takes long shows what it has, now and then."""
        now = time.perf_counter()
        if len(found) == 1:
            self._told = now
        if not self._whole and now - self._told > FULL_LIST_SECONDS:
            self._told = now
            self.listed.emit(list(found))

    def _take_in(self, found: list[Entry]) -> None:
        self._whole = True
        self.listed.emit(found)

    def _read(self, seconds: float) -> None:
        """Curves for a moment; all that is there is shown now and then, and at the end."""
        begun = time.perf_counter()
        while self._wanted:
            entry = self._wanted.pop(next(iter(self._wanted)))
            try:
                self._curves[entry.path] = (entry, RunCurves.load(entry.path))
            except PlaygroundError as error:
                self._curves[entry.path] = (entry, None)  # until it changes
                self.failed.emit(str(error))
            if time.perf_counter() - begun > seconds:
                break
        if self._wanted:
            self._reading.start(0)
        if not self._wanted or time.perf_counter() - self._shown > FULL_LIST_SECONDS:
            self._shown = time.perf_counter()
            self.curves_read.emit()

    def _entries(self) -> Iterator[Entry]:
        """A folder that is not there yet is empty; one that cannot be read is told once, and is empty too."""
        if not self.folder.exists():
            return
        try:
            yield from self._listing.scan()
        except PlaygroundError as error:
            self._watched = False
            self.failed.emit(str(error))
