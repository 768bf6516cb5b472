"""LessonPlayer: which scene of a lesson is on, what was asked and answered, and what the run is told (no Qt)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from playground.experiment.lessons import Lesson, Scene, Until


class Phase(Enum):
    """Where a scene is."""

    ASKING = "asking"  # its question stands, hands are counted, nothing is given away yet
    WORKING = "working"  # the run trains towards what the scene shows
    SHOWN = "shown"  # all of it can be seen, the answer too


class LessonRunView(Protocol):
    """The run that a lesson is told with."""

    @property
    def step(self) -> int:
        """The newest step taken."""

    @property
    def over(self) -> bool:
        """No further step will be taken, whatever is asked."""

    @property
    def held(self) -> bool:
        """It waits, so that it can be told to go on."""

    def first(self, until: Until) -> int | None:
        """The first step at which a metric was good enough."""

    def hold(self) -> None:
        """Train no further."""

    def advance(self, steps: int, until: Until | None) -> None:
        """Take so many steps, or fewer if a test finds a metric good enough, then hold."""

    def show(self, step: int | None) -> None:
        """Show what was recorded at a step; None shows the present."""


@dataclass
class SceneMemory:
    """What is remembered of a scene.

    Attributes:
        votes: hands for each option, in the order in which they were counted.
        shown: it was seen as a whole.
        look: the step that it shows; None for that of the scene before.
    """

    votes: list[int] = field(default_factory=list)
    shown: bool = False
    look: int | None = None


class LessonPlayer:
    """Steps through the scenes of a run that has not taken a step yet.

    What was trained once is only shown again, never trained again; what lies beyond it is not seen.
    """

    def __init__(self, lesson: Lesson, run: LessonRunView) -> None:
        self._lesson, self._run = lesson, run
        self._memories = [SceneMemory() for _ in lesson]
        self._now = False  # the scene shows where the run has just come to
        self._waits = False  # for the run to hold, before it can be told how far to go
        self.index = 0
        self.phase = Phase.SHOWN
        self._enter(0)

    @property
    def scene(self) -> Scene:
        """The scene that is on."""
        return self._lesson[self.index]

    @property
    def following(self) -> Scene | None:
        """The scene after this one; None after the last."""
        return self._lesson[self.index + 1] if self.index + 1 < len(self._lesson) else None

    @property
    def count(self) -> int:
        """Scenes of the lesson."""
        return len(self._lesson)

    @property
    def goal(self) -> int | None:
        """The step that the run goes to at most, while it trains for the scene."""
        return self.scene.show.last_step if self.phase is Phase.WORKING and self.scene.show is not None else None

    @property
    def votes(self) -> list[int]:
        """Hands for each option of the scene's question."""
        options = len(self.scene.ask.options) if self.scene.ask is not None else 0
        return [self._memory.votes.count(option) for option in range(1, options + 1)]

    @property
    def over(self) -> bool:
        """The last scene is shown: there is nothing behind it."""
        return self.index == self.count - 1 and self.phase is Phase.SHOWN

    def forward(self) -> None:
        """From the question to the run, from the run to what it shows, from there to the next scene."""
        match self.phase:
            case Phase.ASKING:
                self._perform()
            case Phase.WORKING if self._run.held and not self._waits:  # it was held here on purpose
                self._arrive_now()
            case Phase.SHOWN if self.index < self.count - 1:
                self._enter(self.index + 1)
            case _:
                pass

    def back(self) -> None:
        """The scene before, as it was shown; a run that trains for this one is held."""
        if self.phase is Phase.WORKING:
            self._run.hold()
        if self.index > 0:
            self._enter(self.index - 1)

    def again(self) -> None:
        """The scene that is on from its beginning, with its question as if nobody had answered it."""
        if self.phase is Phase.WORKING:
            self._run.hold()
        self._memories[self.index] = SceneMemory()
        self._enter(self.index)

    def vote(self, option: int) -> None:
        """One more hand for an option, from 1; nothing while no question stands or where there is no such option."""
        ask = self.scene.ask
        if self.phase is Phase.ASKING and ask is not None and 1 <= option <= len(ask.options):
            self._memory.votes.append(option)

    def take_back(self) -> None:
        """The hand counted last was none."""
        if self.phase is Phase.ASKING and self._memory.votes:
            self._memory.votes.pop()

    def toggle(self) -> None:
        """Hold the run that trains for the scene, or let it go on."""
        if self.phase is Phase.WORKING:
            if self._run.held and not self._waits:
                self._go_on()
            else:
                self._waits = False
                self._run.hold()

    def follow(self) -> None:
        """The run may have come to where the scene wants it, or hold at last so that it can be sent there."""
        if self._now:  # the last steps before it held are told late
            self._memory.look = max(self._memory.look or 0, self._run.step)
        if self.phase is not Phase.WORKING:
            return
        reached = self._reached()
        if self._run.over or reached is not None:
            self._arrive_now(reached or 0)
        elif self._waits and self._run.held:
            self._go_on()

    @property
    def _memory(self) -> SceneMemory:
        return self._memories[self.index]

    def _enter(self, index: int) -> None:
        self.index, self._now = index, False
        if self._memory.shown:
            self.phase = Phase.SHOWN
            self._look()
        elif self.scene.ask is not None:
            self.phase = Phase.ASKING
            self._look()
        else:
            self._perform()

    def _perform(self) -> None:
        """Show what the scene shows; train there first where the run has not come so far."""
        show = self.scene.show
        if show is None:
            self._arrive(None)
            return
        self.phase = Phase.WORKING
        reached = self._reached()
        if reached is not None or self._run.over:
            self._arrive(reached if reached is not None else self._run.step)
            return
        self._run.show(None)
        self._run.hold()
        self._waits = True
        self.follow()

    def _go_on(self) -> None:
        self._waits = False
        show = self.scene.show
        assert show is not None
        self._run.advance(max(show.last_step - self._run.step, 1), show.until)

    def _reached(self) -> int | None:
        """The step that the scene shows, if the run has been there."""
        show = self.scene.show
        assert show is not None
        found = self._run.first(show.until) if show.until is not None else None
        if found is not None and found <= show.last_step:
            return found
        return show.last_step if self._run.step >= show.last_step else None

    def _arrive_now(self, reached: int = 0) -> None:
        """The run has just come there; it may take a few more steps until it holds, and tell of the last ones late."""
        self._run.hold()
        self._arrive(max(reached, self._run.step))
        self._now = True

    def _arrive(self, look: int | None) -> None:
        self._waits = False
        self.phase = Phase.SHOWN
        self._memory.shown, self._memory.look = True, look
        self._look()

    def _look(self) -> None:
        """The present where the run has come no further than what the scene shows, else the recording."""
        looks = [memory.look for memory in self._memories[: self.index + 1] if memory.look is not None]
        step = looks[-1] if looks else 0
        self._run.show(step if step < self._run.step else None)
