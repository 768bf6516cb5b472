"""Settings of the CNN, and the layers they make on given data (no torch)."""

from __future__ import annotations

from math import prod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from playground.data.shapes import DataShape, ImageInput, ImageTarget, output_width
from playground.experiment.experiment import ArchitectureSettings
from playground.experiment.layer_shape import LayerShape
from playground.foundation.errors import MisfitError, SettingsError
from playground.foundation.settings import Settings, setting

Activation = Literal["relu", "gelu", "tanh", "none"]
_ACTIVATIONS = {"relu": "ReLU", "gelu": "GELU", "tanh": "tanh", "none": "none"}


class StageSettings(Settings):
    """One convolution, its activation, and an optional pooling."""

    channels: int = setting(8, "Channels", "Kernels of the convolution, one feature map each.", ge=1, le=1024)
    kernel: int = setting(3, "Kernel", "Rows and columns of each kernel.", unit="px", ge=1, le=15)
    stride: int = setting(1, "Stride", "Pixels the kernel moves at a time.", unit="px", ge=1, le=8)
    padding: int = setting(1, "Padding", "Zeros added on each side.", unit="px", ge=0, le=14)
    activation: Activation = setting(
        "relu", "Activation", "The nonlinearity after the convolution.", labels=_ACTIVATIONS
    )
    pooling: Literal["none", "max", "average"] = setting(
        "max",
        "Pooling",
        "Keeps the largest value of each patch, or its average.",
        labels={"none": "none", "max": "max", "average": "average"},
    )
    pool: int = setting(
        2, "Pool size", "Rows and columns of a pooled patch.", unit="px", ge=1, le=8, idle_with={"pooling": ["none"]}
    )


class CNNSettings(ArchitectureSettings):
    """A convolutional network: stages, then hidden fully connected layers, then one logit a class."""

    title: ClassVar[str] = "CNN"

    kind: Literal["cnn"] = "cnn"
    stages: tuple[StageSettings, ...] = setting(
        (StageSettings(channels=8), StageSettings(channels=16)),
        "Stages",
        "Convolutions with their pooling, from the input on.",
        min_length=1,
        max_length=8,
    )
    batch_norm: bool = setting(
        False, "Batch norm", "Normalises each channel over the batch, between convolution and activation."
    )
    hidden: tuple[Annotated[int, Field(ge=1, le=4096)], ...] = setting(
        (),
        "Hidden widths",
        "Units of the fully connected layers between the last stage and the output.",
        unit="units",
        max_length=4,
    )
    hidden_activation: Activation = setting(
        "relu", "Hidden activation", "The nonlinearity of the fully connected layers.", labels=_ACTIVATIONS,
        idle_with={"hidden": [[]]},
    )  # fmt: skip
    dropout: float = setting(
        0.0,
        "Dropout",
        "Share of values set to zero before each fully connected layer, in training only.",
        ge=0.0,
        lt=1.0,
    )

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The layer table for images (C, H, W). Raises SettingsError with paths such as ``stages.1.kernel``."""
        if not isinstance(data.inputs, ImageInput):
            raise MisfitError("A CNN needs images")
        if isinstance(data.targets, ImageTarget):
            raise MisfitError("A CNN answers with classes or numbers, not with images")
        shape = (data.inputs.channels, data.inputs.height, data.inputs.width)
        rows: list[LayerShape] = []
        for index, stage in enumerate(self.stages):
            rows += self._stage_layers(index, stage, shape)
            shape = _three(rows[-1].output)
        width = prod(shape)
        for index, units in enumerate(self.hidden):
            tap = f"hidden.{index}.activation"
            rows.append(_linear(f"hidden.{index}", width, units, tap, _ACTIVATIONS[self.hidden_activation]))
            width = units
        rows.append(_linear("output", width, output_width(data.targets)))
        return tuple(rows)

    def smallest_batch(self, data: DataShape) -> tuple[int, str]:
        """Batch normalisation of maps of 1 × 1 learns no variance from batches of one example."""
        single = [row.name for row in self.layers(data) if row.kind == "batch norm" and row.output[1:] == (1, 1)]
        reason = "batch normalisation has no variance to learn where a batch holds one value a channel"
        return (2, reason) if single else (1, "")

    def mixes_examples(self) -> str:
        """Batch normalisation does."""
        return "batch normalisation mixes the examples of a batch" if self.batch_norm else ""

    def _stage_layers(self, index: int, stage: StageSettings, shape: tuple[int, int, int]) -> list[LayerShape]:
        name = f"stages.{index}"
        channels, height, width = shape
        rows = (height + 2 * stage.padding - stage.kernel) // stage.stride + 1
        columns = (width + 2 * stage.padding - stage.kernel) // stage.stride + 1
        if rows < 1 or columns < 1:
            sentence = (
                f"Kernel {stage.kernel} is larger than its padded input of "
                f"{height + 2 * stage.padding} × {width + 2 * stage.padding}."
            )
            raise SettingsError({f"{name}.kernel": sentence})
        weights = stage.channels * channels * stage.kernel**2
        out = (stage.channels, rows, columns)
        cost = weights * rows * columns
        detail = f"{stage.kernel} × {stage.kernel}"
        layers = [
            LayerShape(
                f"{name}.convolution", "convolution", out, weights + stage.channels, cost, group=name, detail=detail
            )
        ]
        if self.batch_norm:
            layers.append(LayerShape(f"{name}.norm", "batch norm", out, 2 * stage.channels, prod(out), group=name))
        if stage.activation != "none":
            layers.append(LayerShape(f"{name}.activation", _ACTIVATIONS[stage.activation], out, 0, 0, group=name))
        if stage.pooling != "none":
            if stage.pool > min(rows, columns):
                sentence = f"Pool size {stage.pool} is larger than the feature map of {rows} × {columns}."
                raise SettingsError({f"{name}.pool": sentence})
            pooled = (stage.channels, rows // stage.pool, columns // stage.pool)
            detail = f"{stage.pool} × {stage.pool}"
            layers.append(LayerShape(f"{name}.pooling", f"{stage.pooling} pooling", pooled, 0, 0, detail=detail))
        return layers


def _three(shape: tuple[int, ...]) -> tuple[int, int, int]:
    channels, height, width = shape
    return channels, height, width


def _linear(name: str, inputs: int, outputs: int, tap: str | None = None, activation: str = "none") -> LayerShape:
    detail = "" if activation == "none" else activation
    parameters = inputs * outputs + outputs
    return LayerShape(name, "linear", (outputs,), parameters, inputs * outputs, tap=tap, detail=detail)
