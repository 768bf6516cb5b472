"""Worked examples of the steps inside an attention: queries, keys, values, scores, and the weighted values."""

from __future__ import annotations

from math import sqrt

import numpy as np

from playground.blocks.worked import linear
from playground.blocks.worked_attention import Reading, folded, projected, row_of, score_line, words_of
from playground.worked.evidence import Evidence
from playground.worked.example import Formula, Grid, Grids, Line, Part, Question, Region, Row, Table, WorkedExample
from playground.worked.notation import number
from playground.worked.parts import checked

STEPS = ("query", "key", "value", "scores", "mix")
_SYMBOLS = {"query": "q", "key": "k", "value": "v"}


def inner_step(evidence: Evidence, question: Question, reading: Reading) -> WorkedExample:
    """A cell of one of ``STEPS``. Raises UnexplainedError."""
    step = question.picture.rpartition(".")[2]
    if step == "scores":
        return _score(evidence, question, reading)
    return _mixed(evidence, question, reading) if step == "mix" else _projection(evidence, question, reading, step)


def _projection(evidence: Evidence, question: Question, reading: Reading, step: str) -> WorkedExample:
    """q = W_Q x + b: one number of a query, a key or a value."""
    time, component = question.index
    model = float(checked(evidence, question)[question.index])
    source, shows = (reading.x, reading.asks) if step == "query" else (reading.memory, reading.looks)
    part = list(_SYMBOLS).index(step)
    unit = part * source.shape[1] + component
    parts, value = linear(evidence, f"{reading.layer}.projection", source[time], unit, lambda k: None)
    size = source.shape[1] // reading.heads
    symbol = _SYMBOLS[step]
    words = Line(rf"{symbol} = {number(value)}", f"head {component // size + 1}, number {component % size + 1}")
    formula = Formula(rf"{symbol}_t = W_{symbol.upper()} x_t + b_{symbol.upper()}")
    region = row_of(shows, time, evidence)
    return WorkedExample(evidence.step, question, (formula, *parts, words), value, model, (region,) if region else ())


def _score(evidence: Evidence, question: Question, reading: Reading) -> WorkedExample:
    """s[n, i, j] = q_i · k_j / √d_k, before mask and softmax."""
    head, i, j = question.index
    model = float(checked(evidence, question)[question.index])
    q, k, _ = projected(evidence, reading, head)
    score, size = float(q[i] @ k[j]), q.shape[1]
    cut = slice(head * size, (head + 1) * size)
    row, column = (i, cut.start), (j, cut.start)
    places = (
        Region(f"{reading.layer}.query", row, (i + 1, cut.stop)),
        Region(f"{reading.layer}.key", column, (j + 1, cut.stop)),
    )
    parts: list[Part] = [
        Formula(r"s[i, j] = \frac{q_i \cdot k_j}{\sqrt{d_k}}" if reading.scaled else r"s[i, j] = q_i \cdot k_j"),
        Grids(
            "query and key, number by number",
            (Grid(f"q_{{{i + 1}}}", folded(q[i]), places[0]), Grid(f"k_{{{j + 1}}}", folded(k[j]), places[1]),
             Grid(r"q \odot k", folded(q[i] * k[j]))), ("⊙", "="),
        ),
        score_line(reading.scaled, score, size),
    ]  # fmt: skip
    value = score / sqrt(size) if reading.scaled else score
    return WorkedExample(evidence.step, question, tuple(parts), value, model, places)


def _mixed(evidence: Evidence, question: Question, reading: Reading) -> WorkedExample:
    """Σ_j a[i, j] v_j: one number of what a query gathers from the keys it looks at."""
    time, component = question.index
    model = float(checked(evidence, question)[question.index])
    size = reading.x.shape[1] // reading.heads
    head, own = divmod(component, size)
    weights = evidence.picture(f"{reading.layer}.weights")[head, time]
    values = projected(evidence, reading, head)[2][:, own]
    words = words_of(evidence, reading.looks, len(values))
    rows = tuple(
        Row(f"{at + 1} {words[at]}".strip(), (float(weights[at]), float(values[at]), float(weights[at] * values[at])),
            Region.cell(f"{reading.layer}.value", int(at), component))
        for at in sorted(np.argsort(-weights, kind="stable")[:12].tolist())
    )  # fmt: skip
    value = float(weights @ values)
    rest = value - sum(row.values[2] for row in rows)
    if len(rows) < len(values):
        rows = (*rows, Row(f"{len(values) - len(rows)} more", (float("nan"), float("nan"), rest)))
    parts = (
        Formula(r"y_i = \sum_j a[i, j] \cdot v_j"),
        Table("weights × values", ("a", "v", r"a \cdot v"), rows, value),
        Line(rf"y = {number(value)}", f"head {head + 1}, number {own + 1}"),
    )
    region = Region(f"{reading.layer}.weights", (head, time, 0), (head + 1, time + 1, len(values)))
    return WorkedExample(evidence.step, question, parts, value, model, (region,))
