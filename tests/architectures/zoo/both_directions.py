"""A GRU that reads a sequence in both directions."""

from torch import nn


class Both(nn.Module):
    def __init__(self, hidden=10):
        super().__init__()
        self.embedding = nn.Embedding(8, 6)
        self.gru = nn.GRU(6, hidden, batch_first=True, bidirectional=True)
        self.drop = nn.Dropout(0.2)
        self.readout = nn.Linear(2 * hidden, 4)

    def forward(self, x):
        states, _ = self.gru(self.embedding(x))
        return self.readout(self.drop(states.mean(dim=1)))
