"""Checkpoint: which published tensor each parameter of our modules is made of (no torch)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from playground.corpora.published.folder import Published
from playground.corpora.published.weights import Stored, fitting, stored
from playground.foundation.errors import DataError

PREFIXES = {"gpt2": "transformer.", "bert": "bert."}  # where the model was published with its head
OLD_NAMES = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}  # of the first BERTs


@dataclass(frozen=True)
class Source:
    """Where the numbers of a parameter come from.

    Attributes:
        tensors: published tensors, stacked along the first axis.
        shape: of each of them, as it is published.
        turned: published as (inputs, outputs), the transpose of ours.
    """

    tensors: tuple[str, ...]
    shape: tuple[int, ...]
    turned: bool = False


def sources(published: Published) -> dict[str, Source]:
    """Name of a parameter of ours → where it comes from."""
    return dict(_gpt2(published) if published.family == "gpt2" else _bert(published))


def found(published: Published, folder: str) -> dict[str, tuple[Source, tuple[Stored, ...]]]:
    """Each parameter with its tensors in the files, all there and of the right shapes. Raises DataError."""
    held = stored(folder)
    return {
        name: (source, tuple(_tensor(published, folder, held, tensor, source.shape) for tensor in source.tensors))
        for name, source in sources(published).items()
    }


def published_name(name: str, held: Mapping[str, Stored], published: Published) -> str:
    """How a file calls a tensor: with or without what it was wrapped in; empty where it has none."""
    old = next((name.replace(new, was) for new, was in OLD_NAMES.items() if name.endswith(new)), name)
    prefix = PREFIXES[published.family]
    return next((one for one in (name, old, name.removeprefix(prefix)) if one in held), "")


def _tensor(
    published: Published, folder: str, held: Mapping[str, Stored], name: str, shape: tuple[int, ...]
) -> Stored:  # fmt: skip
    known = published_name(name, held, published)
    if not known:
        if name.startswith("cls."):
            raise DataError(f"{folder}: was saved without the head that tells covered tokens ({name} is missing).")
        raise DataError(f"{folder}: its weights hold no {name}, which {published.name} needs; copy them anew.")
    return fitting(held[known], folder, known, shape)


Named = Iterator[tuple[str, Source]]


def _affine(ours: str, theirs: tuple[str, ...], inputs: int, outputs: int, turned: bool = False) -> Named:
    """The weight and bias of a linear layer; ``outputs`` of each tensor."""
    shape = (inputs, outputs) if turned else (outputs, inputs)
    yield f"{ours}.weight", Source(tuple(f"{name}.weight" for name in theirs), shape, turned)
    yield f"{ours}.bias", Source(tuple(f"{name}.bias" for name in theirs), (outputs,))


def _norm(ours: str, theirs: str, width: int) -> Named:
    yield f"{ours}.weight", Source((f"{theirs}.weight",), (width,))
    yield f"{ours}.bias", Source((f"{theirs}.bias",), (width,))


def _gpt2(model: Published) -> Named:
    width = model.width
    yield "embedding.values.weight", Source(("transformer.wte.weight",), (model.vocabulary, width))
    yield "embedding.positions", Source(("transformer.wpe.weight",), (model.length, width))
    for index in range(model.depth):
        ours, theirs = f"blocks.{index}", f"transformer.h.{index}"
        yield from _norm(f"{ours}.attention_norm", f"{theirs}.ln_1", width)
        yield from _affine(f"{ours}.attention.projection", (f"{theirs}.attn.c_attn",), width, 3 * width, turned=True)
        yield from _affine(f"{ours}.attention.output", (f"{theirs}.attn.c_proj",), width, width, turned=True)
        yield from _norm(f"{ours}.mlp_norm", f"{theirs}.ln_2", width)
        yield from _affine(f"{ours}.mlp.first", (f"{theirs}.mlp.c_fc",), width, model.inner, turned=True)
        yield from _affine(f"{ours}.mlp.second", (f"{theirs}.mlp.c_proj",), model.inner, width, turned=True)
    yield from _norm("norm", "transformer.ln_f", width)
    if not model.tied:
        yield "output.weight", Source(("lm_head.weight",), (model.vocabulary, width))


def _bert(model: Published) -> Named:
    width = model.width
    tables = (("values.weight", "word", model.vocabulary), ("positions", "position", model.length),
              ("segments", "token_type", model.segments))  # fmt: skip
    for ours, theirs, count in tables:
        yield f"embedding.{ours}", Source((f"bert.embeddings.{theirs}_embeddings.weight",), (count, width))
    yield from _norm("embedding.norm", "bert.embeddings.LayerNorm", width)
    for index in range(model.depth):
        ours, theirs = f"blocks.{index}", f"bert.encoder.layer.{index}"
        three = tuple(f"{theirs}.attention.self.{name}" for name in ("query", "key", "value"))
        yield from _affine(f"{ours}.attention.projection", three, width, width)
        yield from _affine(f"{ours}.attention.output", (f"{theirs}.attention.output.dense",), width, width)
        yield from _norm(f"{ours}.attention_norm", f"{theirs}.attention.output.LayerNorm", width)
        yield from _affine(f"{ours}.mlp.first", (f"{theirs}.intermediate.dense",), width, model.inner)
        yield from _affine(f"{ours}.mlp.second", (f"{theirs}.output.dense",), model.inner, width)
        yield from _norm(f"{ours}.mlp_norm", f"{theirs}.output.LayerNorm", width)
    yield from _affine("head.dense", ("cls.predictions.transform.dense",), width, width)
    yield from _norm("head.norm", "cls.predictions.transform.LayerNorm", width)
    yield "head.bias", Source(("cls.predictions.bias",), (model.vocabulary,))
