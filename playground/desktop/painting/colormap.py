"""Colour maps: numbers to colours, safe for the colour-blind, as lookup tables that are fast to apply."""

from __future__ import annotations

from functools import cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.desktop.painting.picture_writer import FINE, is_vector
from playground.desktop.style import viridis
from playground.desktop.style.theme import Theme

LEVELS = 255  # odd, so that zero falls on the one in the middle
MISSING = LEVELS  # the index of cells that are no number
Table = NDArray[np.uint32]
_SIGNED = {  # negative end, half way; positive half way, end: the further from zero, the stronger against the ground
    "light ground": ("#0B4F8A", "#3B8BD0", "#EB7A2F", "#A33B00"),
    "dark ground": ("#B9DCFF", "#3B8BD0", "#C96A1E", "#FFC48A"),
}


def table(kind: str, theme: Theme) -> Table:
    """255 colours as 0xffRRGGBB, and a last one for cells that are no number.

    ``magnitude`` is viridis, ``signed`` runs from blue over the panel's ground to orange, ``grey`` is for inputs.
    Lightness rises or falls all the way through a map, and on each side of zero of ``signed``: a larger number never
    looks like a smaller one, also in grey.
    """
    return _table(kind, theme.panel, theme.error)


@cache
def _table(kind: str, ground: str, missing: str) -> Table:
    match kind:
        case "magnitude":
            colours = viridis.table()
            at = np.linspace(0, len(colours) - 1, LEVELS)
            rows = np.stack([np.interp(at, np.arange(len(colours)), channel) for channel in colours.T], axis=1)
        case "signed":
            low, lower, higher, high = _SIGNED["light ground" if QColor(ground).lightness() > 127 else "dark ground"]
            rows = _between([low, lower, ground, higher, high])
        case _:
            rows = _between(["#000000", "#FFFFFF"])
    rgb = np.vstack([rows[:, :3], _rgb(missing)]).round().astype(np.uint32)
    packed: Table = (0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).astype(np.uint32)
    return packed


def indices(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint16]:
    """Where each value falls in the table; NaN and infinities fall on its last colour."""
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = (values.astype(np.float64) - low) * ((LEVELS - 1) / max(high - low, 1e-30))
        placed = np.clip(np.nan_to_num(scaled, nan=0.0, posinf=0.0, neginf=0.0), 0, LEVELS - 1)
    found: NDArray[np.uint16] = (placed + 0.5).astype(np.uint16)
    bad = ~np.isfinite(values)
    if bad.any():
        found[bad] = MISSING
    return found


def image(colours: Table) -> QImage:
    """Colours (H, W) as an image that owns its pixels."""
    pixels = np.ascontiguousarray(colours)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def draw(painter: QPainter, place: QRectF, picture: QImage) -> None:
    """An image whose pixels stay sharp squares, also in a viewer of vector pictures that smooths what it enlarges."""
    if is_vector(painter):
        wide, high = place.width() / picture.width(), place.height() / picture.height()
        across, down = (max(1, ceil(FINE * length - 1e-6)) for length in (wide, high))
        picture = picture.scaled(picture.width() * across, picture.height() * down)
    painter.drawImage(place, picture)


def _between(names: list[str]) -> NDArray[np.float64]:
    """255 colours on straight lines between the given ones."""
    stops = np.linspace(0, 1, len(names))
    at = np.linspace(0, 1, LEVELS)
    anchors = np.array([_rgb(name) for name in names])
    return np.stack([np.interp(at, stops, anchors[:, channel]) for channel in range(3)], axis=1)


def _rgb(name: str) -> list[float]:
    color = QColor(name)
    return [float(color.red()), float(color.green()), float(color.blue())]


class Scale:
    """The levels of a picture that changes: they follow its extremes in jumps, so that colours do not flicker.

    Attributes:
        low, high: the numbers at the ends of the colour bar.
        kind: the colour map that fits: ``signed`` as soon as something is below zero.
    """

    def __init__(self, signed: bool = False) -> None:
        self._always_signed = signed
        self.reset()

    def reset(self) -> None:
        """Forget what was seen."""
        self.kind = "signed" if self._always_signed else "magnitude"
        self.high = 0.0

    @property
    def low(self) -> float:
        """Zero, or as far below zero as ``high`` is above."""
        return -self.high if self.kind == "signed" else 0.0

    def follow(self, values: NDArray[np.float32]) -> None:
        """Widen at once when something is beyond the levels; narrow only when less than half is used."""
        finite = values[np.isfinite(values)]
        if not finite.size:
            self.high = self.high or 1.0
            return
        if not self._always_signed:
            self.kind = "signed" if finite.min() < 0 else "magnitude"
        peak = float(np.abs(finite).max())
        if peak > self.high or peak < 0.5 * self.high or not self.high:
            self.high = rounded_up(peak)


def rounded_up(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 5, 7 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 1.5, 2, 3, 5, 7, 10) if step * power >= value * (1 - 1e-9)))
