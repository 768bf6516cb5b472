"""TikZ: the drawing of a model as LaTeX, whose lines and words can be edited like one's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from playground.network.graph import NodeForm
from playground.network.places import Box, Edge, Frame, NetworkDrawing, Point, Rect

CENTIMETRES = 16.0  # width of the picture
SCRIPT, TINY = 0.122, 0.09  # centimetres of a letter, on the average
Labels = Mapping[str, tuple[str, tuple[str, ...]]]
_BREAKS = re.compile(r" |(?<=-)(?=\w)")  # where a name may be broken
_SIGNS = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "×": r"$\times$", "·": r"$\cdot$", "√": r"$\surd$",
    "ᵀ": r"$^\top$", "−": "$-$",
}  # fmt: skip
_HEAD = r"""\documentclass[tikz,border=4pt]{standalone}
%(packages)s\usetikzlibrary{arrows.meta}
\begin{document}
\begin{tikzpicture}[
  x=%(unit).5fcm, y=-%(unit).5fcm, font=\sffamily,
  box/.style={draw=black!45, fill=white}, pill/.style={box, rounded corners=2pt},
  block/.style={draw=black!25, fill=black!4, rounded corners=3pt},
  flow/.style={draw=black!50, line width=.4pt}, arrow/.style={flow, -{Stealth[length=3pt]}, rounded corners=2pt},
  name/.style={font=\sffamily\scriptsize, align=center, fill=white, inner sep=1pt, outer sep=1.5pt},
  size/.style={font=\sffamily\tiny, text=black!60}, inside/.style={fill=black!4},
]
"""
_TAIL = "\\end{tikzpicture}\n\\end{document}\n"


def tikz(drawing: NetworkDrawing, labels: Labels, groups: Mapping[str, str], norm: str) -> str:
    """A document of its own; the ``tikzpicture`` in it can be copied into another.

    Args:
        labels: node → its name, and what may stand under it; groups: what is unfolded → its name; norm: on the mark of
            a layer norm.
    """
    words = " ".join([*(title for title, _ in labels.values()), *groups.values(), norm])
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in words)
    head = _HEAD % {
        "unit": CENTIMETRES / drawing.width,
        "packages": "\\usepackage[UTF8]{ctex} % compile with xelatex\n" if chinese else "",
    }
    boxes = {box.node.name: box for box in drawing.boxes}
    lines = [_rectangle("block", frame.place) for frame in drawing.frames]
    lines += [line for edge in drawing.edges for line in _edge(edge, boxes)]
    lines += [_group(frame, groups.get(frame.name, "")) for frame in drawing.frames]
    for box in drawing.boxes:
        lines += _box(box, norm)
        inside = any(frame.place.contains(*box.label.center) for frame in drawing.frames)
        style = "name,inside" if inside else "name"
        lines += _label(box, style, *labels.get(box.node.name, ("", ())), CENTIMETRES / drawing.width)
    return head + "".join(f"  {line}\n" for line in lines) + _TAIL


def escaped(words: str) -> str:
    """Words as LaTeX prints them."""
    return "".join(_SIGNS.get(sign, sign) for sign in words)


def _at(point: Point) -> str:
    return f"({point[0]:.1f},{point[1]:.1f})"


def _rectangle(style: str, place: Rect) -> str:
    return rf"\draw[{style}] {_at((place.left, place.top))} rectangle {_at((place.right, place.bottom))};"


def _group(frame: Frame, name: str) -> str:
    """On a ground of its own: edges may pass there."""
    corner = _at((frame.place.left + 4, frame.place.top + 2))
    return rf"\node[size, inside, inner sep=1pt, outer sep=1.5pt, anchor=north west] at {corner} {{{escaped(name)}}};"


def _edge(edge: Edge, boxes: Mapping[str, Box]) -> list[str]:
    start, end = edge.points[0], edge.points[-1]
    if edge.steps > 1:
        place = boxes[edge.source].picture
        wide = place.width / edge.steps
        every = max(1, edge.steps // 24)
        columns = [place.left + (step + 0.5) * wide for step in range(0, edge.steps, every)]
        return [rf"\draw[flow] {_at((x, start[1]))} -- {_at((x, end[1]))};" for x in columns]
    if not edge.curved:
        return [rf"\draw[arrow] {' -- '.join(map(_at, edge.points))};"]
    if abs(end[0] - start[0]) <= 8:
        half = (start[1] + end[1]) / 2
        return [_curve(start, (start[0], half), (end[0], half), end)]
    half = (start[0] + end[0]) / 2
    starts, ends = _rows(boxes[edge.source], start), _rows(boxes[edge.target], end)
    return [_curve(a, (half, a[1]), (half, b[1]), b) for a in starts for b in ends]


def _curve(*points: Point) -> str:
    start, first, second, end = map(_at, points)
    return rf"\draw[flow, opacity=.6] {start} .. controls {first} and {second} .. {end};"


def _rows(box: Box, end: Point) -> list[Point]:
    """Where lines leave or enter: at each row of a mosaic, else where the edge ends."""
    if box.node.form not in (NodeForm.MAPS, NodeForm.CLASSES, NodeForm.UNITS):
        return [end]
    rows = min(-(-box.shown // box.columns), 10)
    high = box.picture.height / rows
    return [(end[0], box.picture.top + (row + 0.5) * high) for row in range(rows)]


def _box(box: Box, norm: str) -> list[str]:
    draw: dict[NodeForm, Callable[[Box], list[str]]] = {
        NodeForm.MAPS: _maps, NodeForm.UNITS: _units, NodeForm.CLASSES: _classes, NodeForm.SUM: _sum,
        NodeForm.STATES: _steps, NodeForm.TOKENS: _steps, NodeForm.ANSWERS: _steps, NodeForm.ATTENTION: _attention,
    }  # fmt: skip
    if box.node.form is NodeForm.NORM:
        middle = _at(box.picture.center)
        return [
            _rectangle("pill", box.picture), rf"\node[size] at {middle} {{{escaped(norm)}}};"
        ]  # fmt: skip
    if box.node.form in draw:
        return draw[box.node.form](box)
    return [_rectangle("box", box.picture)]


def _maps(box: Box) -> list[str]:
    """Each map that is shown as a square of the mosaic."""
    rows = -(-box.shown // box.columns)
    wide, high = box.picture.width / box.columns, box.picture.height / rows
    return [
        _rectangle("box", Rect(box.picture.left + (index % box.columns) * wide + 1,
                               box.picture.top + (index // box.columns) * high + 1, wide - 2, high - 2))
        for index in range(box.shown)
    ]  # fmt: skip


def _units(box: Box) -> list[str]:
    rows = -(-box.shown // box.columns)
    wide, high = box.picture.width / box.columns, box.picture.height / rows
    radius = min(wide, high) * 0.42
    places = [
        (box.picture.left + (index // rows + 0.5) * wide, box.picture.top + (index % rows + 0.5) * high)
        for index in range(box.shown)
    ]
    return [rf"\draw[box] {_at(place)} circle [radius={radius:.1f}];" for place in places]


def _classes(box: Box) -> list[str]:
    """A bar and a name for each class."""
    high = box.picture.height / max(box.shown, 1)
    found = []
    for index in range(box.shown):
        name = box.node.words[index] if index < len(box.node.words) else str(index)
        top = box.picture.top + index * high
        left = box.picture.left + 0.35 * box.picture.width
        found.append(_rectangle("box", Rect(left, top + 0.2 * high, box.picture.right - left, 0.6 * high)))
        found.append(rf"\node[size, anchor=east] at {_at((left - 2, top + high / 2))} {{{escaped(name)}}};")
    return found


def _sum(box: Box) -> list[str]:
    x, y = box.picture.center
    radius = box.picture.width / 2
    return [
        rf"\draw[box] {_at((x, y))} circle [radius={radius:.1f}];",
        rf"\draw[flow] {_at((x - radius, y))} -- {_at((x + radius, y))};",
        rf"\draw[flow] {_at((x, y - radius))} -- {_at((x, y + radius))};",
    ]


def _steps(box: Box) -> list[str]:
    """A column for each step; an arrow where each reads the one before."""
    count = box.node.shape[0]
    wide = box.picture.width / count
    lines = [_rectangle("box", box.picture)]
    inner = [box.picture.left + step * wide for step in range(1, count)] if count <= 64 else []
    middle = box.picture.center[1]
    for x in inner:
        lines.append(rf"\draw[flow] {_at((x, box.picture.top))} -- {_at((x, box.picture.bottom))};")
        if box.node.recurrent:
            lines.append(rf"\draw[arrow] {_at((x - 0.3 * wide, middle))} -- {_at((x + 0.3 * wide, middle))};")
    return lines


def _attention(box: Box) -> list[str]:
    """A line from each key to each query of a few, as it could be."""
    _, queries, keys = box.node.shape
    place, lines = box.picture, [_rectangle("box", box.picture)]
    for query in range(0, queries, max(1, queries // 12)):
        for key in range(0, keys, max(1, keys // 12)):
            start = place.left + (key + 0.5) * place.width / keys, place.bottom - 3
            end = place.left + (query + 0.5) * place.width / queries, place.top + 3
            lines.append(rf"\draw[flow, opacity=.25] {_at(start)} -- {_at(end)};")
    return lines


def _label(box: Box, style: str, title: str, under: tuple[str, ...], unit: float) -> list[str]:
    """``unit``: centimetres of a point of the drawing."""
    place = box.label
    if not place.width or not title:
        return []
    if place.bottom <= box.picture.top + 0.5:
        return [
            rf"\node[{style}, anchor=south west] at {_at((place.left - 3, place.bottom + 2))} {{{escaped(title)}}};"
        ]
    words = _name(title, (place.width + box.reach) * unit)
    if under:
        words += rf"\\[-2pt]{{\tiny\color{{black!60}}{escaped(under[-1])}}}"
    if box.beside:
        return [rf"\node[{style}, anchor=east, align=right] at {_at((place.right, place.center[1]))} {{{words}}};"]
    return [rf"\node[{style}, anchor=north] at {_at((place.center[0], place.top))} {{{words}}};"]


def _name(title: str, room: float) -> str:
    """In one row of the usual letters, else in two, else in small ones; ``room``: centimetres that it has."""
    broken = [part for part in _BREAKS.split(title) if part]
    rows = [[title], broken] if len(broken) == 2 else [[title]]
    for size, letter in (("", SCRIPT), (r"\tiny ", TINY)):
        for found in rows:
            if max(letter * _letters(row) for row in found) <= room:
                return r"\\[-2pt]".join(f"{size}{escaped(row)}" for row in found)
    return r"\\[-2pt]".join(rf"\tiny {escaped(row)}" for row in rows[-1])


def _letters(words: str) -> int:
    """Chinese signs are as wide as two letters."""
    return sum(2 if sign >= "\u2e80" else 1 for sign in words)
