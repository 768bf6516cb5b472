"""Planes: vectors of many numbers in two, their principal components: codes before the answer, embeddings of tokens."""

from __future__ import annotations

import numpy as np
from torch import Tensor, nn

from playground.data.shapes import ClassTarget, PairInput, TokenInput
from playground.inspection.model import InspectedModel, pass_test_examples
from playground.inspection.view import Array, Found, View

SCATTERED = 400  # test examples in a plane
WORDS = 1000  # of a vocabulary in a plane; of a larger one those that the training has most often
AXES = ("example", "coordinate")
DEAREST = 0.02  # seconds that such a picture may cost in a recorded look


def planes(inspected: InspectedModel) -> tuple[View, ...]:
    """The embeddings of each vocabulary, and for classifiers what the output layer is given for each test example."""
    found = [_embedded(inspected, name, table, words) for name, table, words in _tables(inspected)]
    labels = inspected.data.shape.targets
    if isinstance(labels, ClassTarget) and labels.length is None:
        modules, last = dict(inspected.model.named_modules()), inspected.experiment.layers()[-1].name
        output = modules.get("output", modules.get(last))
        if output is not None:
            found.append(_coded(inspected, output, labels.labels))
    return tuple(found)


def principal(vectors: Array) -> Array:
    """Vectors (N, D) in the plane (N, 2) of their two principal components, the largest share of each positive.

    Fewer than two dimensions are filled up with zeros; anything not finite gives NaN.
    """
    if not np.isfinite(vectors).all() or len(vectors) < 2:
        return np.full((len(vectors), 2), np.nan, np.float32)
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    first = directions[:2]
    signs = np.sign(first[np.arange(len(first)), np.abs(first).argmax(axis=1)])
    found = centred @ (signs[:, None] * first).T
    return np.pad(found, ((0, 0), (0, 2 - found.shape[1]))).astype(np.float32)


def _tables(inspected: InspectedModel) -> list[tuple[str, nn.Embedding, TokenInput]]:
    """The embeddings of the model with the vocabulary of each, in the order of the model's arguments."""
    inputs = inspected.data.shape.inputs
    known = (inputs.source, inputs.target) if isinstance(inputs, PairInput) else (inputs,)
    words = [part for part in known if isinstance(part, TokenInput)]
    names = ("source words", "target words") if isinstance(inputs, PairInput) else ("words",)
    tables = [module for module in inspected.model.modules() if isinstance(module, nn.Embedding)]
    fitting = zip(names, tables, words, strict=False)
    return [(name, table, part) for name, table, part in fitting if table.num_embeddings == len(part.vocabulary)]


def _embedded(inspected: InspectedModel, name: str, table: nn.Embedding, words: TokenInput) -> View:
    kept = [index for index in range(len(words.vocabulary)) if index != words.padding]
    if len(kept) > WORDS:
        counts = np.bincount(inspected.data.train.inputs[0].ravel(), minlength=len(words.vocabulary))
        kept = np.argsort(-counts, kind="stable")[:WORDS].tolist()
    labels = {"example": tuple(words.vocabulary[index] for index in kept)}

    def take() -> Found:
        return principal(table.weight.detach()[kept].float().cpu().numpy()), {}

    return View(f"plane.{name}", AXES, (len(kept), 2), take, labels, dearest=DEAREST)


def _coded(inspected: InspectedModel, output: nn.Module, names: tuple[str, ...]) -> View:
    count = min(SCATTERED, len(inspected.data.test))
    classes = inspected.data.test.targets[:count]

    def take() -> Found:
        given: list[Tensor] = []
        handle = output.register_forward_pre_hook(lambda module, inputs: given.append(inputs[0].detach()))
        try:
            pass_test_examples(inspected, count)
        finally:
            handle.remove()
        return principal(given[0].flatten(1).float().cpu().numpy()), {}

    labels = {"example": tuple(names[index] for index in classes), "class": names}
    return View("plane.code", AXES, (count, 2), take, labels, dearest=DEAREST, examples=count)
