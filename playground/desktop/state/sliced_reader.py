"""SlicedReader: files are read a little at a time, so that the window stays smooth, and only while somebody watches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

SLICE_SECONDS = 0.008  # of reading at once

_T = TypeVar("_T")


class SlicedReader(QObject, Generic[_T]):
    """Subclasses say what is read by ``_entries``, and what it comes to by ``_take_in``.

    Args:
        again: milliseconds between the end of a look and the next one.
    """

    failed = Signal(str)

    def __init__(self, again: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._again, self._watched = again, False
        self._scan: Iterator[_T] | None = None
        self._found: list[_T] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def watch(self, on: bool) -> None:
        """Somebody sees it, or nobody does."""
        self._watched = on
        if on:
            self.refresh()
        else:
            self._timer.stop()

    def refresh(self) -> None:
        """Look anew, now."""
        self._scan = None
        if self._watched:
            self._timer.start(0)

    def read_all(self) -> None:
        """Look at all of it before returning."""
        self._scan = None
        self._go_on(float("inf"))

    def _entries(self) -> Iterator[_T]:
        """What there is, read as it is asked for."""
        raise TypeError(f"{type(self).__name__} reads nothing")

    def _take_in(self, found: list[_T]) -> None:
        """All of it has been read."""
        raise TypeError(f"{type(self).__name__} takes nothing in")

    def _take_part(self, found: list[_T]) -> None:
        """So much of it has been read; the rest follows."""

    def _go_on(self, seconds: float = SLICE_SECONDS) -> None:
        """Read for a moment; when all is read, take it in, and look again later."""
        begun = time.perf_counter()
        if self._scan is None:
            self._scan, self._found = self._entries(), []
        for entry in self._scan:
            self._found.append(entry)
            if time.perf_counter() - begun > seconds:
                self._take_part(self._found)
                self._timer.start(0)
                return
        self._scan = None
        self._take_in(self._found)
        if self._watched:
            self._timer.start(self._again)
