"""Worked examples of a published model of pictures: convolution, norm, residual sum, attention, MLP and answer."""

from __future__ import annotations

from itertools import product

import numpy as np

from playground.architectures.pretrained_images.settings import PretrainedImagesSettings, strides_at
from playground.blocks.worked import convolution, flat_place, linear, output_value
from playground.blocks.worked_attention import Reading, attention, refused
from playground.blocks.worked_mixing import mixed_all
from playground.blocks.worked_projection import STEPS, inner_step
from playground.corpora.published.vision import Encoder, Residual, Vision
from playground.data.shapes import ClassTarget
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Array, Formula, Grid, Grids, Line, Part, Question, Region, WorkedExample
from playground.worked.notation import number, operand
from playground.worked.parts import activated, checked, learned

BATCH_EPSILON = 1e-5
Unfolded = tuple[list[Part], float, list[Region]]


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number. Raises UnexplainedError."""
    settings, name = evidence.experiment.architecture, question.picture
    assert isinstance(settings, PretrainedImagesSettings)
    vision = settings.vision()
    if name == "input":
        raise UnexplainedError("This is the input itself: nothing computes it.")
    if name.endswith(".weight"):
        return learned(evidence, question)
    if name.startswith("prediction") or name == "output":
        return _answer(evidence, question, vision)
    model = float(checked(evidence, question)[question.index])
    body = vision.body
    if isinstance(body, Encoder):
        return _of_vit(evidence, question, vision, body)
    parts, value, regions = _of_resnet(evidence, question, vision, body)
    return WorkedExample(evidence.step, question, tuple(parts), value, model, tuple(regions))


def _pixels(evidence: Evidence, vision: Vision) -> Array:
    """The picture as the model reads it: normalised (C, H, W)."""
    shape = (-1, 1, 1)
    found: Array = (evidence.picture("input") - np.reshape(vision.mean, shape)) / np.reshape(vision.spread, shape)
    return found


def _answer(evidence: Evidence, question: Question, vision: Vision) -> WorkedExample:
    """A logit, or the probability of a class, from the vector for the whole or the means of the maps."""
    targets, unit = evidence.shape.targets, question.index[-1]
    assert isinstance(targets, ClassTarget)
    if not 0 <= unit < len(targets.labels):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    body = vision.body
    if isinstance(body, Encoder):
        below = f"blocks.{body.depth - 1}.residual"
        x = _normed(evidence, body, "norm", evidence.picture(below)[:1])[0]
        region = Region(below, (0, 0), (1, body.width))
        parts, z = linear(evidence, "output", x, unit, lambda k: None, ("w", "y"))
        parts.insert(0, Formula(r"y = \LN(x_1)"))
    else:
        x = evidence.picture("pooled")
        region = Region("pooled", (0,), (len(x),))
        parts, z = linear(evidence, "output", x, unit, flat_place("pooled", x.shape))
    logits = evidence.picture("output")
    return output_value(evidence, question, parts, z, logits, unit, targets.labels, (region,))


def _normed(evidence: Evidence, body: Encoder, name: str, x: Array) -> Array:
    """A layer norm over the features of each step (arXiv 1607.06450)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + body.epsilon)
    result: Array = scaled * evidence.weight(f"{name}.weight") + evidence.weight(f"{name}.bias")
    return result


def _of_vit(evidence: Evidence, question: Question, vision: Vision, body: Encoder) -> WorkedExample:
    name = question.picture
    model = float(evidence.picture(name)[question.index])
    if name == "embedding.patches":
        unfolded, value, read = _patch(evidence, question.index, vision, body)
        return WorkedExample(evidence.step, question, tuple(unfolded), value, model, tuple(read))
    if name == "embedding.embedded":
        return _embedded(evidence, question, vision, body)
    index, _, rest = name.removeprefix("blocks.").partition(".")
    if not index.isdigit():
        raise refused(name)
    path = f"blocks.{index}"
    below = f"blocks.{int(index) - 1}.residual" if int(index) else "embedding.embedded"
    stream = evidence.picture(below)
    y = _normed(evidence, body, f"{path}.attention_norm", stream)
    reading = Reading(f"{path}.attention", body.heads, True, y, y, below, below)
    if rest == "attention.weights":
        return attention(evidence, question, reading)
    if rest.startswith("attention.") and rest.rpartition(".")[2] in STEPS:
        return inner_step(evidence, question, reading)
    if rest not in ("mlp.activation", "residual"):
        raise refused(name)
    step, feature = question.index
    after = stream + mixed_all(evidence, reading)
    z = _normed(evidence, body, f"{path}.mlp_norm", after)[step]
    seen = Region(f"{path}.attention.weights", (0, step, 0), (body.heads, step + 1, len(stream)))
    regions = (Region(below, (step, 0), (step + 1, body.width)), seen)
    if rest == "mlp.activation":
        parts, total = linear(evidence, f"{path}.mlp.first", z, feature, lambda k: None, ("w", "y"))
        lines, value = activated(body.activation, "a", total)
        return WorkedExample(evidence.step, question, (*parts, *lines), value, model, regions)
    a = evidence.picture(f"{path}.mlp.activation")[step]
    inner, more = linear(
        evidence, f"{path}.mlp.second", a, feature, lambda k: Region.cell(f"{path}.mlp.activation", step, k), ("w", "a")
    )
    had, added = float(stream[step, feature]), float(after[step, feature] - stream[step, feature])
    line = rf"x = {number(had)} + {operand(added)} + {operand(more)} = {number(had + added + more)}"
    head = Formula(r"x \leftarrow x + \Attn(\LN(x)) + \MLP(\LN(x + \Attn(\LN(x))))")
    parts = [head, *inner, Line(line, "the stream, what attention adds, what the MLP adds")]
    return WorkedExample(evidence.step, question, tuple(parts), had + added + more, model, regions)


def _patch(evidence: Evidence, at: tuple[int, ...], vision: Vision, body: Encoder) -> Unfolded:
    x, w = _pixels(evidence, vision), evidence.weight("embedding.patches.weight")
    bias = float(evidence.weight("embedding.patches.bias")[at[0]])
    return convolution(x, w, bias, at, "input", "embedding.patches.weight", body.patch, 0)


def _embedded(evidence: Evidence, question: Question, vision: Vision, body: Encoder) -> WorkedExample:
    """The vector of a patch, or the learned one for the whole, and its position."""
    step, feature = question.index
    model = float(evidence.picture(question.picture)[question.index])
    place = float(evidence.weight("embedding.positions")[0, step, feature])
    regions: tuple[Region, ...] = ()
    if step:
        row, column = divmod(step - 1, body.size // body.patch)
        begun, words = float(evidence.picture("embedding.patches")[feature, row, column]), "its patch"
        regions = (Region.cell("embedding.patches", feature, row, column),)
    else:
        begun, words = float(evidence.weight("embedding.token")[0, 0, feature]), "learned, for the whole picture"
    parts = (
        Formula(r"x_t = p_t + P_t"), Line(rf"p = {number(begun)}", words),
        Line(rf"P[{step + 1}, {feature + 1}] = {number(place)}", "learned position"),
        Line(rf"x = {number(begun)} + {operand(place)} = {number(begun + place)}"),
    )  # fmt: skip
    return WorkedExample(evidence.step, question, parts, begun + place, model, regions)


def _of_resnet(evidence: Evidence, question: Question, vision: Vision, body: Residual) -> Unfolded:
    name, step = question.picture, question.picture.rpartition(".")[2]
    unit, below = name.rpartition(".")[0], ""
    if name == "pooled":
        return _mean(evidence, question, body)
    if name == "stem.pooling":
        return _largest(evidence, question)
    if step == "residual":
        return _summed(evidence, question, unit, body)
    below, stride = _read(unit, body)
    x = _pixels(evidence, vision) if below == "input" else evidence.picture(below)
    w = evidence.weight(f"{unit}.convolution.weight")
    parts, value, regions = convolution(
        x, w, 0.0, question.index, below, f"{unit}.convolution.weight", stride, w.shape[-1] // 2
    )
    if step in ("norm", "activation"):
        lines, value = _batch_norm(evidence, f"{unit}.norm", question.index[0], value)
        parts += lines
    if step == "activation":
        lines, value = activated("relu", "y", value)
        parts += lines
    return parts, value, regions


def _read(unit: str, body: Residual) -> tuple[str, int]:
    """The picture that the convolution of a unit reads, and its stride."""
    if unit == "stem":
        return "input", 2
    _, stage, block, part = unit.split(".")
    first = body.stages[int(stage)].stride if block == "0" else 1
    before = f"stages.{stage}.{int(block) - 1}.residual" if int(block) else (
        f"stages.{int(stage) - 1}.{body.stages[int(stage) - 1].blocks - 1}.residual" if int(stage) else "stem.pooling"
    )  # fmt: skip
    if part == "shortcut":
        return before, first
    below = f"stages.{stage}.{block}.{int(part) - 1}.activation" if int(part) else before
    return below, first if int(part) == strides_at(body) else 1


def _batch_norm(evidence: Evidence, norm: str, channel: int, z: float) -> tuple[list[Part], float]:
    """With the running mean and variance, as it is used once trained."""
    gamma, beta, mean, variance = (
        float(evidence.weight(f"{norm}.{name}")[channel]) for name in ("weight", "bias", "running_mean", "running_var")
    )
    value = gamma * (z - mean) / float(np.sqrt(variance + BATCH_EPSILON)) + beta
    line = (
        rf"n = \frac{{{number(z)} - {number(mean)}}}{{\sqrt{{{number(variance)} + 10^{{-5}}}}}} \cdot {number(gamma)}"
        rf" + {number(beta)} = {number(value)}"
    )
    formula = Formula(r"n = \frac{z - \mu}{\sqrt{\sigma^2 + \epsilon}} \cdot \gamma + \beta")
    return [formula, Line(line, "batch norm")], value


def _summed(evidence: Evidence, question: Question, block: str, body: Residual) -> Unfolded:
    """What came through the block and what came past it, added and rectified."""
    last = max(number for number in range(3) if f"{block}.{number}.norm" in evidence.pictures)
    through = f"{block}.{last}.norm"
    shortcut = f"{block}.shortcut"
    past = f"{shortcut}.norm" if f"{shortcut}.norm" in evidence.pictures else _read(shortcut, body)[0]
    one, other = (float(evidence.picture(name)[question.index]) for name in (through, past))
    lines, value = activated("relu", "y", one + other)
    line = rf"z = {number(one)} + {operand(other)} = {number(one + other)}"
    parts: list[Part] = [Formula(r"y = \relu(f(x) + x)"), Line(line, "through the block, and past it"), *lines]
    return parts, value, [Region.cell(name, *question.index) for name in (through, past)]


def _largest(evidence: Evidence, question: Question) -> Unfolded:
    """The largest of 3 × 3, every second row and column."""
    channel, row, column = question.index
    x = evidence.picture("stem.activation")
    high, wide = x.shape[1:]
    top, left = max(2 * row - 1, 0), max(2 * column - 1, 0)
    bottom, right = min(2 * row + 2, high), min(2 * column + 2, wide)
    patch = x[channel, top:bottom, left:right]
    rows, columns = patch.shape
    winner = max(product(range(rows), range(columns)), key=lambda at: float(patch[at]))
    value = float(patch[winner])
    region = Region("stem.activation", (channel, top, left), (channel + 1, bottom, right))
    parts: list[Part] = [
        Formula(r"y[i,j] = \max_{m,n} x[i \cdot p + m, j \cdot p + n]"),
        Grids("patch", (Grid("x", patch, region, winner),)), Line(rf"y = {number(value)}", "the winning cell"),
    ]  # fmt: skip
    return parts, value, [region]


def _mean(evidence: Evidence, question: Question, body: Residual) -> Unfolded:
    """The mean of the last map of a channel."""
    below, channel = f"stages.{len(body.stages) - 1}.{body.stages[-1].blocks - 1}.residual", question.index[0]
    patch = evidence.picture(below)[channel]
    value = float(patch.mean())
    region = Region(below, (channel, 0, 0), (channel + 1, *patch.shape))
    line = Line(rf"y = \frac{{{number(float(patch.sum()))}}}{{{patch.size}}} = {number(value)}", "mean")
    return [Formula(r"y = \mathrm{mean}_{i,j} x[i,j]"), line], value, [region]
