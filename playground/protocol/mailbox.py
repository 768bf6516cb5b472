"""Mailbox: gathers events between two looks of the screen. Every scalar is kept, of what is drawn only the newest."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from threading import Lock

from playground.protocol.events import Event, Explained, Pictures, SpecimenShown


class Mailbox:
    """Filled by a reader thread, emptied by the screen's timer. Of a run, each picture waits once at most."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._events: deque[Event] = deque()
        self._pictures: dict[int, Pictures] = {}
        self._explained: dict[int, Explained] = {}

    def put(self, event: Event) -> None:
        """Add an event; a picture replaces the same one if nobody collected it, another specimen voids all pictures."""
        with self._lock:
            if isinstance(event, Pictures):
                self._pictures[event.run] = _merged(self._pictures.get(event.run), event)
            elif isinstance(event, Explained):
                self._explained[event.run] = event
            else:
                self._events.append(event)
                if isinstance(event, SpecimenShown):
                    self._pictures.pop(event.run, None)

    def take(self) -> tuple[list[Event], list[Pictures]]:
        """Empty the mailbox: all events in order, and the newest pictures of each run that has some."""
        with self._lock:
            events, self._events = list(self._events), deque()
            pictures, self._pictures = list(self._pictures.values()), {}
            explained, self._explained = list(self._explained.values()), {}
        return [*events, *explained], pictures

    def clear(self) -> None:
        """Drop everything, as when a new run begins."""
        self.take()


def _merged(waiting: Pictures | None, newer: Pictures) -> Pictures:
    """The newer pictures, and those that waited and did not come again: some are sent seldom, or only once."""
    if waiting is None:
        return newer
    names = {snapshot.name for snapshot in newer.snapshots}
    kept = tuple(snapshot for snapshot in waiting.snapshots if snapshot.name not in names)
    return replace(newer, snapshots=(*newer.snapshots, *kept))
