"""Upward: sequences flow from the bottom to the top, each step a column, along the residual stream where there is one.

A lane is what runs over one sequence: an encoder and a decoder stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.network.graph import INPUT, Graph, Node, NodeForm
from playground.network.places import Box, NetworkDrawing, Rect, for_words, frames_of
from playground.network.routes import routes, with_reach

MARGIN = 10.0
BARS = (140.0, 250.0)  # width of the bars of classes at the right
BARS_FROM = 560.0  # points of each lane from which there is room for them beside the steps
ABOVE = 96.0  # points for them above the steps, where there is none
LEAST = 110.0  # points for all steps together, below which blocks are folded
LANE_GAP = 26.0
LABEL = (74.0, 138.0)
SPINE = 58.0  # room for the residual stream and the norms on its branches
SIDE = (56.0, 230.0)  # width of the small matrices of heads
NARROW = 60.0  # points of all steps together that heads, and then words, leave to them
WORDS = 40.0  # points that words keep
PILL = (34.0, 15.0)
GAP = 14.0  # between two rows
NAME = 15.0  # for the name of a block above its topmost row
TITLE = 15.0  # for words above each of several nodes in a row
# least, wanted and largest height of a row
HEIGHTS = {
    NodeForm.TOKENS: (18.0, 26.0, 30.0),
    NodeForm.ANSWERS: (18.0, 26.0, 30.0),
    NodeForm.STATES: (14.0, 46.0, 240.0),
    NodeForm.SCORES: (30.0, 70.0, 160.0),
    NodeForm.ATTENTION: (36.0, 130.0, 360.0),
}
ALONE = frozenset({NodeForm.CLASSES, NodeForm.UNITS})  # drawn at the right, once for the whole sequence
ON_STREAM = frozenset({NodeForm.SUM, NodeForm.NORM})


@dataclass
class Lane:
    """The nodes over one sequence.

    Attributes:
        rows: from the bottom up, of nodes with a picture.
        before: the row above which each sum or norm on the stream stands.
        content: left edge and width of the pictures; spine: where the residual stream runs.
    """

    rows: list[list[Node]] = field(default_factory=list)
    pills: list[tuple[Node, int]] = field(default_factory=list)
    left: float = 0.0
    label: float = 0.0
    spine: float = 0.0
    content: tuple[float, float] = (0.0, 0.0)
    side: float = 0.0


def lay_out(graph: Graph, width: float, height: float) -> NetworkDrawing:
    """Lanes side by side; the rows of each share its height by what is to be seen in them."""
    lanes, alone = _lanes(graph)
    answers = [node for node in graph.nodes if node.form is NodeForm.ANSWERS]
    needed = BARS[0] + max(map(for_words, alone), default=0.0)
    bars = min(max(0.22 * width, needed), BARS[1]) if (alone or answers) and width >= BARS_FROM * len(lanes) else 0.0
    room = width - 2 * MARGIN - (bars + 16.0 if bars else 0.0)
    share = (room - LANE_GAP * (len(lanes) - 1)) / len(lanes)
    boxes: list[Box] = []
    fits = True
    head = ABOVE * len(alone) if not bars else 0.0  # what is answered once stands above, where it has no room beside
    for index, lane in enumerate(lanes):
        _measure(lane, MARGIN + index * (share + LANE_GAP), share)
        found, whole = _place(graph, lane, head, height)
        boxes += found
        fits = fits and whole and lane.content[1] >= LEAST
    right = Rect(width - MARGIN - bars, MARGIN, bars, height - 2 * MARGIN)
    boxes = [_with_bars(box, right) if box.node.form is NodeForm.ANSWERS and bars else box for box in boxes]
    boxes += [
        _alone(node, right if bars else Rect(MARGIN, MARGIN + ABOVE * index, room, ABOVE - 4.0))
        for index, node in enumerate(alone)
    ]
    spines = {node.name: lane.spine for lane in lanes for row in lane.rows for node in row}
    spines |= {node.name: lane.spine for lane in lanes for node, _ in lane.pills}
    framed = frames_of([box for box in boxes if box.node.form not in ON_STREAM], 5.0, NAME)
    edges = routes(graph, boxes, spines)
    return NetworkDrawing(width, height, tuple(with_reach(boxes, edges)), edges, framed, fits, spines)


def _lanes(graph: Graph) -> tuple[list[Lane], list[Node]]:
    """Every node with its sequence; those that answer once for the whole sequence apart."""
    inputs = [node.name for node in graph.nodes if node.name.startswith(INPUT)]
    lanes = [Lane() for _ in inputs]
    belongs: dict[str, int] = {}
    alone = []
    for node in graph.nodes:
        number = inputs.index(node.name) if node.name in inputs else max(belongs[name] for name in node.read)
        belongs[node.name] = number
        lane = lanes[number]
        if node.form in ALONE:
            alone.append(node)
        elif node.form in ON_STREAM:
            lane.pills.append((node, len(lane.rows)))
        elif lane.rows and graph.depth[node.name] == graph.depth[lane.rows[-1][-1].name]:
            lane.rows[-1].append(node)
        else:
            lane.rows.append([node])
    return lanes, alone


def _measure(lane: Lane, left: float, width: float) -> None:
    """Columns of the lane: words, the stream, the steps, the heads."""
    heads = any(node.form is NodeForm.ATTENTION for row in lane.rows for node in row)
    lane.left = left
    lane.label = min(max(0.17 * width, LABEL[0]), LABEL[1])
    spine = SPINE if lane.pills else 16.0
    lane.side = min(max(0.22 * width, SIDE[0]), SIDE[1]) if heads else 0.0
    if width - lane.label - spine - lane.side - 10.0 < NARROW:
        lane.side = 0.0
        lane.label = min(lane.label, max(width - spine - NARROW, WORDS))
    lane.spine = left + lane.label + (12.0 if lane.pills else 8.0)
    begin = left + lane.label + spine
    lane.content = begin, left + width - begin - (lane.side + 10.0 if lane.side else 0.0)


def _place(graph: Graph, lane: Lane, head: float, height: float) -> tuple[list[Box], bool]:
    """The boxes of a lane below ``head``, from the bottom up, and whether each row has the room it needs."""
    on_stream = [(node, above) for node, above in lane.pills if not _branches(graph, node)]
    gaps = [GAP + 16.0 * sum(above == index for _, above in on_stream) for index in range(len(lane.rows) + 1)]
    gaps = [gap + (NAME if _ends_block(lane, index) else 0.0) for index, gap in enumerate(gaps)]
    gaps[0] = 0.0
    if not any(above == len(lane.rows) for _, above in on_stream):
        gaps[-1] = NAME if _ends_block(lane, len(lane.rows)) else 0.0
    spare = height - head - 2 * MARGIN - sum(gaps)
    heights, fits = _heights(lane, spare)
    boxes: list[Box] = []
    y, kept = height - MARGIN - max(0.0, spare - sum(heights)) / 2, _reserved(graph, lane)
    for index, (row, tall) in enumerate(zip(lane.rows, heights, strict=True)):
        y -= gaps[index]
        stream = [node for node, above in on_stream if above == index]
        boxes += _pills(stream, lane.spine, y + gaps[index] / 2, gaps[index])
        boxes += _row(lane, row, y - tall, tall, kept[index])
        branch = [node for node, above in lane.pills if above == index and _branches(graph, node)]
        boxes += [_pill(node, lane.spine + 8.0 + PILL[0] / 2, y - 8.0) for node in branch]
        y -= tall
    last = [node for node, above in on_stream if above == len(lane.rows)]
    return [*boxes, *_pills(last, lane.spine, y - gaps[-1] / 2, gaps[-1])], fits


def _ends_block(lane: Lane, index: int) -> bool:
    """A block ends below this row, so that its name stands in the gap."""
    below = set(lane.rows[index - 1][0].groups) if index else set()
    above = set(lane.rows[index][0].groups) if index < len(lane.rows) else set()
    return bool(below - above)


def _branches(graph: Graph, node: Node) -> bool:
    """A norm before one part of a block: it stands beside the stream, which goes on without it."""
    readers = [reader for reader in graph.readers(node.name) if reader.form is not NodeForm.SUM]
    others = [reader for name in node.read for reader in graph.readers(name) if reader is not node]
    return node.form is NodeForm.NORM and bool(readers) and bool(others)


def _heights(lane: Lane, room: float) -> tuple[list[float], bool]:
    """Of each row: at least what can be read, and of the rest as much as it can use."""
    limits = []
    for row in lane.rows:
        title = TITLE if len(row) > 1 else 0.0
        least, wanted, most = (max(column) + title for column in zip(*(_limits(node) for node in row), strict=True))
        limits.append((least, wanted, most))
    low = sum(least for least, _, _ in limits)
    if low > room:
        return [least * room / low for least, _, _ in limits], False
    heights = [least for least, _, _ in limits]
    for target in (1, 2):
        lacking = [limit[target] - tall for limit, tall in zip(limits, heights, strict=True)]
        share = min(1.0, (room - sum(heights)) / max(sum(lacking), 1e-9))
        heights = [tall + share * more for tall, more in zip(heights, lacking, strict=True)]
    return heights, True


def _limits(node: Node) -> tuple[float, float, float]:
    least, wanted, most = HEIGHTS[node.form]
    if node.form is NodeForm.STATES and node.shape[-1] < 8:  # a few numbers a step are no texture
        most = max(wanted, 16.0 * node.shape[-1])
    return least, wanted, most


def _reserved(graph: Graph, lane: Lane) -> list[tuple[int, int]]:
    """Of each row the columns that are left for it, of how many: what is read further up keeps its column free."""
    found, open_until, total = [], -1, 1
    number = {node.name: index for index, row in enumerate(lane.rows) for node in row}
    for index, row in enumerate(lane.rows):
        if len(row) > 1:
            found.append((len(row), len(row)))
            readers = [number.get(reader.name, index) for reader in graph.readers(row[-1].name)]
            open_until, total = max(readers, default=index), len(row)
        else:
            found.append((total - 1, total) if index < open_until else (1, 1))
    return found


def _row(lane: Lane, row: list[Node], top: float, tall: float, columns: tuple[int, int]) -> list[Box]:
    """The boxes of one row; a single node has its words at the left, several have them above."""
    left, width = lane.content
    side = Rect(0, 0, 0, 0)
    if len(row) == 1:
        node = row[0]
        place = Rect(left, top, width * columns[0] / columns[1], tall)
        if node.form is NodeForm.ATTENTION and lane.side:
            side = Rect(left + width + 10.0, top, lane.side, tall)
            if columns[0] < columns[1]:  # beside it a line goes up from the middle of the column that is kept free
                kept = (width + lane.side + 10.0) * (columns[0] + 0.5) / columns[1]
                side = Rect(place.right + 10.0, top, max(left + kept - 16.0 - place.right - 10.0, 0.0), tall)
        return [Box(node, place, Rect(lane.left, top, lane.label - 8.0, tall), True, side=side)]
    wide = (width + (lane.side + 10.0 if lane.side else 0.0) - 10.0 * (len(row) - 1)) / len(row)
    boxes = []
    for index, node in enumerate(row):
        x = left + index * (wide + 10.0)
        boxes.append(Box(node, Rect(x, top + TITLE, wide, tall - TITLE), Rect(x, top, wide, TITLE)))
    return boxes


def _pills(nodes: list[Node], x: float, middle: float, gap: float) -> list[Box]:
    """Sums and norms on the stream, in a gap between two rows, the first one lowest."""
    step = min(16.0, gap / (len(nodes) + 1)) if nodes else 0.0
    start = middle + step * (len(nodes) - 1) / 2
    return [_pill(node, x, start - step * index) for index, node in enumerate(nodes)]


def _pill(node: Node, x: float, y: float) -> Box:
    wide, high = (13.0, 13.0) if node.form is NodeForm.SUM else PILL
    return Box(node, Rect(x - wide / 2, y - high / 2, wide, high), Rect(x, y, 0, 0))


def _with_bars(box: Box, right: Rect) -> Box:
    """Beside the answers of all steps, the bars of one of them."""
    return Box(box.node, box.picture, box.label, box.beside, box.columns, box.shown, right)


def _alone(node: Node, right: Rect) -> Box:
    """What is answered once: in the middle of its place, with its name below."""
    tall = min(right.height - 34.0, max(26.0 * node.shape[0], 44.0))
    top = right.top + (right.height - tall - 34.0) / 2
    label = Rect(right.left, top + tall + 4.0, right.width, 30.0)
    return Box(node, Rect(right.left, top, right.width, tall), label, False, 1, node.shape[0])
