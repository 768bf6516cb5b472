"""Attention that torch computes in one piece: its weights, and what they mix, computed step by step beside it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Attended:
    """The weights (B, N, T, S) of ``scaled_dot_product_attention``, and the values (…, S, D) that they mix.

    Attributes:
        scores: what the softmax was given, in the shape of the weights.
    """

    weights: Tensor
    scores: Tensor
    values: Tensor
    single: bool  # it was given (B, T, D), without heads


def attended(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Attended:
    """softmax(q kᵀ · scale + mask), by the documentation of torch.nn.functional.scaled_dot_product_attention."""
    names = ("query", "key", "value", "attn_mask", "dropout_p", "is_causal", "scale", "enable_gqa")
    given = {**dict(zip(names, arguments, strict=False)), **keywords}
    query, key, value, mask = given["query"], given["key"], given["value"], given.get("attn_mask")
    single = query.dim() == 3
    if given.get("enable_gqa"):
        key = key.repeat_interleave(query.shape[-3] // key.shape[-3], -3)
        value = value.repeat_interleave(query.shape[-3] // value.shape[-3], -3)
    scale = given.get("scale")
    scores = query @ key.transpose(-2, -1) * (1 / sqrt(query.shape[-1]) if scale is None else scale)
    if given.get("is_causal"):
        allowed = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).tril()
        scores = scores.masked_fill(~allowed, -torch.inf)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf) if mask.dtype is torch.bool else scores + mask
    weights = scores.softmax(-1)
    if single:
        weights, scores = weights.unsqueeze(-3), scores.unsqueeze(-3)
    return Attended(weights, scores, value, single)


def mixed(weights: Tensor, found: Attended, output: Tensor) -> Tensor:
    """What the weights (B, N, T, S) mix of the values, in the shape of the output."""
    chosen = weights.squeeze(-3) if found.single else weights
    return (chosen @ found.values).to(output.dtype)


def attends(module: nn.MultiheadAttention, value: Tensor, weights: Tensor, batch_first: bool) -> Tensor:
    """The output of multi-head attention (arXiv 1706.03762) for given weights (B, N, T, S)."""
    if not batch_first:
        value = value.transpose(0, 1)
    width, bias = module.embed_dim, module.in_proj_bias
    matrix = module.in_proj_weight[2 * width :] if module.in_proj_weight is not None else module.v_proj_weight
    assert matrix is not None
    v = functional.linear(value, matrix, None if bias is None else bias[2 * width :])
    v = v.reshape(*v.shape[:2], module.num_heads, -1).transpose(1, 2)
    out: Tensor = module.out_proj((weights @ v).transpose(1, 2).flatten(2))
    return out if batch_first else out.transpose(0, 1)


def scores_of(module: nn.MultiheadAttention, query: Tensor, key: Tensor) -> Tensor | None:
    """q kᵀ / √d of each head (B, N, T, S), before any mask; None where keys are added or a batch is missing."""
    added = module.bias_k is not None or module.add_zero_attn
    if query.dim() != 3 or added or module.in_proj_weight is None:
        return None
    width, bias = module.embed_dim, module.in_proj_bias
    sides = []
    for number, given in enumerate((query, key)):
        part = slice(number * width, (number + 1) * width)
        states = given if module.batch_first else given.transpose(0, 1)
        states = functional.linear(states, module.in_proj_weight[part], None if bias is None else bias[part])
        sides.append(states.reshape(*states.shape[:2], module.num_heads, -1).transpose(1, 2))
    q, k = sides
    return q @ k.transpose(-2, -1) / sqrt(q.shape[-1])


def softmax_over_keys(arguments: tuple[Any, ...], keywords: dict[str, Any], output: Tensor) -> bool:
    """Whether a softmax is that of an attention written by hand: (B, N, T, S) over its last axis, or (B, T, T)."""
    dim = keywords.get("dim", arguments[1] if len(arguments) > 1 else None)
    if dim not in (-1, output.dim() - 1):
        return False
    return output.dim() == 4 or (output.dim() == 3 and output.shape[1] == output.shape[2] > 1)
