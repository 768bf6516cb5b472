"""The CNN's worked examples: any cell of a feature map, any unit, logit or probability, from the layer below it."""

from __future__ import annotations

import numpy as np

from playground.architectures.cnn.settings import CNNSettings
from playground.blocks.worked import convolution, flat_place, linear, output_value
from playground.data.shapes import ClassTarget, ImageTarget, output_width
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Formula, Grid, Grids, Line, Part, Question, Region, WorkedExample
from playground.worked.notation import number
from playground.worked.parts import activated, checked, learned


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number of a CNN. Raises UnexplainedError."""
    settings, name = evidence.experiment.architecture, question.picture
    assert isinstance(settings, CNNSettings)
    if name == "input":
        raise UnexplainedError("This is the input itself: nothing computes it.")
    if name.endswith(".weight"):
        return learned(evidence, question)
    if name.startswith("prediction") or name == "output":
        return _answer(evidence, question, settings)
    if name.startswith("hidden."):
        return _hidden(evidence, question, settings)
    return _map(evidence, question, settings)


def _names(settings: CNNSettings) -> list[str]:
    """The tapped maps from the input on, in the order in which they are computed."""
    found = ["input"]
    for index, stage in enumerate(settings.stages):
        steps = ["convolution"] + ["norm"] * settings.batch_norm
        steps += ["activation"] * (stage.activation != "none") + ["pooling"] * (stage.pooling != "none")
        found += [f"stages.{index}.{step}" for step in steps]
    return found


def _map(evidence: Evidence, question: Question, settings: CNNSettings) -> WorkedExample:
    """A cell of a feature map: convolution with bias, normalisation, activation or pooling."""
    values, name = checked(evidence, question), question.picture
    known = _names(settings)
    if name not in known:
        raise UnexplainedError(f"There is no formula for {name}.")
    step = name.rpartition(".")[2]
    if step == "pooling":
        parts, value, regions = _pooled(evidence, question, settings)
    elif step == "convolution":
        parts, value, regions = _convolved(evidence, question, settings)
    else:
        parts, value, regions = [], 0.0, []
        start = f"{name.rpartition('.')[0]}.convolution"
        below, value, regions = _convolved(evidence, Question(start, question.index), settings)
        parts += below
        if settings.batch_norm:
            lines, value = _normed(evidence, start, question.index[0], value)
            parts += lines
        if step == "activation":
            lines, value = activated(settings.stages[_stage(name)].activation, "y", value)
            parts += lines
    regions += _field(evidence, question, settings)
    model = float(values[question.index])
    return WorkedExample(evidence.step, question, tuple(parts), value, model, tuple(regions))


def _stage(name: str) -> int:
    return int(name.split(".")[1])


def _convolved(evidence: Evidence, question: Question, settings: CNNSettings) -> tuple[list[Part], float, list[Region]]:
    name, index = question.picture, _stage(question.picture)
    stage = settings.stages[index]
    known = _names(settings)
    below = known[known.index(name) - 1]
    x, w = evidence.picture(below), evidence.weight(f"{name}.weight")
    return convolution(x, w, float(evidence.weight(f"{name}.bias")[question.index[0]]), question.index, below,
                       f"{name}.weight", stage.stride, stage.padding)  # fmt: skip


def _normed(evidence: Evidence, convolution: str, channel: int, z: float) -> tuple[list[Part], float]:
    """Batch norm as it is used once trained: with the running mean and variance."""
    norm = convolution.replace("convolution", "norm")
    gamma, beta, mean, variance = (
        float(evidence.weight(f"{norm}.{name}")[channel]) for name in ("weight", "bias", "running_mean", "running_var")
    )
    value = gamma * (z - mean) / np.sqrt(variance + 1e-5) + beta
    line = (
        rf"n = \frac{{{number(z)} - {number(mean)}}}{{\sqrt{{{number(variance)} + 10^{{-5}}}}}} \cdot {number(gamma)}"
        rf" + {number(beta)} = {number(value)}"
    )
    formula = Formula(r"n = \frac{z - \mu}{\sqrt{\sigma^2 + \epsilon}} \cdot \gamma + \beta")
    return [formula, Line(line, "batch norm")], float(value)


def _pooled(evidence: Evidence, question: Question, settings: CNNSettings) -> tuple[list[Part], float, list[Region]]:
    """The largest of a patch, or its mean."""
    stage, known = settings.stages[_stage(question.picture)], _names(settings)
    below = known[known.index(question.picture) - 1]
    channel, row, column = question.index
    size, top, left = stage.pool, row * stage.pool, column * stage.pool
    patch = evidence.picture(below)[channel, top : top + size, left : left + size]
    region = Region(below, (channel, top, left), (channel + 1, top + size, left + size))
    if stage.pooling == "average":
        value = float(patch.mean())
        formula = r"y[i,j] = \frac{1}{p^2} \sum_m \sum_n x[i \cdot p + m, j \cdot p + n]"
        line = Line(rf"y = \frac{{{number(float(patch.sum()))}}}{{{size**2}}} = {number(value)}", "mean")
        return [Formula(formula), Grids("patch", (Grid("x", patch, region),)), line], value, [region]
    at = np.unravel_index(int(patch.argmax()), patch.shape)
    winner = (int(at[0]), int(at[1]))
    value = float(patch[winner])
    parts: list[Part] = [
        Formula(r"y[i,j] = \max_{m,n} x[i \cdot p + m, j \cdot p + n]"),
        Grids("patch", (Grid("x", patch, region, winner),)),
        Line(rf"y = {number(value)}", "the winning cell"),
    ]
    return parts, value, [region, Region.cell(below, channel, top + winner[0], left + winner[1])]


def _field(evidence: Evidence, question: Question, settings: CNNSettings) -> list[Region]:
    """The receptive field in the input: every pixel that the cell depends on."""
    known, (_, row, column) = _names(settings), question.index
    low, high = [row, column], [row + 1, column + 1]
    for name in reversed(known[1 : known.index(question.picture) + 1]):
        stage, step = settings.stages[_stage(name)], name.rpartition(".")[2]
        if step == "convolution":
            low = [at * stage.stride - stage.padding for at in low]
            high = [(at - 1) * stage.stride - stage.padding + stage.kernel for at in high]
        elif step == "pooling":
            low, high = [at * stage.pool for at in low], [at * stage.pool for at in high]
    shape = evidence.picture("input").shape
    return [Region("input", (0, *low), (shape[0], *high)).clipped(shape)]


def _flat(evidence: Evidence, settings: CNNSettings, layer: int) -> tuple[str, tuple[int, ...]]:
    """The tensor that hidden layer ``layer`` reads, and its shape."""
    name = _names(settings)[-1] if layer == 0 else f"hidden.{layer - 1}.activation"
    return name, evidence.picture(name).shape


def _hidden(evidence: Evidence, question: Question, settings: CNNSettings) -> WorkedExample:
    values, layer = checked(evidence, question), int(question.picture.split(".")[1])
    below, shape = _flat(evidence, settings, layer)
    parts, z = linear(evidence, f"hidden.{layer}.linear", evidence.picture(below).ravel(), question.index[0],
                      flat_place(below, shape))  # fmt: skip
    lines, value = activated(settings.hidden_activation, "y", z)
    whole = Region(below, (0,) * len(shape), shape)
    model = float(values[question.index])
    return WorkedExample(evidence.step, question, (*parts, *lines), value, model, (whole,))


def _answer(evidence: Evidence, question: Question, settings: CNNSettings) -> WorkedExample:
    """A logit or value, or the probability of a class, and the logit it comes from."""
    targets = evidence.shape.targets
    assert not isinstance(targets, ImageTarget)
    unit = question.index[-1]
    if not 0 <= unit < output_width(targets):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    below, shape = _flat(evidence, settings, len(settings.hidden))
    parts, z = linear(evidence, "output", evidence.picture(below).ravel(), unit, flat_place(below, shape))
    whole = Region(below, (0,) * len(shape), shape)
    names = targets.labels if isinstance(targets, ClassTarget) else targets.names
    return output_value(evidence, question, parts, z, evidence.picture("output"), unit, names, (whole,))
