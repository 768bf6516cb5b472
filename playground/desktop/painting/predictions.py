"""Answers: how predictions are drawn: lines of tokens, rows of images, a plane of codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from playground.data.sampling import PLAIN, Sampling
from playground.desktop.painting import colormap
from playground.desktop.style.theme import Theme
from playground.languages.spoken import said
from playground.protocol.snapshot import Snapshot

LINE = 28.0  # points for a line of tokens
GAP = 8.0  # points between two lines at most
TITLE = 128.0  # points for what stands at the left of a line
CLASSES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8A6D00", "#56B4E9", "#7A4FBF", "#6B6B6B", "#B3261E", "#2F7D32")
Array = NDArray[np.float32]
Cells = dict[tuple[int, ...], QRectF]
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def paint_lines(
    painter: QPainter, place: QRectF, snapshot: Snapshot, titles: Sequence[str], theme: Theme
) -> Cells:  # fmt: skip
    """Lines of tokens. What differs from the line ``truth`` is struck and red; sure tokens stand on a darker ground.

    Returns where each token with a probability is drawn.
    """
    lines, truth = snapshot.labels.get("line", ()), snapshot.labels.get("truth", ())
    plain, font = painter.font(), _token_font(painter.font())
    laid = _lay_lines(snapshot, place.width(), font, place.height())
    cells: Cells = {}
    for index, top in enumerate(laid.tops):
        if place.top() + top + LINE <= place.bottom() + 1:  # a line is seen whole or not at all
            painter.setPen(theme.color("second"))
            painter.setFont(plain)
            title = QRectF(place.left(), place.top() + top, TITLE - 12, LINE)
            painter.drawText(title, _LEFT, titles[index])
    painter.setFont(font)
    painter.setPen(theme.color("second"))
    for inside in laid.cuts:
        if place.top() + inside.bottom() + 2 <= place.bottom() + 1:
            painter.drawText(inside.translated(place.topLeft()), int(Qt.AlignmentFlag.AlignCenter), "…")
    for (index, at), inside in laid.tokens.items():
        cell = inside.translated(place.topLeft())
        if cell.bottom() + 2 > place.bottom() + 1:
            continue
        token = snapshot.labels[lines[index]][at]
        wrong = lines[index] == "model" and at < len(truth) and token != truth[at]
        sure = float(snapshot.values[index, at]) if at < snapshot.values.shape[1] else np.nan
        _paint_token(painter, cell, token, sure, wrong, theme)
        if np.isfinite(sure):
            cells[index, at] = cell
    return cells


def lines_height(snapshot: Snapshot, width: float, font: QFont) -> float:
    """Points that all lines of tokens need in a width."""
    return _lay_lines(snapshot, width, _token_font(font)).height


def _token_font(font: QFont) -> QFont:
    larger = QFont(font)
    larger.setPixelSize(15)
    return larger


@dataclass
class _Lines:
    """Where each token of each line stands, at which height each line begins, where one is cut, how high all are."""

    tokens: Cells = field(default_factory=dict)
    tops: list[float] = field(default_factory=list)
    cuts: list[QRectF] = field(default_factory=list)
    height: float = 8.0


def _lay_lines(snapshot: Snapshot, width: float, font: QFont, room: float = inf) -> _Lines:
    """Each line in as many rows as it needs, or where there is no room for that as many as fall to its share."""
    lines, laid = [snapshot.labels.get(name, ()) for name in snapshot.labels.get("line", ())], _Lines()
    joined = all(len(token) == 1 for tokens in lines for token in tokens)
    wrapped = [_wrapped(tokens, width, QFontMetricsF(font), joined) for tokens in lines]
    needed = [max((row for row, _, _ in tokens), default=0) + 1 for tokens in wrapped]
    gap = min(GAP, max(0.0, (room + 1 - LINE * len(lines) - _Lines.height) / max(len(lines), 1)))  # before one is lost
    shared = _shared(needed, (room + 1 - gap * len(lines)) // LINE)
    laid.tops = [0.0] * len(lines)
    for index in _order(snapshot.labels.get("line", ())):
        top, rows = laid.height, shared[index]
        laid.tops[index] = top
        seen = [QRectF(x, top + row * LINE + 2, wide, LINE - 4) for row, x, wide in wrapped[index] if row < rows]
        if len(seen) < len(wrapped[index]):
            last = seen.pop()
            same = bool(seen) and seen[-1].top() == last.top()  # a narrow letter is no room for the sign
            laid.cuts.append(last.united(seen.pop()) if same else last)
        laid.tokens |= {(index, at): cell for at, cell in enumerate(seen)}
        laid.height = top + rows * LINE + gap
    return laid


def _order(names: Sequence[str]) -> list[int]:
    """As they come; but a text that is drawn as a person chose, behind the usual ones, is seen before these."""
    order = list(range(len(names)))
    own = bool(names) and PLAIN.words in names[:-1] and Sampling.of(names[-1]) is not None
    return [0, order[-1], *order[1:-1]] if own else order


def _wrapped(
    tokens: Sequence[str], width: float, metrics: QFontMetricsF, joined: bool
) -> list[tuple[int, float, float]]:
    """Row, left edge and width of each token of a line; ``joined``: letters, as close as in a word."""
    found, row, x = [], 0, TITLE
    for token in tokens:
        wide = max(metrics.horizontalAdvance(token), 4.0) + (1.5 if joined else 14)
        if x + wide > width and x > TITLE:
            row, x = row + 1, TITLE
        found.append((row, x, wide))
        x += wide + (0 if joined else 4)
    return found


def _shared(needed: Sequence[int], room: float) -> list[int]:
    """Rows of each line: all it needs, or where they are too many for the room, at most the same share for each."""
    share = max(needed, default=1)
    while share > 1 and sum(min(rows, share) for rows in needed) > room:
        share -= 1
    return [min(rows, share) for rows in needed]


def _paint_token(painter: QPainter, cell: QRectF, token: str, sure: float, wrong: bool, theme: Theme) -> None:
    if np.isfinite(sure):
        ground = theme.color("train")
        ground.setAlphaF(0.04 + 0.24 * sure)
        painter.fillRect(cell, ground)
    painter.setPen(theme.color("error" if wrong else "text"))
    painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), token)
    if wrong:
        y = cell.center().y() + 1
        painter.drawLine(QPointF(cell.left() + 1, y), QPointF(cell.right() - 1, y))


def paint_images(painter: QPainter, place: QRectF, snapshot: Snapshot, titles: Sequence[str], theme: Theme) -> Cells:
    """Rows of grey images 0…1, each row with its name. Returns where each image is drawn."""
    rows, columns, height, width = snapshot.values.shape
    gap = 6.0
    cell = min(
        (place.width() - TITLE - gap * (columns - 1)) / (columns * width),
        (place.height() - gap * (rows - 1)) / (rows * height),
    )
    cell = max(cell, 0.5)
    step_x, step_y = cell * width + gap, cell * height + gap
    top = place.center().y() - (rows * step_y - gap) / 2
    cells: Cells = {}
    table = colormap.table("grey", theme)
    for row in range(rows):
        painter.setPen(theme.color("second"))
        words = QRectF(place.left(), top + row * step_y, TITLE - 12, cell * height)
        painter.drawText(words, _LEFT | int(Qt.TextFlag.TextWordWrap), titles[row])
        for column in range(columns):
            x = place.left() + TITLE + column * step_x
            image = colormap.image(table[colormap.indices(snapshot.values[row, column], 0.0, 1.0)])
            cells[row, column] = QRectF(round(x), round(top + row * step_y), cell * width, cell * height)
            colormap.draw(painter, cells[row, column], image)
    return cells


def spread(values: Array, room: QRectF, stretched: bool = False) -> list[QPointF]:
    """Where vectors (N, 2) lie in a room; outliers may lie outside. ``stretched``: each axis by itself fills it."""
    exact = values.astype(np.float64)
    good = np.isfinite(exact).all(axis=1)
    low, high = np.quantile(exact[good], [0.005, 0.995], axis=0) if good.any() else np.zeros((2, 2))
    spans = np.where(high > low, high - low, 1.0) if stretched else np.full(2, float(max(high - low)) or 1.0)
    sides = np.array([room.width(), room.height()]) if stretched else np.full(2, min(room.width(), room.height()))
    placed = 0.94 * sides * (exact - (low + high) / 2) / spans
    return [QPointF(room.center().x() + x, room.center().y() - y) for x, y in placed.tolist()]


def paint_plane(painter: QPainter, place: QRectF, snapshot: Snapshot, theme: Theme) -> list[QPointF]:
    """Codes (N, 2) as points: the name of the class itself where it is short, in a colour of its own.

    Returns where they are.
    """
    names = snapshot.labels.get("class", ())
    room = place.adjusted(12, 8, -12 if _short(names) else -118, -8)
    spots = spread(snapshot.values, room)
    font = QFont(painter.font())
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(theme.color("line"))
    painter.drawRect(room)
    painter.save()
    painter.setClipRect(room)
    colors = dict(zip(names, _cycle(len(names), theme), strict=True))
    for label, at in zip(snapshot.labels.get("example", ()), spots, strict=True):
        if not np.isfinite(at.x() + at.y()):
            continue
        painter.setPen(colors[label])
        mark = label if _short(names) else chr(ord("a") + names.index(label))
        painter.drawText(QRectF(at.x() - 10, at.y() - 10, 20, 20), int(Qt.AlignmentFlag.AlignCenter), mark)
    painter.restore()
    if not _short(names):
        for index, name in enumerate(names):
            painter.setPen(colors[name])
            row = QRectF(room.right() + 12, room.top() + 20 * index, 106, 20)
            painter.drawText(row, _LEFT, f"{chr(ord('a') + index)}  {said(name)}")
    return spots


def _short(names: Sequence[str]) -> bool:
    return all(len(name) <= 2 for name in names)


def _cycle(count: int, theme: Theme) -> list[QColor]:
    """Colours that differ, lighter on a dark ground; the letters beside them carry the meaning too."""
    found = [QColor(CLASSES[index % len(CLASSES)]) for index in range(count)]
    return [color.lighter(150) for color in found] if theme.name == "dark" else found


def paint_input(painter: QPainter, place: QRectF, values: Array, theme: Theme) -> QRectF:
    """An image (C, H, W) at the left of what it is answered with; returns the room that is left."""
    picture = values.mean(axis=0)
    side = min(0.3 * place.width(), place.height(), 240.0)
    if side < 40:
        return place
    cell = side / max(picture.shape)
    width, height = cell * picture.shape[1], cell * picture.shape[0]
    target = QRectF(round(place.left()), round(place.center().y() - height / 2), round(width), round(height))
    high = max(1.0, float(np.nanmax(picture, initial=0.0)))
    colormap.draw(painter, target, colormap.image(colormap.table("grey", theme)[colormap.indices(picture, 0.0, high)]))
    painter.setPen(QPen(theme.color("line")))
    painter.drawRect(target)
    return place.adjusted(width + 20, 0, 0, 0)
