"""View: a picture that is computed from the model rather than tapped in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.data.axes import Axis
from playground.data.datasets import Data
from playground.data.specimen import Specimen
from playground.worked.example import Question, WorkedExample

Array = NDArray[np.float32]
Found = tuple[Array, dict[str, tuple[str, ...]]]


@dataclass(frozen=True)
class View:
    """A picture that is computed from the model rather than tapped in it.

    Attributes:
        take: values, and labels that only hold for them.
        dearest: seconds that it may cost in a recorded look; 0 is never recorded.
        seldom: of recorded looks only those that hold everything have it, such as the first and the last.
        pause: seconds between two of them at least; nobody reads faster than the default.
        share: of the time that may go into it.
        examples: of the data that it answers, by which its cost is foreseen; 0 where that is nothing to speak of.
        unfinished: whether the last one was only a part, so that the next goes on with it.
        unfold: where a cell comes from, for pictures that no architecture computes; raises UnexplainedError.
    """

    name: str
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    take: Callable[[], Found]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pause: float = 0.12
    dearest: float = float("inf")
    seldom: bool = False
    share: float = 0.01
    examples: int = 0
    unfinished: Callable[[], bool] = bool  # bool() is False
    unfold: Callable[[Question], WorkedExample] | None = None


def sequences(data: Data, shown: Specimen) -> dict[str, tuple[str, ...]]:
    """A label for each step of the specimen's sequences."""
    return dict(data.label(tuple(array[0] for array in shown.inputs)))


def sequence_labels(axes: tuple[str, ...], labels: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The labels of those axes that have some; ``source query`` takes those of ``source``."""
    along = {axis: Axis.named(axis).sequence for axis in axes}
    return {axis: labels[sequence] for axis, sequence in along.items() if sequence in labels}
