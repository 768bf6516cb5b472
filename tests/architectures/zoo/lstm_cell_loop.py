"""An LSTM's cell called in a loop, one time step after the other."""

import torch
from torch import nn


class Loop(nn.Module):
    def __init__(self, hidden=12):
        super().__init__()
        self.embedding = nn.Embedding(8, 6)
        self.cell = nn.LSTMCell(6, hidden)
        self.readout = nn.Linear(hidden, 4)
        self.hidden = hidden

    def forward(self, x):
        x = self.embedding(x)
        h = c = torch.zeros(len(x), self.hidden)
        for step in range(x.shape[1]):
            h, c = self.cell(x[:, step], (h, c))
        return self.readout(h)
