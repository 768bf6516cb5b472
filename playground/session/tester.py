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
            told = self.tell(metrics, final)
            attempt(HEALTH, lambda: self._health.tested(told, final), self._regret)
            self._parts.requests.tested(told.chosen_by)

    def measured(self) -> dict[str, float]:
        """The metrics as the model stands now; of a finished run on the whole test set, as its result is."""
        return attempt(TEST, lambda: self._parts.trainer.evaluate(self._limit), self._regret) or {}

    def tell(self, metrics: Mapping[str, float], final: bool = False) -> Evaluated:
        """Keep and publish metrics as those of this step, with those on the validation part where there is one."""
        parts, result, validation = self._parts, self._result, {}
        if (kept := parts.trainer.data.validation) is not None:
            limit = None if final else self._limit
            tested = attempt(TEST, lambda: parts.trainer.evaluate(limit, self._glance, kept), self._regret)
            validation = tested or {}
        result.metrics, result.validation = dict(metrics), validation
        told = Evaluated(parts.run, parts.trainer.step, result.metrics, result.validation)
        parts.recording.add_evaluation(told)
        parts.publish(told)
        return told

    @property
    def _limit(self) -> int | None:
        trainer = self._parts.trainer
        return None if trainer.step >= trainer.total_steps else self._parts.limit

    def diverged(self, loss: float) -> str:
        """The loss is no number, ``loss`` was the last that is one; returns the layer that broke, if it is known."""
        return attempt(HEALTH, lambda: self._health.diverged(loss), self._parts.note) or ""

    def _regret(self, sentence: str) -> None:
        """A look that nobody has asked for has failed: say so once, and keep it."""
        if sentence not in self._regretted:
            self._regretted.add(sentence)
            self._parts.note(sentence)
            self._parts.publish(Refused(self._parts.run, sentence))
