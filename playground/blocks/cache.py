"""Cache: keys and values of the steps that were read before, so that a text is gone on with at the price of one step.

Exact as long as no step leaves the context: from then on every position is another one, and all must be read anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn

from playground.blocks.attention import Attention
from playground.blocks.embedding import Embedding
from playground.blocks.key_values import KeyValues
from playground.probes.tap import Tap


def cacheable(model: nn.Module) -> bool:
    """Whether it reads one sequence by attention that looks back, and nobody has changed what flows in it."""
    modules = list(model.modules())
    changed = any(isinstance(one, Tap) and one.change is not None for one in modules)
    embeddings = sum(isinstance(one, Embedding) for one in modules)
    return embeddings == 1 and not changed and any(isinstance(one, Attention) for one in modules)


def room(model: nn.Module) -> int:
    """Steps for which it has positions; 0 where it has none."""
    tables = [one.positions if one.positions is not None else one.sinusoids
              for one in model.modules() if isinstance(one, Embedding)]  # fmt: skip
    return min((len(table) for table in tables if isinstance(table, Tensor)), default=0)


@contextmanager
def cached(model: nn.Module) -> Iterator[None]:
    """Inside, each call goes on from the steps of the calls before it; afterwards nothing of them is left."""
    attentions = [one for one in model.modules() if isinstance(one, Attention)]
    embeddings = [one for one in model.modules() if isinstance(one, Embedding)]
    try:
        for attention in attentions:
            attention.cache = KeyValues()
        for embedding in embeddings:
            embedding.passed = 0
        yield
    finally:
        for attention in attentions:
            attention.cache = None
        for embedding in embeddings:
            embedding.passed = None
