"""Control: what the outside asks of a running session; written by one thread, read by the training one."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Condition
from typing import Self

from playground.protocol.commands import Changing, Choosing, Goal
from playground.worked.example import Question


class Control:
    """Requests to a session. ``attention`` is the one plain flag that the loop reads at each step.

    Attributes:
        attention: something was asked that the loop must look at before its next step.
        watched: names of the pictures somebody looks at.
        collected: the last pictures were drawn, so that new ones are welcome.
        question: the number to be explained beside the pictures.
        speed: steps a second in slow motion; None for full speed.
    """

    def __init__(self, paused: bool = False) -> None:
        self._condition = Condition()
        self._paused = paused
        self._allowance = 0
        self._goal: Goal | None = None
        self._stopping = False
        self._save = False
        self._fresh_look = self._fresh_watch = False
        self._choice: Choosing | None = None
        self._released = False
        self._fresh_question = False
        self._requests: list[Changing] = []
        self.speed: float | None = None
        self.attention = paused
        self.question: Question | None = None
        self.watched: frozenset[str] = frozenset()
        self.collected = True

    def __enter__(self) -> Self:
        """The run begins to work, in the thread that calls this."""
        return self

    def __exit__(self, *error: object) -> None:
        """The run and all looks at it are over."""

    def leave(self) -> None:
        """The run takes no further step; it may still be looked at."""

    def pause(self) -> None:
        """Hold before the next step."""
        self._change(paused=True, allowance=0)

    def proceed(self) -> None:
        """Go on at full speed."""
        self._change(paused=False, allowance=0)

    def step(self, steps: int, until: Goal | None = None) -> None:
        """Take so many steps, or fewer if a test finds the goal met, then hold."""
        self._goal = until
        self._change(paused=True, allowance=self._allowance + steps)

    def tested(self, metrics: Mapping[str, float]) -> None:
        """Hold here if this is what the steps were taken for."""
        if self._goal is not None and not self.held and self._goal.met(metrics):
            self.pause()

    def stop(self) -> None:
        """End before the next step."""
        with self._condition:
            self._stopping = True
            self._wake()

    def stop_from_signal(self) -> None:
        """The same from a signal handler, which may run in the middle of anything: no lock is taken, nobody woken."""
        self._stopping = self.attention = True

    def save(self) -> None:
        """Write a checkpoint before the next step."""
        with self._condition:
            self._save = True
            self._wake()

    def watch(self, names: frozenset[str]) -> None:
        """Look at these pictures from now on; a held session shows them at once."""
        with self._condition:
            self.watched = names
            self._fresh_look = self._fresh_watch = True
            self._wake()

    def take_watch(self) -> bool:
        """Whether the window has said since the last call what it shows, so that it may lack any of it."""
        with self._condition:
            wanted, self._fresh_watch = self._fresh_watch, False
            return wanted

    def request(self, request: Changing) -> None:
        """Do this before the next step; a session that is over does it too, until it is released."""
        with self._condition:
            self._requests.append(request)
            self._wake()

    def set_speed(self, speed: float | None) -> None:
        """Take at most so many steps a second; None for as many as there is time for."""
        with self._condition:
            self.speed = speed
            self._wake()

    def ask(self, question: Question | None) -> None:
        """Explain this number from now on; the answer comes before the next step."""
        with self._condition:
            self.question = question
            self._fresh_question = question is not None
            self._fresh_look = self._fresh_look or self._fresh_question  # a look that others wait for is still due
            self._wake()

    def take_question(self) -> bool:
        """Whether a new question was asked since the last call."""
        with self._condition:
            wanted, self._fresh_question = self._fresh_question, False
            return wanted

    def choose(self, choice: Choosing) -> None:
        """Show another specimen from now on: before the next step, at once when held or over; the newest wins."""
        with self._condition:
            self._choice = choice
            self._fresh_look = True
            self._wake()

    @property
    def choosing(self) -> bool:
        """Another specimen was chosen that is not shown yet."""
        return self._choice is not None

    @property
    def asking(self) -> bool:
        """A question was asked that is not answered yet."""
        return self._fresh_question

    def take_choice(self) -> Choosing | None:
        """The specimen that was chosen since the last call."""
        with self._condition:
            choice, self._choice = self._choice, None
            return choice

    @property
    def stopping(self) -> bool:
        """Whether the session was asked to end."""
        return self._stopping

    @property
    def held(self) -> bool:
        """Whether no further step may be taken now."""
        return self._paused and self._allowance == 0

    @property
    def paused(self) -> bool:
        """Whether the session holds, or will after the steps that it was still allowed."""
        return self._paused

    def take_requests(self) -> list[Changing]:
        """What was requested since the last call, in order."""
        with self._condition:
            requests, self._requests = self._requests, []
            return requests

    def take_save(self) -> bool:
        """Whether a checkpoint was asked for since the last call."""
        with self._condition:
            wanted, self._save = self._save, False
            return wanted

    def take_look(self) -> bool:
        """Whether the watched pictures changed since the last call."""
        with self._condition:
            wanted, self._fresh_look = self._fresh_look, False
            return wanted

    def spend(self) -> None:
        """Count one step of the allowance; called when ``attention`` is set and a step follows."""
        with self._condition:
            if self._allowance:
                self._allowance -= 1
            self.attention = self._paused or self.speed is not None or self._wanted
            self.attention |= self._stopping  # a signal may have come between the two

    def take_turn(self) -> bool:
        """Whether the next step may be taken now, as far as other runs are concerned; asked before each ``spend``."""
        return True

    def wait(self, seconds: float) -> None:
        """Sleep while held, until something is asked or so many seconds have passed."""
        with self._condition:
            if self.held and not self._wanted:
                self._condition.wait(seconds)

    def slow_down(self, seconds: float, speed: float | None) -> None:
        """Sleep between two steps in slow motion, until something is asked or so many seconds have passed.

        Args:
            speed: for which ``seconds`` were counted; where it is another by now, or the run is held, nobody sleeps.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._wanted or self.held or self.speed != speed, seconds)

    @property
    def _wanted(self) -> bool:
        return self._stopping or self._save or self._fresh_look or bool(self._requests)

    def release(self) -> None:
        """A session that is over need not stay to be looked at any longer; one that runs ends."""
        with self._condition:
            self._released = self._stopping = True
            self._wake()

    def rest(self) -> bool:
        """Sleep until another look is wanted or something is asked (True) or the session is released (False)."""
        with self._condition:
            self._condition.wait_for(lambda: self._released or self._fresh_look or self._requests)
            self._fresh_look = False
            return not self._released

    def _change(self, paused: bool, allowance: int) -> None:
        with self._condition:
            self._paused, self._allowance = paused, allowance
            self._wake()

    def _wake(self) -> None:
        self.attention = True
        self._condition.notify_all()
