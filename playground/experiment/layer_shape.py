"""LayerShape: one row of the layer table, from which the network is drawn, too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LayerShape:
    """One row of the layer table.

    Attributes:
        name: the name under which its tensor is tapped.
        output: shape of one example's output, without the batch.
        parameters: trainable numbers.
        multiply_adds: multiplications of one example's forward pass, a measure of cost.
        inputs: the rows it reads, or ``input``, ``input.target`` of the data; a row that names itself reads its own
            output of the step before. Empty: the row above, or ``input``.
        group: the part of the model that it is shown as a piece of, such as ``stages.0``; empty for none.
        tap: the picture of its output, ``name`` where None; empty where it has none.
        detail: what sets it apart from others of its kind, such as ``3 × 3``.
        heads: attention patterns side by side; its picture is then (heads, queries, keys).
        parts: what it is made of, in the same order; drawn where somebody opens it.
    """

    name: str
    kind: str
    output: tuple[int, ...]
    parameters: int
    multiply_adds: int
    inputs: tuple[str, ...] = ()
    group: str = ""
    tap: str | None = None
    detail: str = ""
    heads: int = 0
    parts: tuple[LayerShape, ...] = ()
