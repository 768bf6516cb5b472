"""Where a run is, and what it has come to: small things that stay when the model has to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playground.protocol.events import Event, RunState, StateChanged

Publish = Callable[[Event], None]


class Status:
    """The state of one run; each one that is entered is published."""

    def __init__(self, run: int, publish: Publish) -> None:
        self._run, self._publish = run, publish
        self.state = RunState.PREPARING
        self.reason = ""

    def enter(self, state: RunState, reason: str = "") -> None:
        """Be in this state from now on, and say so."""
        self.state, self.reason = state, reason
        self._publish(StateChanged(self._run, state, reason))

    def fail(self, reason: str) -> None:
        """The run ends with this; it is said when its recording is closed."""
        self.state, self.reason = RunState.FAILED, reason

    @property
    def failed(self) -> bool:
        """The run has ended badly, or is about to."""
        return self.state is RunState.FAILED

    @property
    def running(self) -> bool:
        """Steps are being taken."""
        return self.state is RunState.RUNNING


@dataclass
class RunResult:
    """What a run has come to so far.

    Attributes:
        steps: those that this session took, in ``seconds`` of training, pauses left out.
        metrics: of the last test; ``validation`` those on the validation part.
        last_loss: of the last step that was reported; ``last_finite`` of the last one that is a number.
    """

    steps: int = 0
    seconds: float = 0.0
    metrics: dict[str, float] = field(default_factory=dict)
    validation: dict[str, float] = field(default_factory=dict)
    last_loss: float = float("nan")
    last_finite: float = float("nan")
