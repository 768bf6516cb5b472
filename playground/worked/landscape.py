"""Landscape: what is in the pictures of the loss around the weights, and how sharp the place is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.worked.example import Array, Formula, Line, Part, Row, Table
from playground.worked.notation import number, operand

RANDOM, PATH = "survey.landscape.random", "survey.landscape.path"
SIDE = 25  # points along each axis
COARSE = (4, 2, 1)  # every fourth point first
STEPS = 64  # of the path at most
RADIUS = 0.5  # of the circle by which sharpness is told, in units of the weights' own size
EXAMPLES = 8  # whose losses are listed
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
    def ring(self) -> Array:
        """The losses (points,) on a circle of ``RADIUS``, to the width of a cell."""
        xs, ys = (np.linspace(*ends, SIDE) for ends in (self.x, self.y))
        away = np.hypot(*np.meshgrid(xs, ys))
        found: Array = self.grid[np.abs(away - RADIUS) <= (self.x[1] - self.x[0]) / (SIDE - 1)]
        return found

    @property
    def sharpness(self) -> float:
        """By how much the loss is higher on average on a circle of ``RADIUS``; NaN while a point of it is missing."""
        ring = self.ring
        return float(ring.mean() - self.middle) if len(ring) else float("nan")


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


def point_parts(x: float, y: float, middle: float, losses: Array, weights: Array) -> tuple[tuple[Part, ...], float]:
    """The loss of one point from those of its examples (N,), each counted ``weights`` (N,) times."""
    order = np.argsort(-np.nan_to_num(losses * weights, nan=np.inf), kind="stable")
    total, count = float((losses * weights).sum()), float(weights.sum())
    rows = [Row(f"training example {k + 1}", (float(losses[k] * weights[k]),)) for k in order[:EXAMPLES].tolist()]
    if len(losses) > len(rows):
        rest = order[EXAMPLES:]
        rows.append(Row(f"{len(rest)} more", (float((losses[rest] * weights[rest]).sum()),)))
    value = total / count
    rise = rf"{number(value)} - {operand(middle)} = {number(value - middle)}"
    return (
        Formula(r"L(x, y) = \frac{1}{N} \sum_n l_n(\theta + x \cdot \mathrm{d}_1 + y \cdot \mathrm{d}_2)"),
        Line(rf"x = {number(x)}, \quad y = {number(y)}", "of the two directions"),
        Table("largest losses", ("l_n",), tuple(rows), total),
        Line(rf"L(x, y) = \frac{{{number(total)}}}{{{number(count)}}} = {number(value)}"),
        Line(rf"L(x, y) - L(0, 0) = {rise}", "higher than at the weights themselves"),
    ), value


def sharpness_parts(found: Landscape) -> tuple[tuple[Part, ...], float]:
    """The mean rise on the circle, from its points."""
    ring = found.ring
    value = float(ring.sum() / len(ring) - found.middle)
    rows = [Row("lowest", (float(ring.min()),)), Row("median", (float(np.median(ring)),)),
            Row("highest", (float(ring.max()),))]  # fmt: skip
    mean = float(ring.sum() / len(ring))
    return (
        Formula(r"\mathrm{sharpness} = \mean_{|(x, y)| = r} L(x, y) - L(0, 0)"),
        Line(rf"r = {number(RADIUS)}, \quad N = {len(ring)}", "radius, and points of the grid on the circle"),
        Table("losses on the circle", ("L",), tuple(rows)),
        Line(rf"\mathrm{{sharpness}} = {number(mean)} - {operand(found.middle)} = {number(value)}"),
    ), value
