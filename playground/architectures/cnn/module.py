"""The CNN itself: each stage convolves, normalises, activates and pools; then fully connected layers."""

from __future__ import annotations

from math import prod

from torch import Tensor, nn
from torch.nn import functional

from playground.architectures.cnn.settings import CNNSettings, StageSettings
from playground.data.shapes import DataShape, ImageInput, ImageTarget, output_axes, output_width
from playground.probes.tap import Tap

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU, "tanh": nn.Tanh, "none": nn.Identity}
MAP = ("channel", "row", "column")


class BatchNorm(nn.BatchNorm2d):
    """Batch normalisation (B, C, H, W) that also takes a batch with a single value a channel.

    Such a value has no variance: the last batch of an epoch, if it is one example on maps of 1 × 1, is normalised by
    the running mean and variance, as in evaluation. All other batches are normalised as in PyTorch.
    """

    def forward(self, x: Tensor) -> Tensor:
        """By the batch in training, by what was running in evaluation."""
        if self.training and x.numel() == self.num_features:
            return functional.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)
        out: Tensor = super().forward(x)
        return out


class Stage(nn.Module):
    """One stage: (B, C, H, W) → (B, channels, H', W')."""

    def __init__(self, settings: StageSettings, channels: int, batch_norm: bool) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(channels, settings.channels, settings.kernel, settings.stride, settings.padding)
        self.convolution_tap = Tap(*MAP)
        if batch_norm:
            self.norm = BatchNorm(settings.channels)
            self.norm_tap = Tap(*MAP)
        if settings.activation != "none":
            self.activation = ACTIVATIONS[settings.activation]()
            self.activation_tap = Tap(*MAP, rectified=settings.activation == "relu")
        if settings.pooling != "none":
            pooling = nn.MaxPool2d if settings.pooling == "max" else nn.AvgPool2d
            self.pooling = pooling(settings.pool)
            self.pooling_tap = Tap(*MAP)
        self._path = tuple(self.children())

    def forward(self, x: Tensor) -> Tensor:
        """Layers and taps in the order in which they were made."""
        for module in self._path:
            x = module(x)
        return x


class Dense(nn.Module):
    """A fully connected layer with dropout before it and an activation after it: (B, D) → (B, units)."""

    def __init__(self, width: int, units: int, activation: str, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(width, units)
        self.activation = ACTIVATIONS[activation]()
        self.activation_tap = Tap("unit", rectified=activation == "relu")

    def forward(self, x: Tensor) -> Tensor:
        """Dropout, then Wx + b, then the activation."""
        out: Tensor = self.activation_tap(self.activation(self.linear(self.dropout(x))))
        return out


class CNN(nn.Module):
    """Images (B, C, H, W) → logits (B, classes)."""

    def __init__(self, settings: CNNSettings, data: DataShape) -> None:
        super().__init__()
        shapes = {layer.name: layer.output for layer in settings.layers(data)}
        assert isinstance(data.inputs, ImageInput)  # settings.layers has refused all else
        assert not isinstance(data.targets, ImageTarget)
        channels = data.inputs.channels
        self.stages = nn.ModuleList()
        for stage in settings.stages:
            self.stages.append(Stage(stage, channels, settings.batch_norm))
            channels = stage.channels
        last = [shape for name, shape in shapes.items() if name.startswith("stages.")][-1]
        width = prod(last)
        self.hidden = nn.ModuleList()
        for units in settings.hidden:
            self.hidden.append(Dense(width, units, settings.hidden_activation, settings.dropout))
            width = units
        self.dropout = nn.Dropout(settings.dropout)
        self.output = nn.Linear(width, output_width(data.targets))
        self.output_tap = Tap(*output_axes(data.targets))

    def forward(self, x: Tensor) -> Tensor:
        """Stages, flattening (channel by channel, each row by row), hidden layers, one logit a class."""
        for stage in self.stages:
            x = stage(x)
        x = x.flatten(1)
        for dense in self.hidden:
            x = dense(x)
        logits: Tensor = self.output_tap(self.output(self.dropout(x)))
        return logits

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """Parameters worth seeing as pictures: path → axes."""
        axes = ("out channel", "in channel", "row", "column")
        return {f"stages.{index}.convolution.weight": axes for index in range(len(self.stages))}


def build(settings: CNNSettings, data: DataShape) -> CNN:
    """A CNN with fresh weights drawn from torch's default generator."""
    return CNN(settings, data)
