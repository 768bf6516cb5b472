"""WorkedExample: what is asked about one cell of a picture, and the answer as formulas, grids and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from playground.data.sampling import Sampling

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """One cell: the name of a picture, and an index for each of its axes.

    Attributes:
        sampling: ask for the probability with which this token is drawn; None for the number in the cell.
    """

    picture: str
    index: tuple[int, ...]
    sampling: Sampling | None = None


@dataclass(frozen=True)
class Region:
    """A box of cells of a picture: from ``start`` up to, not including, ``stop``, one number an axis."""

    picture: str
    start: tuple[int, ...]
    stop: tuple[int, ...]

    @classmethod
    def cell(cls, picture: str, *index: int) -> Self:
        """A single cell."""
        return cls(picture, index, tuple(i + 1 for i in index))

    def clipped(self, shape: tuple[int, ...]) -> Self:
        """The part of it that lies inside a picture of this shape: a padded patch reaches over the edge."""
        start = tuple(min(max(a, 0), size) for a, size in zip(self.start, shape, strict=True))
        stop = tuple(min(max(b, 0), size) for b, size in zip(self.stop, shape, strict=True))
        return type(self)(self.picture, start, stop)


@dataclass(frozen=True)
class Formula:
    """The formula in symbols, as on a slide (LaTeX, see ``notation``)."""

    latex: str


@dataclass(frozen=True)
class Line:
    """One line of the calculation with numbers in it; ``caption`` says in a word what it is."""

    latex: str
    caption: str = ""


@dataclass(frozen=True, eq=False)
class Grid:
    """A small matrix of numbers (rows, columns), named by a symbol.

    Attributes:
        source: where its numbers stand; ``marked``: (row, column) of the one that decides, such as a maximum.
    """

    latex: str
    values: Array
    source: Region | None = None
    marked: tuple[int, int] | None = None


@dataclass(frozen=True)
class Grids:
    """Grids beside each other with a sign between each two: patch × kernel = products."""

    caption: str
    grids: tuple[Grid, ...]
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of a table: words, then numbers."""

    name: str
    values: tuple[float, ...]
    source: Region | None = None
    marked: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of numbers under symbols; ``total`` is what their last column adds up to, None where it does not.

    ``channels``: of a sum over the channels below all of its terms, also those that one row adds up.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: float | None = None
    channels: tuple[float, ...] = ()


Part = Formula | Line | Grids | Table


@dataclass(frozen=True)
class Weighed:
    """The cells of a picture that added most to a number, the strongest first, and what each added."""

    picture: str
    cells: tuple[tuple[int, ...], ...]
    added: tuple[float, ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """0…1 of the strongest, without signs."""
        most = max(map(abs, self.added), default=0.0)
        return tuple(abs(one) / most for one in self.added)


@dataclass(frozen=True)
class Contributions:
    """How much of a number came through the pictures below it: of each cell its slope × its value.

    Attributes:
        cells: of the pictures that the number was made from, cell by cell.
        sums: picture → what all of its cells added, each without its sign, of every picture below the number.
    """

    cells: tuple[Weighed, ...] = ()
    sums: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkedExample:
    """One number, unfolded.

    Attributes:
        parts: in reading order.
        value: what the calculation gives, in float64 from the operands shown.
        model: what the model itself computed.
        regions: cells to outline in other pictures: what the number was made from.
        sources: what these were made from in their turn, down to the input.
        weighed: how much of the number came through each of them; None where that is not known.
    """

    step: int
    question: Question
    parts: tuple[Part, ...]
    value: float
    model: float
    regions: tuple[Region, ...] = ()
    sources: tuple[Region, ...] = ()
    weighed: Contributions | None = None

    @property
    def difference(self) -> float:
        """How far the calculation is from the model's own value."""
        return abs(self.value - self.model)

    @property
    def agrees(self) -> bool:
        """Whether calculation and model are one number, but for rounding."""
        return self.difference <= 1e-5 * max(1.0, abs(self.model))
