"""LabelPlace: where the words of a horizontal line stand, so that they cover no other words and no curve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MARGIN = 6.0  # points that the ground of words is higher than their letters
PLACES = (0.98, 0.62, 0.8, 0.44, 0.26)  # along the axis of steps, where the words of a line may end

Path = tuple[NDArray[np.float64], NDArray[np.float64]]  # of a curve: points from the left, and from the top


@dataclass(frozen=True)
class LabelPlace:
    """Words below or above their line, all in points from the top of the plot.

    Attributes:
        line: height of the line; start: of the upper edge of its words, which are ``size`` high; 0: it has none.
        along: where along the line they end, 0…1; width: of the words, a part of the line.
    """

    line: float
    start: float
    size: float
    along: float
    below: bool
    width: float = 0.0

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
        aside = self.along - self.width >= other.along or other.along - other.width >= self.along
        covers = not aside and self.stop > other.start and self.start < other.stop
        return covers or (self.crosses(other) and other.crosses(self))

    def hides(self, curve: Path, length: float) -> bool:
        """Whether a curve runs through these words, of a line that is ``length`` points long."""
        left, right = (self.along - self.width) * length, self.along * length
        across, down = curve
        if not len(across) or across[0] > right or across[-1] < left:
            return False
        inside = (across > left) & (across < right)
        ends = np.interp([max(left, across[0]), min(right, across[-1])], across, down)
        way = np.concatenate([ends[:1], down[inside], ends[1:]])
        low, high = np.minimum(way[1:], way[:-1]), np.maximum(way[1:], way[:-1])
        return bool(((high > self.start) & (low < self.stop)).any())


def place(
    lines: Sequence[tuple[float, float, float]], room: tuple[float, float], curves: Sequence[Path]
) -> list[LabelPlace]:
    """A place for the words of each line, from the highest line down; of size 0 where there is none.

    Words stand below or above their line, inside the plot, and beside those of another where both are taken. Where they
    cross another line they stand over it, on their ground; a curve they leave alone.

    Args:
        lines: of each its height, the height of its words and their width. room: width and height of the plot.
    """
    wide, high = max(room[0], 1.0), room[1]
    taken: list[LabelPlace] = []
    for at, size, width in lines:
        below = at < high / 2
        choices = [
            LabelPlace(at, at if side else at - size, size, along, side, width / wide)
            for along in PLACES for side in (below, not below) if along * wide >= width or along == PLACES[0]
        ]  # fmt: skip
        free = (
            one for one in choices
            if one.inside(high) and not any(one.collides(other) for other in taken)
            and not any(one.hides(curve, wide) for curve in curves)
        )  # fmt: skip
        taken.append(next(free, LabelPlace(at, at, 0.0, PLACES[0], below)))
    return taken


def paths(curves: Iterable[Any], box: Any, top: float, down: float) -> Iterator[Path]:
    """Curves of pyqtgraph in points of their view box, whose upper edge is at ``top``; ``down`` points a unit."""
    left, right = box.viewRange()[0]
    for curve in curves:
        steps, values = curve.xData, curve.yData
        if steps is not None and len(steps):
            known = np.isfinite(values)
            yield (steps[known] - left) * box.width() / max(right - left, 1e-12), (top - values[known]) * down


def ranks(places: Sequence[LabelPlace]) -> list[int]:
    """In which order to draw them, the lowest first, so that all words stand over the lines they cross."""
    found = [0] * len(places)
    for _ in places:
        found = [
            max((1 + rank for rank, other in zip(found, places, strict=True) if place.crosses(other)), default=0)
            for place in places
        ]
    return found
