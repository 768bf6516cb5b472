"""Parts that many formulas share: a sum of products, an activation, a softmax, a learned number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import erf, exp, pi, sqrt, tanh

import numpy as np

from playground.worked.evidence import Evidence
from playground.worked.example import Array, Formula, Line, Part, Question, Region, Row, Table, WorkedExample
from playground.worked.notation import number, operand

SHOWN = 10  # rows of a long sum that are written out; the others are added up in one
Where = Callable[[int], Region | None]


def checked(evidence: Evidence, question: Question) -> Array:
    """The picture asked about, the index lying inside. Raises UnexplainedError."""
    from playground.worked.evidence import UnexplainedError

    values = evidence.picture(question.picture)
    inside = len(question.index) == values.ndim and all(
        0 <= i < size for i, size in zip(question.index, values.shape, strict=True)
    )
    if not inside:
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    return values


def channel_caption(channel: int, total: float) -> str:
    """The words above what one input channel, counted from 0, adds to a sum."""
    return f"input channel {channel + 1}, sum {total:.4g}".replace("-", "−")


def products(
    caption: str, heads: tuple[str, str], w: Array, x: Array, names: Sequence[str], where: Where
) -> tuple[Table, float]:
    """Σ_k w_k x_k with its largest terms written out; w, x (K,).

    Args:
        heads: the symbols of w and x.
        names: what each k is; where: the cell that x_k stands in.
    """
    terms = w * x
    order = np.argsort(-np.abs(terms), kind="stable")
    chosen = sorted(order[:SHOWN].tolist()) if len(terms) > SHOWN + 1 else range(len(terms))
    rows = [Row(names[k], (float(w[k]), float(x[k]), float(terms[k])), where(k)) for k in chosen]
    if len(rows) < len(terms):
        rest = float(terms.sum() - terms[list(chosen)].sum())
        rows.append(Row(f"{len(terms) - len(rows)} more", (float("nan"), float("nan"), rest)))
    total = float(terms.sum())
    return Table(caption, (*heads, rf"{heads[0]} \cdot {heads[1]}"), tuple(rows), total), total


def activated(kind: str, symbol: str, z: float) -> tuple[list[Part], float]:
    """f(z) of one number: ``relu``, ``gelu``, ``gelu-tanh`` (its approximation), ``tanh``, ``sigmoid`` or ``none``."""
    match kind:
        case "relu":
            value, text = max(0.0, z), rf"\max(0, {number(z)})"
        case "gelu":
            value, text = z * (1 + erf(z / sqrt(2))) / 2, rf"{operand(z)} \cdot \Phi({number(z)})"
        case "gelu-tanh":
            inner = sqrt(2 / pi) * (z + 0.044715 * z**3)
            value = z * (1 + tanh(inner)) / 2
            text = rf"\frac{{1}}{{2}} \cdot {operand(z)} \cdot (1 + \tanh({number(inner)}))"
        case "tanh":
            value, text = tanh(z), rf"\tanh({number(z)})"
        case "sigmoid":
            value, text = sigmoid(z), rf"\sigma({number(z)})"
        case _:
            return [], z
    return [Line(f"{symbol} = {text} = {number(value)}", "activation")], value


def sigmoid(z: float) -> float:
    """1 / (1 + e^−z), without overflow for very negative z."""
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def seen(word: str) -> str:
    """A name that can be seen, also of a blank and of the end of a line."""
    return word if word.strip() else word.replace(" ", "␣").replace("\n", "↵")


def softmax(logits: Array, chosen: int, names: Sequence[str], where: Where) -> tuple[list[Part], float]:
    """p_k = e^{z_k} / Σ_j e^{z_j}; the largest logit is subtracted from all, which changes nothing but overflow."""
    powers = np.exp(logits - logits.max())
    shares = powers / powers.sum()
    order = np.argsort(-logits, kind="stable")
    kept = sorted({*order[: SHOWN + 2].tolist(), chosen})
    rows = [
        Row(seen(names[k]), (float(logits[k]), float(powers[k]), float(shares[k])), where(k), k == chosen) for k in kept
    ]
    if len(kept) < len(logits):
        others = [k for k in range(len(logits)) if k not in set(kept)]
        words = f"{len(others)} more"
        rows.append(Row(words, (float("nan"), float(powers[others].sum()), float(shares[others].sum()))))
    value = float(shares[chosen])
    line = rf"\frac{{{number(float(powers[chosen]))}}}{{{number(float(powers.sum()))}}} = {number(value)}"
    parts: list[Part] = [
        Formula(r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"),
        Table("logits, exponentials, probabilities", ("z", r"e^{z - \max z}", "p"), tuple(rows)),
        Line(f"p = {line}"),
    ]
    return parts, value


def summed(symbol: str, addends: Sequence[tuple[str, float]]) -> Line:
    """``z = 0.5 + (-0.2) + 0.1 = 0.4``: named partial sums, then their total."""
    words = " + ".join(operand(value) for _, value in addends)
    return Line(
        f"{symbol} = {' + '.join(name for name, _ in addends)} = {words} = {number(sum(v for _, v in addends))}"
    )


def learned(evidence: Evidence, question: Question) -> WorkedExample:
    """A parameter: nothing computes it but the optimizer, a step at a time."""
    value = float(checked(evidence, question)[question.index])
    training = evidence.experiment.training
    parts = (
        Formula(r"w \leftarrow w - \eta \cdot \frac{\partial L}{\partial w}"),
        Line(
            rf"w = {number(value)}, \quad \eta = {number(training.learning_rate)}",
            "a learned number: the optimizer changes it at each step",
        ),
    )
    model = float(evidence.weight(question.picture)[question.index])
    return WorkedExample(evidence.step, question, parts, value, model)
