"""Checkpoint: which published tensors each parameter of our modules is made of (no torch)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from playground.corpora.published.vision import Encoder, Residual, Vision
from playground.corpora.published.weights import Stored, fitting, stored
from playground.foundation.errors import DataError


@dataclass(frozen=True)
class Tensors:
    """Published tensors, stacked along the first axis, and the shape of each."""

    tensors: tuple[str, ...]
    shape: tuple[int, ...]


Named = Iterator[tuple[str, Tensors]]


def found(vision: Vision, folder: str, classes: Sequence[str]) -> dict[str, tuple[Stored, ...]]:
    """Each parameter with its tensors in the files, all there and of the right shapes. Raises DataError.

    The head is among them where it tells these classes.
    """
    held = stored(folder)
    return {name: tuple(_tensor(vision, folder, held, one, source.shape) for one in source.tensors)
            for name, source in sources(vision, bool(rows(vision, classes))).items()}  # fmt: skip


def sources(vision: Vision, head: bool = True) -> dict[str, Tensors]:
    """Name of a parameter of ours → where it comes from."""
    body = dict(_vit(vision, vision.body) if isinstance(vision.body, Encoder) else _resnet(vision, vision.body))
    width = vision.body.width if isinstance(vision.body, Encoder) else vision.body.stages[-1].channels
    theirs = "classifier" if isinstance(vision.body, Encoder) else "classifier.1"
    return body | (dict(_affine("output", (theirs,), width, len(vision.labels))) if head else {})


def rows(vision: Vision, classes: Sequence[str]) -> list[int]:
    """Which rows of the published head tell these classes: by their names, or all where there are as many.

    Empty where the head knows others: then a new one is drawn.
    """
    known = {label: index for index, label in enumerate(vision.labels)}
    if set(classes) <= set(known):
        return [known[label] for label in classes]
    return list(range(len(classes))) if len(classes) == len(vision.labels) else []


def _tensor(vision: Vision, folder: str, held: Mapping[str, Stored], name: str, shape: tuple[int, ...]) -> Stored:
    known = next((one for one in (name, name.removeprefix(f"{vision.family}.")) if one in held), "")
    if not known:
        raise DataError(f"{folder}: its weights hold no {name}, which {vision.name} needs; copy them anew.")
    return fitting(held[known], folder, known, shape)


def _affine(ours: str, theirs: tuple[str, ...], inputs: int, outputs: int) -> Named:
    yield f"{ours}.weight", Tensors(tuple(f"{name}.weight" for name in theirs), (outputs, inputs))
    yield f"{ours}.bias", Tensors(tuple(f"{name}.bias" for name in theirs), (outputs,))


def _norm(ours: str, theirs: str, width: int) -> Named:
    yield f"{ours}.weight", Tensors((f"{theirs}.weight",), (width,))
    yield f"{ours}.bias", Tensors((f"{theirs}.bias",), (width,))


def _vit(vision: Vision, body: Encoder) -> Named:
    width, begun = body.width, "vit.embeddings"
    patch = (width, vision.channels, body.patch, body.patch)
    yield "embedding.patches.weight", Tensors((f"{begun}.patch_embeddings.projection.weight",), patch)
    yield "embedding.patches.bias", Tensors((f"{begun}.patch_embeddings.projection.bias",), (width,))
    yield "embedding.token", Tensors((f"{begun}.cls_token",), (1, 1, width))
    yield "embedding.positions", Tensors((f"{begun}.position_embeddings",), (1, body.patches + 1, width))
    for index in range(body.depth):
        ours, theirs = f"blocks.{index}", f"vit.encoder.layer.{index}"
        three = tuple(f"{theirs}.attention.attention.{name}" for name in ("query", "key", "value"))
        yield from _norm(f"{ours}.attention_norm", f"{theirs}.layernorm_before", width)
        yield from _affine(f"{ours}.attention.projection", three, width, width)
        yield from _affine(f"{ours}.attention.output", (f"{theirs}.attention.output.dense",), width, width)
        yield from _norm(f"{ours}.mlp_norm", f"{theirs}.layernorm_after", width)
        yield from _affine(f"{ours}.mlp.first", (f"{theirs}.intermediate.dense",), width, body.inner)
        yield from _affine(f"{ours}.mlp.second", (f"{theirs}.output.dense",), body.inner, width)
    yield from _norm("norm", "vit.layernorm", width)


def _resnet(vision: Vision, body: Residual) -> Named:
    yield from _unit("stem", "resnet.embedder.embedder", (body.stem, vision.channels, 7, 7))
    inputs = body.stem
    for index, stage in enumerate(body.stages):
        for block in range(stage.blocks):
            ours, theirs = f"stages.{index}.{block}", f"resnet.encoder.stages.{index}.layers.{block}"
            for number, (one, other, kernel) in enumerate(kernels(body, inputs, stage.channels)):
                yield from _unit(f"{ours}.{number}", f"{theirs}.layer.{number}", (other, one, kernel, kernel))
            if inputs != stage.channels or (block == 0 and stage.stride > 1):
                yield from _unit(f"{ours}.shortcut", f"{theirs}.shortcut", (stage.channels, inputs, 1, 1))
            inputs = stage.channels


def kernels(body: Residual, inputs: int, outputs: int) -> tuple[tuple[int, int, int], ...]:
    """Of each convolution of a block its channels in and out, and its kernel's side."""
    if not body.bottleneck:
        return (inputs, outputs, 3), (outputs, outputs, 3)
    narrow = outputs // 4
    return (inputs, narrow, 1), (narrow, narrow, 3), (narrow, outputs, 1)


def _unit(ours: str, theirs: str, shape: tuple[int, ...]) -> Named:
    yield f"{ours}.convolution.weight", Tensors((f"{theirs}.convolution.weight",), shape)
    for name in ("weight", "bias", "running_mean", "running_var"):
        yield f"{ours}.norm.{name}", Tensors((f"{theirs}.normalization.{name}",), shape[:1])
