"""Activation maximisation: what is in the pictures of inputs that a unit wants, and the objective they were found by.

Source: Olah, Mordvintsev, Schubert, "Feature Visualization" (Distill 2017, doi 10.23915/distill.00007).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Formula, Line, Part, Question, Row, Table, WorkedExample
from playground.worked.notation import number, operand

PICTURE = "survey.wanted"  # and a layer
VARIATION, SIZE = 0.5, 0.2  # weights of the two penalties
STARTS = 4  # noises that each unit begins with; the best end is shown
STEPS = 128  # of the ascent
REAL = 4  # test examples that a search for tokens begins with, and as many sequences that are drawn
TRIED_AT_MOST = 32  # exchanges of one token that are computed in a round
TOGETHER = 8  # units that are looked for at once
# what a picture's labels say, one number (as text) a unit; empty where it is not known yet
ACTIVATION, BEST, SCALE = "activation", "best of the test examples", "scale"
TERMS = ("variation", "mean square")
OBJECTIVE, SEARCHED = "objective", "test examples"
# labels of tokens that were found: the vocabulary; one a unit: what the search began with (the number of a test
# example, or that it was drawn), what that came to, the exchanges since then, and the step with the largest value
TOKEN, BEGAN, BEFORE, PATH, PEAK = "token", "began with", "before", "path", "step of the largest value"
WRITTEN = "written"  # of a layer of the decoder: what stays written meanwhile; the step above is one of it
FILLING = "filling"  # the token that only fills a sequence up; empty where there is none
TRIED = "tried"  # exchanges that were computed in a round
DRAWN = -1


@dataclass(frozen=True)
class Exchanged:
    """One token put in the place of another: by how much the activation should have risen to first order, and rose."""

    place: int
    old: int
    new: int
    estimate: float
    rise: float


def packed(path: Iterable[Exchanged]) -> str:
    """As a label holds it."""
    return json.dumps([astuple(one) for one in path])


def unpacked(told: str) -> tuple[Exchanged, ...]:
    """Read again."""
    return tuple(Exchanged(*one) for one in json.loads(told or "[]"))


def layer_of(picture: str) -> str:
    """The layer that a picture is about; empty for any other picture."""
    return picture[len(PICTURE) + 1 :] if picture.startswith(f"{PICTURE}.") else ""


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """The objective of one unit's input; the index begins with the unit. Raises UnexplainedError."""
    labels, unit = evidence.labels, question.index[0] if question.index else -1
    told = labels.get(OBJECTIVE, ())
    if not 0 <= unit < len(told) or not told[unit]:
        raise UnexplainedError("This unit's input is still being looked for: wait a moment, and ask again.")
    activation, scale, best = (float(labels[name][unit]) for name in (ACTIVATION, SCALE, BEST))
    if PATH in labels:
        parts, value = _exchanges(labels, unit, best)
        return WorkedExample(evidence.step, question, parts, value, activation)
    penalties = [float(labels[name][unit]) for name in TERMS]
    rows, value = [Row("activation", (1.0, activation / scale, activation / scale))], activation / scale
    for name, weight, penalty in zip(TERMS, (VARIATION, SIZE), penalties, strict=True):
        rows.append(Row(name, (-weight, penalty, -weight * penalty)))
        value -= weight * penalty
    parts = (
        Formula(
            r"J(x) = \frac{a(x)}{s} - \lambda_1 \cdot \mathrm{mean}|\partial x| - \lambda_2 \cdot \mathrm{mean} x^2"
        ),
        Line(rf"a(x) = {number(activation)}", "the unit's largest value anywhere in its picture of this input"),
        Line(rf"s = {number(scale)}", "its largest size among the test examples, so that units can be compared"),
        Table("objective", (r"\lambda", "t", r"\lambda \cdot t"), tuple(rows), value),
        Line(rf"a_{{\mathrm{{test}}}} = {number(best)}", "its value of the test example that excites it most"),
    )
    return WorkedExample(evidence.step, question, parts, value, float(told[unit]))


def _exchanges(labels: Mapping[str, tuple[str, ...]], unit: int, best: float) -> tuple[tuple[Part, ...], float]:
    """What the search began with, and what each exchange added to it."""
    words, before, began = labels[TOKEN], float(labels[BEFORE][unit]), int(labels[BEGAN][unit])
    path = unpacked(labels[PATH][unit])
    rows = tuple(Row(f"{one.place + 1}: {words[one.old]} → {words[one.new]}", (one.estimate, one.rise)) for one in path)
    added = sum(one.rise for one in path)
    start = Line(rf"a(x_0) = {number(before)}", "tokens drawn at random")
    if began != DRAWN:
        start = Line(rf"a(x_0) = {number(before)}", f"test example no. {began + 1}")
    return (
        Formula(r"x_{k+1} = x_k \mathrm{ with the exchange } e \to e' \mathrm{ for which } a \mathrm{ is largest}"),
        Formula(r"\mathrm{rise} \approx (e' - e) \cdot \frac{\partial a}{\partial e}"),
        start,
        Table("exchanges", (r"\mathrm{estimate}", r"\mathrm{rise}"), rows, added),
        Line(
            rf"a(x) = {number(before)} + {operand(added)} = {number(before + added)}",
            "the unit's largest value at any step of these tokens",
        ),
        Line(rf"a_{{\mathrm{{test}}}} = {number(best)}", "its value of the test example that excites it most"),
    ), before + added
