"""Tester: tests the model while it learns, examines it, and keeps and tells what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playground.inspection.looks import HEALTH, TEST, attempt
from playground.protocol.events import Evaluated, Refused
from playground.session.health import Health
from playground.session.parts import Parts
from playground.session.status import RunResult


class Tester:
    """Used by the training thread only.

    Args:
        glance: called between two batches of a test, for who waits for an answer.
    """

    def __init__(self, parts: Parts, result: RunResult, glance: Callable[[], None]) -> None:
        self._parts, self._result, self._glance = parts, result, glance
        self._health = Health(
            parts.run, parts.trainer, parts.recording, parts.publish, parts.interval, parts.limit
        )  # fmt: skip
        self._regretted: set[str] = set()

    def test(self, final: bool = False) -> None:
        """Test and examine the model; on the whole test set at the end of the run."""
        limit = None if final else self._parts.limit
        metrics = attempt(TEST, lambda: self._parts.trainer.evaluate(limit, self._glance), self._regret)
        if metrics is not None:
            self.tell(metrics)
            attempt(HEALTH, lambda: self._health.tested(self._result.metrics, final), self._regret)
            self._parts.requests.tested(self._result.metrics)

    def measured(self) -> dict[str, float]:
        """The metrics as the model stands now; of a finished run on the whole test set, as its result is."""
        trainer = self._parts.trainer
        limit = None if trainer.step >= trainer.total_steps else self._parts.limit
        return attempt(TEST, lambda: trainer.evaluate(limit), self._regret) or {}

    def tell(self, metrics: Mapping[str, float]) -> None:
        """Keep and publish metrics as those of this step."""
        parts = self._parts
        self._result.metrics = dict(metrics)
        parts.recording.add_metrics(parts.trainer.step, self._result.metrics)
        parts.publish(Evaluated(parts.run, parts.trainer.step, self._result.metrics))

    def diverged(self, loss: float) -> str:
        """The loss is no number, ``loss`` was the last that is one; returns the layer that broke, if it is known."""
        return attempt(HEALTH, lambda: self._health.diverged(loss), self._parts.note) or ""

    def _regret(self, sentence: str) -> None:
        """A look that nobody has asked for has failed: say so once, and keep it."""
        if sentence not in self._regretted:
            self._regretted.add(sentence)
            self._parts.note(sentence)
            self._parts.publish(Refused(self._parts.run, sentence))
