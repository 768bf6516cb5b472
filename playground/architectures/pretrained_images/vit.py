"""ViT (Dosovitskiy and others, arXiv 2010.11929): a picture as a sequence of patches, read by a Transformer."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.blocks.attention import Attention
from playground.corpora.published.vision import Encoder, Vision
from playground.probes.tap import Tap


class Patches(nn.Module):
    """Pictures (B, C, H, W) → (B, 1 + patches, D): a vector for the whole, then one a patch, each with its position."""

    def __init__(self, vision: Vision, body: Encoder) -> None:
        super().__init__()
        self.patches = nn.Conv2d(vision.channels, body.width, body.patch, stride=body.patch)
        self.patches_tap = Tap("channel", "row", "column")
        self.token = nn.Parameter(torch.zeros(1, 1, body.width))
        self.positions = nn.Parameter(torch.zeros(1, body.patches + 1, body.width))
        self.embedded_tap = Tap("time", "feature")

    def forward(self, x: Tensor) -> Tensor:
        """The class token comes first."""
        steps = self.patches_tap(self.patches(x)).flatten(2).transpose(1, 2)
        whole = torch.cat([self.token.expand(len(x), -1, -1), steps], dim=1)
        out: Tensor = self.embedded_tap(whole + self.positions)
        return out


class ViTMLP(nn.Module):
    """Two linear layers with a nonlinearity between them, at each step alike: (B, T, D) → (B, T, D)."""

    def __init__(self, body: Encoder) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(body.width, body.inner), nn.Linear(body.inner, body.width)
        self.kind = body.activation
        self.activation_tap = Tap("time", "unit", rectified=self.kind == "relu")

    def forward(self, x: Tensor) -> Tensor:
        """W₂ f(W₁ x + b₁) + b₂."""
        inner = self.first(x)
        approximate = "tanh" if self.kind == "gelu-tanh" else "none"
        active = functional.relu(inner) if self.kind == "relu" else functional.gelu(inner, approximate=approximate)
        out: Tensor = self.second(self.activation_tap(active))
        return out


class ViTBlock(nn.Module):
    """x + Attention(LN(x)), then x + MLP(LN(x)): (B, T, D) → (B, T, D)."""

    def __init__(self, body: Encoder) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(body.width, eps=body.epsilon)
        self.attention = Attention(body.width, body.heads, 0.0, True)
        self.mlp_norm = nn.LayerNorm(body.width, eps=body.epsilon)
        self.mlp = ViTMLP(body)
        self.residual_tap = Tap("time", "feature")

    def forward(self, x: Tensor) -> Tensor:
        """Every patch looks at all."""
        x = x + self.attention(self.attention_norm(x))
        out: Tensor = self.residual_tap(x + self.mlp(self.mlp_norm(x)))
        return out


class ViT(nn.Module):
    """Pictures (B, C, H, W) of 0…1 → logits (B, classes), read off the vector for the whole."""

    mean: Tensor
    spread: Tensor

    def __init__(self, vision: Vision, body: Encoder, classes: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(vision.mean).view(-1, 1, 1))
        self.register_buffer("spread", torch.tensor(vision.spread).view(-1, 1, 1))
        self.embedding = Patches(vision, body)
        self.blocks = nn.ModuleList(ViTBlock(body) for _ in range(body.depth))
        self.norm = nn.LayerNorm(body.width, eps=body.epsilon)
        self.output = nn.Linear(body.width, classes)
        self.output_tap = Tap("class")

    def forward(self, x: Tensor) -> Tensor:
        """Normalised as it was published, cut into patches, and read."""
        x = self.embedding((x - self.mean) / self.spread)
        for block in self.blocks:
            x = block(x)
        out: Tensor = self.output_tap(self.output(self.norm(x)[:, 0]))
        return out

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """What a patch is compared with."""
        return {"embedding.patches.weight": ("out channel", "in channel", "row", "column")}
