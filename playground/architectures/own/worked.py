"""Worked examples of a model of one's own: where a formula is known, by it; elsewhere the line of the file is named."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np

from playground.architectures.own.settings import MeasuredLayer, OwnSettings
from playground.blocks.worked import convolution, flat_place, linear, output_value
from playground.data.shapes import ClassTarget, ImageTarget
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Array, Formula, Grid, Grids, Line, Part, Question, Region, WorkedExample
from playground.worked.notation import number, operand
from playground.worked.parts import activated, checked, learned, softmax, summed

Made = tuple[list[Part], float, list[Region]]
ACTIVATIONS = ("relu", "gelu", "tanh", "sigmoid")


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number. Raises UnexplainedError, which says on which line it is computed."""
    settings, name = evidence.experiment.architecture, question.picture
    assert isinstance(settings, OwnSettings)
    if name in ("input", "input.target"):
        raise UnexplainedError("This is the input itself: nothing computes it.")
    if name.endswith(".weight") and name in evidence.weights:
        return learned(evidence, question)
    chance = name.startswith("prediction")
    parts_of = name.rpartition(".")[0] + ".weights" if name.endswith((".mask", ".scores")) else ""
    row = next((row for row in settings.table if row.tap in ("output" if chance else name, parts_of or name)), None)
    if row is None or not row.operation or parts_of:
        raise UnexplainedError(_elsewhere(settings, row))
    if chance:
        return _answer(evidence, question, row)
    values = checked(evidence, question)
    parts, value, regions = _made(evidence, row, question.index, values)
    return WorkedExample(
        evidence.step, question, tuple(parts), value, float(values[question.index]), tuple(regions)
    )  # fmt: skip


def _elsewhere(settings: OwnSettings, row: MeasuredLayer | None) -> str:
    """Where it is computed, for what has no formula here."""
    if row is None or not row.line:
        return f"This is computed by {settings.file}; no formula is known for it."
    return f"This is computed by {settings.file}:{row.line}; no formula is known for it."


def _made(evidence: Evidence, row: MeasuredLayer, at: tuple[int, ...], values: Array) -> Made:
    """One cell of a row's output from the pictures that it reads."""
    if row.operation == "attention":
        return _weight(evidence, row, at)
    below = row.reads[0]
    x, numbers = evidence.picture(below), row.numbers
    match row.operation:
        case "conv2d":
            w = evidence.weight(f"{row.weights}.weight")
            bias = float(evidence.weight(f"{row.weights}.bias")[at[0]]) if numbers["bias"] else 0.0
            return convolution(x, w, bias, at, below, f"{row.weights}.weight", int(numbers["stride"]),
                               int(numbers["padding"]))  # fmt: skip
        case "linear":
            return _linear(evidence, row, at, x)
        case "max_pool2d" | "avg_pool2d":
            return _pooled(row, at, x)
        case "softmax":
            names = [str(index + 1) for index in range(x.shape[-1])]
            parts, value = softmax(x[at[:-1]], at[-1], names, lambda k: Region.cell(below, *at[:-1], k))
            return parts, value, [Region(below, (*at[:-1], 0), (*(i + 1 for i in at[:-1]), x.shape[-1]))]
        case "layer_norm":
            return _layer_norm(evidence, row, at, x)
        case "batch_norm":
            return _batch_norm(evidence, row, at, x)
        case "sum":
            other = evidence.picture(row.reads[1])
            one, two = float(x[at]), float(other[at])
            cells = [Region.cell(name, *at) for name in row.reads]
            return [summed("y", [("x_1", one), ("x_2", two)])], one + two, cells
        case "embedding":
            return _embedded(evidence, row, at, x)
        case operation if operation in ACTIVATIONS:
            z = float(x[at])
            parts, value = activated(operation, "y", z)
            return [Line(f"z = {number(z)}", "what comes in"), *parts], value, [Region.cell(below, *at)]
    raise UnexplainedError(f"There is no formula for {row.kind}.")


def _weight(evidence: Evidence, row: MeasuredLayer, at: tuple[int, ...]) -> Made:
    """A weight of attention: the softmax of its query's scores over the keys that it may look at."""
    base = row.tap.removesuffix(".weights")
    (head, query, key), name = at, f"{base}.scores"
    weights, scores = evidence.picture(row.tap)[head, query], evidence.picture(name)[head, query]
    allowed = [int(one) for one in np.flatnonzero(weights > 0)]
    region = Region(name, (head, query, 0), (head + 1, query + 1, len(scores)))
    if key not in allowed:
        return [Line("p = 0", "this query may not look at this key")], 0.0, [region]
    names = [f"key {one + 1}" for one in allowed]
    parts, value = softmax(
        scores[allowed], allowed.index(key), names, lambda k: Region.cell(name, head, query, allowed[k])
    )  # fmt: skip
    return parts, value, [region]


def _linear(evidence: Evidence, row: MeasuredLayer, at: tuple[int, ...], x: Array) -> Made:
    """Of the whole picture flattened, of its step, its last step, or the mean over its steps."""
    below, unit = row.reads[0], at[-1]
    match row.form:
        case "flat":
            vector, where = x.ravel(), flat_place(below, x.shape)
            region = Region(below, (0,) * x.ndim, x.shape)
        case "last":
            last = len(x) - 1
            vector, where = x[last], lambda k: Region.cell(below, last, k)
            region = Region(below, (last, 0), (last + 1, x.shape[1]))
        case "mean":
            vector, where = x.mean(axis=0), lambda k: Region(below, (0, k), (len(x), k + 1))
            region = Region(below, (0, 0), (len(x), x.shape[1]))
        case _:
            place = at[:-1]
            vector, where = x[place], lambda k: Region.cell(below, *place, k)
            region = Region(below, (*place, 0), (*(i + 1 for i in place), x.shape[-1]))
    parts, value = linear(_with_bias(evidence, row), row.weights, vector, unit, where)
    if row.form == "mean":
        parts.insert(0, Formula(r"x = \frac{1}{T} \sum_t x_t"))
    return parts, value, [region]


def _with_bias(evidence: Evidence, row: MeasuredLayer) -> Evidence:
    """A layer without a bias adds zeros."""
    if row.numbers.get("bias", 1.0):
        return evidence
    zeros = np.zeros(len(evidence.weight(f"{row.weights}.weight")))
    return replace(evidence, weights={**evidence.weights, f"{row.weights}.bias": zeros})


def _pooled(row: MeasuredLayer, at: tuple[int, ...], x: Array) -> Made:
    """The largest of a patch, or its mean."""
    (channel, i, j), size, stride = at, int(row.numbers["size"]), int(row.numbers["stride"])
    top, left, below = i * stride, j * stride, row.reads[0]
    patch = x[channel, top : top + size, left : left + size]
    region = Region(below, (channel, top, left), (channel + 1, top + size, left + size))
    if row.operation == "avg_pool2d":
        value = float(patch.mean())
        formula = r"y[i,j] = \frac{1}{p^2} \sum_m \sum_n x[i \cdot s + m, j \cdot s + n]"
        line = Line(rf"y = \frac{{{number(float(patch.sum()))}}}{{{size**2}}} = {number(value)}", "mean")
        return [Formula(formula), Grids("patch", (Grid("x", patch, region),)), line], value, [region]
    winner = tuple(int(one) for one in np.unravel_index(int(patch.argmax()), patch.shape))
    value = float(patch[winner])
    parts: list[Part] = [
        Formula(r"y[i,j] = \max_{m,n} x[i \cdot s + m, j \cdot s + n]"),
        Grids("patch", (Grid("x", patch, region, (winner[0], winner[1])),)),
        Line(rf"y = {number(value)}", "the winning cell"),
    ]
    return parts, value, [region, Region.cell(below, channel, top + winner[0], left + winner[1])]


def _layer_norm(evidence: Evidence, row: MeasuredLayer, at: tuple[int, ...], x: Array) -> Made:
    """(x − mean) / √(variance + ε) · γ + β over the features (arXiv 1607.06450)."""
    vector, unit = x[at[:-1]], at[-1]
    mean, variance = float(vector.mean()), float(vector.var())
    gamma, beta = (float(evidence.weight(f"{row.weights}.{part}")[unit]) for part in ("weight", "bias"))
    parts, value = _normed(float(vector[unit]), mean, variance, gamma, beta, row.numbers["eps"], "layer norm")
    return parts, value, [Region(row.reads[0], (*at[:-1], 0), (*(i + 1 for i in at[:-1]), x.shape[-1]))]


def _batch_norm(evidence: Evidence, row: MeasuredLayer, at: tuple[int, ...], x: Array) -> Made:
    """As it is used once trained: with the running mean and variance of the channel (arXiv 1502.03167)."""
    names = ("weight", "bias", "running_mean", "running_var")
    gamma, beta, mean, variance = (float(evidence.weight(f"{row.weights}.{name}")[at[0]]) for name in names)
    parts, value = _normed(float(x[at]), mean, variance, gamma, beta, row.numbers["eps"], "batch norm")
    return parts, value, [Region.cell(row.reads[0], *at)]


def _normed(x: float, mean: float, variance: float, gamma: float, beta: float, eps: float, caption: str
            ) -> tuple[list[Part], float]:  # fmt: skip
    value = (x - mean) / sqrt(variance + eps) * gamma + beta
    line = (
        rf"n = \frac{{{number(x)} - {operand(mean)}}}{{\sqrt{{{number(variance)} + \epsilon}}}} \cdot {operand(gamma)}"
        rf" + {operand(beta)} = {number(value)}"
    )
    formula = Formula(r"n = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \cdot \gamma + \beta")
    return [formula, Line(line, caption)], value


def _embedded(evidence: Evidence, row: MeasuredLayer, at: tuple[int, ...], x: Array) -> Made:
    """A row of the table: that of the token."""
    token = round(float(x[at[0]]))
    value = float(evidence.weight(f"{row.weights}.weight")[token, at[1]])
    line = Line(rf"e = W[{token}, {at[1] + 1}] = {number(value)}", "the row of the token")
    return [Formula(r"e_t = W[x_t]"), line], value, [Region.cell(row.reads[0], at[0])]


def _answer(evidence: Evidence, question: Question, row: MeasuredLayer) -> WorkedExample:
    """The probability of a class, and the logit it comes from."""
    targets, output, unit = evidence.shape.targets, evidence.picture("output"), question.index[-1]
    inside = not isinstance(targets, ImageTarget) and 0 <= unit < output.shape[-1]
    if not inside or isinstance(targets, ImageTarget):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    place = question.index if output.ndim == len(question.index) else (unit,)
    parts, z, regions = _made(evidence, row, place, output)
    names = targets.labels if isinstance(targets, ClassTarget) else targets.names
    return output_value(evidence, question, parts, z, output[place[:-1]], unit, names, tuple(regions))
