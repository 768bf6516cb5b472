"""Embedding: tokens or numbers become vectors, and positions are added to them."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from playground.blocks.formulas import sinusoidal_positions
from playground.data.shapes import SequenceInput, TokenInput
from playground.probes.tap import Tap

Positions = Literal["sinusoidal", "learned", "none"]
POSITIONS = {"sinusoidal": "sinusoidal", "learned": "learned", "none": "none"}


class Embedding(nn.Module):
    """Tokens (B, T) or numbers (B, T, F) → (B, T, D), with positions and dropout.

    Args:
        axis: what the steps are called: ``time``, ``source time``.

    Attributes:
        passed: steps that were read before, while a text is gone on with; None while none is.
    """

    def __init__(
        self, inputs: TokenInput | SequenceInput, width: int, positions: Positions, dropout: float, axis: str = "time"
    ) -> None:
        super().__init__()
        self.values: nn.Module
        self.passed: int | None = None
        if isinstance(inputs, TokenInput):
            self.values = nn.Embedding(len(inputs.vocabulary), width)
        else:
            self.values = nn.Linear(len(inputs.features), width)
        self.positions: nn.Parameter | None = None
        self.register_buffer("sinusoids", None, persistent=False)
        if positions == "learned":
            self.positions = nn.Parameter(torch.empty(inputs.length, width).normal_(std=0.02))
        elif positions == "sinusoidal":
            table = torch.from_numpy(sinusoidal_positions(inputs.length, width)).float()
            self.register_buffer("sinusoids", table, persistent=False)
        self.dropout = nn.Dropout(dropout)
        self.embedded_tap = Tap(axis, "feature")

    def forward(self, x: Tensor) -> Tensor:
        """Sequences may be shorter than the longest, as they are while an answer grows."""
        out = self.values(x)
        table = self.positions if self.positions is not None else self.sinusoids
        first = self.passed or 0
        if table is not None:
            out = out + table[first : first + x.shape[1]]  # type: ignore[index]
        if self.passed is not None:
            self.passed += x.shape[1]
        embedded: Tensor = self.dropout(self.embedded_tap(out))
        return embedded
