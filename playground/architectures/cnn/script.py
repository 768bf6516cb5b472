"""The CNN as code of its own."""

from __future__ import annotations

from math import prod

from playground.architectures.cnn.settings import CNNSettings, StageSettings
from playground.blocks.script.sections import Section, block, fill
from playground.data.shapes import ClassTarget, DataShape, ImageInput, ImageTarget, output_width

CLASS = "CNN"
IMPORTS = ("from collections import OrderedDict", "from torch import Tensor, nn")
ACTIVATIONS = {"relu": "nn.ReLU()", "gelu": "nn.GELU()", "tanh": "nn.Tanh()"}

MODEL = '''
    class CNN(nn.Module):
        """Images (B, $channels, $height, $width) → $answers (B, $outputs)."""

        def __init__(self) -> None:
            super().__init__()
            self.stages = nn.ModuleList([
                $stages
            ])
            $hidden
            $dropout
            self.output = nn.Linear($flat, $outputs)

        def forward(self, x: Tensor) -> Tensor:
            for stage in self.stages:
                x = stage(x)
            x = x.flatten(1)  # channel by channel, each row by row
            $through_hidden
            return $answer
'''
TEXT = """
Each stage slides its kernels over the image; y[o, r, c] is the output of kernel o at row r, column c, and x is
what comes in:

    y[o, r, c] = b[o] + Σ_i Σ_u Σ_v  w[o, i, u, v] · x[i, r·stride + u − padding, c·stride + v − padding]
"""
NORM = """

Batch norm brings each channel to its running mean μ and variance σ² (those of the batch, in training):

    y = γ (x − μ) / √(σ² + ε) + β
"""


def sections(settings: CNNSettings, data: DataShape) -> list[Section]:
    """The model for these settings and no other."""
    inputs, targets = data.inputs, data.targets
    assert isinstance(inputs, ImageInput) and not isinstance(targets, ImageTarget)
    shapes = {layer.name: layer.output for layer in settings.layers(data)}
    last = [shape for name, shape in shapes.items() if name.startswith("stages.")][-1]
    widths = (prod(last), *settings.hidden)
    channels = (inputs.channels, *(stage.channels for stage in settings.stages))
    stages = [
        line
        for index, stage in enumerate(settings.stages)
        for line in _stage(index, stage, channels[index], settings.batch_norm, shapes)
    ]
    code = fill(
        MODEL,
        channels=inputs.channels, height=inputs.height, width=inputs.width, outputs=output_width(targets),
        answers="logits" if isinstance(targets, ClassTarget) else "numbers",
        stages=block(stages), flat=widths[-1],
        hidden=block(_hidden(settings, widths)),
        dropout=f"self.dropout = nn.Dropout({settings.dropout})" if settings.dropout else "",
        through_hidden="for layer in self.hidden:\n    x = layer(x)" if settings.hidden else "",
        answer="self.output(self.dropout(x))" if settings.dropout else "self.output(x)",
    )  # fmt: skip
    return [Section("The model", TEXT + (NORM if settings.batch_norm else ""), code)]


def _stage(
    index: int, stage: StageSettings, channels: int, norm: bool, shapes: dict[str, tuple[int, ...]]
) -> list[str]:  # fmt: skip
    moves = {"stride": stage.stride, "padding": stage.padding}
    named = "".join(f", {name}={value}" for name, value in moves.items() if value != (name == "stride"))
    path = f"stages.{index}"
    lines = ["nn.Sequential(OrderedDict("]
    convolution = f"nn.Conv2d({channels}, {stage.channels}, kernel_size={stage.kernel}{named})"
    lines.append(f"    convolution={convolution},  # {_shape(shapes[f'{path}.convolution'])}")
    if norm:
        lines.append(f"    norm=nn.BatchNorm2d({stage.channels}),")
    if stage.activation != "none":
        lines.append(f"    activation={ACTIVATIONS[stage.activation]},")
    if stage.pooling != "none":
        kind = "MaxPool2d" if stage.pooling == "max" else "AvgPool2d"
        lines.append(f"    pooling=nn.{kind}({stage.pool}),  # {_shape(shapes[f'{path}.pooling'])}")
    return [*lines, ")),"]


def _hidden(settings: CNNSettings, widths: tuple[int, ...]) -> list[str]:
    if not settings.hidden:
        return []
    lines = ["self.hidden = nn.ModuleList(["]
    for index, units in enumerate(settings.hidden):
        lines.append("    nn.Sequential(OrderedDict(")
        if settings.dropout:
            lines.append(f"        dropout=nn.Dropout({settings.dropout}),")
        lines.append(f"        linear=nn.Linear({widths[index]}, {units}),  # (B, {units})")
        if settings.hidden_activation != "none":
            lines.append(f"        activation={ACTIVATIONS[settings.hidden_activation]},")
        lines.append("    )),")
    return [*lines, "])"]


def _shape(shape: tuple[int, ...]) -> str:
    return f"(B, {', '.join(map(str, shape))})"
