"""A model whose second layer does not fit the first."""

from torch import nn


class Raises(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(64, 20)
        self.second = nn.Linear(21, 10)

    def forward(self, x):
        x = self.first(x.flatten(1))
        return self.second(x)
