"""Layout: where the batch lies in a tensor, and what its other dimensions mean, from passes of two batch sizes."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from torch import Tensor, nn

from playground.data.shapes import DataShape, ImageInput, PairInput, SequenceInput, TokenInput

SIZES = (2, 3)  # examples of the two passes: the dimension that differs is the batch
MAP = ("channel", "row", "column")
Shape = tuple[int, ...]


@dataclass(frozen=True)
class TensorLayout:
    """How a tensor becomes (B, *axes), and back.

    Attributes:
        batch: the dimension that counts examples.
        folded: steps that lie in the batch dimension beside the examples, example by example; 0 for none.
        turned: the two dimensions after the batch are exchanged.
    """

    axes: tuple[str, ...]
    shape: Shape
    batch: int = 0
    folded: int = 0
    turned: bool = False

    def shown(self, tensor: Tensor) -> Tensor:
        """The tensor as (B, *axes)."""
        out = tensor.movedim(self.batch, 0)
        out = out.reshape(-1, self.folded, *out.shape[1:]) if self.folded else out
        return out.transpose(1, 2) if self.turned else out

    def back(self, shown: Tensor) -> Tensor:
        """The inverse of ``shown``."""
        out = shown.transpose(1, 2) if self.turned else shown
        out = out.flatten(0, 1) if self.folded else out
        return out.movedim(0, self.batch)


def layout(first: Shape, second: Shape, turned: bool, axes: tuple[str, ...] | None, path: str, data: DataShape
           ) -> TensorLayout | None:  # fmt: skip
    """The layout of an output of these shapes with 2 and 3 examples; None where it is no picture.

    Args:
        turned: it holds channels before steps, as one-dimensional convolutions do.
        axes: what its dimensions mean, where that is known.
    """
    if len(first) != len(second):
        return None
    differing = [axis for axis, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(differing) != 1:
        return None
    batch = differing[0]
    each, rest = divmod(first[batch], SIZES[0])
    if rest or each * SIZES[1] != second[batch] or each < 1:
        return None
    shape = (*first[:batch], *first[batch + 1 :])
    shape = (each, *shape) if each > 1 else shape
    if 0 in shape:
        return None
    shape = (shape[1], shape[0]) if turned and len(shape) == 2 else shape
    named = axes or _axes(shape, path, data)
    if named is None or len(named) != len(shape):
        return None
    return TensorLayout(named, shape, batch, each if each > 1 else 0, turned and len(shape) == 2)


def _axes(shape: Shape, path: str, data: DataShape) -> tuple[str, ...] | None:
    match len(shape):
        case 1:
            return ("unit",)
        case 2:
            return (f"{sequence(shape[0], path, data)}time", "unit")
        case 3:
            return MAP
    return None


def sequence(steps: int, path: str, data: DataShape) -> str:
    """Before the word ``time``: which of the data's sequences has so many steps; ``inner`` for none."""
    inputs = data.inputs
    if isinstance(inputs, PairInput):
        encodes = any(word in path.lower() for word in ("enc", "src", "source"))
        lengths = {"source ": inputs.source.length, "target ": inputs.target.length}
        fitting = [name for name, length in lengths.items() if length == steps]
        if len(fitting) == 2:
            return "source " if encodes else "target "
        return fitting[0] if fitting else "inner "
    own = inputs.length if isinstance(inputs, SequenceInput | TokenInput) else steps
    return "" if own == steps or isinstance(inputs, ImageInput) else "inner "


def attention_axes(queries: int, keys: int, path: str, data: DataShape) -> tuple[str, ...]:
    """Heads, queries and keys, each of the sequence that it runs along."""
    return "head", f"{sequence(queries, path, data)}query", f"{sequence(keys, path, data)}key"


def multiply_adds(module: nn.Module | None, output: Shape) -> int:
    """Multiplications of one example's pass: weights times the places at which they are used."""
    weight = getattr(module, "weight", None)
    if isinstance(module, nn.RNNBase):
        return sum(p.numel() for p in module.parameters() if p.dim() > 1) * (output[0] if len(output) > 1 else 1)
    if not isinstance(weight, Tensor) or isinstance(module, nn.Embedding):
        return 0
    if weight.dim() > 2:
        return weight.numel() * prod(output[1:])
    return weight.numel() * (prod(output[:-1]) if weight.dim() == 2 else prod(output) // max(1, weight.numel()))
