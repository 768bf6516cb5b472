"""Worked examples of a published model: embedding, attention, MLP, residual stream, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.architectures.pretrained.formulas import activated as activation
from playground.architectures.pretrained.formulas import layer_norm
from playground.architectures.pretrained.settings import PretrainedSettings
from playground.blocks.worked import linear
from playground.blocks.worked_attention import Reading, attention, refused
from playground.blocks.worked_mixing import mixed, mixed_all
from playground.blocks.worked_projection import STEPS, inner_step
from playground.corpora.published.folder import Published
from playground.data.shapes import ClassTarget
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Array, Formula, Line, Part, Question, Region, WorkedExample
from playground.worked.notation import number
from playground.worked.parts import activated, checked, products, softmax, summed


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number. Raises UnexplainedError."""
    settings, name = evidence.experiment.architecture, question.picture
    assert isinstance(settings, PretrainedSettings)
    model = settings.published()
    if name == "embedding.embedded":
        return _embedded(evidence, question, model)
    if name == "prediction.blocks":
        raise UnexplainedError("A block's answer is read from its stream as that of the last is: choose one of those.")
    if name == "prediction.continuation":
        raise UnexplainedError("A written token rests on those before it: type them as the specimen, and ask there.")
    if name.startswith("prediction"):
        return _answer(evidence, question, model)
    first, _, rest = name.removeprefix("blocks.").partition(".")
    if not first.isdigit():
        raise refused(name)
    block = _PublishedBlock(evidence, model, int(first))
    if rest == "residual":
        return _residual(question, block)
    if rest == "mlp.activation":
        return _inner(question, block)
    if rest == "attention.weights":
        return attention(evidence, question, block.attending())
    if rest.startswith("attention.") and rest.rpartition(".")[2] in STEPS:
        return inner_step(evidence, question, block.attending())
    raise refused(name)


@dataclass(frozen=True)
class _PublishedBlock:
    """One block; its steps recomputed from the stream below."""

    evidence: Evidence
    model: Published
    index: int

    @property
    def path(self) -> str:
        return f"blocks.{self.index}"

    @property
    def below(self) -> str:
        """The picture of the stream that the block reads."""
        return f"blocks.{self.index - 1}.residual" if self.index else "embedding.embedded"

    def norm(self, name: str, x: Array) -> Array:
        """A layer norm of the block."""
        return normed(self.evidence, self.model, f"{self.path}.{name}", x)

    def attending(self) -> Reading:
        """What self-attention reads: GPT-2's the normed stream, BERT's the stream itself."""
        x = self.evidence.picture(self.below)
        y = self.norm("attention_norm", x) if self.model.causal else x
        heads, scaled = self.model.heads, self.model.scaled
        return Reading(f"{self.path}.attention", heads, scaled, y, y, self.below, self.below)

    def attended(self) -> Array:
        """The stream after self-attention."""
        x = self.evidence.picture(self.below) + mixed_all(self.evidence, self.attending())
        return x if self.model.causal else self.norm("attention_norm", x)

    def reads(self, step: int) -> tuple[Region, ...]:
        """The stream below a step, and the weights with which attention looks from there."""
        weights = f"{self.path}.attention.weights"
        steps = self.evidence.pictures[weights].shape[-1]
        seen = step + 1 if self.model.causal else steps
        stream = Region(self.below, (step, 0), (step + 1, self.model.width))
        return stream, Region(weights, (0, step, 0), (self.model.heads, step + 1, seen))


def normed(evidence: Evidence, model: Published, name: str, x: Array) -> Array:
    """A layer norm over the features of each step."""
    return layer_norm(x, evidence.weight(f"{name}.weight"), evidence.weight(f"{name}.bias"), model.epsilon)


def _embedded(evidence: Evidence, question: Question, model: Published) -> WorkedExample:
    """The row of the token and that of its position; of BERT also that of the sentence, then layer norm."""
    values, (time, feature) = checked(evidence, question), question.index
    token = int(evidence.tokens("input")[time])
    rows = [("E", evidence.row("embedding.values.weight", token), f"E[{token}, {feature + 1}]", "looked up")]
    rows.append(("P", evidence.row("embedding.positions", time), f"P[{time + 1}, {feature + 1}]", "learned position"))
    if not model.causal:
        rows.append(("S", evidence.row("embedding.segments", 0), f"S[1, {feature + 1}]", "first sentence"))
    parts: list[Part] = [Formula(r"x_t = E[\mathrm{token}_t] + P_t" + ("" if model.causal else " + S_1"))]
    parts += [Line(rf"{place} = {number(float(row[feature]))}", words) for _, row, place, words in rows]
    total = np.sum([row for _, row, _, _ in rows], axis=0)
    parts.append(summed("x", [(symbol, float(row[feature])) for symbol, row, _, _ in rows]))
    if not model.causal:
        line, total = _norm_line(evidence, model, "embedding.norm", total[None], 0, feature)
        parts, total = [*parts, line], total[0]
    region = Region.cell("input", time)
    return WorkedExample(
        evidence.step, question, tuple(parts), float(total[feature]), float(values[question.index]), (region,)
    )  # fmt: skip


def _inner(question: Question, block: _PublishedBlock) -> WorkedExample:
    """A unit of the MLP: f(W₁ y + b₁), y the stream after attention, of GPT-2 normed."""
    evidence, (step, unit) = block.evidence, question.index
    model = float(checked(evidence, question)[question.index])
    stream = block.attended()
    y = (block.norm("mlp_norm", stream) if block.model.causal else stream)[step]
    parts, z = linear(evidence, f"{block.path}.mlp.first", y, unit, lambda k: None, ("w", "y"))
    lines, value = activated(block.model.activation, "a", z)
    return WorkedExample(evidence.step, question, (*parts, *lines), value, model, block.reads(step))


def _residual(question: Question, block: _PublishedBlock) -> WorkedExample:
    """A number of the stream: what came from below, and what attention and MLP added to it."""
    evidence, (step, feature), causal = block.evidence, question.index, block.model.causal
    shown = float(checked(evidence, question)[question.index])
    below = evidence.picture(block.below)
    formula = r"x + \Attn(\LN(x))" if causal else r"\LN(x + \Attn(x))"
    parts, extra = mixed(evidence, block.attending(), step, feature)
    parts = [Formula(f"x \\leftarrow {formula}"), *parts]
    parts.append(summed("x", [("x", float(below[step, feature])), ("y", extra)]))
    stream = below + mixed_all(evidence, block.attending())
    if not causal:
        line, stream = _norm_line(evidence, block.model, f"{block.path}.attention_norm", stream, step, feature)
        parts.append(line)
    y = (block.norm("mlp_norm", stream) if causal else stream)[step]
    more = _mlp(block, y)
    parts.append(summed("x", [("x", float(stream[step, feature])), (r"\MLP", float(more[feature]))]))
    stream = stream[step : step + 1] + more
    if not causal:
        line, stream = _norm_line(evidence, block.model, f"{block.path}.mlp_norm", stream, 0, feature)
        parts.append(line)
    value = float(stream[0, feature])
    return WorkedExample(evidence.step, question, tuple(parts), value, shown, block.reads(step))


def _mlp(block: _PublishedBlock, y: Array) -> Array:
    """What the MLP puts out at one step (D,)."""
    weight, path = block.evidence.weight, f"{block.path}.mlp"
    inner = activation(weight(f"{path}.first.weight") @ y + weight(f"{path}.first.bias"), block.model.activation)
    result: Array = weight(f"{path}.second.weight") @ inner + weight(f"{path}.second.bias")
    return result


def _norm_line(
    evidence: Evidence, model: Published, name: str, x: Array, step: int, feature: int
) -> tuple[Line, Array]:  # fmt: skip
    """Layer norm over the features of each step, one number of it written out."""
    found, row = normed(evidence, model, name, x), x[step]
    gain = float(evidence.weight(f"{name}.weight")[feature])
    shift = float(evidence.weight(f"{name}.bias")[feature])
    line = (
        rf"\frac{{{number(float(row[feature]))} - {number(float(row.mean()))}}}"
        rf"{{{number(float(np.sqrt(row.var() + model.epsilon)))}}} \cdot {number(gain)} + {number(shift)}"
        rf" = {number(float(found[step, feature]))}"
    )
    return Line(line, "layer norm"), found


def _answer(evidence: Evidence, question: Question, model: Published) -> WorkedExample:
    """The probability of a token: its embedding times what the stream became, and the softmax over all tokens."""
    targets, (step, unit) = evidence.shape.targets, question.index
    assert isinstance(targets, ClassTarget)
    name = f"blocks.{model.depth - 1}.residual"
    stream = evidence.picture(name)
    if not (0 <= step < len(stream) and 0 <= unit < model.vocabulary):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    formulas, x = _read(evidence, model, stream[step])
    table = "output.weight" if "output.weight" in evidence.weights else "embedding.values.weight"
    named = [f"y {index + 1}" for index in range(len(x))]
    region = Region(name, (step, 0), (step + 1, model.width))
    row = evidence.row(table, unit)
    part, total = products("products, the largest", ("E", "y"), row, x, named, lambda k: None)
    parts: list[Part] = [*formulas, Formula(r"z = \sum_d E_d \cdot y_d" + ("" if model.causal else " + b")), part]
    logits = np.asarray(evidence.weights[table] @ x.astype(np.float32), np.float64)
    if not model.causal:
        bias = evidence.weight("head.bias")
        parts.append(summed("z", [(r"\sum", total), ("b", float(bias[unit]))]))
        total, logits = total + float(bias[unit]), logits + bias
    logits[unit] = total
    lines, value = softmax(logits, unit, targets.labels, lambda k: None)
    line = Line(rf"z = {number(total)}", f"the logit of {targets.labels[unit]}")
    shown = float(evidence.picture(question.picture)[question.index])
    return WorkedExample(evidence.step, question, (*lines, line, *parts), value, shown, (region,))


def _read(evidence: Evidence, model: Published, x: Array) -> tuple[list[Part], Array]:
    """What the head makes of the stream at one step (D,)."""
    if model.causal:
        return [Formula(r"y = \LN(x)")], normed(evidence, model, "norm", x)
    z = evidence.weight("head.dense.weight") @ x + evidence.weight("head.dense.bias")
    return [Formula(r"y = \LN(f(W x + b))")], normed(evidence, model, "head.norm", activation(z, model.activation))
