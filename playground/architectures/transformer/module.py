"""The Transformer itself: blocks of attention and MLP around a residual stream, as encoder, decoder or both."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.architectures.transformer.settings import TransformerSettings
from playground.blocks.attention import Attention, both, causal_mask, padding_mask
from playground.blocks.embedding import Embedding
from playground.data.shapes import (
    ClassTarget,
    DataShape,
    PairInput,
    SequenceInput,
    TokenInput,
    ValueTarget,
    output_axes,
    output_width,
)
from playground.probes.tap import Tap


class MLP(nn.Module):
    """Two linear layers with a nonlinearity between them, at each step alike: (B, T, D) → (B, T, D)."""

    def __init__(self, width: int, inner: int, activation: str, dropout: float, time: str) -> None:
        super().__init__()
        self.first = nn.Linear(width, inner)
        self.second = nn.Linear(inner, width)
        self.activation = functional.gelu if activation == "gelu" else functional.relu
        self.activation_tap = Tap(time, "unit", rectified=activation == "relu")
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """W₂ f(W₁ x + b₁) + b₂."""
        out: Tensor = self.second(self.dropout(self.activation_tap(self.activation(self.first(x)))))
        return out


class Block(nn.Module):
    """Self-attention, with ``memory`` cross-attention too, then the MLP, each added to the residual stream.

    Args:
        own: the sequence it runs over, ``""`` where there is only one; other: the one its cross-attention reads.
    """

    def __init__(self, settings: TransformerSettings, own: str = "", other: str | None = None) -> None:
        super().__init__()
        width, heads = settings.width, settings.heads
        name = f"{own} " if own else ""
        self.before = settings.norm == "pre"
        self.attention = Attention(
            width, heads, settings.dropout, settings.scaled, f"{name}query", f"{name}key"
        )  # fmt: skip
        self.attention_norm = nn.LayerNorm(width)
        if other is not None:
            self.cross_attention = Attention(
                width, heads, settings.dropout, settings.scaled, f"{name}query", f"{other} key"
            )
            self.cross_norm = nn.LayerNorm(width)
        self.mlp: MLP | None = None
        if settings.inner:
            self.mlp = MLP(width, settings.inner, settings.activation, settings.dropout, f"{name}time")
            self.mlp_norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(settings.dropout)
        self.residual_tap = Tap(f"{name}time", "feature")

    def forward(
        self, x: Tensor, allowed: Tensor | None, memory: Tensor | None = None, memory_allowed: Tensor | None = None
    ) -> Tensor:
        """x (B, T, D), memory (B, S, D) → (B, T, D)."""
        x = self._add(x, self.attention_norm, lambda y: self.attention(y, None, allowed))
        if memory is not None:
            x = self._add(x, self.cross_norm, lambda y: self.cross_attention(y, memory, memory_allowed))
        if self.mlp is not None:
            x = self._add(x, self.mlp_norm, self.mlp)
        out: Tensor = self.residual_tap(x)
        return out

    def _add(self, x: Tensor, norm: nn.LayerNorm, part: object) -> Tensor:
        """Pre-norm: x + f(norm(x)); post-norm: norm(x + f(x))."""
        assert callable(part)
        if self.before:
            out: Tensor = x + self.dropout(part(norm(x)))
        else:
            out = norm(x + self.dropout(part(x)))
        return out


class Transformer(nn.Module):
    """Sequences (B, T) or (B, T, F) → outputs (B, K) or (B, T, K); with a pair, source and target → (B, T, K)."""

    def __init__(self, settings: TransformerSettings, data: DataShape) -> None:
        super().__init__()
        assert isinstance(data.targets, ClassTarget | ValueTarget)  # settings.layers has refused all else
        self.settings, self.data = settings, data
        parts = (settings.width, settings.positions, settings.dropout)
        own = ""
        if isinstance(data.inputs, PairInput):
            own = "target"
            self.source_embedding = Embedding(data.inputs.source, *parts, axis="source time")
            self.target_embedding = Embedding(data.inputs.target, *parts, axis="target time")
            self.encoder = self._stack("source")
            self.decoder = self._stack("target", "source")
        else:
            assert isinstance(data.inputs, SequenceInput | TokenInput)
            self.embedding = Embedding(data.inputs, *parts)
            self.add_module(settings.form, self._stack())
        pre = settings.norm == "pre"
        for name in settings.form.split("-"):
            self.add_module(f"{name}_norm", nn.LayerNorm(settings.width) if pre else nn.Identity())
        self.output = nn.Linear(settings.width, output_width(data.targets))
        self.output_tap = Tap(*output_axes(data.targets, f"{own} time".strip()))

    def forward(self, *inputs: Tensor) -> Tensor:
        """One sequence, or the source and what is answered so far."""
        if len(inputs) == 2:
            return self._answer(*inputs)
        (x,) = inputs
        assert isinstance(self.data.inputs, SequenceInput | TokenInput)
        padding = getattr(self.data.inputs, "padding", None)
        present = padding_mask(x, padding)
        form = self.settings.form
        allowed = both(present, causal_mask(x.shape[1], x.device)) if form == "decoder" else present
        states = self._run(form, self.embedding(x), allowed)
        out: Tensor = self.output_tap(self.output(self._read(states, present)))
        return out

    def residuals(self) -> tuple[str, ...]:
        """The taps of the stream that is answered from: as it begins, and behind each block."""
        part = self.settings.form.split("-")[-1]
        start = "target_embedding" if isinstance(self.data.inputs, PairInput) else "embedding"
        return (f"{start}.embedded", *(f"{part}.{index}.residual" for index in range(self.settings.depth)))

    def answer_from(self, states: Tensor, *inputs: Tensor) -> Tensor:
        """What is answered where the stream (B, T, D) behind the last block is ``states``."""
        states = self.get_submodule(f"{self.settings.form.split('-')[-1]}_norm")(states)
        if not isinstance(self.data.inputs, PairInput):
            states = self._read(states, padding_mask(inputs[0], getattr(self.data.inputs, "padding", None)))
        out: Tensor = self.output(states)
        return out

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """No parameter of a Transformer is worth a picture of its own yet."""
        return {}

    def _answer(self, source: Tensor, target: Tensor) -> Tensor:
        assert isinstance(self.data.inputs, PairInput)
        readable = padding_mask(source, self.data.inputs.source.padding)
        memory = self._run("encoder", self.source_embedding(source), readable)
        allowed = causal_mask(target.shape[1], target.device)
        states = self._run("decoder", self.target_embedding(target), allowed, memory, readable)
        out: Tensor = self.output_tap(self.output(states))
        return out

    def _run(
        self, name: str, x: Tensor, allowed: Tensor | None, memory: Tensor | None = None, readable: Tensor | None = None
    ) -> Tensor:
        for block in self.get_submodule(name).children():
            x = block(x, allowed, memory, readable)
        out: Tensor = self.get_submodule(f"{name}_norm")(x)
        return out

    def _read(self, states: Tensor, present: Tensor | None) -> Tensor:
        """States (B, T, D) → those an answer is wanted for: all, the last, or an encoder's mean over its tokens."""
        assert isinstance(self.data.targets, ClassTarget | ValueTarget)
        if self.data.targets.length is not None:
            return states
        if self.settings.form == "decoder":
            return states[:, -1]
        if present is None:
            return states.mean(dim=1)
        share = present[:, 0, 0, :, None].to(states.dtype)
        return (states * share).sum(dim=1) / share.sum(dim=1)

    def _stack(self, own: str = "", other: str | None = None) -> nn.ModuleList:
        return nn.ModuleList(Block(self.settings, own, other) for _ in range(self.settings.depth))


def build(settings: TransformerSettings, data: DataShape) -> Transformer:
    """A Transformer with fresh weights drawn from torch's default generator."""
    with torch.device("cpu"):
        return Transformer(settings, data)
