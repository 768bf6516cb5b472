"""Activation maximisation: what is in the pictures of inputs that a unit wants, and the objective they were found by.

Source: Olah, Mordvintsev, Schubert, "Feature Visualization" (Distill 2017, doi 10.23915/distill.00007).
"""

from __future__ import annotations

from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Formula, Line, Part, Question, Row, Table, WorkedExample
from playground.worked.notation import number

PICTURE = "survey.wanted"  # and a layer
VARIATION, SIZE = 0.5, 0.2  # weights of the two penalties
STARTS = 4  # noises that each unit begins with; the best end is shown
STEPS = 128  # of the ascent
# what a picture's labels say, one number (as text) a unit; empty where it is not known yet
ACTIVATION, BEST, SCALE = "activation", "best of the test examples", "scale"
TERMS = ("variation", "mean square")
OBJECTIVE, SEARCHED = "objective", "test examples"


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
    penalties = [float(labels[name][unit]) for name in TERMS]
    rows, value = [Row("activation", (1.0, activation / scale, activation / scale))], activation / scale
    for name, weight, penalty in zip(TERMS, (VARIATION, SIZE), penalties, strict=True):
        rows.append(Row(name, (-weight, penalty, -weight * penalty)))
        value -= weight * penalty
    parts: tuple[Part, ...] = (
        Formula(
            r"J(x) = \frac{a(x)}{s} - \lambda_1 \cdot \mathrm{mean}|\partial x| - \lambda_2 \cdot \mathrm{mean} x^2"
        ),
        Line(rf"a(x) = {number(activation)}", "the unit's largest value anywhere in its picture of this input"),
        Line(rf"s = {number(scale)}", "its largest size among the test examples, so that units can be compared"),
        Table("objective", (r"\lambda", "t", r"\lambda \cdot t"), tuple(rows), value),
        Line(rf"a_{{\mathrm{{test}}}} = {number(best)}", "its value of the test example that excites it most"),
    )
    return WorkedExample(evidence.step, question, parts, value, float(told[unit]))
