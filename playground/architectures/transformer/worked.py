"""The Transformer's worked examples: embedding, attention of every kind, residual stream, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.architectures.transformer.formulas import layer_norm, mlp
from playground.architectures.transformer.settings import TransformerSettings
from playground.blocks.worked import linear, output_value
from playground.blocks.worked_attention import Reading, attention, embedded, refused
from playground.blocks.worked_mixing import mixed, mixed_all
from playground.blocks.worked_projection import STEPS, inner_step
from playground.data.shapes import ClassTarget, ImageTarget
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Array, Formula, Line, Part, Question, Region, WorkedExample
from playground.worked.notation import number
from playground.worked.parts import activated, checked, summed


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number of a Transformer. Raises UnexplainedError."""
    settings, name = evidence.experiment.architecture, question.picture
    assert isinstance(settings, TransformerSettings)
    part, _, last = name.partition(".")
    if last == "embedded":
        return embedded(evidence, question, "input.target" if part == "target_embedding" else "input", part)
    if name == "output" or name.startswith("prediction"):
        return _answer(evidence, question, settings)
    inner = last.rpartition(".")[2] in STEPS
    if inner or last.endswith((".weights", ".residual", ".mlp.activation")):
        index = int(last.split(".")[0])
        block = _Block(evidence, settings, part, index)
        if inner:
            crosses = "cross_attention" in last
            return inner_step(evidence, question, block.crossing() if crosses else block.attending())
        if last.endswith("cross_attention.weights"):
            return attention(evidence, question, block.crossing())
        if last.endswith("attention.weights"):
            return attention(evidence, question, block.attending())
        if last.endswith("mlp.activation"):
            return _inner(question, block)
        return _residual(question, block)
    raise refused(name)


@dataclass(frozen=True)
class _Block:
    """One block of the encoder or decoder; its steps recomputed from the stream below."""

    evidence: Evidence
    settings: TransformerSettings
    part: str
    index: int

    @property
    def path(self) -> str:
        return f"{self.part}.{self.index}"

    @property
    def below(self) -> str:
        """The picture of the stream that the block reads."""
        if self.index:
            return f"{self.part}.{self.index - 1}.residual"
        if self.settings.form != "encoder-decoder":
            return "embedding.embedded"
        return f"{'source' if self.part == 'encoder' else 'target'}_embedding.embedded"

    def norm(self, name: str, x: Array) -> Array:
        """A layer norm of the block."""
        norm = f"{self.path}.{name}"
        return layer_norm(x, self.evidence.weight(f"{norm}.weight"), self.evidence.weight(f"{norm}.bias"))

    def _reading(self, name: str, x: Array, memory: Array, looks: str) -> Reading:
        heads, scaled = self.settings.heads, self.settings.scaled
        return Reading(f"{self.path}.{name}", heads, scaled, x, memory, self.below, looks)

    def attending(self) -> Reading:
        """What self-attention reads."""
        x = self.evidence.picture(self.below)
        y = self.norm("attention_norm", x) if self.settings.norm == "pre" else x
        return self._reading("attention", y, y, self.below)

    def attended(self) -> Array:
        """The stream after self-attention."""
        x = self.evidence.picture(self.below) + mixed_all(self.evidence, self.attending())
        return x if self.settings.norm == "pre" else self.norm("attention_norm", x)

    def crossing(self) -> Reading:
        """What cross-attention reads."""
        last = f"encoder.{self.settings.depth - 1}.residual"
        memory = final(self.evidence, self.settings, "encoder", self.evidence.picture(last))
        x = self.attended()
        y = self.norm("cross_norm", x) if self.settings.norm == "pre" else x
        return self._reading("cross_attention", y, memory, last)

    @property
    def crosses(self) -> bool:
        """Whether the block has cross-attention."""
        return self.settings.form == "encoder-decoder" and self.part == "decoder"

    def reads(self, step: int) -> tuple[Region, ...]:
        """The stream below a step, and the weights with which each attention of the block looks from there."""
        found = [Region(self.below, (step, 0), (step + 1, self.settings.width))]
        for name in ("attention", *(("cross_attention",) if self.crosses else ())):
            allowed = np.flatnonzero(self.evidence.picture(f"{self.path}.{name}.mask")[step] > 0)
            last = int(allowed[-1]) + 1 if allowed.size else 1
            weights = f"{self.path}.{name}.weights"
            found.append(Region(weights, (0, step, 0), (self.settings.heads, step + 1, last)))
        return tuple(found)

    def inner(self, x: Array) -> Array:
        """The MLP of a normed stream."""
        w1, b1, w2, b2 = (
            self.evidence.weight(f"{self.path}.mlp.{name}")
            for name in ("first.weight", "first.bias", "second.weight", "second.bias")
        )
        return mlp(x, w1, b1, w2, b2, self.settings.activation)


def final(evidence: Evidence, settings: TransformerSettings, part: str, x: Array) -> Array:
    """The stream as it leaves a stack: normed once more where norms come before each part."""
    if settings.norm == "post":
        return x
    return layer_norm(x, evidence.weight(f"{part}_norm.weight"), evidence.weight(f"{part}_norm.bias"))


def _inner(question: Question, block: _Block) -> WorkedExample:
    """A unit of the MLP between the attentions: f(W₁ y + b₁), y the normed stream after attention."""
    evidence, (step, unit) = block.evidence, question.index
    model = float(checked(evidence, question)[question.index])
    stream = block.attended()
    if block.crosses:
        stream = stream + mixed_all(evidence, block.crossing())
        stream = stream if block.settings.norm == "pre" else block.norm("cross_norm", stream)
    y = block.norm("mlp_norm", stream)[step] if block.settings.norm == "pre" else stream[step]
    parts, z = linear(evidence, f"{block.path}.mlp.first", y, unit, lambda k: None, ("w", "y"))
    lines, value = activated(block.settings.activation, "a", z)
    return WorkedExample(evidence.step, question, (*parts, *lines), value, model, block.reads(step))


def _residual(question: Question, block: _Block) -> WorkedExample:
    """A number of the stream: what came from below, and what each part of the block added to it."""
    evidence, (step, feature) = block.evidence, question.index
    model = float(checked(evidence, question)[question.index])
    below = evidence.picture(block.below)
    parts, stream = _added(block, "attention", below, block.attending(), step, feature, block.below)
    if block.crosses:
        more, stream = _added(block, "cross", stream, block.crossing(), step, feature, "x")
        parts += more
    if block.settings.inner:
        before = block.norm("mlp_norm", stream) if block.settings.norm == "pre" else stream
        extra = block.inner(before)
        parts.append(summed("x", [("x", float(stream[step, feature])), (r"\MLP", float(extra[step, feature]))]))
        stream = stream + extra
        if block.settings.norm == "post":
            line, stream = _normed(block, "mlp_norm", stream, step, feature)
            parts.append(line)
    formula = r"x + \Attn(\LN(x))" if block.settings.norm == "pre" else r"\LN(x + \Attn(x))"
    value = float(stream[step, feature])
    parts = [Formula(f"x \\leftarrow {formula}"), *parts]
    return WorkedExample(evidence.step, question, tuple(parts), value, model, block.reads(step))


def _added(
    block: _Block, name: str, stream: Array, reading: Reading, step: int, feature: int, symbol: str
) -> tuple[list[Part], Array]:
    """One attention and the stream after it."""
    parts, extra = mixed(block.evidence, reading, step, feature)
    parts.append(summed("x", [("x", float(stream[step, feature])), ("y", extra)]))
    stream = stream + mixed_all(block.evidence, reading)
    if block.settings.norm == "post":
        line, stream = _normed(block, f"{name}_norm", stream, step, feature)
        parts.append(line)
    return parts, stream


def _normed(block: _Block, name: str, stream: Array, step: int, feature: int) -> tuple[Line, Array]:
    """Layer norm over the features of a step, one number of it."""
    normed, row = block.norm(name, stream), stream[step]
    gain = float(block.evidence.weight(f"{block.path}.{name}.weight")[feature])
    shift = float(block.evidence.weight(f"{block.path}.{name}.bias")[feature])
    line = (
        rf"\frac{{{number(float(row[feature]))} - {number(float(row.mean()))}}}"
        rf"{{{number(float(np.sqrt(row.var() + 1e-5)))}}} \cdot {number(gain)} + {number(shift)}"
        rf" = {number(float(normed[step, feature]))}"
    )
    return Line(line, "layer norm"), normed


def _answer(evidence: Evidence, question: Question, settings: TransformerSettings) -> WorkedExample:
    """A linear layer over the normed stream of the step, of the last step, or over the mean of an encoder's steps."""
    targets, output = evidence.shape.targets, evidence.picture("output")
    assert not isinstance(targets, ImageTarget)
    unit = question.index[-1]
    if not 0 <= unit < output.shape[-1] or len(question.index) != evidence.picture(question.picture).ndim:
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    part = settings.form.split("-")[-1]
    name = f"{part}.{settings.depth - 1}.residual"
    states = final(evidence, settings, part, evidence.picture(name))
    formulas = [Formula(r"y = \LN(x)")] if settings.norm == "pre" else []
    low, high = 0, len(states)
    if targets.length is not None:
        low, high = question.index[0], question.index[0] + 1
    elif settings.form == "decoder":
        low = high - 1
    else:
        formulas.append(Formula(r"y = \frac{1}{T} \sum_t y_t"))
    x = states[low:high].mean(axis=0)
    parts, z = linear(
        evidence, "output", x, unit, lambda k: Region(name, (low, k), (high, k + 1)), ("w", "y")
    )  # fmt: skip
    words = targets.labels if isinstance(targets, ClassTarget) else targets.names
    logits = output[question.index[0]] if targets.length is not None else output
    region = Region(name, (low, 0), (high, states.shape[1]))
    return output_value(evidence, question, [*formulas, *parts], z, logits, unit, words, (region,))
