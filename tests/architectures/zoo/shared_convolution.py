"""One convolution used three times, with the same weights."""

from torch import nn
from torch.nn import functional as F


class Shared(nn.Module):
    def __init__(self, channels=4):
        super().__init__()
        self.first = nn.Conv2d(1, channels, 1)
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.readout = nn.Linear(channels * 16, 10)

    def forward(self, x):
        x = self.first(x)
        for _ in range(3):
            x = F.relu(self.conv(x))
        return self.readout(F.avg_pool2d(x, 2).reshape(x.shape[0], -1))
