"""The autoencoder itself: images → code → images; the variational one draws its code."""

from __future__ import annotations

from math import prod

import torch
from torch import Tensor, nn

from playground.architectures.autoencoder.settings import KERNEL, PADDING, STRIDE, AutoencoderSettings
from playground.data.shapes import DataShape, ImageInput
from playground.probes.tap import Tap

MAP = ("channel", "row", "column")


class Down(nn.Module):
    """A convolution that halves height and width, and its ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, KERNEL, STRIDE, PADDING)
        self.activation_tap = Tap(*MAP, rectified=True)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C', ⌈H/2⌉, ⌈W/2⌉)."""
        out: Tensor = self.activation_tap(self.convolution(x).relu())
        return out


class Up(nn.Module):
    """A transposed convolution back to twice the height and width, and its ReLU."""

    def __init__(self, inputs: int, outputs: int, odd: tuple[bool, bool]) -> None:
        super().__init__()
        extra = (int(not odd[0]), int(not odd[1]))
        self.convolution = nn.ConvTranspose2d(inputs, outputs, KERNEL, STRIDE, PADDING, extra)
        self.activation_tap = Tap(*MAP, rectified=True)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) → (B, C', 2H or 2H − 1, 2W or 2W − 1)."""
        out: Tensor = self.activation_tap(self.convolution(x).relu())
        return out


class Autoencoder(nn.Module):
    """Images (B, C, H, W) → images (B, C, H, W) of values 0…1."""

    def __init__(self, settings: AutoencoderSettings, data: DataShape) -> None:
        super().__init__()
        assert isinstance(data.inputs, ImageInput)  # settings.layers has refused all else
        self.settings = settings
        sizes = settings.sizes(data.inputs)
        widths = (data.inputs.channels, *settings.channels)
        count = len(settings.channels)
        self.encoder = nn.ModuleList(Down(widths[i], widths[i + 1]) for i in range(count))
        self.shape = (widths[-1], *sizes[-1])
        self.latent = nn.Linear(prod(self.shape), settings.latent * (2 if settings.variational else 1))
        self.latent_tap = Tap("unit")
        self.expand = nn.Linear(settings.latent, prod(self.shape))
        odd = [(height % 2 == 1, width % 2 == 1) for height, width in sizes]
        self.decoder = nn.ModuleList(Up(widths[i + 1], widths[i], odd[i]) for i in range(count - 1, 0, -1))
        self.output = Up(widths[1], widths[0], odd[0]).convolution
        self.output_tap = Tap(*MAP)
        self._divergence: Tensor | None = None
        self._pixels = data.inputs.channels * data.inputs.height * data.inputs.width

    def forward(self, x: Tensor) -> Tensor:
        """In training the variational code is drawn; otherwise it is the mean of its distribution."""
        mean, log_variance = self._distribution(x)
        code = mean
        if log_variance is not None:
            self._divergence = divergence(mean, log_variance)
            if self.training:
                code = mean + torch.randn_like(mean) * (log_variance / 2).exp()
        return self.decode(code)

    def encode(self, x: Tensor) -> Tensor:
        """Images → codes (B, Z), the means where they are drawn."""
        code: Tensor = self.latent_tap(self._distribution(x)[0])
        return code

    def decode(self, code: Tensor) -> Tensor:
        """Codes (B, Z) → images."""
        x = self.expand(self.latent_tap(code)).relu().unflatten(1, self.shape)
        for up in self.decoder:
            x = up(x)
        out: Tensor = self.output_tap(self.output(x).sigmoid())
        return out

    def penalty(self) -> Tensor | float:
        """What is added to the mean squared error: β · KL a pixel, of the last batch."""
        if self._divergence is None:
            return 0.0
        penalty, self._divergence = self._divergence, None
        return self.settings.beta * penalty / self._pixels

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """The first convolution's kernels."""
        return {"encoder.0.convolution.weight": ("out channel", "in channel", "row", "column")}

    def _distribution(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        for down in self.encoder:
            x = down(x)
        code = self.latent(x.flatten(1))
        if not self.settings.variational:
            return code, None
        mean, log_variance = code.chunk(2, dim=-1)
        return mean, log_variance.clamp(-10, 10)


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − 1 − log σ²), the mean over the batch, in nats."""
    each = (mean.square() + log_variance.exp() - 1 - log_variance).sum(dim=-1) / 2
    return each.mean()


def build(settings: AutoencoderSettings, data: DataShape) -> Autoencoder:
    """An autoencoder with fresh weights drawn from torch's default generator."""
    return Autoencoder(settings, data)
