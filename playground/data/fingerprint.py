"""Fingerprint: what a recording keeps of its data, so that it knows it again and shows itself without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from playground.data.datasets import Data, Split
from playground.data.shapes import (
    ClassTarget,
    DataShape,
    ImageInput,
    ImageTarget,
    PairInput,
    SequenceInput,
    TokenInput,
    ValueTarget,
)
from playground.foundation.errors import DataError

BYTES = 2**28  # more of an array is not read: evenly spread rows of it
BLOCKS = 64
CLOSE = 1e-5  # sines and logarithms differ in their last bits from machine to machine; other data differs by more


@dataclass(frozen=True)
class Fingerprint:
    """Equal for the same data, whatever it is called and wherever it lies.

    Attributes:
        train, test, validation: numbers of examples.
        whole: hash of all arrays of whole numbers.
        real: hash of all arrays of real numbers.
        means: of each array of real numbers, the mean and the mean square of each of ``BLOCKS`` parts.
    """

    shape: DataShape
    train: int
    test: int
    whole: str
    real: str
    means: tuple[tuple[float, ...], ...]
    validation: int = 0

    @classmethod
    def of(cls, data: Data) -> Self:
        """Of loaded data; reads ``BYTES`` of each array at most."""
        held = () if data.validation is None else (data.validation,)
        whole, real, means = blake2b(digest_size=16), blake2b(digest_size=16), []
        for array in _arrays(data.train, data.test, *held):
            rows = array[:: -(-array.nbytes // BYTES) or 1]
            digest = real if array.dtype.kind == "f" else whole
            kept = np.ascontiguousarray(rows, "<f4" if array.dtype.kind == "f" else "<i8")
            digest.update(repr(array.shape).encode())
            digest.update(kept.data)
            if array.dtype.kind == "f":
                means.append(tuple(_means(kept)))
        return cls(
            data.shape, len(data.train), len(data.test), whole.hexdigest(), real.hexdigest(), tuple(means),
            sum(map(len, held)),
        )  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What ``to_json`` wrote. Raises DataError."""
        try:
            found: Self = TypeAdapter(cls).validate_json(text)
        except ValidationError:
            raise DataError("what it keeps of its data is damaged") from None
        return found

    def to_json(self) -> str:
        """One line of JSON."""
        return TypeAdapter(type(self)).dump_json(self).decode()

    def difference(self, other: Fingerprint) -> str:
        """What other data has that this one has not, in words; empty where they are the same."""
        if difference := shape_difference(self.shape, other.shape):
            return difference
        if (self.train, self.test, self.validation) != (other.train, other.test, other.validation):
            one, two = (f"{found.train} training and {found.test} test examples" for found in (self, other))
            return f"it had {one}, and now has {two}"
        same = self.whole == other.whole and (self.real == other.real or _close(self.means, other.means))
        return "" if same else "it has as many examples, with other values"


def shape_difference(mine: DataShape, its: DataShape) -> str:
    """What another shape has that this one has not, in words; empty where a model of one takes data of the other."""
    if _sizes(mine) != _sizes(its):
        one, two = (f"{shape.inputs.describe()}, {shape.targets.describe()}" for shape in (mine, its))
        return f"it had {one}, and now has {two}"
    return token_difference(mine, its)


def check_same(mine: DataShape, its: DataShape) -> None:
    """Raise DataError, saying what to do, where a model of one does not take data of the other."""
    if difference := shape_difference(mine, its):
        raise DataError(
            f"The data is not what this run learned from ({difference}); put it back as it was, or train anew."
        )


def token_difference(mine: DataShape, its: DataShape) -> str:
    """The same of the tokens alone, whatever the lengths: what a token's number means."""
    for known, found in zip(_vocabularies(mine), _vocabularies(its), strict=False):
        if known != found:
            gone = [token for token in known if token not in found]
            return f"its tokens are others: {gone[0]!r} is gone" if gone else "its tokens stand in another order"
    return ""


def _arrays(*splits: Split) -> Iterator[NDArray[Any]]:
    for split in splits:
        yield from (*split.inputs, split.targets)


def _means(array: NDArray[np.float32]) -> Iterator[float]:
    """Means and mean squares of ``BLOCKS`` parts of an array."""
    flat = array.ravel()
    for part in np.array_split(flat, min(BLOCKS, max(1, len(flat)))):
        yield float(part.mean(dtype=np.float64))
        yield float(np.square(part, dtype=np.float64).mean())


def _close(one: tuple[tuple[float, ...], ...], two: tuple[tuple[float, ...], ...]) -> bool:
    return [len(means) for means in one] == [len(means) for means in two] and all(
        np.allclose(mine, its, CLOSE, CLOSE, equal_nan=True) for mine, its in zip(one, two, strict=True)
    )


def _sizes(shape: DataShape) -> tuple[Any, ...]:
    """All that the sizes of a model's weights follow from; what classes and features are called does not count."""
    found: list[Any] = [shape.causal]
    for part in (shape.inputs, shape.targets):
        match part:
            case ImageInput() | ImageTarget():
                found.append(("image", part.channels, part.height, part.width))
            case SequenceInput():
                found.append(("sequence", part.length, len(part.features)))
            case TokenInput():
                found.append(("tokens", part.length, len(part.vocabulary)))
            case PairInput(source, target):
                found.append(("pair", source.length, len(source.vocabulary), target.length, len(target.vocabulary)))
            case ClassTarget():
                found.append(("classes", len(part.labels), part.length))
            case ValueTarget():
                found.append(("values", len(part.names), part.length))
    return tuple(found)


def _vocabularies(shape: DataShape) -> list[tuple[str, ...]]:
    """Where a token's number decides what it means."""
    match shape.inputs:
        case TokenInput():
            return [shape.inputs.vocabulary]
        case PairInput(source, target):
            return [source.vocabulary, target.vocabulary]
        case _:
            return []
