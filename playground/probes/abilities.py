"""Abilities: what some models can be asked beyond their forward pass; those that can have the method, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from torch import Tensor

from playground.foundation.errors import PlaygroundError


@runtime_checkable
class HasKernels(Protocol):
    """Some of its parameters are pictures."""

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """Path of a parameter → what its axes mean."""


@runtime_checkable
class HasPenalty(Protocol):
    """It adds something to the loss of the forward pass that came last."""

    def penalty(self) -> Tensor | float:
        """A scalar, for the mean over the batch."""


@runtime_checkable
class NamesLines(Protocol):
    """It is written in a file of its user's, whose lines its errors name."""

    def blamed(self, error: Exception) -> PlaygroundError | None:
        """What was raised while it was trained, backwards too, in one sentence; None where it is not from the file."""


@runtime_checkable
class HasStates(Protocol):
    """It keeps a state from step to step."""

    def trace(self, x: Tensor) -> tuple[Tensor, Sequence[Sequence[Tensor]]]:
        """Outputs (B, …) of inputs (B, T, …), and each layer's states (B, H), one a step, that they depend on."""


@runtime_checkable
class HasCodes(Protocol):
    """It makes its inputs again from short codes."""

    def encode(self, x: Tensor) -> Tensor:
        """Codes (B, K) of inputs (B, …)."""

    def decode(self, code: Tensor) -> Tensor:
        """What is made from codes (B, K): (B, …)."""


@runtime_checkable
class HasLens(Protocol):
    """Its blocks add to one residual stream, from which its answer can be read as if any of them were the last."""

    def residuals(self) -> tuple[str, ...]:
        """The taps of the stream that is answered from: as it begins, and behind each block."""

    def answer_from(self, states: Tensor, *inputs: Tensor) -> Tensor:
        """What it answers (B, …) to its inputs where the stream (B, T, D) behind its last block is ``states``."""


@runtime_checkable
class HasStream(Protocol):
    """Its blocks add to one residual stream, from which tokens can be told behind any of them."""

    def streams(self) -> tuple[str, ...]:
        """The taps of the stream: as it begins, and behind each block."""

    def read(self, states: Tensor) -> Tensor:
        """The stream (…, D) behind any block, as if it were the last: logits (…, V)."""
