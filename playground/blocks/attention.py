"""Attention: torch's fused kernel for training, the same weights written out for looking inside."""

from __future__ import annotations

from math import sqrt

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.blocks.key_values import KeyValues
from playground.probes.tap import Tap

COMPONENT = "component"  # of a query, a key or a value: the heads one behind the other


class Attention(nn.Module):
    """Multi-head scaled dot-product attention (arXiv 1706.03762): softmax(QKᵀ/√d_k)V in each head.

    Args:
        width: D, a multiple of ``heads``; each head works with d = D / heads numbers.
        scaled: whether scores are divided by √d_k.
        query, key: what the axes of the weights are called, such as ``target query``, ``source key``.

    Attributes:
        cache: keys and values of the steps before, while a text is gone on with.
    """

    def __init__(
        self, width: int, heads: int, dropout: float, scaled: bool, query: str = "query", key: str = "key"
    ) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.scaled = scaled
        self.cache: KeyValues | None = None
        self.projection = nn.Linear(width, 3 * width)  # queries, keys and values, stacked
        self.output = nn.Linear(width, width)
        self.weights_tap = Tap("head", query, key)
        self.mask_tap = Tap(query, key)
        asks, looked_at = query.replace("query", "time"), key.replace("key", "time")
        self.query_tap = Tap(asks, COMPONENT, inner=True)
        self.key_tap = Tap(looked_at, COMPONENT, inner=True)
        self.value_tap = Tap(looked_at, COMPONENT, inner=True)
        self.scores_tap = Tap("head score", query, key, inner=True)
        self.mix_tap = Tap(asks, COMPONENT, inner=True)
        nn.init.xavier_uniform_(self.projection.weight)
        nn.init.zeros_(self.projection.bias)
        nn.init.zeros_(self.output.bias)

    def forward(self, x: Tensor, memory: Tensor | None = None, allowed: Tensor | None = None) -> Tensor:
        """x (B, T, D) asks; ``memory`` (B, S, D) is looked at, x itself when None → (B, T, D).

        ``allowed`` is broadcast to (B, N, T, S); False where a query may not look.
        """
        named = zip((self.query_tap, self.key_tap, self.value_tap), self._project(x, memory), strict=True)
        q, k, v = (self._split(tap(part)) for tap, part in named)
        if self.cache is not None:
            k, v, allowed = self.cache.grown(k, v, allowed)
        if any(tap.heard for tap in (self.weights_tap, self.mask_tap, self.scores_tap)):
            mixed = self._mix(q, k, v, allowed)
        else:
            mixed = functional.scaled_dot_product_attention(
                q, k, v, attn_mask=allowed, dropout_p=self.dropout if self.training else 0.0,
                scale=None if self.scaled else 1.0,
            )  # fmt: skip
        out: Tensor = self.output(self.mix_tap(mixed.transpose(1, 2).flatten(2)))
        return out

    def _project(self, x: Tensor, memory: Tensor | None) -> tuple[Tensor, ...]:
        if memory is None:
            return self.projection(x).chunk(3, dim=-1)  # type: ignore[no-any-return]
        width = x.shape[-1]
        weight, bias = self.projection.weight, self.projection.bias
        q = functional.linear(x, weight[:width], bias[:width])
        return (q, *functional.linear(memory, weight[width:], bias[width:]).chunk(2, dim=-1))

    def _split(self, x: Tensor) -> Tensor:
        """(B, T, D) → (B, N, T, d)."""
        batch, length, width = x.shape
        return x.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def _mix(self, q: Tensor, k: Tensor, v: Tensor, allowed: Tensor | None) -> Tensor:
        """The weights written out, told to the taps, and applied: → (B, N, T, d)."""
        scores = q @ k.transpose(-1, -2)
        if self.scaled:
            scores = scores / sqrt(q.shape[-1])
        scores = self.scores_tap(scores)
        shape = (len(q), *scores.shape[-2:])
        if allowed is None:
            self.mask_tap(scores.new_ones(()).expand(shape))
        else:
            scores = scores.masked_fill(~allowed, float("-inf"))
            self.mask_tap(allowed.squeeze(1).expand(shape).to(scores.dtype))
        weights: Tensor = self.weights_tap(scores.softmax(dim=-1), allowed)
        return functional.dropout(weights, self.dropout, self.training) @ v


def causal_mask(length: int, device: torch.device) -> Tensor:
    """(1, 1, T, T), True where key ≤ query: no step looks ahead."""
    return torch.ones(length, length, dtype=torch.bool, device=device).tril()[None, None]


def padding_mask(tokens: Tensor, padding: int | None) -> Tensor | None:
    """Tokens (B, S) → (B, 1, 1, S), False where a sequence is only filled up; None when none ever is."""
    return None if padding is None else (tokens != padding)[:, None, None, :]


def both(one: Tensor | None, other: Tensor | None) -> Tensor | None:
    """What two masks allow together; None allows all."""
    if one is None or other is None:
        return other if one is None else one
    return one & other
