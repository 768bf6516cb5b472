"""EventDispatcher: a timer that empties the mailbox, hands events on, and lets one panel draw a tick."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from playground.desktop.panels.base.panel import Panel
from playground.foundation.cores import wants_all
from playground.protocol.commands import Collected, Command, Watch
from playground.protocol.engine_events import EngineSilent
from playground.protocol.events import Event, RunStarted, RunState, SpecimenShown, StateChanged
from playground.protocol.mailbox import Mailbox

TICK_MILLISECONDS = 12
SILENT_SECONDS = 1.6
BUSY_TICK_MILLISECONDS = 50  # while the run wants every core: its threads wait for each other, so what the window
BUSY_SECONDS = 0.33  # takes of one core all of them lose; and between two drawings of a panel


class EventDispatcher(QObject):
    """The only clock of the window.

    Args:
        mailbox: filled by the engine's reader thread.
        send: hands a command to the engine.
        silence: seconds since the engine was last heard.
        hear: told of each event first; False drops it.
    """

    ticked = Signal()

    def __init__(
        self,
        mailbox: Mailbox,
        send: Callable[[Command], None],
        silence: Callable[[], float],
        hear: Callable[[Event], bool],
        panels: Sequence[Panel],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._mailbox, self._send, self._silence, self._hear = mailbox, send, silence, hear
        self._panels = list(panels)
        self._hosted: list[Panel] = []
        self._next = 0
        self._threads, self._least = 1, 0.0
        self._undrawn = False  # pictures have come that no panel has drawn
        self._drawn: dict[Panel, float] = {}
        self._silent = False
        self._attended: frozenset[Panel] | None = None
        self._watched: frozenset[str] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self.tick)
        for panel in self._panels:
            panel.wanted_changed.connect(self.rewatch)

    def host(self, panels: Sequence[Panel]) -> None:
        """Draw these, too, and have their pictures made; somebody else hands them their events."""
        self._hosted += panels
        for panel in panels:
            panel.wanted_changed.connect(self.rewatch)

    def start(self) -> None:
        """Begin to tick."""
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    def look_again(self) -> None:
        """Ask the engine for the pictures of now, whatever it sent last."""
        self._watched = None
        self.rewatch()

    def attend(self, panels: Collection[Panel] | None) -> None:
        """Draw and watch these panels only, wherever others can be seen; None: all that can be seen."""
        self._attended = None if panels is None else frozenset(panels)
        self.rewatch()

    def forget(self) -> None:
        """A new engine knows nothing of what we watch."""
        self._watched = None

    def rewatch(self) -> None:
        """Tell the engine which pictures are visible, if that changed."""
        panels = (*self._panels, *self._hosted)
        wanted = frozenset[str]().union(*(panel.wanted() for panel in panels if self._seen(panel)))
        if wanted != self._watched:
            self._watched = wanted
            self._send(Watch(wanted))

    def tick(self) -> bool:
        """One look at the mailbox and one drawing at most; returns whether there was anything."""
        self._check_silence()
        events, pictures = self._mailbox.take()
        for event in events:
            self.give(event)
        for shown in pictures:
            if self._hear(shown):
                for panel in self._panels:
                    panel.take(shown)
        drawn = self._draw_one()
        self._collect(bool(pictures), drawn)
        if events:
            self.rewatch()
            self.ticked.emit()
        return bool(events or pictures or drawn)

    def give(self, event: Event) -> None:
        """Hand one event to whoever keeps the state, then to the panels."""
        if self._hear(event):
            if isinstance(event, RunStarted):
                self._threads = event.threads if event.device == "cpu" else 1
            if isinstance(event, StateChanged):
                self._spare(wants_all(self._threads) and event.state is RunState.RUNNING)
            if isinstance(event, SpecimenShown):
                self._drawn.clear()  # who has just drawn need not see the first picture late
            for panel in self._panels:
                panel.take(event)

    def _spare(self, busy: bool) -> None:
        """Take next to nothing from a run that wants every core."""
        self._least = BUSY_SECONDS if busy else 0.0
        self._timer.setInterval(BUSY_TICK_MILLISECONDS if busy else TICK_MILLISECONDS)

    def _collect(self, new: bool, drawn: Panel | None) -> None:
        """Ask for the next pictures once the first panel has drawn these: whatever came earlier nobody would see."""
        self._undrawn = self._undrawn or new
        waiting = (panel for panel in (*self._panels, *self._hosted) if panel.dirty and panel.wanted())
        shows = drawn is not None and bool(drawn.wanted())
        if self._undrawn and (shows or not any(self._seen(panel) for panel in waiting)):
            self._undrawn = False
            self._send(Collected())

    def _draw_one(self) -> Panel | None:
        """Returns which."""
        panels, now = [*self._panels, *self._hosted], time.monotonic()
        count = len(panels)
        for offset in range(count):
            panel = panels[(self._next + offset) % count]
            if panel.dirty and self._seen(panel) and self._rested(panel, now):
                self._drawn[panel] = now
                panel.draw()
                self._next = (self._next + offset + 1) % count
                return panel
        return None

    def _seen(self, panel: Panel) -> bool:
        attended = self._attended is None or panel in self._attended or panel in self._hosted
        return attended and panel.on_screen()

    def _rested(self, panel: Panel, now: float) -> bool:
        return now - self._drawn.get(panel, 0.0) >= max(panel.interval, self._least)

    def _check_silence(self) -> None:
        seconds = self._silence()
        if (seconds > SILENT_SECONDS) != self._silent:
            self._silent = not self._silent
            self.give(EngineSilent(seconds if self._silent else 0.0))
            self.ticked.emit()
