"""A model that never comes to an end."""

from torch import nn


class Hangs(nn.Module):
    def __init__(self):
        super().__init__()
        self.readout = nn.Linear(64, 10)

    def forward(self, x):
        while True:
            x = x + 1
