"""Landscape: what is in the pictures of the loss around the weights, and how sharp the place is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.worked.example import Array

RANDOM, PATH = "survey.landscape.random", "survey.landscape.path"
SIDE = 25  # points along each axis
COARSE = (4, 2, 1)  # every fourth point first
STEPS = 64  # of the path at most
RADIUS = 0.5  # of the circle by which sharpness is told, in units of the weights' own size
HEAD = 5  # numbers before the grid: the ends of both axes, the loss in the middle


@dataclass(frozen=True)
class Landscape:
    """The loss in a plane through the weights.

    Attributes:
        x, y: ends of the axes (low, high); grid: losses (SIDE, SIDE), rows along y; NaN where not yet known.
        middle: the loss at the weights themselves, which lie at (0, 0).
        path: (steps, 2) where earlier weights lie, the projection of them where they lie outside of the plane.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    grid: Array
    middle: float
    path: Array

    @property
    def known(self) -> float:
        """The share of the grid that is known."""
        return float(np.isfinite(self.grid).mean())

    def filled(self) -> Array:
        """The grid with what is missing taken from the known point nearest to it on the coarser grid."""
        found = self.grid.copy()
        for step in COARSE:
            coarse = self.grid[::step, ::step]
            if np.isfinite(coarse).any() or step == COARSE[0]:
                near = np.minimum(np.round(np.arange(SIDE) / step).astype(int), coarse.shape[0] - 1)
                guess = coarse[np.ix_(near, near)]
                found = np.where(np.isfinite(self.grid), self.grid, np.where(np.isfinite(guess), guess, found))
        return found

    @property
    def sharpness(self) -> float:
        """By how much the loss is higher on average on a circle of ``RADIUS``; NaN while a point of it is missing."""
        xs, ys = (np.linspace(*ends, SIDE) for ends in (self.x, self.y))
        away = np.hypot(*np.meshgrid(xs, ys))
        ring = np.abs(away - RADIUS) <= (self.x[1] - self.x[0]) / (SIDE - 1)
        return float(self.grid[ring].mean() - self.middle) if ring.any() else float("nan")


def packed(one: Landscape) -> NDArray[np.float32]:
    """One row of numbers, as long for each landscape: a short path is filled up with NaN."""
    path = np.full((STEPS, 2), np.nan)
    path[: len(one.path)] = one.path
    return np.concatenate([[*one.x, *one.y, one.middle], one.grid.reshape(-1), path.reshape(-1)]).astype(np.float32)


def unpacked(values: NDArray[np.float32]) -> Landscape:
    """What ``packed`` gave."""
    numbers = values.astype(np.float64)
    x, y = (float(numbers[0]), float(numbers[1])), (float(numbers[2]), float(numbers[3]))
    grid, path = numbers[HEAD : HEAD + SIDE**2], numbers[HEAD + SIDE**2 :].reshape(-1, 2)
    return Landscape(x, y, grid.reshape(SIDE, SIDE), float(numbers[4]), path[np.isfinite(path).all(axis=1)])
