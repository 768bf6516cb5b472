"""LabelPlace: where the words of a horizontal line stand, so that they cover no others and no line strikes through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MARGIN = 6.0  # points that the ground of words is higher than their letters


@dataclass(frozen=True)
class LabelPlace:
    """Words below or above their line, all in points from the top of the plot.

    Attributes:
        line: height of the line; start: of the upper edge of its words, which are ``size`` high; 0: it has none.
        along: where along the line they end, 0…1.
    """

    line: float
    start: float
    size: float
    along: float
    below: bool

    @property
    def stop(self) -> float:
        """Their lower edge."""
        return self.start + self.size

    def inside(self, height: float) -> bool:
        """Whether all of them is seen in a plot of this height."""
        return self.start >= 0 and self.stop <= height

    def crosses(self, other: LabelPlace) -> bool:
        """Whether the line of the other runs through the ground of these words, which reaches ``MARGIN`` further."""
        start, stop = (self.start, self.stop + MARGIN) if self.below else (self.start - MARGIN, self.stop)
        return self.size > 0 and start < other.line < stop

    def collides(self, other: LabelPlace) -> bool:
        """Whether one of both would have to cover the words of the other, or each the line of the other."""
        covers = self.along == other.along and self.stop > other.start and self.start < other.stop
        return covers or (self.crosses(other) and other.crosses(self))


def ranks(places: Sequence[LabelPlace]) -> list[int]:
    """In which order to draw them, the lowest first, so that all words stand over the lines they cross."""
    found = [0] * len(places)
    for _ in places:
        found = [
            max((1 + rank for rank, other in zip(found, places, strict=True) if place.crosses(other)), default=0)
            for place in places
        ]
    return found
