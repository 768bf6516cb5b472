"""Example tiles: test examples beside each other, images, curves or lines of words, each with its number and value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPolygonF

from playground.desktop.i18n.formatting import figure
from playground.desktop.painting import colormap
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot

SIDE = 3  # tiles in a row and in a column
LEAST = 22.0  # points for a line of words
TALL = 46.0  # points of a tile in which an input can be seen, with the words under it
BELOW = 18.0  # points for the words under a tile
Found = tuple[int, float]  # the number of a test example, and its value


def paint(
    painter: QPainter, place: QRectF, found: Sequence[Found], examples: Snapshot | None, number: str, font: QFont,
    theme: Theme,
) -> list[tuple[QRectF, int]]:  # fmt: skip
    """Small inputs with their values; where inputs are words, lines of them. Returns where each example stands.

    Args:
        examples: the picture that holds them; None while it has not come.
        number: the word for an example, with a place for its number from 1.
    """
    words = examples.labels.get("example", ()) if examples is not None else ()
    rows = max(1, int(place.height() / (LEAST if words else TALL)))
    columns = 1 if words else max(SIDE, -(-len(found) // rows))
    columns = max(1, min(columns, int(place.width() / TALL)))
    found = found[: rows * columns]
    rows, tiles = -(-len(found) // columns), []
    painter.setFont(font)
    captions = _captions(found, number, place.width() / columns - 8, painter)
    for at, (index, _) in enumerate(found):
        row, column = divmod(at, columns)
        tile = QRectF(
            place.left() + column * place.width() / columns, place.top() + row * place.height() / rows,
            place.width() / columns, place.height() / rows,
        ).adjusted(4, 2, -4, -2)  # fmt: skip
        tiles.append((tile, index))
        painter.setFont(font)
        if words:
            _paint_words(painter, tile, words[index], captions[at], theme)
        else:
            below = QRectF(tile.left(), tile.bottom() - BELOW, tile.width(), BELOW)
            painter.setPen(theme.color("second"))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), captions[at])
            if examples is not None and index < len(examples.values):
                ends = (float(np.nanmin(examples.values)), float(np.nanmax(examples.values)))
                paint_input(painter, tile.adjusted(0, 0, 0, -BELOW), examples.values[index], ends, theme)
    return tiles


def _captions(found: Sequence[Found], number: str, width: float, painter: QPainter) -> list[str]:
    """The numbers of examples and their values; where there is no room for all of both, the values."""
    numbers = [number.format(index + 1) for index, _ in found]
    told = [figure(value, 3) if np.isfinite(value) else "" for _, value in found]
    both = [f"{name} · {value}" if value else name for name, value in zip(numbers, told, strict=True)]
    if all(painter.fontMetrics().horizontalAdvance(words) <= width for words in both):
        return both
    return [value or name for name, value in zip(numbers, told, strict=True)]


def paint_input(
    painter: QPainter, place: QRectF, values: NDArray[np.float32], ends: tuple[float, float], theme: Theme
) -> QRectF:
    """A grey image, or a curve between the ends; returns where it stands."""
    if values.ndim == 2:
        rows, columns = values.shape
        cell = min(place.width() / columns, place.height() / rows)
        picture = QRectF(0, 0, cell * columns, cell * rows)
        picture.moveCenter(place.center())
        image = colormap.image(colormap.table("grey", theme)[colormap.indices(values, 0.0, 1.0)])
        colormap.draw(painter, picture, image)
        painter.setPen(theme.color("line"))
        painter.drawRect(picture)
        return picture
    heights = (values - ends[0]) / max(ends[1] - ends[0], 1e-9)
    xs = np.linspace(place.left() + 4, place.right() - 4, len(values))
    painter.setPen(theme.color("line"))
    painter.drawRect(place)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("train"), 1.5))
    points = [QPointF(x, place.bottom() - 3 - y * (place.height() - 6)) for x, y in zip(xs, heights, strict=True)]
    painter.drawPolyline(QPolygonF(points))
    return place


def _paint_words(painter: QPainter, tile: QRectF, words: str, caption: str, theme: Theme) -> None:
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.fillRect(tile, theme.color("hover"))
    painter.setPen(theme.color("second"))
    painter.drawText(tile.adjusted(6, 0, -6, 0), int(Qt.AlignmentFlag.AlignRight | middle), caption)
    painter.setPen(theme.color("text"))
    width = tile.width() - painter.fontMetrics().horizontalAdvance(caption) - 24
    text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(width))
    painter.drawText(tile.adjusted(6, 0, 0, 0), int(Qt.AlignmentFlag.AlignLeft | middle), text)
