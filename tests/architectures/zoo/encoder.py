"""The Transformer encoder of torch, with learned positions and a settings class."""

import torch
from pydantic import BaseModel, Field
from torch import nn


class Settings(BaseModel):
    width: int = Field(16, ge=4, le=64)
    heads: int = Field(2, ge=1, le=8)


class Encoder(nn.Module):
    def __init__(self, settings, data):
        super().__init__()
        width = settings.width
        self.embedding = nn.Embedding(len(data.inputs.vocabulary), width)
        self.positions = nn.Parameter(0.1 * torch.randn(1, data.inputs.length, width))
        layer = nn.TransformerEncoderLayer(width, settings.heads, 2 * width, dropout=0.1, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.readout = nn.Linear(width, len(data.targets.labels))

    def forward(self, x):
        x = self.encoder(self.embedding(x) + self.positions[:, : x.shape[1]])
        return self.readout(x.mean(dim=1))


def build(settings, data):
    return Encoder(settings, data)
