"""Health: measures a run when it is tested, and publishes and records what the rules of diagnosis make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil

from playground.inspection import vitals
from playground.inspection.diagnosis import Diagnostician, Verdict
from playground.inspection.looks import HEALTH, attempt
from playground.inspection.views import gradients
from playground.protocol.events import Diagnosed, Evaluated, Event
from playground.runs import findings
from playground.session.recording import Recording
from playground.training.trainer import Trainer

# Of the run, beside its end: at these the model is looked at with the examples of a test. Decided by the step, not by
# the time that is left for it, so that the same run is told the same; four passes are less than 1 % of a long run.
LOOKS = (0.33, 0.5, 0.67, 0.83)


class Health:
    """Used by the training thread only.

    Args:
        run: the number that the events carry.
        interval: steps between two tests.
        limit: test examples of all but the last test.
    """

    def __init__(
        self, run: int, trainer: Trainer, recording: Recording, publish: Callable[[Event], None], interval: int,
        limit: int,
    ) -> None:  # fmt: skip
        self._run, self._trainer, self._recording, self._publish = run, trainer, recording, publish
        live = next(iter(trainer.data.references(limit).values()), {})
        self._limit = limit
        self._rules = Diagnostician(trainer.total_steps, trainer.data.baseline, live)
        layers = attempt(HEALTH, lambda: vitals.Layers.of(trainer), lambda sentence: None)
        self._layers = layers or vitals.Layers({})
        tests = trainer.total_steps // interval
        self._due = {interval * ceil(share * tests) for share in LOOKS}

    def tested(self, told: Evaluated, final: bool) -> None:
        """After each test of the model; ``final`` on all examples at the end."""
        trainer = self._trainer
        if final or trainer.step in self._due:
            time = gradients.norms(trainer) if gradients.recurrent(trainer) else ()
            found = vitals.dead_and_entropies(trainer, vitals.EXAMPLES if final else self._limit)
            self._say(self._rules.measured(*found, vitals.through_time(time)))
        norms = vitals.gradient_norms(trainer, self._layers)
        if trainer.stepper.last_loss is not None:
            loss = float(trainer.stepper.last_loss)
            self._say(self._rules.tested(trainer.step, told.metrics, loss, norms, final, told.validation))

    def diverged(self, loss: float) -> str:
        """The loss is no finite number, ``loss`` was the last that is one; returns the layer that broke, if known."""
        layer = vitals.first_broken(self._trainer)
        self._say([self._rules.diverged(layer, loss)])
        return layer

    def _say(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            event = Diagnosed(self._run, self._trainer.step, **vars(verdict.finding), holds=verdict.holds)
            self._recording.add_log(event.step, findings.line(event))
            self._publish(event)
