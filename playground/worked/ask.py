"""Ask: hands a question to the architecture that knows the formula."""

from __future__ import annotations

from importlib import import_module

from playground.experiment import registry
from playground.worked.evidence import Evidence
from playground.worked.example import Question, WorkedExample


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number. Raises UnexplainedError, one sentence, for what has no formula or is not at hand."""
    kind = evidence.experiment.architecture.model_dump()["kind"]
    module = import_module(registry.module_name("architecture", kind) + ".worked")
    answer: WorkedExample = module.explain(evidence, question)
    return answer
