"""Metric: what one number says of outputs held against targets, declared once by the task that computes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Better(Enum):
    """Which of two values is the better one."""

    HIGHER = "higher"
    LOWER = "lower"


class NumberFormat(Enum):
    """How values are written: as numbers, or shares 0…1 as percentages."""

    NUMBER = "number"
    PERCENT = "percent"


@dataclass(frozen=True)
class Metric:
    """One measure of how good a model is. Whoever shows, ranks or judges its values asks here.

    Attributes:
        name: the key of its values in results, recordings and presets, such as ``exact_accuracy``.
        unit: of its values, such as ``km``; empty where they have none.
        words: in English, what people call it; the name with spaces where empty.
    """

    name: str
    better: Better = Better.LOWER
    unit: str = ""
    format: NumberFormat = NumberFormat.NUMBER
    words: str = ""

    @property
    def title(self) -> str:
        """What people call it, in English."""
        return self.words or self.name.replace("_", " ")

    @property
    def percent(self) -> bool:
        """Whether its values are shares, written as percentages."""
        return self.format is NumberFormat.PERCENT

    @property
    def top(self) -> float | None:
        """The best value there can be, where larger ones are better and there is a best."""
        return 1.0 if self.percent and self.better is Better.HIGHER else None

    def rank(self, value: float) -> float:
        """A number that is the larger the better the value is."""
        return value if self.better is Better.HIGHER else -value

    def beats(self, value: float, other: float) -> bool:
        """Whether a value is better than another; not a number never is."""
        return value > other if self.better is Better.HIGHER else value < other

    def gain(self, value: float, trivial: float) -> float:
        """The share of the way from a trivial value to a perfect one; where none is perfect, of the trivial value."""
        best = 0.0 if self.better is Better.LOWER else self.top
        way = abs(trivial) if best is None else best - trivial
        return (value - trivial) / way if way else 0.0

    def plain(self, value: float) -> str:
        """A value with four digits and its unit, for terminals and files: ``0.9722``, ``12.5 km``."""
        return f"{value:.4g} {self.unit}".rstrip()


LOSS = Metric("loss")
ACCURACY = Metric("accuracy", Better.HIGHER, format=NumberFormat.PERCENT)
TOKEN_ACCURACY = Metric("token_accuracy", Better.HIGHER, format=NumberFormat.PERCENT)
EXACT_ACCURACY = Metric("exact_accuracy", Better.HIGHER, format=NumberFormat.PERCENT)
MSE = Metric("mse", words="MSE")
NMSE = Metric("nmse", words="NMSE")
BITS_PER_CHARACTER = Metric("bits_per_character")
EPSILON = Metric("epsilon", words="ε")  # of DP-SGD, at the δ of its settings

COMMON = {  # name → metric: of more than one task, or of all
    one.name: one for one in (LOSS, EPSILON, ACCURACY, TOKEN_ACCURACY, EXACT_ACCURACY, MSE, NMSE, BITS_PER_CHARACTER)
}
WHOLE = (EXACT_ACCURACY, ACCURACY)  # shares of whole examples: in these, what is known by heart counts as right
