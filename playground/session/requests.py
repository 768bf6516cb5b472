"""Requests: what the commands to a session come to: how it goes on, what it shows, and what is still to be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playground.data.sampling import PLAIN
from playground.protocol.commands import (
    Advance,
    Changing,
    Choose,
    ChooseExample,
    ChooseWrong,
    Choosing,
    Collected,
    Command,
    Continue,
    ExplainCell,
    ExplainStep,
    Goal,
    Intervene,
    Pause,
    SampleTexts,
    Save,
    Shutdown,
    Speed,
    Stop,
    Watch,
)
from playground.session.control import Control
from playground.worked.example import Question


class Requests:
    """Used by the training thread only, which takes the commands when it has a moment for them.

    Attributes:
        stopping: the session was asked to end before its next step.
        paused: it holds, or will after the steps that it is still allowed.
        speed: steps a second in slow motion; None for full speed.
        watched: names of the pictures somebody looks at.
        collected: the last pictures were drawn, so that new ones are welcome.
        question: the number to be explained beside the pictures.
        sampling: how one of the texts that a model goes on with is drawn.
    """

    def __init__(self, control: Control) -> None:
        self._control = control
        self._released = False
        self._allowance = 0
        self._goal: Goal | None = None
        self._save = self._look = self._all_pictures = self._asked = False
        self._unfinished: frozenset[str] = frozenset()
        self._choice: Choosing | None = None
        self._changes: list[Changing] = []
        self.stopping = self.paused = False
        self.speed: float | None = None
        self.watched: frozenset[str] = frozenset()
        self.collected = True
        self.question: Question | None = None
        self.sampling = PLAIN

    def update(self) -> None:
        """Take what was sent."""
        if self._control.waiting:
            self._follow(self._control.take())

    def wait(self, seconds: float) -> None:
        """The same, and sleep until something is sent or so many seconds have passed."""
        if self._undone:
            self.update()
        else:
            self._follow(self._control.wait(seconds))

    def rest(self) -> bool:
        """After the run: sleep until something is to be shown or done (True) or the session is released (False)."""
        while not (self._released or self._look or self._changes):
            self._follow(self._control.wait())
        self._look = False
        return not self._released

    @property
    def attention(self) -> bool:
        """Something has to be looked at before the next step."""
        return (
            self.paused or self._control.waiting or self.speed is not None or self._control.turns or self._undone
        )  # fmt: skip

    @property
    def _undone(self) -> bool:
        return self.stopping or self._save or self._look or bool(self._changes)

    @property
    def held(self) -> bool:
        """Whether no further step may be taken now."""
        return self.paused and self._allowance == 0 and not self._control.behind

    @property
    def looking(self) -> bool:
        """A number was asked about, or a specimen chosen, that is not answered yet."""
        return self._asked or self._choice is not None

    def take_turn(self) -> bool:
        """Count the next step, if it may be taken now as far as other runs are concerned."""
        if not self._control.take_turn():
            return False
        self._allowance = max(0, self._allowance - 1)
        self._control.count()
        return True

    def tested(self, metrics: Mapping[str, float]) -> None:
        """Hold here if this is what the steps were taken for."""
        self.update()
        if self._goal is not None and not self.held and self._goal.met(metrics):
            self._hold()

    def take_save(self) -> bool:
        """Whether a checkpoint was asked for since the last call."""
        wanted, self._save = self._save, False
        return wanted

    def take_look(self) -> bool:
        """Whether something was asked since the last call that pictures or an explanation answer."""
        wanted, self._look = self._look, False
        return wanted

    def go_on(self, names: frozenset[str]) -> None:
        """These pictures are known in part only: look again at once, unless something else is asked before."""
        self._unfinished, self._look = names, self._look or bool(names)

    def take_unfinished(self) -> frozenset[str]:
        """What the look that is due goes on with; empty where it is one at everything."""
        names, self._unfinished = self._unfinished, frozenset()
        return names & self.watched

    def take_all_pictures(self) -> bool:
        """Whether the window has said since the last call what it shows, so that it may lack any of it."""
        wanted, self._all_pictures = self._all_pictures, False
        return wanted

    def take_question(self) -> bool:
        """Whether a new question was asked since the last call."""
        wanted, self._asked = self._asked, False
        return wanted

    def take_choice(self) -> Choosing | None:
        """The specimen that was chosen since the last call; of several the newest."""
        choice, self._choice = self._choice, None
        return choice

    def take_changes(self) -> list[Changing]:
        """What the run was to be changed by since the last call, in order."""
        changes, self._changes = self._changes, []
        return changes

    def _follow(self, commands: Iterable[Command]) -> None:
        for command in commands:
            if not isinstance(command, Collected):
                self._unfinished = frozenset()
            match command:
                case Watch() | ExplainCell() | Choose() | ChooseExample() | ChooseWrong() | Collected() | SampleTexts():
                    self._follow_viewer(command)
                case Intervene() | ExplainStep():
                    self._changes.append(command)
                case Save():
                    self._save = True
                case _:
                    self._follow_driver(command)

    def _follow_viewer(self, command: Watch | ExplainCell | Choosing | Collected | SampleTexts) -> None:
        match command:
            case Collected():
                self.collected = True
                return
            case Watch():
                self.watched = command.names
                self._all_pictures = True
            case ExplainCell():
                self.question = command.question
                self._asked = command.question is not None
                if not self._asked:
                    return  # a look that others wait for is still due
            case SampleTexts():
                self.sampling = command.sampling
            case _:
                self._choice = command
        self._look = True

    def _follow_driver(self, command: Command) -> None:
        match command:
            case Pause():
                self._hold()
            case Continue():
                self.paused, self._allowance = False, 0
            case Advance():
                self._goal = command.until
                self.paused, self._allowance = True, self._allowance + command.steps
            case Speed():
                self.speed = command.steps_per_second
            case Stop():
                self.stopping = True
            case Shutdown():
                self.stopping = self._released = True
            case _:
                pass

    def _hold(self) -> None:
        self.paused, self._allowance = True, 0
