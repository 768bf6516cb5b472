"""The autoencoder as code of its own."""

from __future__ import annotations

from math import prod

from playground.architectures.autoencoder.settings import KERNEL, PADDING, STRIDE, AutoencoderSettings
from playground.blocks.script.sections import Section, block, fill
from playground.data.shapes import DataShape, ImageInput

CLASS = "Autoencoder"
IMPORTS = ("from collections import OrderedDict", "from torch import Tensor, nn")

MODEL = '''
    class Autoencoder(nn.Module):
        """Images (B, $channels, $height, $width) → codes of $latent numbers → images again, values 0…1."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = nn.Sequential(
                $encoder
            )
            self.latent = nn.Linear($flat, $code)$latent_comment
            self.expand = nn.Linear($latent, $flat)
            self.decoder = nn.Sequential($decoder)
            self.output = $output

        $encode

        def decode(self, code: Tensor) -> Tensor:
            """Codes (B, $latent) → images."""
            x = self.expand(code).relu().unflatten(1, $shape)
            return self.output(self.decoder(x)).sigmoid()

        $forward
'''
ENCODE = '''
    def encode(self, x: Tensor) -> Tensor:
        """Images → codes (B, $latent)."""
        return self.latent(self.encoder(x).flatten(1))
'''
FORWARD = """
    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))
"""
ENCODE_VARIATIONAL = '''
    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Images → mean and log variance of their codes, (B, $latent) each."""
        mean, log_variance = self.latent(self.encoder(x).flatten(1)).chunk(2, dim=-1)
        return mean, log_variance.clamp(-10, 10)
'''
FORWARD_VARIATIONAL = """
    def forward(self, x: Tensor) -> Tensor:
        mean, log_variance = self.encode(x)
        if self.training:  # code = μ + σ ε, with ε from the standard normal distribution
            return self.decode(mean + torch.randn_like(mean) * (log_variance / 2).exp())
        return self.decode(mean)
"""
TEXT = """
Each convolution halves height and width; a linear layer makes $latent numbers of what is left, the code. The way
back is the mirror image, with transposed convolutions.
"""
TEXT_VARIATIONAL = """

It is variational (Kingma & Welling, arXiv 1312.6114): the code is drawn from a normal distribution. It was trained
with β = $beta and

    loss = MSE + β · KL / pixels,    KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − 1 − log σ²)
"""


def sections(settings: AutoencoderSettings, data: DataShape) -> list[Section]:
    """The model for these settings and no other."""
    image = data.inputs
    assert isinstance(image, ImageInput)
    sizes, widths = settings.sizes(image), (image.channels, *settings.channels)
    shape = (widths[-1], *sizes[-1])
    latent = settings.latent
    encoder = [
        line
        for i, size in enumerate(sizes[1:])
        for line in _named(_convolution("Conv2d", widths[i], widths[i + 1]), widths[i + 1], size)
    ]
    ups = [_up(widths[i + 1], widths[i], sizes[i]) for i in range(len(settings.channels) - 1, -1, -1)]
    decoder = [
        f"    {line}"
        for up, i in zip(ups[:-1], range(len(settings.channels) - 1, 0, -1), strict=True)
        for line in _named(up, widths[i], sizes[i])
    ]
    variational = settings.variational
    code = fill(
        MODEL,
        channels=image.channels, height=image.height, width=image.width, latent=latent, flat=prod(shape),
        code=2 * latent if variational else latent, encoder=block(encoder), shape=shape,
        latent_comment="  # means and log variances" if variational else "",
        decoder="\n" + block(decoder) + "\n" if decoder else "", output=ups[-1],
        encode=fill(ENCODE_VARIATIONAL if variational else ENCODE, latent=latent),
        forward=fill(FORWARD_VARIATIONAL if variational else FORWARD),
    )  # fmt: skip
    text = fill(TEXT + (TEXT_VARIATIONAL if variational else ""), latent=latent, beta=settings.beta)
    return [Section("The model", text, code)]


def _convolution(kind: str, inputs: int, outputs: int) -> str:
    return f"nn.{kind}({inputs}, {outputs}, kernel_size={KERNEL}, stride={STRIDE}, padding={PADDING})"


def _up(inputs: int, outputs: int, size: tuple[int, int]) -> str:
    """One transposed convolution; an even length needs one more row or column than the formula gives."""
    extra = tuple(int(length % 2 == 0) for length in size)
    words = extra[0] if extra[0] == extra[1] else extra
    bare = _convolution("ConvTranspose2d", inputs, outputs)
    return f"{bare[:-1]}, output_padding={words})" if any(extra) else bare


def _named(layer: str, channels: int, size: tuple[int, int]) -> list[str]:
    return [
        "nn.Sequential(OrderedDict(",
        f"    convolution={layer},",
        f"    activation=nn.ReLU(),  # (B, {channels}, {size[0]}, {size[1]})",
        ")),",
    ]
