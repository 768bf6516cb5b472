"""StepExplained: one training step in its order, with the numbers of one weight of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.protocol.snapshot import PictureInfo


@dataclass(frozen=True)
class FormulaLine:
    """One line of a formula.

    Attributes:
        result: the symbol at the left, such as ``m``.
        formula: the right side with a ``{name}`` for each operand.
        symbols: name → how the operand is written; values: name → its number.
        value: what comes out.
    """

    result: str
    formula: str
    symbols: Mapping[str, str]
    values: Mapping[str, float]
    value: float


@dataclass(frozen=True)
class StepExplained:
    """What the step after ``step`` will do to one weight, computed on a copy; answers ``ExplainStep``.

    Attributes:
        parameter: path of the weight's tensor; index: its place in it, from 0.
        parameters: every tensor that can be asked for, path → shape.
        examples: in the batch.
        loss: of that batch.
        gradient: dL/dw by backpropagation, as the model trains.
        difference: (L(w + h) − L(w − h)) / 2h in float64; ``above`` and ``below`` are the two losses.
        norm: of the whole gradient; ``clip`` is its limit, 0 for none.
        lines: the update of the weight, ending with its new value.
        old, new: the weight before and after the step, exactly as the model will hold them.
    """

    run: int
    step: int
    parameter: str
    index: tuple[int, ...]
    parameters: Mapping[str, tuple[int, ...]]
    examples: int
    loss: float
    gradient: float
    h: float
    above: float
    below: float
    difference: float
    norm: float
    clip: float
    optimizer: str
    lines: tuple[FormulaLine, ...]
    old: float
    new: float

    @property
    def disagreement(self) -> float:
        """|gradient − difference| relative to the larger of the two; 0 where both are 0."""
        larger = max(abs(self.gradient), abs(self.difference))
        return abs(self.gradient - self.difference) / larger if larger else 0.0


@dataclass(frozen=True)
class StepTaken:
    """The step that was explained has been taken: the weight as the model holds it now."""

    run: int
    step: int
    parameter: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class StepRecalled:
    """The model of a recording stands as it was after ``step`` steps; or why it cannot, in one sentence.

    Attributes:
        start: the step of the checkpoint that it was replayed from.
        compared: steps on the way whose loss was recorded.
        different: the first of them that came out otherwise, by a bit; None where all are the same.
        seconds: that it took.
        pictures: every picture that can be asked for now, also those that the recording does not hold.
    """

    run: int
    step: int
    start: int = 0
    compared: int = 0
    different: int | None = None
    seconds: float = 0.0
    pictures: tuple[PictureInfo, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class ExampleLoss:
    """A training example of the batch: its number in the training set, in words, and its loss."""

    index: int
    words: str
    loss: float


@dataclass(frozen=True)
class LayerGradient:
    """A layer's share of the gradient of this step, and the median of the steps before it; NaN where there are none."""

    layer: str
    norm: float
    usual: float

    @property
    def times(self) -> float:
        """How many times the usual it is."""
        return self.norm / self.usual if self.usual > 0 else float("nan")


@dataclass(frozen=True)
class StepExamined:
    """One step, from the weights before it.

    Attributes:
        loss: of the batch; ``usual`` the median of the steps before.
        share: of the batch's loss that the ``examples`` have, the ones with the largest.
        layers: those whose gradient grew most, first.
    """

    step: int
    loss: float
    usual: float
    batch: int
    examples: tuple[ExampleLoss, ...]
    share: float
    layers: tuple[LayerGradient, ...]
    run: int = 0
