"""What a task hands to a model: its examples, and what a network may be compared with on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.metrics import WHOLE
from playground.data.shapes import IGNORED, ClassTarget, DataShape, ImageTarget, PairInput, TokenInput, ValueTarget


@dataclass(frozen=True)
class Split:
    """Examples: ``inputs`` one array (B, …) for each argument of the model, ``targets`` (B, …)."""

    inputs: tuple[NDArray[Any], ...]
    targets: NDArray[Any]

    def __len__(self) -> int:
        return len(self.targets)

    def first(self, count: int) -> Split:
        """The first ``count`` examples, or all where there are fewer; views, not copies."""
        return Split(tuple(array[:count] for array in self.inputs), self.targets[:count])


Scores = Mapping[str, Mapping[str, float]]  # name of an answer → metric → value


def _no_labels(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    return {}


@dataclass(frozen=True)
class Canary:
    """A secret in the training examples, to measure how well it is remembered (Carlini et al. 2019, arXiv 1802.08232).

    Attributes:
        before: tokens (P,) that lead to it; secret: its own (D,).
        alphabet: tokens that each of its places might have held just as well; the secret's are among them.
        words: what leads to it, the secret itself, and what follows, as text.
    """

    before: NDArray[np.int64]
    secret: NDArray[np.int64]
    alphabet: NDArray[np.int64]
    words: tuple[str, str, str]


@dataclass(frozen=True)
class Data:
    """A loaded task.

    Attributes:
        references: what is had without the network on the first so many test examples, learned from the training
            examples. The first is the baseline (``majority class``), which a network must beat to have learned
            anything; the others are what it may be compared with, such as ``nearest neighbour``.
        label: the inputs of one example → sequence (``time``, ``source``, ``target``) → a label for each step of it.
        rivals: name of a reference → what it answers to each test example, to be drawn beside the model's.
        classes: the class of each test example where it is not the target, to colour by; with its names.
        overlap: so many training examples after one hold some of its values, as windows of one series do; 0 where each
            stands for itself.
        validation: what of the training examples is kept back for choices; None where nobody asked for it. The
            references have learned from it, too.
        canary: a secret that was put into the training examples on purpose; None where there is none.
    """

    shape: DataShape
    train: Split
    test: Split
    references: Callable[[int], Scores]
    label: Callable[[tuple[NDArray[Any], ...]], Mapping[str, tuple[str, ...]]] = field(default=_no_labels)
    rivals: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    classes: tuple[NDArray[np.int64], tuple[str, ...]] | None = None
    overlap: int = 0
    validation: Split | None = None
    canary: Canary | None = None

    @cached_property
    def scores(self) -> Scores:
        """What the network may be compared with, on the whole test set."""
        return self.compared(len(self.test))

    def compared(self, count: int) -> Scores:
        """The references on the first ``count`` test examples, and what memory alone gets where it gets anything."""
        found = self.references(count)
        baseline: Mapping[str, float] = next(iter(found.values()), {})
        metric = next((one.name for one in WHOLE if one.name in baseline), "")
        share = float(self._known[:count].mean()) if metric and len(self._known) else 0.0
        return {**found, "learned by heart": {metric: share}} if share else found

    @cached_property
    def _known(self) -> NDArray[np.bool_]:
        """Which test examples (B,) ask in tokens exactly what a training example asks; empty where nothing is counted.

        Small tasks have fewer questions than are drawn: then the answers need not be found, they can be remembered.
        """
        if not isinstance(self.shape.inputs, TokenInput | PairInput):
            return np.zeros(0, bool)
        known = {row.tobytes() for row in self.train.inputs[0]}
        return np.array([row.tobytes() in known for row in self.test.inputs[0]], bool)

    @property
    def baseline_name(self) -> str:
        """What the baseline answers."""
        return next(iter(self.scores), "")

    @property
    def baseline(self) -> Mapping[str, float]:
        """Metric → what the baseline reaches on the whole test set."""
        return self.scores.get(self.baseline_name, {})

    @property
    def others(self) -> Scores:
        """The references beside the baseline, on the whole test set."""
        return {name: values for name, values in self.scores.items() if name != self.baseline_name}

    def example(self, index: int) -> tuple[tuple[NDArray[Any], ...], NDArray[Any]]:
        """Inputs (1, …) and targets (1, …) of one test example, without what only fills its sequences up."""
        inputs = [array[index : index + 1] for array in self.test.inputs]
        targets = self.test.targets[index : index + 1]
        match self.shape.inputs:
            case TokenInput(_, _, padding):
                inputs[0] = inputs[0][:, : _filled(inputs[0][0], padding)]
            case PairInput(source, _):
                inputs[0] = inputs[0][:, : _filled(inputs[0][0], source.padding)]
                inputs[1] = inputs[1][:, : _filled(targets[0], IGNORED)]
        every_step = getattr(self.shape.targets, "length", None) is not None
        return tuple(inputs), targets[:, : inputs[-1].shape[1]] if every_step else targets

    def describe(self, index: int) -> str:
        """A test example in words: its number, and its class or value."""
        name, target = f"test example {index + 1}", self.test.targets[index]
        match self.shape.targets:
            case ClassTarget(labels, None):
                return f"{name} · {labels[int(target)]}"
            case ValueTarget(_, None):
                return f"{name} · {float(np.ravel(target)[0]):.3g}"
            case ImageTarget() if self.classes is not None:
                return f"{name} · {self.classes[1][int(self.classes[0][index])]}"
            case _:
                return name


def _filled(tokens: NDArray[Any], padding: int | None) -> int:
    """The length of a sequence without the padding at its end."""
    return len(tokens) if padding is None else int(np.flatnonzero(tokens != padding)[-1]) + 1
