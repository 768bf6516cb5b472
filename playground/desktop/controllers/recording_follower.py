"""RecordingFollower: a timer that looks into a recording which another process is writing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from playground.foundation.errors import PlaygroundError
from playground.protocol.events import Event
from playground.runs.follow import Follower

MILLISECONDS = 500


class RecordingFollower(QObject):
    """Hands what is new on to the feed, until the writer has ended.

    Args:
        give: takes each event; say: takes the one sentence about a file that can no longer be read.
    """

    def __init__(self, give: Callable[[Event], None], say: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._give, self._say = give, say
        self._follower: Follower | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(MILLISECONDS)
        self._timer.timeout.connect(self.look)

    @property
    def active(self) -> bool:
        """A recording is followed."""
        return self._timer.isActive()

    def start(self, path: Path, run: int) -> None:
        """Follow another recording; its events carry ``run``."""
        self._follower = Follower(path, run)
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Follow no more."""
        self._timer.stop()
        self._follower = None

    def look(self) -> None:
        """See what is new."""
        follower = self._follower
        if follower is None:
            return
        try:
            for event in follower.poll(time.monotonic()):
                self._give(event)
        except PlaygroundError as error:
            self.stop()
            self._say(str(error))
            return
        if follower.over:
            self.stop()
