"""LabelPlace: where the words of a horizontal line stand, so that they cover no other words and no curve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

MARGIN = 4.0  # points that the ground of words reaches further than their letters
PLACES = (0.98, 0.62, 0.8, 0.44, 0.26, 0.89, 0.71, 0.53, 0.35)  # parts of the axis of steps, where words may end

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

    def hides(self, curve: Path, length: float, clear: float = 0.0) -> bool:
        """Whether a curve runs through the ground of these words, of a line that is ``length`` points long.

        Args:
            clear: points that the middle of the curve has to stay away from that ground.
        """
        left, right = (self.along - self.width) * length - clear, self.along * length + clear
        start = self.start - clear - (0 if self.below else MARGIN)
        stop = self.stop + clear + (MARGIN if self.below else 0)
        across, down = curve
        if not len(across) or across[0] > right or across[-1] < left:
            return False
        inside = (across > left) & (across < right)
        ends = np.interp([max(left, across[0]), min(right, across[-1])], across, down)
        way = np.concatenate([ends[:1], down[inside], ends[1:]])
        low, high = np.minimum(way[1:], way[:-1]), np.maximum(way[1:], way[:-1])
        return bool(((high > start) & (low < stop)).any())


def place(
    lines: Sequence[tuple[float, float, float]], room: tuple[float, float], curves: Sequence[Path],
    clear: float = 0.0, held: Sequence[LabelPlace | None] = (),
) -> list[LabelPlace]:  # fmt: skip
    """A place for the words of each line, from the highest line down; of size 0 where there is none.

    Words stand below or above their line, inside the plot, and beside those of another where both are taken. Where they
    cross another line they stand over it, on their ground; a curve they leave alone.

    Args:
        lines: of each its height, the height of its words and their width; words without height look for no place.
        room: width and height of the plot.
        clear: points that the middle of a curve stays away from the ground of words.
        held: where the words of each line stood before, which is tried first.
    """
    wide, high = max(room[0], 1.0), room[1]
    taken: list[LabelPlace] = []
    for (at, size, width), before in zip_longest(lines, held[: len(lines)]):
        choices = _choices(at, size, width / wide, at < high / 2, before) if size else []
        free = (
            one for one in choices
            if one.inside(high) and not any(one.collides(other) for other in taken)
            and not any(one.hides(curve, wide, clear) for curve in curves)
        )  # fmt: skip
        taken.append(next(free, LabelPlace(at, at, 0.0, PLACES[0], at < high / 2)))
    return taken


def _choices(at: float, size: float, width: float, below: bool, before: LabelPlace | None) -> list[LabelPlace]:
    """Where the words of a line may stand, the best place first; ``width`` is a part of the line."""
    sides = [(along, side) for along in PLACES for side in (below, not below) if along >= width]
    if before is not None and before.along >= width:
        sides.insert(0, (before.along, before.below))
    return [LabelPlace(at, at if side else at - size, size, along, side, width) for along, side in sides]


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
