"""Ask: hands a question to the architecture that knows the formula."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np

from playground.experiment import registry
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Question, WorkedExample
from playground.worked.tokens import Place


def explain(evidence: Evidence, question: Question, place: Place | None = None) -> WorkedExample:
    """Unfold one number. Raises UnexplainedError, one sentence, for what has no formula or is not at hand.

    Args:
        place: where a predicted token was computed; ``evidence`` is then of its inputs.
    """
    kind = evidence.experiment.architecture.model_dump()["kind"]
    module = import_module(registry.module_name("architecture", kind) + ".worked")
    asked, evidence = _resolved(evidence, question, place)
    answer: WorkedExample = module.explain(evidence, asked)
    return replace(answer, question=question)


def _resolved(evidence: Evidence, question: Question, place: Place | None) -> tuple[Question, Evidence]:
    """A cell of a prediction as one of the output, where architectures know it."""
    if question.picture != "prediction":
        return question, evidence
    axes = evidence.axes.get("prediction", ())
    if axes == ("curve", "time"):
        if question.index[0] != 1:
            raise UnexplainedError("Only the model's own curve is computed: choose a step of it.")
        return Question("output", (question.index[1], 0)), evidence
    if axes and axes[0] == "curve":
        raise UnexplainedError("These are other examples than the specimen: ask about a cell of another panel.")
    if place is not None:
        chances = np.full(evidence.pictures["output"].shape, np.nan)
        chances[place.row, place.unit] = chance = evidence.picture("prediction")[question.index]
        if np.isnan(chance):
            raise UnexplainedError("This token was given, not written by the model: choose one that it wrote.")
        return Question("prediction", (place.row, place.unit)), replace(
            evidence, pictures={**evidence.pictures, "prediction": chances}
        )
    return question, evidence
