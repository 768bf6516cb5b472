"""Rows of the layer table for what the blocks are made of (no torch)."""

from __future__ import annotations

from playground.data.shapes import SequenceInput, TokenInput
from playground.experiment.layer_shape import LayerShape


def embedding(
    name: str, inputs: TokenInput | SequenceInput, width: int, learned: bool, picture: str = "input"
) -> list[LayerShape]:
    """Tokens or numbers to vectors, and learned positions if there are any; ``picture`` is the data's."""
    shape, length, tap = (inputs.length, width), inputs.length, f"{name}.embedded"
    if isinstance(inputs, TokenInput):
        kind, parameters, cost = "embedding", len(inputs.vocabulary) * width, 0
    else:
        features = len(inputs.features)
        kind, parameters, cost = "linear", (features + 1) * width, features * width * length
    values = f"{name}.values"
    rows = [LayerShape(values, kind, shape, parameters, cost, (picture,), name, "" if learned else tap)]
    if learned:
        rows.append(LayerShape(f"{name}.positions", "positions", shape, length * width, 0, (values,), name, tap))
    return rows


def attention(
    name: str, kind: str, length: int, memory: int, width: int, heads: int = 1, inputs: tuple[str, ...] = (),
    group: str = "", output_tap: str = "",
) -> LayerShape:  # fmt: skip
    """Projections to queries, keys, values and back, and the two products of the weights (arXiv 1706.03762).

    Args:
        inputs: what asks, and as the second what is looked at, where that is something else.
        output_tap: the picture of what comes out; the attention's own picture is its weights.
    """
    asks, looked_at = inputs[:1], inputs[-1:]
    own, product = width**2 + width, length * memory * width
    q, k, v, scores, weights, mix = (f"{name}.{part}" for part in ("query", "key", "value", "scores", "weights", "mix"))
    square = (length, memory)
    parts = (
        LayerShape(q, "linear", (length, width), own, length * width**2, asks),
        LayerShape(k, "linear", (memory, width), own, memory * width**2, looked_at),
        LayerShape(v, "linear", (memory, width), own, memory * width**2, looked_at),
        LayerShape(scores, "QKᵀ/√d", square, 0, product, (q, k), heads=heads),
        LayerShape(weights, "softmax", square, 0, 0, (scores,), heads=heads),
        LayerShape(mix, "weights · V", (length, width), 0, product, (weights, v)),
        LayerShape(f"{name}.output", "linear", (length, width), own, length * width**2, (mix,), tap=output_tap),
    )
    cost = sum(row.multiply_adds for row in parts)
    detail = f"{heads} heads" if heads > 1 else "1 head"
    return LayerShape(
        name, kind, (length, width), 4 * own, cost, inputs, group, f"{name}.weights", detail, heads, parts
    )  # fmt: skip


def norm(name: str, length: int, width: int, inputs: tuple[str, ...] = (), group: str = "") -> LayerShape:
    """Layer normalisation."""
    return LayerShape(name, "layer norm", (length, width), 2 * width, length * width, inputs, group, "")


def added(name: str, length: int, width: int, inputs: tuple[str, ...], group: str, tap: str = "") -> LayerShape:
    """The residual connection: the sum of what two rows put out."""
    return LayerShape(name, "sum", (length, width), 0, 0, inputs, group, tap)


def linear(
    name: str, inputs: int, outputs: int, length: int | None = None, reads: tuple[str, ...] = ()
) -> LayerShape:  # fmt: skip
    """Wx + b, once or at each of ``length`` steps."""
    shape = (outputs,) if length is None else (length, outputs)
    return LayerShape(name, "linear", shape, inputs * outputs + outputs, inputs * outputs * (length or 1), reads)
