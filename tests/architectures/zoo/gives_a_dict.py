"""A model that puts out a dict."""

from torch import nn


class Dict(nn.Module):
    def __init__(self):
        super().__init__()
        self.readout = nn.Linear(64, 10)

    def forward(self, x):
        return {"logits": self.readout(x.flatten(1))}
