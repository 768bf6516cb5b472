"""Worked examples of attention and embeddings: q·k, scale, mask, the row's softmax, then the weighted values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from playground.blocks.formulas import sinusoidal_positions
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import (
    Array,
    Formula,
    Grid,
    Grids,
    Line,
    Part,
    Question,
    Region,
    Row,
    Table,
    WorkedExample,
)
from playground.worked.notation import number, operand
from playground.worked.parts import checked, softmax

AVERAGE = -1  # as a head: the mean of all of them
SHORT, WIDE = 16, (4, 5)  # numbers of a short vector, and in a line of a short and of a longer one
KEYS = 8  # keys whose values are written out


@dataclass(frozen=True)
class Reading:
    """What one attention reads.

    Attributes:
        layer: the path of the module; heads, scaled: its settings.
        x: (T, D) asks, memory: (S, D) is looked at, both as the projections get them.
        asks, looks: the pictures that show where x and memory come from, one row a step.
    """

    layer: str
    heads: int
    scaled: bool
    x: Array
    memory: Array
    asks: str
    looks: str


def attention(evidence: Evidence, question: Question, reading: Reading) -> WorkedExample:
    """The weight a[n, i, j] with which query i looks at key j in head n; head −1 is the average."""
    head, i, j = question.index
    if head == AVERAGE:
        return _average(evidence, question)
    model = float(checked(evidence, question)[question.index])
    q, k, v = projected(evidence, reading, head)
    size = q.shape[1]
    score = float(q[i] @ k[j])
    scores = k @ q[i] / (sqrt(size) if reading.scaled else 1.0)
    allowed = evidence.picture(question.picture.removesuffix("weights") + "mask")[i] > 0
    keys = [f"{at + 1} {word}".strip() for at, word in enumerate(words_of(evidence, reading.looks, len(k)))]
    parts: list[Part] = [
        Formula(r"\mathrm{Attention}(Q, K, V) = \softmax(\frac{Q K^\top}{\sqrt{d_k}}) V" if reading.scaled
                else r"\mathrm{Attention}(Q, K, V) = \softmax(Q K^\top) V"),
        Grids("query and key, number by number",
              (Grid(f"q_{{{i + 1}}}", folded(q[i]), row_of(reading.asks, i, evidence)),
               Grid(f"k_{{{j + 1}}}", folded(k[j]), row_of(reading.looks, j, evidence)),
               Grid(r"q \odot k", folded(q[i] * k[j]))), ("⊙", "=")),
        score_line(reading.scaled, score, size),
    ]  # fmt: skip
    if not allowed[j]:
        parts.append(Line(r"s \to -\infty, \quad a = 0", "masked: this query may not look at this key"))
        value = 0.0
    else:
        places = np.flatnonzero(allowed)
        lines, value = softmax(
            scores[places], int(np.searchsorted(places, j)), [keys[at] for at in places],
            lambda at: row_of(reading.looks, int(places[at]), evidence),
        )  # fmt: skip
        parts += lines
    weights = np.where(allowed, np.exp(scores - scores[allowed].max()), 0.0)
    parts += _gathered(weights / weights.sum(), v, keys)
    regions = [region for region in (row_of(reading.asks, i, evidence), row_of(reading.looks, j, evidence)) if region]
    rows = Region(question.picture, (head, i, 0), (head + 1, i + 1, len(k)))
    return WorkedExample(evidence.step, question, tuple(parts), value, model, (*regions, rows))


def embedded(evidence: Evidence, question: Question, tokens: str, layer: str) -> WorkedExample:
    """What stands for a step: the row of its token, or its numbers through a linear layer, and its position."""
    values, (time, feature) = checked(evidence, question), question.index
    parts: list[Part] = []
    inputs = evidence.picture(tokens)
    if inputs.ndim == 1:
        token = int(evidence.tokens(tokens)[time])
        value = float(evidence.weight(f"{layer}.values.weight")[token, feature])
        parts += [
            Formula(r"x_t = E[\mathrm{token}_t] + P_t"),
            Line(rf"E[{token}, {feature + 1}] = {number(value)}", "looked up"),
        ]
        region = Region.cell(tokens, time)
    else:
        w, b = (
            evidence.weight(f"{layer}.values.weight")[feature],
            float(evidence.weight(f"{layer}.values.bias")[feature]),
        )
        value = float(w @ inputs[time]) + b
        words = " + ".join(
            rf"{operand(float(a))} \cdot {operand(float(c))}" for a, c in zip(w, inputs[time], strict=True)
        )
        parts += [Formula(r"x_t = W u_t + b + P_t"), Line(rf"W u_t + b = {words} + {operand(b)} = {number(value)}")]
        region = Region(tokens, (time, 0), (time + 1, inputs.shape[1]))
    positions = getattr(evidence.experiment.architecture, "positions", "none")
    if positions != "none":
        if positions == "learned":
            place = float(evidence.weight(f"{layer}.positions")[time, feature])
        else:
            place = float(np.float32(sinusoidal_positions(time + 1, values.shape[1])[time, feature]))
        parts.append(Line(rf"P[{time + 1}, {feature + 1}] = {number(place)}", f"{positions} position"))
        parts.append(Line(rf"x = {number(value)} + {operand(place)} = {number(value + place)}"))
        value += place
    model = float(values[question.index])
    return WorkedExample(evidence.step, question, tuple(parts), value, model, (region,))


def projected(evidence: Evidence, reading: Reading, head: int) -> tuple[Array, Array, Array]:
    """Queries (T, d_k), keys and values (S, d_k) of one head."""
    w = evidence.weight(f"{reading.layer}.projection.weight")
    b = evidence.weight(f"{reading.layer}.projection.bias")
    width = w.shape[1]
    size = width // reading.heads
    cut = slice(head * size, (head + 1) * size)
    sources = (reading.x, reading.memory, reading.memory)
    q, k, v = (
        source @ w[part * width : (part + 1) * width][cut].T + b[part * width : (part + 1) * width][cut]
        for part, source in enumerate(sources)
    )
    return q, k, v


def score_line(scaled: bool, score: float, size: int) -> Line:
    if scaled:
        return Line(rf"s = \frac{{q \cdot k}}{{\sqrt{{d_k}}}} = \frac{{{number(score)}}}{{\sqrt{{{size}}}}} = "
                    rf"{number(score / sqrt(size))}", "the sum, scaled")  # fmt: skip
    return Line(rf"s = q \cdot k = {number(score)}", "the sum; this experiment does not scale it")


def _gathered(weights: Array, v: Array, keys: Sequence[str]) -> list[Part]:
    """Σ_j a_j v_j: what the query takes with it from the keys it looks at most."""
    order = sorted(np.argsort(-weights, kind="stable")[:KEYS].tolist())
    rows = [Row(keys[at], (float(weights[at]), float(v[at, 0]), float(weights[at] * v[at, 0]))) for at in order]
    total = float(weights @ v[:, 0])
    if len(rows) < len(weights):
        rest = total - sum(row.values[2] for row in rows)
        rows.append(Row(f"{len(weights) - len(rows)} more", (float("nan"), float("nan"), rest)))
    return [
        Table("weights × values, the first number of each", ("a", "v_1", r"a \cdot v_1"), tuple(rows), total),
        Grids("what the query gathers", (Grid(r"\sum_j a_j v_j", folded(weights @ v)),)),
    ]


def _average(evidence: Evidence, question: Question) -> WorkedExample:
    """The mean over the heads of one cell."""
    _, i, j = question.index
    checked(evidence, replace(question, index=(0, i, j)))
    heads = evidence.picture(question.picture)[:, i, j]
    rows = tuple(Row(f"head {n + 1}", (float(a),), Region.cell(question.picture, n, i, j)) for n, a in enumerate(heads))
    value = float(heads.mean())
    parts = (
        Formula(r"\mathrm{average}[i, j] = \frac{1}{h} \sum_n a_n[i, j]"),
        Table("heads", ("a_n",), rows, float(heads.sum())),
        Line(rf"\frac{{{number(float(heads.sum()))}}}{{{len(heads)}}} = {number(value)}"),
    )
    return WorkedExample(evidence.step, question, parts, value, float(np.float32(value)))


def words_of(evidence: Evidence, picture: str, count: int) -> tuple[str, ...]:
    """The labels of the steps that a picture runs over."""
    for sequence in ("source", "target", "time"):
        if sequence in evidence.labels and (picture.startswith((sequence, _PARTS.get(sequence, "-"))) or
                                            sequence == "time"):  # fmt: skip
            return evidence.labels[sequence]
    return ("",) * count


_PARTS = {"source": "encoder", "target": "decoder"}


def row_of(picture: str, step: int, evidence: Evidence) -> Region | None:
    if picture not in evidence.pictures:
        return None
    return Region(picture, (step, 0), (step + 1, evidence.pictures[picture].shape[1]))


def folded(vector: Array) -> Array:
    """A vector in lines of four or five numbers, filled up with NaN."""
    wide = min(WIDE[len(vector) > SHORT], len(vector))
    lines = -(-len(vector) // wide)
    folded = np.full(lines * wide, np.nan)
    folded[: len(vector)] = vector
    return folded.reshape(lines, -1)


def refused(picture: str) -> UnexplainedError:
    """For a picture without a formula."""
    return UnexplainedError(f"Nothing computes {picture}: it is given, or has no formula of its own.")
