"""Rightward: images flow from left to right, as stacks of maps that shrink and widen, then units, then class bars."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from playground.network.graph import Graph, Node, NodeForm
from playground.network.places import Box, Edge, NetworkDrawing, Rect, for_words, frames_of

MARGIN = 12.0
LABEL = 36.0  # for two lines of words below a box
WORDS = 47.0  # for three
MAPS_SHOWN = 16
IMAGE = 1.7  # an image is larger than a map of as many cells
TOWER = 0.05  # how much larger maps must be for each row that makes a column higher than four
UNITS_SHOWN = 64
UNIT_ROWS = 32
UNIT = 14.0  # points of a unit's side at most
TILE_GAP = 3.0
GAP = (26.0, 96.0)  # between two columns, at least and at most
BARS = (150.0, 280.0)
FRAME, NAME = 8.0, 18.0  # points of a frame around each level of an opened group, and for its name
PILL = 56.0  # width of a node without a picture
LEAST_MAP = 8.0  # points of a map's side below which nothing can be seen


@dataclass(frozen=True)
class _Mosaic:
    """Maps that are drawn of a node, and how large one is, relative to those of other nodes."""

    count: int
    width: float
    height: float

    def columns(self, rows: int) -> int:
        """The fewest that need no more rows than these and leave no place empty."""
        least = ceil(self.count / rows)
        return next(columns for columns in range(least, self.count + 1) if self.count % columns == 0)

    def rows(self, rows: int) -> int:
        return ceil(self.count / self.columns(rows))


def lay_out(graph: Graph, width: float, height: float) -> NetworkDrawing:
    """Columns by depth, each vertically in the middle, mosaics as large as fit."""
    columns = _columns(graph)
    mosaics = {node.name: _mosaic(node) for column in columns for node in column if _is_mosaic(node)}
    nested = max(len(node.groups) for node in graph.nodes)
    above = max(MARGIN, FRAME * nested + NAME + 1) if nested else MARGIN
    high = max(height - above - MARGIN - LABEL, 40.0)
    fixed = {node.name: _fixed_width(node, width, high) for column in columns for node in column}
    solid = sum(max(fixed[node.name] for node in column) for column in columns)
    gaps = len(columns) - 1
    room = max(width - 2 * MARGIN - solid - gaps * GAP[0], 40.0)
    rows, scale = _best(columns, mosaics, room, high)
    widths = [max(_width(node, fixed, mosaics, rows, scale) for node in column) for column in columns]
    spare = width - 2 * MARGIN - sum(widths)
    gap = min(GAP[1], spare / gaps) if gaps else 0.0
    x = MARGIN + (spare - gap * gaps) / 2
    boxes: list[Box] = []
    for column, wide in zip(columns, widths, strict=True):
        boxes += _stack(column, (x, above), wide, gap, (high, height), mosaics, fixed, rows, scale)
        x += wide + gap
    smallest = min((scale * max(one.width, one.height) for one in mosaics.values()), default=LEAST_MAP)
    fits = smallest >= LEAST_MAP and gap >= GAP[0] * 0.9
    return NetworkDrawing(width, height, tuple(boxes), _edges(graph, boxes), frames_of(boxes, FRAME, NAME), fits)


def _columns(graph: Graph) -> list[list[Node]]:
    found: dict[int, list[Node]] = {}
    for node in graph.nodes:
        found.setdefault(graph.depth[node.name], []).append(node)
    return [found[depth] for depth in sorted(found)]


def _is_mosaic(node: Node) -> bool:
    return node.form in (NodeForm.MAPS, NodeForm.IMAGE) and bool(node.tap)


def _mosaic(node: Node) -> _Mosaic:
    """An image with its colours is one map; the side of a map grows with the root of its cells' number."""
    channels, rows, columns = node.shape
    longest = max(rows, columns)
    side = longest**0.5
    if node.form is NodeForm.IMAGE:
        side *= IMAGE
    count = 1 if node.form is NodeForm.IMAGE else min(channels, MAPS_SHOWN)
    return _Mosaic(count, side * columns / longest, side * rows / longest)


def _fixed_width(node: Node, width: float, high: float) -> float:
    if _is_mosaic(node):
        return 0.0
    if node.form is NodeForm.CLASSES:
        return min(max(0.2 * width, BARS[0] + for_words(node)), BARS[1])
    if node.form is NodeForm.UNITS and node.tap:
        return _unit_side(node, high) * ceil(min(node.shape[0], UNITS_SHOWN) / UNIT_ROWS)
    return PILL


def _unit_side(node: Node, high: float) -> float:
    return min(UNIT, high / min(node.shape[0], UNIT_ROWS))


def _best(
    columns: list[list[Node]], mosaics: dict[str, _Mosaic], room: float, high: float
) -> tuple[int, float]:  # fmt: skip
    """Rows of the mosaics, and the points of their unit of length, for which they are largest."""
    best, chosen = (1, 0.0), 0.0
    for rows in range(1, MAPS_SHOWN + 1):
        wide = gaps = 0.0
        limits = []
        for column in columns:
            found = [mosaics[node.name] for node in column if node.name in mosaics]
            wide += max((one.columns(rows) * one.width for one in found), default=0.0)
            gaps += max(((one.columns(rows) - 1) * TILE_GAP for one in found), default=0.0)
            share = high / len(column)
            limits += [(share - (one.rows(rows) - 1) * TILE_GAP) / (one.rows(rows) * one.height) for one in found]
        scale = min([*limits, (room - gaps) / wide]) if wide else 0.0
        worth = scale / (1 + TOWER * max(0, rows - 4))
        if worth > best[1]:
            best, chosen = (rows, worth), scale
    return best[0], max(chosen, 0.5)


def _width(
    node: Node, fixed: dict[str, float], mosaics: dict[str, _Mosaic], rows: int, scale: float
) -> float:  # fmt: skip
    one = mosaics.get(node.name)
    if one is None:
        return fixed[node.name]
    columns = one.columns(rows)
    return columns * one.width * scale + (columns - 1) * TILE_GAP


def _stack(
    column: list[Node], corner: tuple[float, float], wide: float, gap: float, heights: tuple[float, float],
    mosaics: dict[str, _Mosaic], fixed: dict[str, float], rows: int, scale: float,
) -> list[Box]:  # fmt: skip
    """The boxes of one column, one above the other; no label goes beyond the sheet. ``heights``: for boxes, of it."""
    (x, above), (high, sheet), boxes = corner, heights, []
    share = high / len(column)
    for index, node in enumerate(column):
        width = _width(node, fixed, mosaics, rows, scale)
        tall, columns, shown = _tall(node, mosaics, rows, scale, share)
        top = above + index * share + (share - tall) / 2
        left = x + (wide - width) / 2
        below = LABEL - 6 + ((share - tall) / 2 if len(column) == 1 else 0.0)  # what a low picture leaves free
        half = min((wide + gap) / 2 - 2, left + width / 2 - 1)
        lines = max(min(below, WORDS, sheet - top - tall - 5), 0.0)
        label = Rect(left + width / 2 - half, top + tall + 5, 2 * half, lines)
        boxes.append(Box(node, Rect(left, top, width, tall), label, False, columns, shown))
    return boxes


def _tall(
    node: Node, mosaics: dict[str, _Mosaic], rows: int, scale: float, share: float
) -> tuple[float, int, int]:  # fmt: skip
    """Height, columns and number of what is shown of a node."""
    one = mosaics.get(node.name)
    if one is not None:
        tall = one.rows(rows) * one.height * scale + (one.rows(rows) - 1) * TILE_GAP
        return tall, one.columns(rows), one.count
    if node.form is NodeForm.CLASSES:
        return min(share, 26.0 * node.shape[0]), 1, node.shape[0]
    if node.form is NodeForm.UNITS and node.tap:
        shown = min(node.shape[0], UNITS_SHOWN)
        return _unit_side(node, share) * min(shown, UNIT_ROWS), ceil(shown / UNIT_ROWS), shown
    return min(share, 30.0), 1, 1


def _edges(graph: Graph, boxes: list[Box]) -> tuple[Edge, ...]:
    places = {box.node.name: box.picture for box in boxes}
    found = []
    for node in graph.nodes:
        for name in node.read:
            start, end = places[name], places[node.name]
            points = ((start.right, start.center[1]), (end.left, end.center[1]))
            found.append(Edge(name, node.name, points, curved=True))
    return tuple(found)
