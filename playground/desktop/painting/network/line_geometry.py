"""LineGeometry: where the lines of attention run, how wide and how strong they are, and what they cover of an image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

FAINT = 0.02  # of the attention: thinner lines are left out
LINES = 1500  # at most
EDGE = 3.0  # points between the edges and the ends of the lines
Array = NDArray[np.float32]
Whole = NDArray[np.int64]
Reals = NDArray[np.floating[Any]]


@dataclass
class LineGeometry:
    """Where each line lies in each row of pixels.

    Attributes:
        size: columns and rows of the image. rows: those that lines run through.
        head: (lines,). middle, half: (lines, rows) where it is, and half of its width, in pixels. passed: (lines, 1)
            the logarithm of what it lets through of the ground.
    """

    size: tuple[int, int]
    rows: Whole
    head: Whole
    middle: Reals
    half: Reals
    passed: Reals

    @classmethod
    def of(
        cls, size: tuple[int, int], place: QRectF, factor: float, weights: Array, only: int | None, points: int = 0,
        edge: float = EDGE,
    ) -> LineGeometry:  # fmt: skip
        """Of (heads, queries, keys); ``points``: of all lines in all rows at most, so that only the strongest remain.

        ``edge``: between the edges of the place and the ends of the lines.
        """
        scaled = QRectF(place.x() * factor, place.y() * factor, place.width() * factor, place.height() * factor)
        top, bottom = scaled.top() + edge * factor, scaled.bottom() - edge * factor
        rows = np.arange(max(0, int(np.ceil(top - 0.5))), min(size[1], int(np.floor(bottom - 0.5)) + 1))
        head, query, key, weight = chosen(weights, only, max(1, points // max(1, len(rows))) if points else LINES)
        starts, ends = along(scaled, weights.shape[2], key), along(scaled, weights.shape[1], query)
        across, slope = _shape((bottom - rows - 0.5) / max(bottom - top, 1.0))
        shift = (ends - starts)[:, None]
        middle = shift * across
        middle += starts[:, None]
        half = shift * (slope / np.float32(max(bottom - top, 1.0)))
        half *= half
        half += 1.0
        np.sqrt(half, out=half)
        half *= 0.5 * factor * width_of(place, weights, weight)[:, None]
        passed = np.log1p(-np.minimum(strength(weight), 0.999))[:, None]
        return cls(size, rows, head, middle, half, passed)

    def through(self) -> Reals:
        """The logarithm of what all lines let through of the ground: (rows, columns) of pixels."""
        wide, high = self.size
        left, right = self.middle - self.half, self.middle + self.half
        found = np.zeros((high, wide + 2))
        found[self.rows] = _summed(len(self.rows), left, right, self.passed, wide)
        return found[:, :wide]

    def owners(self) -> NDArray[np.int8]:
        """Of each pixel (rows, columns) the head of the strongest line over its middle, or over that of the next."""
        wide, high = self.size
        found = np.full((high, wide), -1, np.int8)
        first = np.clip(self.middle - self.half + 0.5, 0, wide - 1).astype(np.int64)
        counts = np.maximum(np.clip(self.middle + self.half - 0.5, 0, wide - 1).astype(np.int64) - first, 0) + 1
        ends = np.cumsum(counts.ravel())
        begins = (first + self.rows * wide).ravel() - ends + counts.ravel()
        pixels = np.repeat(begins, counts.ravel()) + np.arange(ends[-1] if len(ends) else 0)
        found.ravel()[pixels] = np.repeat(self.head.astype(np.int8), counts.sum(axis=1))  # the last is the strongest
        for here, beside in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[:, :-1], np.s_[:, 1:])):
            found[here] = np.where(found[here] < 0, found[beside], found[here])
        return np.maximum(found, 0)


def chosen(weights: Array, only: int | None, most: int = LINES) -> tuple[Whole, Whole, Whole, Array]:
    """Head, query, key and weight of the lines that are seen, of (heads, queries, keys), the strongest last."""
    seen = weights >= FAINT  # nan is not
    if only is not None:
        seen &= (np.arange(weights.shape[1]) == only)[:, None]
    flat = np.flatnonzero(seen)
    flat = flat[np.argsort(weights.ravel()[flat], kind="stable")][-most:]
    head, query, key = np.unravel_index(flat, weights.shape)
    return head, query, key, weights.ravel()[flat]


def along(place: QRectF, count: int, index: Whole) -> Reals:
    return np.asarray(place.left() + (index + 0.5) * place.width() / count, np.float32)


def strength(weight: Array) -> Array:
    """How much of the ground a line covers."""
    return np.asarray(np.minimum(1.0, 0.12 + 0.8 * weight))


def width_of(place: QRectF, weights: Array, weight: Array) -> Reals:
    """Points."""
    widest = min(6.0, max(1.5, place.width() / max(weights.shape[1:]) / 3))
    return np.asarray(np.maximum(0.6, widest * weight), np.float32)


def _shape(up: Reals) -> tuple[Reals, Reals]:
    """How far across a curve is where it is so far up, both as shares of the way, and how that grows there."""
    share = np.linspace(0.0, 1.0, 257)
    t = np.interp(up, 1.5 * share * (1 - share) + share**3, share)
    across, slope = 3 * t**2 - 2 * t**3, 6 * t * (1 - t) / (1.5 - 3 * t + 3 * t**2)
    return across.astype(np.float32), slope.astype(np.float32)


def _summed(rows: int, left: Reals, right: Reals, value: Reals, wide: int) -> Reals:
    """``value`` of each line (lines, 1) between ``left`` and ``right`` (lines, rows) added up: (rows, wide + 2).

    A pixel that is covered in part gets its share: steps up and down at the two ends, then their running sum.
    """
    stride = wide + 2
    steps = np.zeros(rows * stride)
    first = np.arange(rows) * stride
    for at, signed in ((left, value), (right, -value)):
        np.clip(at, 0, wide, out=at)
        whole = at.astype(np.int64)
        at -= whole
        at *= signed
        whole += first
        place = whole.ravel()
        steps += np.bincount(place, (signed - at).ravel(), len(steps))
        steps[1:] += np.bincount(place, at.ravel(), len(steps))[:-1]
    return np.cumsum(steps.reshape(rows, stride), axis=1)
