"""Exchange: what is in the picture of single tokens replaced so that the answer suffers most, and one of them unfolded.

Source: Ebrahimi, Rao, Lowd, Dou, "HotFlip: White-Box Adversarial Examples for Text Classification" (arXiv 1712.06751).
"""

from __future__ import annotations

from playground.worked.example import Array, Formula, Line, Part, Region
from playground.worked.notation import number, operand
from playground.worked.parts import products

PICTURE = "survey.exchange"  # of the specimen: (place, 3), the numbers below
TOKEN, ESTIMATE, RISE = 0, 1, 2  # the new token, by how much the loss should rise to first order, and really does
TIME = "time"  # label: the specimen's words
NEW, AFTER = "new", "after"  # labels, one a place: the new word, and the answer then
CAUSE = "cause"  # label, one a place: "1" where the answer is known to rest on it, so that another token there asks
# for another answer
LOSS, BEFORE = "loss", "before"  # labels: of the specimen as it is
TRIED, ALL = "tried", "all"  # labels: exchanges that were computed, of how many
AGREEMENT = "agreement"  # label: their rank correlation with the estimates


def parts_of(
    gradient: Array, old: Array, new: Array, words: tuple[str, str], losses: tuple[float, float], place: int
) -> tuple[tuple[Part, ...], float]:
    """By how much the loss (nats) rises with one token exchanged: the estimate by its slope (D,), and two passes."""
    names = [f"number {k + 1}" for k in range(len(gradient))]
    where = Region.cell("input", place)
    table, estimate = products("slope times change of the embedding", ("g", "(e' - e)"), gradient, new - old, names,
                               lambda k: where)  # fmt: skip
    before, after = losses
    return (
        Formula(r"\mathrm{rise} \approx (e' - e) \cdot \frac{\partial L}{\partial e}"),
        table,
        Line(rf"\mathrm{{estimate}} = {number(estimate)}", f"{words[0]} → {words[1]}"),
        Line(rf"L(x) = {number(before)}", "a pass with the specimen"),
        Line(rf"L(x') = {number(after)}", "a pass with this token exchanged"),
        Line(rf"\mathrm{{rise}} = {number(after)} - {operand(before)} = {number(after - before)}"),
    ), after - before
