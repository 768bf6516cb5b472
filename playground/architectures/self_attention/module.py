"""The bare self-attention block: every step looks at every other, and the answer is read from what it gathered."""

from __future__ import annotations

from torch import Tensor, nn

from playground.architectures.self_attention.settings import SelfAttentionSettings
from playground.blocks.attention import Attention, both, causal_mask, padding_mask
from playground.blocks.embedding import Embedding
from playground.data.shapes import (
    ClassTarget,
    DataShape,
    SequenceInput,
    TokenInput,
    ValueTarget,
    output_axes,
    output_width,
)
from playground.probes.tap import Tap


class SelfAttention(nn.Module):
    """Sequences (B, T) or (B, T, F) → outputs (B, K), read from the mean over the steps, or (B, T, K)."""

    def __init__(self, settings: SelfAttentionSettings, data: DataShape) -> None:
        super().__init__()
        assert isinstance(data.inputs, SequenceInput | TokenInput)  # settings.layers has refused all else
        assert isinstance(data.targets, ClassTarget | ValueTarget)
        self.padding = getattr(data.inputs, "padding", None)
        self.causal = data.causal
        self.every_step = data.targets.length is not None
        self.embedding = Embedding(data.inputs, settings.width, settings.positions, settings.dropout)
        self.attention = Attention(settings.width, settings.heads, settings.dropout, settings.scaled)
        self.mixed_tap = Tap("time", "feature")
        self.output = nn.Linear(settings.width, output_width(data.targets))
        self.output_tap = Tap(*output_axes(data.targets))

    def forward(self, x: Tensor) -> Tensor:
        """Where the next input gives the answer away, no step looks ahead."""
        present = padding_mask(x, self.padding)
        allowed = both(present, causal_mask(x.shape[1], x.device) if self.causal else None)
        states = self.mixed_tap(self.attention(self.embedding(x), None, allowed))
        if not self.every_step:
            if present is None:
                states = states.mean(dim=1)
            else:
                share = present[:, 0, 0, :, None].to(states.dtype)
                states = (states * share).sum(dim=1) / share.sum(dim=1)
        out: Tensor = self.output_tap(self.output(states))
        return out

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """No parameter of the block is worth a picture of its own yet."""
        return {}


def build(settings: SelfAttentionSettings, data: DataShape) -> SelfAttention:
    """A block with fresh weights drawn from torch's default generator."""
    return SelfAttention(settings, data)
