"""AttentionWeights: the newest weights of each layer, and of which heads they are; no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.protocol.snapshot import PictureInfo, Snapshot

AVERAGE = -1
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """One of the matrices: a layer's head, or the average of its heads."""

    layer: str
    head: int


class AttentionWeights:
    """Follows a run.

    Attributes:
        shapes: heads, rows and columns of each layer that the run has.
        kept: by name, the newest weights, and the masks that belong to them.
    """

    def __init__(self) -> None:
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.kept: dict[str, Snapshot] = {}

    def start(self, pictures: Sequence[PictureInfo]) -> list[Head]:
        """A run with these layers; returns all heads, layer by layer."""
        self.shapes = {info.name: info.shape for info in pictures}
        return [head for layer in self.shapes for head in self.heads(layer)]

    def take(self, snapshots: Sequence[Snapshot]) -> bool:
        """Keep the newest. False: there is nothing new."""
        known = {*self.shapes, *(mask_name(layer) for layer in self.shapes)}
        new = {shot.name: shot for shot in snapshots if shot.name in known}
        self.kept |= new
        return bool(new)

    def clear(self) -> None:
        """Forget the run."""
        self.shapes.clear()
        self.kept.clear()

    def heads(self, layer: str) -> list[Head]:
        """Those of a layer, and where there are several their average."""
        heads = [Head(layer, index) for index in range(self.shapes[layer][0])]
        return [*heads, Head(layer, AVERAGE)] if len(heads) > 1 else heads

    def group(self, layer: str) -> list[str]:
        """The layers that run over the same sequences: those of one part of the model."""
        part, _, _ = layer.partition(".")
        return [name for name in self.shapes if name.partition(".")[0] == part]

    @property
    def parts(self) -> int:
        """How many parts of the model have such layers: 2 for an encoder and a decoder."""
        return len({name.partition(".")[0] for name in self.shapes})

    def allowed(self, layer: str) -> Array | None:
        """1 where a query may look at a key (rows, columns); None where it may look everywhere."""
        mask = self.kept.get(mask_name(layer))
        return None if mask is None else mask.values

    def strongest(self, head: Head) -> tuple[int, int]:
        """Row and column of the largest weight."""
        values = np.nan_to_num(values_of(self.kept[head.layer], head.head))
        row, column = divmod(int(values.argmax()), values.shape[1])
        return row, column

    def strongest_of_last(self, head: Head) -> tuple[int, int]:
        """The largest weight of the last query, which may look at everything before it."""
        values = np.nan_to_num(values_of(self.kept[head.layer], head.head))
        return len(values) - 1, int(values[-1].argmax())


def mask_name(layer: str) -> str:
    """The picture that says which cells of a layer's weights are allowed."""
    return layer.removesuffix("weights") + "mask"


def values_of(snapshot: Snapshot, head: int) -> Array:
    """One head's weights (rows, columns), or their average."""
    values: Array = snapshot.values.mean(axis=0) if head == AVERAGE else snapshot.values[head]
    return values
