"""ResNet (He and others, arXiv 1512.03385): convolutions whose blocks add to what they have read."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.architectures.pretrained_images.checkpoint import kernels
from playground.architectures.pretrained_images.settings import strides_at
from playground.corpora.published.vision import Residual, Vision
from playground.probes.tap import Tap

MAPS = ("channel", "row", "column")


class Unit(nn.Module):
    """Convolution without a bias, batch norm and, where ``active``, ReLU: (B, C, H, W) → (B, K, H′, W′)."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, active: bool) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.convolution_tap = Tap(*MAPS)
        self.norm = nn.BatchNorm2d(outputs)
        self.norm_tap = Tap(*MAPS)
        self.active = active
        if active:
            self.activation_tap = Tap(*MAPS, rectified=True)

    def forward(self, x: Tensor) -> Tensor:
        """Seen behind each of the three."""
        x = self.norm_tap(self.norm(self.convolution_tap(self.convolution(x))))
        return self.activation_tap(functional.relu(x)) if self.active else x


class ResidualBlock(nn.Module):
    """relu(units(x) + x), the latter brought to the same shape where it has another one."""

    def __init__(self, body: Residual, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        units = kernels(body, inputs, outputs)
        for number, (one, other, kernel) in enumerate(units):
            step = stride if number == strides_at(body) else 1
            self.add_module(str(number), Unit(one, other, kernel, step, number < len(units) - 1))
        self.count = len(units)
        self.shortcut = Unit(inputs, outputs, 1, stride, False) if inputs != outputs or stride > 1 else None
        self.residual_tap = Tap(*MAPS, rectified=True)

    def forward(self, x: Tensor) -> Tensor:
        """The way through the units, and the way past them."""
        y = x
        for number in range(self.count):
            y = self.get_submodule(str(number))(y)
        past = x if self.shortcut is None else self.shortcut(x)
        out: Tensor = self.residual_tap(functional.relu(y + past))
        return out


class ResNet(nn.Module):
    """Pictures (B, C, H, W) of 0…1 → logits (B, classes), from the mean of each last map."""

    mean: Tensor
    spread: Tensor

    def __init__(self, vision: Vision, body: Residual, classes: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(vision.mean).view(-1, 1, 1))
        self.register_buffer("spread", torch.tensor(vision.spread).view(-1, 1, 1))
        self.stem = Unit(vision.channels, body.stem, 7, 2, True)
        self.stem.add_module("pooling_tap", Tap(*MAPS))
        inputs, stages = body.stem, []
        for stage in body.stages:
            blocks = []
            for number in range(stage.blocks):
                blocks.append(ResidualBlock(body, inputs, stage.channels, stage.stride if number == 0 else 1))
                inputs = stage.channels
            stages.append(nn.ModuleList(blocks))
        self.stages = nn.ModuleList(stages)
        self.pooled_tap = Tap("unit")
        self.output = nn.Linear(inputs, classes)
        self.output_tap = Tap("class")

    def forward(self, x: Tensor) -> Tensor:
        """Stem, stages, and the mean of each map."""
        x = functional.max_pool2d(self.stem((x - self.mean) / self.spread), 3, 2, 1)
        x = self.stem.get_submodule("pooling_tap")(x)
        for stage in self.stages:
            assert isinstance(stage, nn.ModuleList)
            for block in stage:
                x = block(x)
        out: Tensor = self.output_tap(self.output(self.pooled_tap(x.mean(dim=(2, 3)))))
        return out

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """Of the stem, which look at pixels."""
        return {"stem.convolution.weight": ("out channel", "in channel", "row", "column")}
