"""Worked examples of what several architectures are made of: convolution, linear layer, output."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.worked.evidence import Evidence
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
from playground.worked.parts import SHOWN, Where, channel_caption, products, softmax, summed

MAPS = 3  # input channels whose patch is shown number by number; the sums of the others stand in the table


def convolution(
    x: Array, w: Array, bias: float, at: tuple[int, ...], below: str, kernel: str, stride: int, padding: int
) -> tuple[list[Part], float, list[Region]]:
    """z[o,i,j] = b_o + Σ_c Σ_m Σ_n x_c[i·s + m − p, j·s + n − p] · w_c[m,n]; x (C, H, W), w (O, C, M, N).

    Args:
        at: (o, i, j). below, kernel: the pictures that x and w are shown in.
    """
    out, row, column = at
    height, width = w.shape[2:]
    top, left = row * stride - padding, column * stride - padding
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    patch = padded[:, row * stride : row * stride + height, column * stride : column * stride + width]
    terms = patch * w[out]
    sums = terms.sum(axis=(1, 2))

    def source(channel: int) -> Region:
        return Region(below, (channel, top, left), (channel + 1, top + height, left + width)).clipped(x.shape)

    strongest = np.argsort(-np.abs(sums), kind="stable")
    parts: list[Part] = [
        Formula(r"z[i,j] = \sum_c \sum_m \sum_n x_c[i + m, j + n] \cdot w_c[m, n] + b"),
        Line(_written(patch, w[out], bias), "the same with its numbers"),
    ]
    for channel in sorted(strongest[:MAPS].tolist()):
        cell = Region(kernel, (out, channel, 0, 0), (out + 1, channel + 1, height, width))
        grids = (
            Grid("x", patch[channel], source(channel)), Grid("w", w[out, channel], cell),
            Grid(r"x \cdot w", terms[channel]),
        )  # fmt: skip
        parts.append(Grids(channel_caption(channel, sums[channel]), grids, ("⊙", "=")))
    total = float(sums.sum())
    parts += _over_channels(sums, strongest, source)
    parts.append(summed("z", [(r"\sum", total), ("b", bias)]))
    field = Region(below, (0, top, left), (len(x), top + height, left + width)).clipped(x.shape)
    return parts, total + bias, [field, Region(kernel, (out, 0, 0, 0), (out + 1, *w.shape[1:]))]


def _over_channels(sums: Array, strongest: NDArray[np.intp], source: Callable[[int], Region]) -> list[Part]:
    """The sum over the input channels as a table, the strongest by name; nothing where there is only one."""
    if len(sums) < 2:
        return []
    shown = sorted(strongest[: 2 * SHOWN].tolist())
    rows = [Row(f"channel {c + 1}", (float(sums[c]),), source(c)) for c in shown]
    if len(shown) < len(sums):
        rows.append(Row(f"{len(sums) - len(shown)} more", (float(sums.sum() - sums[shown].sum()),)))
    heads, terms = (r"\sum_m \sum_n x_c \cdot w_c",), tuple(map(float, sums))
    return [Table("sum over input channels", heads, tuple(rows), float(sums.sum()), terms)]


def _written(patch: Array, w: Array, bias: float) -> str:
    """The sum as it begins and as it ends."""
    pairs = [rf"{operand(a)} \cdot {operand(b)}" for a, b in zip(patch.ravel(), w.ravel(), strict=True)]
    shown = pairs if len(pairs) <= 4 else [*pairs[:3], r"\dots", pairs[-1]]
    return "z = " + " + ".join([*shown, operand(bias)])


def flat_place(name: str, shape: tuple[int, ...]) -> Where:
    """Where number k of a flattened tensor stands in its picture."""
    return lambda k: Region.cell(name, *(int(i) for i in np.unravel_index(k, shape)))


def places(shape: tuple[int, ...]) -> list[str]:
    """Number k of a flattened tensor, as people count: ``3, 1, 5``."""
    return [", ".join(str(i + 1) for i in index) for index in np.ndindex(*shape)]


def linear(
    evidence: Evidence, layer: str, x: Array, unit: int, where: Where, symbols: tuple[str, str] = ("w", "x")
) -> tuple[list[Part], float]:
    """z_k = Σ_d W[k,d] x_d + b_k of a linear layer; x (D,)."""
    w, bias = evidence.weight(f"{layer}.weight")[unit], float(evidence.weight(f"{layer}.bias")[unit])
    names = [f"{symbols[1]} {index + 1}" for index in range(len(x))]
    table, total = products("products, the largest", symbols, w, x, names, where)
    formula = Formula(rf"z = \sum_d {symbols[0]}_d \cdot {symbols[1]}_d + b")
    return [formula, table, summed("z", [(r"\sum", total), ("b", bias)])], total + bias


def output_value(
    evidence: Evidence, question: Question, parts: list[Part], z: float, logits: Array, unit: int,
    names: Sequence[str], regions: tuple[Region, ...],
) -> WorkedExample:  # fmt: skip
    """The output itself, or for a prediction its softmax, made of logits (K,) of which ``z`` is number ``unit``."""
    if question.picture == "output":
        model = float(evidence.picture("output")[question.index])
        return WorkedExample(evidence.step, question, tuple(parts), z, model, regions)
    if not question.picture.startswith("prediction"):
        raise AssertionError(question.picture)
    own = logits.copy()
    own[unit] = z
    lines, value = softmax(own, unit, names, lambda k: None)
    shown = evidence.picture(question.picture)
    line = Line(rf"z = {number(z)}", f"the logit of {names[unit]}")
    return WorkedExample(
        evidence.step, question, (*lines, line, *parts), value, float(shown[question.index]), regions
    )  # fmt: skip
