"""Places: where the boxes, edges and frames of a drawing stand, in points of a sheet of a given size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from playground.network.graph import Node

SHORT, LETTER, LONG = 4, 8.0, 50.0  # letters of a short name, points for each more, and for all of them at most

Point = tuple[float, float]


@dataclass(frozen=True)
class Rect:
    """A rectangle: its upper left corner, width and height, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle around both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Rect(left, top, max(self.right, other.right) - left, max(self.bottom, other.bottom) - top)

    def mirrored(self, width: float) -> Rect:
        """The same place on a sheet ``width`` points wide whose right is its left."""
        return Rect(width - self.right, self.top, self.width, self.height)

    def grown(self, by: float) -> Rect:
        """With so many points more on each side."""
        return Rect(self.left - by, self.top - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True)
class Box:
    """A node in its place.

    Attributes:
        picture: where what flows there is drawn.
        label: where its name and its shape are written; empty (no width) where there is no room for words.
        beside: the label stands at the left of the picture, not below it.
        columns: of the mosaic of its maps or units.
        shown: how many of its maps or units are drawn.
        side: where the heads of attention stand as small matrices; no width for none.
        reach: points of free ground between the label and the picture, for words that are longer than the label.
    """

    node: Node
    picture: Rect
    label: Rect
    beside: bool = False
    columns: int = 1
    shown: int = 1
    side: Rect = field(default=Rect(0, 0, 0, 0))
    reach: float = 0.0

    @property
    def whole(self) -> Rect:
        """Picture and heads."""
        return self.picture.united(self.side) if self.side.width else self.picture


@dataclass(frozen=True)
class Edge:
    """What flows from one node to another.

    Attributes:
        points: of a line with rounded corners, or with ``curved`` the two ends of a curve.
        steps: how many parallel lines stand for one: one for each step of a sequence.
    """

    source: str
    target: str
    points: tuple[Point, ...]
    curved: bool = False
    steps: int = 1


@dataclass(frozen=True)
class Frame:
    """A rectangle around the nodes of an opened group."""

    name: str
    place: Rect


@dataclass(frozen=True)
class NetworkDrawing:
    """A graph in its places.

    Attributes:
        fits: nothing had to be made smaller than can be read.
        leftward: it flows, and its words stand, to the other side; pictures and words themselves are as ever.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    frames: tuple[Frame, ...]
    fits: bool = True
    spines: Mapping[str, float] = field(default_factory=dict)
    leftward: bool = False

    def box_of(self, name: str) -> Box | None:
        """The box of a node."""
        return next((box for box in self.boxes if box.node.name == name), None)

    def beside(self, name: str, across: int, down: int) -> str:
        """The nearest node from another in a direction, empty for none; from one that is not drawn the first of all."""
        here = self.box_of(name)
        if here is None:
            return self.boxes[0].node.name
        (x, y), best = here.picture.center, (float("inf"), "")
        for box in self.boxes:
            dx, dy = box.picture.center[0] - x, box.picture.center[1] - y
            ahead, aside = dx * across + dy * down, abs(dx * down) + abs(dy * across)
            if box is not here and ahead > 1:
                best = min(best, (ahead + 2 * aside, box.node.name), key=lambda found: found[0])
        return best[1]

    def box_at(self, x: float, y: float) -> Box | None:
        """The box under a point."""
        return next((box for box in self.boxes if box.whole.contains(x, y)), None)


def for_words(node: Node) -> float:
    """Points that the bars of a node need more than usual because of the long names of its classes."""
    return min(LETTER * max(0, max(map(len, node.words), default=0) - SHORT), LONG)


def mirrored(drawing: NetworkDrawing) -> NetworkDrawing:
    """All places from right to left, so that two drawings face each other."""
    wide = drawing.width
    boxes = (
        replace(box, picture=box.picture.mirrored(wide), label=box.label.mirrored(wide), side=box.side.mirrored(wide))
        for box in drawing.boxes
    )
    edges = (replace(edge, points=tuple((wide - x, y) for x, y in edge.points)) for edge in drawing.edges)
    frames = (Frame(frame.name, frame.place.mirrored(wide)) for frame in drawing.frames)
    spines = {name: wide - x for name, x in drawing.spines.items()}
    return replace(
        drawing, boxes=tuple(boxes), edges=tuple(edges), frames=tuple(frames), spines=spines,
        leftward=not drawing.leftward,
    )  # fmt: skip


def frames_of(boxes: list[Box], margin: float, name: float = 0.0) -> tuple[Frame, ...]:
    """A frame around the boxes of each group, the outer ones wider and first; above them room for its name."""
    found: dict[str, Rect] = {}
    levels: dict[str, int] = {}
    deepest = max((len(box.node.groups) for box in boxes), default=0)
    for box in boxes:
        for level, group in enumerate(box.node.groups):
            place = box.whole if not box.label.width or not box.beside else box.whole.united(box.label)
            found[group] = found[group].united(place) if group in found else place
            levels[group] = level
    order = sorted(found, key=lambda group: levels[group])
    frames = []
    for group in order:
        place = found[group].grown(margin * (deepest - levels[group]))
        frames.append(Frame(group, Rect(place.left, place.top - name, place.width, place.height + name)))
    return tuple(frames)
