"""Diagnoses of the command line: those of a run that still hold, as plain values and as sentences."""

from __future__ import annotations

from typing import Any

from playground.experiment.diagnoses import DiagnosisKind
from playground.protocol.events import Diagnosed

SENTENCES = {
    DiagnosisKind.DIVERGED: "the loss stopped being a finite number; before that it was {value:.4g}",
    DiagnosisKind.DEAD_RELUS: "{value:.0%} of the ReLU units of {layer} are zero for every test example",
    DiagnosisKind.VANISHING: "the gradient has vanished on its way to {layer}: {value:.1e} of it arrives",
    DiagnosisKind.EXPLODING: "the gradient's norm is {value:.4g}, most of it in {layer}",
    DiagnosisKind.UNIFORM: "every attention head looks everywhere alike (entropy {value:.3f} of its maximum)",
    DiagnosisKind.COLLAPSED: "all heads of {layer} look at the same place, {value:.0%} of their queries",
    DiagnosisKind.OVERFITTING: "the test loss turned up: it is {value:.2f} times its minimum",
    DiagnosisKind.BASELINE: "{quantity} {value:.4g} does not clearly beat the baseline ({threshold:.4g})",
}


class Diagnoses:
    """Follows what is said and taken back."""

    def __init__(self) -> None:
        self._said: list[Diagnosed] = []
        self._withdrawn: dict[DiagnosisKind, int] = {}

    def take(self, event: Diagnosed) -> None:
        """A diagnosis, or the end of one."""
        if event.holds:
            self._said.append(event)
            self._withdrawn.pop(event.kind, None)
        else:
            self._withdrawn[event.kind] = event.step

    def values(self) -> list[dict[str, Any]]:
        """All that were said; ``withdrawn`` is the step at which one was taken back, or null."""
        newest = {event.kind: event for event in self._said}
        return [
            {
                "kind": event.kind.value, "step": event.step, "layer": event.layer, "quantity": event.quantity,
                "value": event.value, "threshold": event.threshold if event.threshold != float("inf") else None,
                "withdrawn": self._withdrawn.get(event.kind),
            }
            for event in newest.values()
        ]  # fmt: skip

    def sentences(self) -> list[str]:
        """One for each that holds."""
        standing = [event for event in self._said if event.kind not in self._withdrawn]
        return [
            f"{event.kind.value} since step {event.step}: {SENTENCES[event.kind].format(**vars(event))}"
            for event in {event.kind: event for event in standing}.values()
        ]
