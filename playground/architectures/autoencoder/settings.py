"""Settings of the convolutional autoencoder, and the layers it makes on given data (no torch)."""

from __future__ import annotations

from math import prod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from playground.data.shapes import DataShape, ImageInput, ImageTarget
from playground.experiment.experiment import ArchitectureSettings
from playground.experiment.layer_shape import LayerShape
from playground.foundation.errors import MisfitError, SettingsError
from playground.foundation.settings import setting

KERNEL, STRIDE, PADDING = 3, 2, 1
DETAIL = f"{KERNEL} × {KERNEL}"


class AutoencoderSettings(ArchitectureSettings):
    """Convolutions down to a short code, transposed convolutions back up to the image."""

    title: ClassVar[str] = "Autoencoder"

    kind: Literal["autoencoder"] = "autoencoder"
    channels: tuple[Annotated[int, Field(ge=1, le=512)], ...] = setting(
        (16, 32), "Channels", "Kernels of each convolution; each halves height and width.", min_length=1, max_length=5
    )
    latent: int = setting(8, "Latent code", "Numbers that must be enough to make the image again.", ge=1, le=512)
    variational: bool = setting(
        False, "Variational",
        "The code is drawn from a normal distribution that is kept near the standard one, so that sampled codes make "
        "new images (Kingma & Welling, arXiv 1312.6114).",
    )  # fmt: skip
    beta: float = setting(
        0.1, "Beta", "Weight of the divergence from the standard normal distribution (variational only).",
        ge=0.0, le=100.0, idle_with={"variational": [False]},
    )  # fmt: skip

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The layer table for images. Raises SettingsError."""
        if not isinstance(data.inputs, ImageInput) or not isinstance(data.targets, ImageTarget):
            raise MisfitError("An autoencoder needs images whose answer is the image itself")
        sizes = self.sizes(data.inputs)
        widths = (data.inputs.channels, *self.channels)
        encoder, decoder = [], []
        for index in range(len(self.channels)):
            weights = widths[index + 1] * widths[index] * KERNEL**2
            down = (widths[index + 1], *sizes[index + 1])
            up = (widths[index], *sizes[index])
            cost = weights * prod(sizes[index + 1])
            encoder.append(
                LayerShape(
                    f"encoder.{index}.activation", "convolution", down, weights + widths[index + 1], cost, detail=DETAIL
                )
            )
            name = f"decoder.{len(self.channels) - 1 - index}.activation" if index else "output"
            decoder.append(LayerShape(name, "transposed convolution", up, weights + widths[index], cost, detail=DETAIL))
        flat = prod(encoder[-1].output)
        code = self.latent * (2 if self.variational else 1)
        latent = LayerShape("latent", "linear", (self.latent,), flat * code + code, flat * code)
        expand = LayerShape(
            "expand", "linear", encoder[-1].output, self.latent * flat + flat, self.latent * flat, tap=""
        )
        return (*encoder, latent, expand, *reversed(decoder))

    def sizes(self, image: ImageInput) -> list[tuple[int, int]]:
        """Height and width of the image and after each convolution. Raises SettingsError when nothing is left."""
        found = [(image.height, image.width)]
        for index in range(len(self.channels)):
            height, width = found[-1]
            if min(height, width) < 2:
                sentence = f"An image of {image.height} × {image.width} cannot be halved {index + 1} times."
                raise SettingsError({"channels": sentence})
            found.append(((height + 1) // 2, (width + 1) // 2))
        return found
