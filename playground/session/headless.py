"""Headless: an experiment trained to its end in the calling thread, without a window, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from playground.experiment.diagnoses import DiagnosisKind
from playground.experiment.experiment import Experiment
from playground.protocol.events import Diagnosed, Evaluated, Event, Progress, RunStarted, StateChanged
from playground.runs.interventions import Recorded
from playground.session.control import Control
from playground.session.outcome import Diagnosis, Outcome, TrainingError
from playground.session.session import Session
from playground.training.trainer import Trainer


def train(
    experiment: Experiment, path: Path, publish: Callable[[Event], None] = lambda event: None,
    control: Control | None = None, resume: bool = False, begin: Callable[[Trainer], str] | None = None,
    plan: Sequence[Recorded] = (),
) -> Outcome:  # fmt: skip
    """Train an experiment, recorded in ``path``; the arguments are those of ``Session``.

    Raises:
        TrainingError: one sentence, where the run did not come to its first step.
    """
    story = _Story(publish)
    session = Session(0, experiment, path, story.take, control or Control(), resume, begin, plan)
    state = session.run()
    started, result = story.started, session.result
    if started is None:
        raise TrainingError(story.reason)
    return Outcome(
        state, story.reason, session.path, story.step, result.last_loss, story.metrics, result.seconds,
        result.steps / result.seconds if result.seconds > 0 else 0.0, started.parameters, dict(started.baseline),
        started.baseline_name, tuple(story.diagnoses.values()), story.validation,
    )  # fmt: skip


class _Story:
    """Follows the events of one run, and hands them on."""

    def __init__(self, publish: Callable[[Event], None]) -> None:
        self._publish = publish
        self.started: RunStarted | None = None
        self.reason = ""
        self.step = 0
        self.metrics: dict[str, float] = {}
        self.validation: dict[str, float] = {}
        self.diagnoses: dict[DiagnosisKind, Diagnosis] = {}

    def take(self, event: Event) -> None:
        """Keep what the outcome tells."""
        match event:
            case RunStarted():
                self.started, self.step = event, event.step
            case Progress():
                self.step = event.last_step
            case Evaluated():
                self.metrics, self.validation = dict(event.metrics), dict(event.validation)
            case Diagnosed(holds=True):
                self.diagnoses[event.kind] = Diagnosis(event)
            case Diagnosed() if event.kind in self.diagnoses:
                self.diagnoses[event.kind] = replace(self.diagnoses[event.kind], withdrawn=event.step)
            case StateChanged(reason=reason) if reason:
                self.reason = reason
        self._publish(event)
