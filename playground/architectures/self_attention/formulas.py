"""The block's formula in plain NumPy: softmax(QKᵀ/√d_k)V in each head, then the linear output."""

from __future__ import annotations

from playground.blocks.formulas import Array, multi_head_attention


def block(
    x: Array, projection: Array, bias: Array, output: Array, output_bias: Array, readout: Array, readout_bias: Array,
    heads: int, scaled: bool = True,
) -> Array:  # fmt: skip
    """Attention of embedded steps x (T, D) to each other, then W y + b at each step → (T, K).

    Args:
        projection, bias, output, output_bias: as in ``multi_head_attention``; readout, readout_bias: (K, D), (K,).
    """
    mixed = multi_head_attention(x, x, projection, bias, output, output_bias, heads, scaled=scaled)
    result: Array = mixed @ readout.T + readout_bias
    return result
