"""Routes: the lines of an upward drawing, from step to step, along the residual stream, or curved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from playground.network.graph import Graph, Node, NodeForm
from playground.network.places import Box, Edge, Point

CLEAR = 5.0  # points between words and a line
TALL = 16.0  # points that two rows of words reach above and below their middle
INSET = 8.0  # points from a corner of a box to where a line of the stream meets it
_PILLS = frozenset({NodeForm.SUM, NodeForm.NORM})
_ALONE = frozenset({NodeForm.CLASSES, NodeForm.UNITS})


def routes(graph: Graph, boxes: Sequence[Box], spines: Mapping[str, float]) -> tuple[Edge, ...]:
    """A line for each node that another one reads."""
    places = {box.node.name: box for box in boxes}
    found = []
    for node in graph.nodes:
        for name in node.read:
            found.append(_route(places[name], places[node.name], spines, _adjacent(places, name, node)))
    return tuple(found)


def with_reach(boxes: Sequence[Box], edges: Sequence[Edge]) -> list[Box]:
    """The boxes with the ground between their words and their picture over which no line runs."""
    lines = [pair for edge in edges if edge.steps == 1 for pair in pairwise(edge.points)]
    found = []
    for box in boxes:
        start, middle, end = box.label.right, box.label.center[1], box.picture.left - CLEAR
        for (x, y), (other, below) in lines if box.beside else ():
            if min(y, below) < middle + TALL and max(y, below) > middle - TALL and max(x, other) > start:
                end = min(end, min(x, other) - CLEAR)
        for pill in boxes:
            if pill.node.form in _PILLS and abs(pill.picture.center[1] - middle) < TALL + pill.picture.height / 2:
                end = min(end, pill.picture.left - CLEAR) if pill.picture.right > start else end
        found.append(replace(box, reach=max(end - start, 0.0)) if box.beside else box)
    return found


def _adjacent(places: Mapping[str, Box], name: str, node: Node) -> bool:
    """No other picture stands between two boxes, one above the other."""
    lower, upper = places[name].picture, places[node.name].picture
    between = (
        box.picture
        for box in places.values()
        if box.node.form not in _PILLS and upper.bottom <= box.picture.top and box.picture.bottom <= lower.top
    )
    return not any(box.left < upper.right and box.right > upper.left for box in between)


def _route(source: Box, target: Box, spines: Mapping[str, float], adjacent: bool) -> Edge:
    ends = source.node.name, target.node.name
    if target.node.form in _ALONE:
        start, end = (source.whole.right, source.picture.center[1]), (target.picture.left, target.picture.center[1])
        if source.node.form in _PILLS:  # above all pictures of its lane, and down beside them
            return Edge(*ends, (start, (end[0] - INSET, start[1]), (end[0] - INSET, end[1]), end))
        if target.picture.bottom < source.picture.top and target.picture.left < source.picture.right:
            x = min(source.picture.right, target.picture.right) - INSET  # beside its words, which stand in the middle
            return Edge(*ends, ((x, source.picture.top), (x, target.picture.bottom)))
        return Edge(*ends, (start, end), curved=True)
    pills = _PILLS & {source.node.form, target.node.form}
    one_lane = spines.get(ends[0]) == spines.get(ends[1])
    if not pills and one_lane:
        same = source.picture.left == target.picture.left and source.picture.width == target.picture.width
        points = (source.picture.center[0], source.picture.top), (target.picture.center[0], target.picture.bottom)
        mosaic = NodeForm.SCORES in (source.node.form, target.node.form)
        if adjacent and same and not mosaic and _steps(source.node) == _steps(target.node):
            return Edge(*ends, points, steps=_steps(source.node))
        if adjacent:
            return Edge(*ends, points, curved=True)
        if not same:
            return Edge(*ends, _past(source, target))
    return Edge(*ends, _along(source, target, spines[ends[0]], spines[ends[1]]))


def _past(source: Box, target: Box) -> tuple[Point, ...]:
    """Straight up beside the boxes between, and into the other one from below or from the side."""
    x, place = source.picture.center[0], target.picture
    if place.left < x < place.right:
        return (x, source.picture.top), (x, place.bottom)
    side = place.right if x >= place.right else place.left
    return (x, source.picture.top), (x, place.center[1]), (side, place.center[1])


def _steps(node: Node) -> int:
    """How many steps stand side by side in a picture."""
    return node.shape[1] if node.form in (NodeForm.ATTENTION, NodeForm.SCORES) else node.shape[0]


def _along(source: Box, target: Box, start: float, end: float) -> tuple[Point, ...]:
    """Out of a box at the left, along the stream of its lane, over to another lane, and into a box at the left."""
    out, into = _leaves(source), _enters(target)
    between = target.label.left - 10.0 if target.label.width else end - 26.0  # before the words of the other lane
    middle = start if start == end else between if end > start else end + 26.0
    points = [out]
    if out[0] != start and start == end:
        points.append((start, out[1]))
    if start != end:
        points += [(middle, out[1]), (middle, into[1])]
    elif into[0] != start:
        points.append((start, into[1]))
    points.append(into)
    return tuple(dict.fromkeys(points))


def _leaves(box: Box) -> Point:
    if box.node.form in _PILLS:
        return box.picture.center
    return box.picture.left, box.picture.top + INSET


def _enters(box: Box) -> Point:
    if box.node.form in _PILLS:
        return box.picture.center
    return box.picture.left, box.picture.bottom - INSET
