"""BERT (Devlin and others, arXiv 1810.04805): an encoder with norms after each sum, that tells covered tokens."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.architectures.pretrained.gpt2 import FeedForward, activated
from playground.blocks.attention import Attention
from playground.corpora.published.folder import Published
from playground.probes.tap import Tap


class BERTEmbedding(nn.Module):
    """Tokens (B, T) → (B, T, D): the token, its position and the first of two sentences, added up and normed."""

    def __init__(self, published: Published, dropout: float) -> None:
        super().__init__()
        self.values = nn.Embedding(published.vocabulary, published.width)
        self.positions = nn.Parameter(torch.empty(published.length, published.width))
        self.segments = nn.Parameter(torch.empty(published.segments, published.width))
        self.norm = nn.LayerNorm(published.width, eps=published.epsilon)
        self.dropout = nn.Dropout(dropout)
        self.embedded_tap = Tap("time", "feature")

    def forward(self, tokens: Tensor) -> Tensor:
        """All tokens are of the first sentence."""
        x = self.values(tokens) + self.positions[: tokens.shape[1]] + self.segments[0]
        out: Tensor = self.dropout(self.embedded_tap(self.norm(x)))
        return out


class BERTBlock(nn.Module):
    """LN(x + Attention(x)), then LN(x + FeedForward(x)): (B, T, D) → (B, T, D)."""

    def __init__(self, published: Published, dropout: float) -> None:
        super().__init__()
        width = published.width
        self.attention = Attention(width, published.heads, dropout, published.scaled)
        self.attention_norm = nn.LayerNorm(width, eps=published.epsilon)
        self.mlp = FeedForward(published, dropout)
        self.mlp_norm = nn.LayerNorm(width, eps=published.epsilon)
        self.dropout = nn.Dropout(dropout)
        self.residual_tap = Tap("time", "feature")

    def forward(self, x: Tensor) -> Tensor:
        """Every step looks at all."""
        x = self.attention_norm(x + self.dropout(self.attention(x)))
        out: Tensor = self.residual_tap(self.mlp_norm(x + self.mlp(x)))
        return out


class MaskedTokenHead(nn.Module):
    """The stream (…, D) → what is compared with the tokens' embeddings (…, D), and a bias a token."""

    def __init__(self, published: Published) -> None:
        super().__init__()
        self.dense = nn.Linear(published.width, published.width)
        self.norm = nn.LayerNorm(published.width, eps=published.epsilon)
        self.bias = nn.Parameter(torch.empty(published.vocabulary))
        self.kind = published.activation

    def forward(self, x: Tensor) -> Tensor:
        """LN(f(W x + b))."""
        out: Tensor = self.norm(activated(self.dense(x), self.kind))
        return out


class BERT(nn.Module):
    """Tokens (B, T), some of them ``[MASK]`` → logits of the token that stands there (B, T, V)."""

    def __init__(self, published: Published, dropout: float) -> None:
        super().__init__()
        self.embedding = BERTEmbedding(published, dropout)
        self.blocks = nn.ModuleList(BERTBlock(published, dropout) for _ in range(published.depth))
        self.head = MaskedTokenHead(published)

    def forward(self, tokens: Tensor) -> Tensor:
        """A token at every step, of which only those at ``[MASK]`` are asked for."""
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x)
        return self.read(x)

    def streams(self) -> tuple[str, ...]:
        """The taps of the residual stream: as it begins, and behind each block."""
        return ("embedding.embedded", *(f"blocks.{index}.residual" for index in range(len(self.blocks))))

    def read(self, states: Tensor) -> Tensor:
        """The residual stream (…, D) of any block, as if it were the last: logits (…, V)."""
        return functional.linear(self.head(states), self.embedding.values.weight, self.head.bias)
