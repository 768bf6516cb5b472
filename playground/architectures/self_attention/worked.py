"""The self-attention block's worked examples: embedding, attention, what is gathered, and the answer."""

from __future__ import annotations

from playground.architectures.self_attention.settings import SelfAttentionSettings
from playground.blocks.worked import linear, output_value
from playground.blocks.worked_attention import Reading, attention, embedded, refused
from playground.blocks.worked_mixing import mixed
from playground.blocks.worked_projection import STEPS, inner_step
from playground.data.shapes import ClassTarget, ImageTarget
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Formula, Question, Region, WorkedExample
from playground.worked.parts import checked


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number of the block. Raises UnexplainedError."""
    settings, name = evidence.experiment.architecture, question.picture
    assert isinstance(settings, SelfAttentionSettings)
    if name == "embedding.embedded":
        return embedded(evidence, question, "input", "embedding")
    if name == "attention.weights":
        return attention(evidence, question, _reading(evidence, settings))
    if name.removeprefix("attention.") in STEPS:
        return inner_step(evidence, question, _reading(evidence, settings))
    if name == "mixed":
        parts, value = mixed(evidence, _reading(evidence, settings), *question.index)
        model = float(checked(evidence, question)[question.index])
        row = Region("attention.weights", (0, question.index[0], 0),
                     (settings.heads, question.index[0] + 1, len(evidence.picture(name))))  # fmt: skip
        return WorkedExample(evidence.step, question, tuple(parts), value, model, (row,))
    if name == "output" or name.startswith("prediction"):
        return _answer(evidence, question)
    raise refused(name)


def _reading(evidence: Evidence, settings: SelfAttentionSettings) -> Reading:
    name = "embedding.embedded"
    x = evidence.picture(name)
    return Reading("attention", settings.heads, settings.scaled, x, x, name, name)


def _answer(evidence: Evidence, question: Question) -> WorkedExample:
    """A linear layer over the step's state, or over the mean of all steps that are not padding."""
    targets, states, output = evidence.shape.targets, evidence.picture("mixed"), evidence.picture("output")
    assert not isinstance(targets, ImageTarget)
    unit = question.index[-1]
    if not 0 <= unit < output.shape[-1] or len(question.index) != evidence.picture(question.picture).ndim:
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    words = targets.labels if isinstance(targets, ClassTarget) else targets.names
    if targets.length is not None:
        at = question.index[0]
        parts, z = linear(evidence, "output", states[at], unit, lambda k: Region.cell("mixed", at, k), ("w", "y"))
        region = Region("mixed", (at, 0), (at + 1, states.shape[1]))
        return output_value(evidence, question, parts, z, output[at], unit, words, (region,))
    mean = states.mean(axis=0)
    parts, z = linear(
        evidence, "output", mean, unit, lambda k: Region("mixed", (0, k), (len(states), k + 1)), ("w", "y")
    )  # fmt: skip
    parts.insert(0, Formula(r"y = \frac{1}{T} \sum_t y_t"))
    return output_value(evidence, question, parts, z, output, unit, words, (Region("mixed", (0, 0), states.shape),))
