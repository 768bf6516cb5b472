"""Rows of the layer table for what the blocks are made of (no torch)."""

from __future__ import annotations

from playground.data.datasets import SequenceInput, TokenInput
from playground.experiment.experiment import LayerShape


def embedding(name: str, inputs: TokenInput | SequenceInput, width: int, learned: bool) -> list[LayerShape]:
    """Tokens or numbers to vectors, and learned positions if there are any."""
    shape, length = (inputs.length, width), inputs.length
    if isinstance(inputs, TokenInput):
        rows = [LayerShape(f"{name}.values", "embedding", shape, len(inputs.vocabulary) * width, 0)]
    else:
        rows = [linear(f"{name}.values", len(inputs.features), width, length)]
    if learned:
        rows.append(LayerShape(f"{name}.positions", "positions", shape, length * width, 0))
    return rows


def attention(name: str, kind: str, length: int, memory: int, width: int) -> LayerShape:
    """Projections to queries, keys, values and back, and the two products of the weights."""
    projections = (2 * length + 2 * memory) * width**2
    return LayerShape(name, kind, (length, width), 4 * width**2 + 4 * width, projections + 2 * length * memory * width)


def norm(name: str, length: int, width: int) -> LayerShape:
    """Layer normalisation."""
    return LayerShape(name, "layer norm", (length, width), 2 * width, length * width)


def linear(name: str, inputs: int, outputs: int, length: int | None = None) -> LayerShape:
    """Wx + b, once or at each of ``length`` steps."""
    shape = (outputs,) if length is None else (length, outputs)
    return LayerShape(name, "linear", shape, inputs * outputs + outputs, inputs * outputs * (length or 1))
