"""Diagnoses of the command line: what was said of a run, as plain values and as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.experiment.diagnoses import DiagnosisKind
from playground.protocol.events import Diagnosed
from playground.session.outcome import Diagnosis

SENTENCES = {
    DiagnosisKind.DIVERGED: "the loss stopped being a finite number; before that it was {value:.4g}",
    DiagnosisKind.DEAD_RELUS: "{value:.0%} of the ReLU units of {layer} are zero for every test example",
    DiagnosisKind.VANISHING: "the gradient has vanished on its way to {layer}: {value:.1e} of it arrives",
    DiagnosisKind.EXPLODING: "the gradient's norm is {value:.4g}, most of it in {layer}",
    DiagnosisKind.UNIFORM: "every attention head looks everywhere alike (entropy {value:.3f} of its maximum)",
    DiagnosisKind.COLLAPSED: "all heads of {layer} look at the same place, {value:.0%} of their queries",
    DiagnosisKind.OVERFITTING: "the {part} loss turned up: it is {value:.2f} times its minimum",
    DiagnosisKind.BASELINE: "{quantity} {value:.4g} does not clearly beat the baseline ({threshold:.4g})",
}


def values(diagnoses: Iterable[Diagnosis]) -> list[dict[str, Any]]:
    """All of them; ``withdrawn`` is the step at which one was taken back, or null."""
    return [
        {
            "kind": said.kind.value, "step": said.step, "layer": said.layer, "quantity": said.quantity,
            "value": said.value, "threshold": said.threshold if said.threshold != float("inf") else None,
            "withdrawn": one.withdrawn,
        }
        for one in diagnoses for said in [one.said]
    ]  # fmt: skip


def sentences(diagnoses: Iterable[Diagnosis]) -> list[str]:
    """One for each that holds."""
    return [
        f"{one.said.kind.value} since step {one.said.step}: {_words(one.said)}"
        for one in diagnoses
        if one.withdrawn is None
    ]


def _words(said: Diagnosed) -> str:
    return SENTENCES[said.kind].format(**vars(said), part=said.quantity.partition("_")[0])
