"""GPT-2 (Radford and others 2019): a decoder with norms before each part, that tells the next token of a text."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from playground.blocks.attention import Attention, causal_mask
from playground.blocks.embedding import Embedding
from playground.corpora.published.folder import Published
from playground.data.shapes import TokenInput
from playground.probes.tap import Tap


class FeedForward(nn.Module):
    """Two linear layers with a nonlinearity between them, at each step alike: (B, T, D) → (B, T, D)."""

    def __init__(self, published: Published, dropout: float) -> None:
        super().__init__()
        self.first = nn.Linear(published.width, published.inner)
        self.second = nn.Linear(published.inner, published.width)
        self.kind = published.activation
        self.activation_tap = Tap("time", "unit", rectified=self.kind == "relu")
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """W₂ f(W₁ x + b₁) + b₂."""
        out: Tensor = self.dropout(self.second(self.activation_tap(activated(self.first(x), self.kind))))
        return out


class GPT2Block(nn.Module):
    """x + Attention(LN(x)), then x + FeedForward(LN(x)): (B, T, D) → (B, T, D)."""

    def __init__(self, published: Published, dropout: float) -> None:
        super().__init__()
        width = published.width
        self.attention_norm = nn.LayerNorm(width, eps=published.epsilon)
        self.attention = Attention(width, published.heads, dropout, published.scaled)
        self.mlp_norm = nn.LayerNorm(width, eps=published.epsilon)
        self.mlp = FeedForward(published, dropout)
        self.dropout = nn.Dropout(dropout)
        self.residual_tap = Tap("time", "feature")

    def forward(self, x: Tensor, allowed: Tensor) -> Tensor:
        """``allowed`` (1, 1, T, T), False where a step may not look."""
        x = x + self.dropout(self.attention(self.attention_norm(x), None, allowed))
        out: Tensor = self.residual_tap(x + self.mlp(self.mlp_norm(x)))
        return out


class GPT2(nn.Module):
    """Tokens (B, T) → logits of the next token (B, T, V), read with the embeddings of the tokens themselves."""

    def __init__(self, published: Published, dropout: float) -> None:
        super().__init__()
        tokens = TokenInput(published.length, ("",) * published.vocabulary)
        self.embedding = Embedding(tokens, published.width, "learned", dropout)
        self.blocks = nn.ModuleList(GPT2Block(published, dropout) for _ in range(published.depth))
        self.norm = nn.LayerNorm(published.width, eps=published.epsilon)
        self.output = None if published.tied else nn.Linear(published.width, published.vocabulary, bias=False)

    def forward(self, tokens: Tensor) -> Tensor:
        """The next token at every step."""
        x, allowed = self.embedding(tokens), causal_mask(tokens.shape[1], tokens.device)
        for block in self.blocks:
            x = block(x, allowed)
        return self.read(x)

    def streams(self) -> tuple[str, ...]:
        """The taps of the residual stream: as it begins, and behind each block."""
        return ("embedding.embedded", *(f"blocks.{index}.residual" for index in range(len(self.blocks))))

    def read(self, states: Tensor) -> Tensor:
        """The residual stream (…, D) of any block, as if it were the last: logits (…, V)."""
        table = self.embedding.values.weight if self.output is None else self.output.weight
        return functional.linear(self.norm(states), table)  # type: ignore[arg-type]


def activated(x: Tensor, kind: str) -> Tensor:
    """f(x): ``gelu``, ``gelu-tanh`` (its approximation, arXiv 1606.08415, section 2) or ``relu``."""
    if kind == "relu":
        return functional.relu(x)
    return functional.gelu(x, approximate="tanh" if kind == "gelu-tanh" else "none")
