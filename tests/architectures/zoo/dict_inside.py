"""Parts that hand each other dictionaries; what goes in and comes out of the whole is a tensor."""

from torch import nn


class Part(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, width)
        self.activation = nn.ReLU()

    def forward(self, batch):
        hidden = self.activation(self.linear(batch["hidden"]))
        return {"hidden": batch["hidden"] + hidden, "steps": batch["steps"] + 1}


class Net(nn.Module):
    def __init__(self, width: int = 16):
        super().__init__()
        self.stem = nn.Linear(64, width)
        self.parts = nn.ModuleList(Part(width) for _ in range(2))
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        batch = {"hidden": self.stem(x.flatten(1)), "steps": 0}
        for part in self.parts:
            batch = part(batch)
        return self.head(batch["hidden"])
