"""Sampling: the probability with which a token is drawn, at a temperature and after top-k and top-p, unfolded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from playground.data.sampling import PLAIN, Sampling
from playground.data.shapes import ClassTarget
from playground.worked.evidence import Evidence
from playground.worked.example import Array, Formula, Line, Part, Question, Row, Table, WorkedExample
from playground.worked.notation import number
from playground.worked.parts import SHOWN, seen

NOTHING = float("nan")


def drawn(
    example: WorkedExample, question: Question, logits: Array, unit: int, names: Sequence[str]
) -> WorkedExample:  # fmt: skip
    """Of logits (K,) the probability with which number ``unit`` is drawn; ``example`` unfolds its logit."""
    assert question.sampling is not None
    found, value = parts(logits, unit, question.sampling, names)
    model = float(question.sampling.odds(logits.astype(np.float32)).drawn[unit])
    return replace(example, question=question, parts=(*found, *example.parts), value=value, model=model)


def written(example: WorkedExample, evidence: Evidence, row: int, unit: int, line: str) -> WorkedExample:
    """Of a token that a model wrote on a line, too: with which probability that line drew it."""
    sampling, words = Sampling.of(line), evidence.shape.targets
    if sampling in (None, PLAIN) or "output" not in evidence.pictures or not isinstance(words, ClassTarget):
        return example
    assert sampling is not None
    found, _ = parts(evidence.picture("output")[row], unit, sampling, words.labels)
    return replace(example, parts=(*example.parts, *found))


def parts(logits: Array, unit: int, sampling: Sampling, names: Sequence[str]) -> tuple[list[Part], float]:
    """q of one token, from the logits (K,) of all.

    q_k = e^{z_k / T} / Σ_{j ∈ V} e^{z_j / T} for k in V, the likeliest tokens that top-k and top-p leave
    (Holtzman et al. 2019, arXiv 1904.09751, section 3.1 and 5), else 0.
    """
    odds = sampling.odds(logits)
    k, p = sampling.top_k or len(logits), number(sampling.top_p)
    given = Line(rf"T = {number(sampling.temperature)}, \quad k = {k}, \quad p = {p}", "temperature, top-k and top-p")
    if not sampling.temperature:
        value = float(odds.drawn[unit])
        return [given, Line(f"q = {number(value)}", "a temperature of 0 takes the largest logit")], value
    powers = np.exp((logits - logits.max()) / sampling.temperature)
    whole = float(powers[odds.kept].sum())
    value = float(powers[unit]) / whole if odds.kept[unit] else 0.0
    order = np.argsort(-logits, kind="stable")
    return [
        Formula(r"q_k = \frac{u_k}{\sum_{j \in V} u_j}, \quad u_k = e^{(z_k - \max z) / T}"),
        given,
        _table(logits, powers, odds.kept, order[: odds.top], unit, sampling, names),
        _line(powers, whole, value, unit, order[: odds.top]),
    ], value


def _table(
    logits: Array, powers: Array, kept: np.ndarray, top: np.ndarray, unit: int, sampling: Sampling,
    names: Sequence[str],
) -> Table:  # fmt: skip
    """The likeliest and the asked one; beside them what top-k leaves adds up to, and q."""
    order = np.argsort(-logits, kind="stable")
    reached = np.full(len(logits), NOTHING)
    reached[top] = np.cumsum(powers[top]) / powers[top].sum()
    q = np.where(kept, powers, 0.0) / powers[kept].sum()
    listed = [*order[:SHOWN].tolist(), *([unit] if unit not in order[:SHOWN] else [])]
    nucleus = sampling.top_p < 1
    columns = np.stack([logits, powers, *([reached] if nucleus else []), q], axis=1)
    rows = [Row(seen(names[k]), tuple(map(float, columns[k])), marked=k == unit) for k in listed]
    others = np.setdiff1d(np.arange(len(logits)), listed)
    if len(others):
        sums = (float(powers[others].sum()), *([NOTHING] if nucleus else []), float(q[others].sum()))
        rows.append(Row(f"{len(others)} more", (NOTHING, *sums)))
    heads = ("z", "u", *([r"\sum p"] if nucleus else []), "q")
    return Table("the likeliest first; what is cut off has q = 0", heads, tuple(rows))


def _line(powers: Array, whole: float, value: float, unit: int, top: np.ndarray) -> Line:
    if value:
        return Line(rf"q = \frac{{{number(float(powers[unit]))}}}{{{number(whole)}}} = {number(value)}", "renormalised")
    if unit not in top:
        return Line("q = 0", "cut off by top-k: others are likelier")
    return Line("q = 0", "cut off by top-p: what is likelier reaches p")
