"""Exchanging: which tokens may stand where, and how much one in place of another should change a number to first order.

Source: Ebrahimi, Rao, Lowd, Dou, "HotFlip: White-Box Adversarial Examples for Text Classification" (arXiv 1712.06751).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.data.shapes import InputShape, PairInput, TokenInput

OCCURRING = 512  # test examples in which a token has to occur at a place to be put there


def words_of(inputs: InputShape) -> TokenInput | None:
    """The tokens that a model reads, of a pair those of its source; None where it reads numbers."""
    words = inputs.source if isinstance(inputs, PairInput) else inputs
    return words if isinstance(words, TokenInput) else None


def occurring(words: TokenInput, given: NDArray[Any], length: int) -> Tensor:
    """(T, V): tokens that stand at each of the first ``length`` places in any of the examples (N, T); no padding."""
    found = torch.zeros(length, len(words.vocabulary), dtype=torch.bool)
    for place in range(min(length, given.shape[1])):
        found[place, torch.from_numpy(np.unique(given[:OCCURRING, place]))] = True
    if words.padding is not None:
        found[:, words.padding] = False
    return found


def estimates(slope: Tensor, embeddings: Tensor, table: Tensor) -> Tensor:
    """(…, T, V): (e′ − e) · ∂/∂e for slopes and embeddings (…, T, D) of places, each row e′ of a table (V, D)."""
    return slope @ table.T - (slope * embeddings).sum(-1, keepdim=True)
