"""KeyValues: the keys and values that one attention has seen, while a text is gone on with."""

from __future__ import annotations

import torch
from torch import Tensor


class KeyValues:
    """Keys and values (B, N, S, d)."""

    def __init__(self) -> None:
        self._seen: tuple[Tensor, Tensor] | None = None

    def grown(self, k: Tensor, v: Tensor, allowed: Tensor | None) -> tuple[Tensor, Tensor, Tensor | None]:
        """With those of new steps behind them; a new step may look at all that were seen."""
        before = 0
        if self._seen is not None:
            before = self._seen[0].shape[2]
            k, v = torch.cat([self._seen[0], k], dim=2), torch.cat([self._seen[1], v], dim=2)
        self._seen = k, v
        if allowed is not None and before:
            allowed = torch.cat([allowed.new_ones(*allowed.shape[:-1], before), allowed], dim=-1)
        return k, v, allowed
