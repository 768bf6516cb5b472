"""Sanity: what is in the picture of attributions under weights that are drawn anew, and one number of it unfolded.

Source: Adebayo et al., "Sanity Checks for Saliency Maps" (arXiv 1810.03292), the cascading randomization test.
"""

from __future__ import annotations

import numpy as np

from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Formula, Line, Part, Question, Row, Table, WorkedExample
from playground.worked.notation import number

PICTURE = "survey.sanity"  # (method, layer, example): rank correlations, NaN where not known yet
METHOD, LAYER = "method", "layer"


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """The mean over the examples of one method and layer; the index is (method, layer). Raises UnexplainedError."""
    values = np.asarray(evidence.picture(PICTURE), np.float64)
    inside = len(question.index) == 2 and all(
        0 <= at < size for at, size in zip(question.index, values.shape, strict=False)
    )
    if not inside or not np.isfinite(values[question.index]).any():
        raise UnexplainedError("This number is not known yet: wait a moment, and ask again.")
    each = values[question.index]
    known = each[np.isfinite(each)]
    rows = [Row(f"test example {at + 1}", (float(one),)) for at, one in enumerate(each) if np.isfinite(one)]
    value = float(known.sum() / len(known))
    layers = question.index[1] + 1
    parts: tuple[Part, ...] = (
        Formula(r"\mathrm{corr} = \frac{1}{N} \sum_n r(R_n, R'_n)"),
        Line(rf"{layers}", "layers drawn anew, from the output down"),
        Table("rank correlation of the attributions before and after", ("r",), tuple(rows), float(known.sum())),
        Line(rf"\mathrm{{corr}} = \frac{{{number(float(known.sum()))}}}{{{len(known)}}} = {number(value)}"),
    )
    return WorkedExample(evidence.step, question, parts, value, float(np.float32(known.mean())))
