"""Worked example of what attention puts out: the heads' gathered values through the output projection."""

from __future__ import annotations

import numpy as np

from playground.blocks.formulas import attention_weights
from playground.blocks.worked_attention import Reading, projected
from playground.worked.evidence import Evidence
from playground.worked.example import Array, Formula, Part
from playground.worked.parts import products, summed


def gathered(evidence: Evidence, reading: Reading) -> Array:
    """Concat(head_1 … head_h) (T, D), before the output projection."""
    allowed = evidence.picture(f"{reading.layer}.mask") > 0
    heads = []
    for head in range(reading.heads):
        q, k, v = projected(evidence, reading, head)
        heads.append(attention_weights(q, k, allowed, reading.scaled) @ v)
    result: Array = np.concatenate(heads, axis=-1)
    return result


def mixed(evidence: Evidence, reading: Reading, step: int, feature: int) -> tuple[list[Part], float]:
    """y_t = W_O Concat(head_1 … head_h)_t + b_O, one number of it."""
    x = gathered(evidence, reading)[step]
    w = evidence.weight(f"{reading.layer}.output.weight")[feature]
    bias = float(evidence.weight(f"{reading.layer}.output.bias")[feature])
    size = len(x) // reading.heads
    names = [f"head {k // size + 1}, {k % size + 1}" for k in range(len(x))]
    table, total = products("output projection", ("w", "c"), w, x, names, lambda k: None)
    formula = Formula(r"y_t = W_O \cdot \mathrm{Concat}(head_1, \dots, head_h)_t + b_O")
    return [formula, table, summed("y", [(r"\sum", total), ("b", bias)])], total + bias


def mixed_all(evidence: Evidence, reading: Reading) -> Array:
    """What attention puts out at every step (T, D)."""
    w = evidence.weight(f"{reading.layer}.output.weight")
    result: Array = gathered(evidence, reading) @ w.T + evidence.weight(f"{reading.layer}.output.bias")
    return result
