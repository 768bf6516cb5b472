"""Membership: how well the loss of an example alone tells whether the model was trained on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Array, Formula, Line, Part, Question, Row, Table, WorkedExample
from playground.worked.notation import number

PICTURE = "survey.membership"
TRAINING, UNSEEN = 1, 0
AREA, THRESHOLD = 0, 1  # what is asked about: the area under the curve, or the attack at the mean training loss


@dataclass(frozen=True)
class Attack:
    """The attack that calls an example a training example where its loss is at most a threshold, at every threshold.

    Yeom et al. 2018 (arXiv 1709.01604), adversary 2; they take the mean training loss for the threshold.

    Attributes:
        false, true: shares of unseen and of training examples that are called so, from none to all (K,).
        area: under that curve: the chance that a training example has the smaller loss of a pair; 0.5 is guessing.
        advantage: true − false at the mean training loss.
    """

    false: Array
    true: Array
    area: float
    advantage: float


def losses(values: NDArray[np.float32]) -> tuple[Array, Array]:
    """Of training and of unseen examples, in float64; those that are no finite number are left out."""
    rows = values[np.isfinite(values).all(axis=1)].astype(np.float64)
    return rows[rows[:, 0] == TRAINING, 2], rows[rows[:, 0] == UNSEEN, 2]


def attack(members: Array, others: Array) -> Attack:
    """Of losses (M,) of training and (N,) of unseen examples, neither empty."""
    edges = np.unique(np.concatenate([members, others]))
    true = np.concatenate([[0.0], np.searchsorted(np.sort(members), edges, side="right") / len(members)])
    false = np.concatenate([[0.0], np.searchsorted(np.sort(others), edges, side="right") / len(others)])
    area = float(((true[1:] + true[:-1]) / 2 * np.diff(false)).sum())
    limit = members.mean()
    advantage = float((members <= limit).mean() - (others <= limit).mean())
    return Attack(false, true, area, advantage)


def exposed(values: NDArray[np.float32], count: int) -> list[tuple[int, int, float, float]]:
    """The training examples whose losses the fewest unseen ones undercut, at most ``count``.

    Row among the training examples, number in the training set, loss, share of unseen examples with such a loss.
    """
    rows = values[values[:, 0] == TRAINING].astype(np.float64)
    _, others = losses(values)
    if not len(others):
        return []
    order = [int(at) for at in np.argsort(rows[:, 2], kind="stable")[:count] if np.isfinite(rows[at, 2])]
    below = np.sort(others)
    shares = {at: float(np.searchsorted(below, rows[at, 2], side="right")) / len(others) for at in order}
    return [(at, int(rows[at, 1]), float(rows[at, 2]), shares[at]) for at in order]


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """The area under the curve from its pairs, or the advantage at one threshold. Raises UnexplainedError."""
    members, others = losses(np.asarray(evidence.picture(PICTURE), np.float32))
    if not len(members) or not len(others):
        raise UnexplainedError("No loss is a finite number, so nothing can be compared.")
    if question.index == (AREA,):
        return _area(evidence, question, members, others)
    if question.index == (THRESHOLD,):
        return _advantage(evidence, question, members, others)
    raise UnexplainedError("There is no such number in the picture; choose another.")


def _area(evidence: Evidence, question: Question, members: Array, others: Array) -> WorkedExample:
    smaller = int((members[:, None] < others).sum())
    same = int((members[:, None] == others).sum())
    pairs = len(members) * len(others)
    value = (smaller + same / 2) / pairs
    heads = (r"pairs",)
    rows = (
        Row("the training example has the smaller loss", (float(smaller),)),
        Row("both losses are equal", (float(same),)),
        Row("the unseen example has the smaller loss", (float(pairs - smaller - same),)),
    )
    calculation: tuple[Part, ...] = (
        Formula(r"\mathrm{AUC} = \frac{1}{M N} \cdot (\sum_{i, j} [l_i < l_j] + \frac{1}{2} [l_i = l_j])"),
        Line(f"M = {len(members)}, \\quad N = {len(others)}", "training and unseen examples"),
        Table("pairs of a training and an unseen example", heads, rows, float(pairs)),
        Line(rf"\mathrm{{AUC}} = \frac{{{smaller} + {number(same / 2)}}}{{{pairs}}} = {number(value)}"),
    )
    return WorkedExample(evidence.step, question, calculation, value, attack(members, others).area)


def _advantage(evidence: Evidence, question: Question, members: Array, others: Array) -> WorkedExample:
    limit = float(members.sum()) / len(members)
    caught, taken = int((members <= limit).sum()), int((others <= limit).sum())
    value = caught / len(members) - taken / len(others)
    shares = rf"\frac{{{caught}}}{{{len(members)}}} - \frac{{{taken}}}{{{len(others)}}}"
    calculation: tuple[Part, ...] = (
        Formula(r"\mathrm{Adv} = \frac{1}{M} \cdot \sum_i [l_i \le t] - \frac{1}{N} \cdot \sum_j [l_j \le t]"),
        Line(f"t = {number(limit)}", "mean loss of the training examples"),
        Line(rf"\mathrm{{Adv}} = {shares} = {number(value)}"),
    )
    return WorkedExample(evidence.step, question, calculation, value, attack(members, others).advantage)
