"""Control: the queue of commands to one session, which its own thread takes between two steps."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import Self

from playground.protocol.commands import Command, Shutdown


class Control:
    """Commands are sent from any thread, and from a signal handler in the middle of anything; one thread takes them.

    Args:
        commands: what is asked before it begins.

    Attributes:
        turns: each step waits for its turn, so that the session has to ask before each.
    """

    turns = False

    def __init__(self, *commands: Command) -> None:
        self._queue: SimpleQueue[Command] = SimpleQueue()
        for command in commands:
            self._queue.put(command)

    def __enter__(self) -> Self:
        """The run begins to work, in the thread that calls this."""
        return self

    def __exit__(self, *error: object) -> None:
        """The run and all looks at it are over."""

    def send(self, command: Command) -> None:
        """Ask this of the session; returns at once."""
        self._queue.put(command)

    def release(self) -> None:
        """A session that is over need not stay to be looked at any longer; one that runs ends."""
        self.send(Shutdown())

    @property
    def waiting(self) -> bool:
        """Something was sent that nobody has taken yet."""
        return not self._queue.empty()

    def take(self) -> list[Command]:
        """What was sent since the last call, in order."""
        commands = []
        while not self._queue.empty():
            commands.append(self._queue.get())
        return commands

    def wait(self, seconds: float | None = None) -> list[Command]:
        """The same, and sleep until there is something or so many seconds have passed."""
        try:
            first = self._queue.get(timeout=seconds)
        except Empty:
            return []
        return [first, *self.take()]

    def take_turn(self) -> bool:
        """Whether the next step may be taken now, as far as other runs are concerned; False: a command comes first."""
        return True

    def count(self) -> None:
        """A step is taken now."""

    @property
    def behind(self) -> bool:
        """Another run has taken more steps, so that this one should not stop here."""
        return False

    def leave(self) -> None:
        """The run takes no further step; it may still be looked at."""
