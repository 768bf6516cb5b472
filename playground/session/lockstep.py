"""Lockstep: two runs in one process that train in turns, each as if it were alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any, Self

from playground.protocol.commands import Command
from playground.session.control import Control


class Lockstep:
    """Lets one lane work at a time, and none take a step before the others have taken as many as it has.

    A lane is a run in a thread of its own. Whoever works has torch's random state to itself: it is put aside when
    another lane goes on, so that each run draws the numbers it would draw alone.

    Args:
        lanes: how many runs there are.
    """

    def __init__(self, lanes: int = 2) -> None:
        self._condition = Condition()
        self._steps = [0] * lanes
        self._racing = [True] * lanes
        self._random: list[tuple[Any, ...] | None] = [None] * lanes
        self._at_work: int | None = None
        self._last: int | None = None

    @contextmanager
    def still(self) -> Iterator[None]:
        """No lane begins a step meanwhile, so that what is said to all of them reaches them at the same step."""
        with self._condition:
            yield

    def begin(self, lane: int) -> None:
        """Work as soon as nobody else does."""
        with self._condition:
            self._condition.wait_for(lambda: self._at_work is None)
            self._go_on(lane)

    def rest(self, lane: int) -> None:
        """Let the others work."""
        with self._condition:
            self._at_work = None
            self._condition.notify_all()

    @contextmanager
    def aside(self, lane: int) -> Iterator[None]:
        """Others may work while this one waits for something."""
        self.rest(lane)
        try:
            yield
        finally:
            self.begin(lane)

    def leave(self, lane: int) -> None:
        """Take no further step; nobody waits for this lane any more."""
        with self._condition:
            self._racing[lane] = False
            self._condition.notify_all()

    def count(self, lane: int) -> None:
        """This lane takes a step now."""
        with self._condition:
            self._steps[lane] += 1

    def behind(self, lane: int) -> bool:
        """Another lane has taken more steps, so that this one should not stop here."""
        return any(
            racing and steps > self._steps[lane] for steps, racing in zip(self._steps, self._racing, strict=True)
        )

    def wait_for_turn(self, lane: int, disturbed: Callable[[], bool]) -> bool:
        """Rest until it is this lane's turn (True) or ``disturbed`` says that something else comes first (False)."""
        if self._is_turn(lane):
            return True
        self.rest(lane)
        with self._condition:
            self._condition.wait_for(lambda: self._at_work is None and (self._is_turn(lane) or disturbed()))
            self._go_on(lane)
            return self._is_turn(lane) and not disturbed()

    def wake(self) -> None:
        """Whoever waits for a turn looks again whether it is disturbed."""
        with self._condition:
            self._condition.notify_all()

    def _is_turn(self, lane: int) -> bool:
        """The lane with the fewest steps goes first; of several, the first of them."""
        mine = (self._steps[lane], lane)
        return all(
            not racing or mine <= (steps, other)
            for other, (steps, racing) in enumerate(zip(self._steps, self._racing, strict=True))
        )

    def _go_on(self, lane: int) -> None:
        self._at_work = lane
        if self._last not in (None, lane):
            assert self._last is not None
            self._random[self._last] = _random_state()
            kept = self._random[lane]
            if kept is not None:
                _set_random_state(kept)
        self._last = lane


class RacingControl(Control):
    """The control of a run that trains in turns with another: what waits here lets the other one work."""

    turns = True

    def __init__(self, race: Lockstep, lane: int) -> None:
        super().__init__()
        self._race, self._lane = race, lane

    def __enter__(self) -> Self:
        """Work as soon as the other run does not."""
        self._race.begin(self._lane)
        return self

    def __exit__(self, *error: object) -> None:
        """Whatever happened, the other run need not wait."""
        self._race.leave(self._lane)
        self._race.rest(self._lane)

    def leave(self) -> None:
        """Take no further step."""
        self._race.leave(self._lane)

    def send(self, command: Command) -> None:
        """Ask this of the session, also where it waits for its turn."""
        super().send(command)
        self._race.wake()

    @property
    def behind(self) -> bool:
        """The other run has taken more steps: this one first catches up."""
        return self._race.behind(self._lane)

    def take_turn(self) -> bool:
        """Wait for the others; False when something was sent meanwhile."""
        return self._race.wait_for_turn(self._lane, lambda: self.waiting)

    def count(self) -> None:
        """A step of the race."""
        self._race.count(self._lane)

    def wait(self, seconds: float | None = None) -> list[Command]:
        """Sleep while the other one works."""
        with self._race.aside(self._lane):
            return super().wait(seconds)


def _random_state() -> tuple[Any, ...]:
    import torch  # here, because commands are taken while torch is still being loaded

    devices = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return torch.get_rng_state(), *devices


def _set_random_state(state: tuple[Any, ...]) -> None:
    import torch

    torch.set_rng_state(state[0])
    if len(state) > 1:
        torch.cuda.set_rng_state_all(list(state[1:]))
