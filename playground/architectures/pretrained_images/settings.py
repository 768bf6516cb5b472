"""Settings of a published model of pictures: its folder, and the layers that its ``config.json`` makes (no torch)."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal

from playground.architectures.pretrained_images import checkpoint
from playground.blocks import shapes
from playground.corpora.published.vision import Encoder, Residual, Vision, described
from playground.data.shapes import ClassTarget, DataShape, ImageInput
from playground.experiment.experiment import ArchitectureSettings
from playground.experiment.layer_shape import LayerShape
from playground.foundation.errors import DataError, MisfitError, SettingsError
from playground.foundation.settings import setting

Maps = tuple[int, int, int]
RELU = "ReLU"  # is called so in every language


class PretrainedImagesSettings(ArchitectureSettings):
    """ViT or ResNet with the weights it was published with. Its folder is only read; nothing in it is run."""

    title: ClassVar[str] = "Published model of pictures"
    channels_last: ClassVar[bool] = False

    kind: Literal["pretrained-images"] = "pretrained-images"
    folder: str = setting(
        "", "Folder", "Of a published ViT or ResNet: config.json and model.safetensors. Its head is kept where it "
        "tells the classes of the task; for others a new one is drawn from the seed.",
        editor="folder", max_length=4096,
    )  # fmt: skip

    def vision(self) -> Vision:
        """What the folder says of the model. Raises SettingsError."""
        try:
            return described(self.folder)
        except DataError as error:
            raise SettingsError({"folder": str(error)}) from None

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The layer table, once the headers of the weights have been found to go with it. Raises SettingsError."""
        vision = self.vision()
        image, classes = _fitting(vision, data)
        try:
            checkpoint.found(vision, self.folder, classes.labels)
        except DataError as error:
            raise SettingsError({"folder": str(error)}) from None
        new = "" if checkpoint.rows(vision, classes.labels) else "new head"
        if isinstance(vision.body, Encoder):
            return _vit(vision, vision.body, len(classes.labels), new)
        return _resnet(vision.body, (image.channels, image.height, image.width), len(classes.labels), new)

    def smallest_batch(self, data: DataShape) -> tuple[int, str]:
        """Batch normalisation of maps of 1 × 1 learns no variance from batches of one example."""
        single = [row.name for row in self.layers(data) if row.kind == "batch norm" and row.output[1:] == (1, 1)]
        reason = "batch normalisation has no variance to learn where a batch holds one value a channel"
        return (2, reason) if single else (1, "")

    def mixes_examples(self) -> str:
        """Batch normalisation does."""
        return "batch normalisation mixes the examples of a batch" if self.vision().family == "resnet" else ""


def _fitting(vision: Vision, data: DataShape) -> tuple[ImageInput, ClassTarget]:
    """The pictures and classes, if the model takes such. Raises MisfitError."""
    image, targets = data.inputs, data.targets
    if not isinstance(image, ImageInput) or not isinstance(targets, ClassTarget) or targets.length is not None:
        raise MisfitError("A published model of pictures needs pictures with a class each", "folder")
    if image.channels != vision.channels:
        raise MisfitError(f"This {vision.name} reads pictures of {vision.channels} colour channels", "folder")
    if isinstance(vision.body, Encoder) and (image.height, image.width) != (vision.body.size, vision.body.size):
        raise MisfitError(f"This ViT reads pictures of {vision.body.size} × {vision.body.size} pixels", "folder")
    return image, targets


def _vit(vision: Vision, body: Encoder, classes: int, new: str) -> tuple[LayerShape, ...]:
    side, width, steps = body.size // body.patch, body.width, body.patches + 1
    weights = width * vision.channels * body.patch**2
    rows = [
        LayerShape("embedding.patches", "convolution", (width, side, side), weights + width, weights * body.patches,
                   ("input",), "embedding", detail=f"{body.patch} × {body.patch}"),
        LayerShape("embedding.positions", "positions", (steps, width), (steps + 1) * width, 0, ("embedding.patches",),
                   "embedding", "embedding.embedded"),
    ]  # fmt: skip
    stream = rows[-1].name
    for index in range(body.depth):
        name = f"blocks.{index}"
        rows.append(shapes.norm(f"{name}.attention_norm", steps, width, (stream,), name))
        rows.append(shapes.attention(f"{name}.attention", "self-attention", steps, steps, width, body.heads,
                                     (f"{name}.attention_norm",), name))  # fmt: skip
        rows.append(shapes.added(f"{name}.attention_sum", steps, width, (stream, f"{name}.attention"), name))
        rows.append(shapes.norm(f"{name}.mlp_norm", steps, width, (f"{name}.attention_sum",), name))
        first, second = shapes.linear("", width, body.inner, steps), shapes.linear("", body.inner, width, steps)
        rows.append(LayerShape(
            f"{name}.mlp", f"MLP, {body.inner} units", (steps, width), first.parameters + second.parameters,
            first.multiply_adds + second.multiply_adds, (f"{name}.mlp_norm",), name, f"{name}.mlp.activation",
        ))  # fmt: skip
        stream = f"{name}.mlp_sum"
        reads = (f"{name}.attention_sum", f"{name}.mlp")
        rows.append(shapes.added(stream, steps, width, reads, name, f"{name}.residual"))
    rows.append(shapes.norm("norm", steps, width, (stream,)))
    return (*rows, _output(width, classes, "norm", new))


def _output(width: int, classes: int, reads: str, new: str) -> LayerShape:
    return LayerShape("output", "linear", (classes,), width * classes + classes, width * classes, (reads,), detail=new)


def _resnet(body: Residual, image: Maps, classes: int, new: str) -> tuple[LayerShape, ...]:
    rows, shape = _unit("stem", "input", image, body.stem, 7, 2, "stem", True)
    shape = (body.stem, (shape[1] - 1) // 2 + 1, (shape[2] - 1) // 2 + 1)
    rows.append(LayerShape("stem.pooling", "max pooling", shape, 0, 0, ("stem.activation",), detail="3 × 3"))
    reads = "stem.pooling"
    for index, stage in enumerate(body.stages):
        for number in range(stage.blocks):
            name, stride = f"stages.{index}.{number}", stage.stride if number == 0 else 1
            more, shape = _block(body, name, reads, shape, stage.channels, stride)
            rows, reads = [*rows, *more], f"{name}.residual"
    rows.append(LayerShape("pooled", "average pooling", shape[:1], 0, prod(shape), (reads,)))
    return (*rows, _output(shape[0], classes, "pooled", new))


def _block(
    body: Residual, name: str, reads: str, shape: Maps, channels: int, stride: int
) -> tuple[list[LayerShape], Maps]:
    rows: list[LayerShape] = []
    below, now, units = reads, shape, checkpoint.kernels(body, shape[0], channels)
    for number, (_, outputs, kernel) in enumerate(units):
        step = stride if number == strides_at(body) else 1
        more, now = _unit(f"{name}.{number}", below, now, outputs, kernel, step, name, number < len(units) - 1)
        rows, below = [*rows, *more], more[-1].name
    if shape[0] != channels or stride > 1:
        more, _ = _unit(f"{name}.shortcut", reads, shape, channels, 1, stride, name, False)
        rows, reads = [*rows, *more], more[-1].name
    rows.append(LayerShape(f"{name}.residual", "sum and ReLU", now, 0, 0, (below, reads), name))
    return rows, now


def strides_at(body: Residual) -> int:
    """Which convolution of a block takes every n-th row and column."""
    return 1 if body.bottleneck and not body.early else 0


def _unit(
    name: str, reads: str, shape: Maps, channels: int, kernel: int, stride: int, group: str, active: bool
) -> tuple[list[LayerShape], Maps]:
    """Convolution without a bias, batch norm and, inside a block, ReLU."""
    padding = kernel // 2
    high, wide = ((size + 2 * padding - kernel) // stride + 1 for size in shape[1:])
    out, weights = (channels, high, wide), channels * shape[0] * kernel**2
    detail = f"{kernel} × {kernel}"
    rows = [
        LayerShape(f"{name}.convolution", "convolution", out, weights, weights * high * wide, (reads,), group,
                   detail=detail),
        LayerShape(f"{name}.norm", "batch norm", out, 2 * channels, prod(out), (f"{name}.convolution",), group),
    ]  # fmt: skip
    if active:
        rows.append(LayerShape(f"{name}.activation", RELU, out, 0, 0, (f"{name}.norm",), group))
    return rows, out
