"""Mailbox: gathers events between two looks of the screen. Every scalar is kept, of what is drawn only the newest."""

from __future__ import annotations

from collections import deque
from threading import Lock

from playground.protocol.events import Event, Explained, Pictures, SpecimenShown


class Mailbox:
    """Filled by a reader thread, emptied by the screen's timer. Holds one ``Pictures``, one ``Explained`` at most."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._events: deque[Event] = deque()
        self._pictures: Pictures | None = None
        self._explained: Explained | None = None

    def put(self, event: Event) -> None:
        """Add an event; pictures replace the ones that nobody collected, another specimen voids those of the last."""
        with self._lock:
            if isinstance(event, Pictures):
                self._pictures = event
            elif isinstance(event, Explained):
                self._explained = event
            else:
                self._events.append(event)
                if isinstance(event, SpecimenShown):
                    self._pictures = None

    def take(self) -> tuple[list[Event], Pictures | None]:
        """Empty the mailbox: all events in order, and the newest pictures if there are any."""
        with self._lock:
            events, self._events = list(self._events), deque()
            pictures, self._pictures = self._pictures, None
            explained, self._explained = self._explained, None
        if explained is not None:
            events.append(explained)
        return events, pictures

    def clear(self) -> None:
        """Drop everything, as when a new run begins."""
        self.take()
