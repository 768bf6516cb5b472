"""Intervening: what a session does between two steps when somebody changes the run or asks for its next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from playground.experiment.interventions import Intervention, SetLearningRate, Undo, after, check
from playground.foundation.errors import InterventionError
from playground.inspection.explained_step import explain, value_of
from playground.inspection.looks import CHANGE, STEP, attempt
from playground.protocol.commands import ExplainStep, Intervene
from playground.protocol.events import Event, Intervened, Refused
from playground.protocol.explained import StepExplained, StepTaken
from playground.runs.interventions import Recorded
from playground.session.recording import Recording
from playground.training.trainer import Trainer

Metrics = Mapping[str, float]


def foresee(plan: Sequence[Recorded], trainer: Trainer) -> None:
    """Refuse a plan that does not fit the run, before anything is recorded. Raises InterventionError."""
    taps, in_force = trainer.tapped() if plan else {}, trainer.interventions.in_force
    for one in plan:
        if one.step > trainer.total_steps:
            raise InterventionError(
                f"The recording intervenes at step {one.step}, but this run ends at step {trainer.total_steps}; "
                "train as many steps as it did."
            )
        check(one.intervention, taps)
        in_force = after(in_force, one.intervention)


class Intervening:
    """Belongs to one session; used by the training thread only.

    Args:
        measure: the metrics as the model stands now.
        tell: keeps and publishes metrics that a change led to, for the curve.
        plan: interventions to make by themselves, each after so many steps, in order.

    Attributes:
        plan: what is still to come of it.
    """

    def __init__(
        self, run: int, trainer: Trainer, recording: Recording, publish: Callable[[Event], None],
        measure: Callable[[], Metrics], tell: Callable[[Metrics], object], plan: Sequence[Recorded] = (),
    ) -> None:  # fmt: skip
        self._run, self._trainer, self._recording = run, trainer, recording
        self._publish, self._measure, self._tell = publish, measure, tell
        self._explained: StepExplained | None = None
        self._asked: ExplainStep | None = None
        self.plan = list(plan)

    def begin(self) -> None:
        """Say what a run that goes on was changed by before."""
        for one in self._recording.interventions:
            self._say(one)

    def follow_plan(self) -> None:
        """Make the planned interventions whose step has come."""
        while self.plan and self.plan[0].step <= self._trainer.step:
            self._make(self.plan.pop(0).intervention)

    def answer(self, request: Intervene | ExplainStep) -> None:
        """Carry out what the window asked; what is refused changes nothing and is said in one sentence."""
        if isinstance(request, Intervene):
            one = attempt(CHANGE, lambda: self._make(request.intervention), self._refuse)
            if one is not None and self._asked is not None and self._explained is not None:
                self._explain(self._asked)  # what was foretold no longer holds
        else:
            self._explain(request)

    @property
    def foretold(self) -> bool:
        """The next step was explained, so that its outcome will be told."""
        return self._explained is not None

    def check(self) -> None:
        """Once the step that was explained has been taken: tell the weight as it is now."""
        told = self._explained
        if told is not None and self._trainer.step > told.step:
            self._explained = None
            value = attempt(STEP, lambda: value_of(self._trainer, told.parameter, told.index), self._refuse)
            if value is not None:
                self._publish(StepTaken(self._run, told.step, told.parameter, told.index, value))

    def _refuse(self, sentence: str) -> None:
        self._publish(Refused(self._run, sentence))

    def _make(self, intervention: Intervention) -> Recorded:
        trainer, in_force = self._trainer, self._trainer.interventions.in_force
        before = self._measure()
        trainer.intervene(intervention)
        rate_only = isinstance(intervention.change if isinstance(intervention, Undo) else intervention, SetLearningRate)
        one = Recorded(trainer.step, intervention, before, before if rate_only else self._measure())
        try:
            self._recording.intervened(trainer, one)
        except BaseException:
            trainer.interventions.set(in_force)
            raise
        self._say(one)
        if trainer.step < trainer.total_steps:  # what a finished run came to stays what it is
            self._tell(one.after)
        return one

    def _say(self, one: Recorded) -> None:
        self._publish(Intervened(self._run, one.step, one.intervention, one.before, one.after))

    def _explain(self, request: ExplainStep) -> None:
        if self._trainer.step >= self._trainer.total_steps or self._recording.closed:
            self._refuse("The run is over, so no step follows; explain one of a run that is paused.")
            return
        self._asked, trainer = request, self._trainer
        found = attempt(STEP, lambda: explain(trainer, self._run, request.parameter, request.index), self._refuse)
        self._explained = found
        if found is not None:
            self._publish(found)
