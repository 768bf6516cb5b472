"""WindowLines: from its window in each channel below a line to the asked cell, as strong as what the channel added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.desktop.i18n.formatting import figure
from playground.desktop.painting.network import sheet
from playground.desktop.painting.network.cells import rect
from playground.desktop.painting.network.view import NetworkView
from playground.desktop.style.theme import Theme
from playground.network.graph import Graph, Node, NodeForm
from playground.worked.windows import Windows

MOST = 12  # lines at once: what added most; of the others their number and their sum
_MAPS = (NodeForm.MAPS, NodeForm.IMAGE)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True)
class WindowLine:
    """One of them.

    Attributes:
        share: 0…1 of the strongest. chosen: it is the one that is looked at, and says what it added.
    """

    channel: int
    window: QRectF
    added: float
    share: float
    chosen: bool


def route(graph: Graph, windows: Windows) -> tuple[Node, ...]:
    """The nodes from the asked number down to the maps that it was made from; empty where they are not drawn."""
    node, source = graph.node_of(windows.question.picture), graph.node_of(windows.picture)
    found = []
    while node is not None and source is not None and node.form in _MAPS:
        found.append(node)
        if node is source:
            alike = all(one.shape == found[0].shape for one in found[:-1]) and found[0].tap == windows.question.picture
            return tuple(found) if len(found) > 1 and alike else ()
        node = graph.by_name.get(node.read[0]) if len(node.read) == 1 else None
    return ()


def lines(view: NetworkView, windows: Windows, chosen: int | None) -> tuple[tuple[WindowLine, ...], int, float]:
    """What is drawn, the strongest first; how many channels are not, and what they added together.

    The channels of an image are drawn as one.

    Args:
        chosen: the channel that is looked at; None, or one without a window here, leaves that to the strongest.
    """
    source = view.graph.node_of(windows.picture) if view.graph is not None else None
    if source is not None and source.form is NodeForm.IMAGE and len(windows.regions) > 1:
        region = windows.regions[0]
        places = view.places(region.picture, (0, *region.start[1:]), (1, *region.stop[1:]))
        return tuple(WindowLine(-1, place, sum(windows.added), 1.0, True) for place in places), 0, 0.0
    seen: dict[int, tuple[QRectF, float]] = {}
    for region, added in zip(windows.regions, windows.added, strict=True):
        places = view.places(region.picture, region.start, region.stop)
        if len(places) == 1:
            seen[region.start[0]] = places[0], added
    kept = list(seen)[:MOST]
    if chosen in seen and chosen not in kept:
        kept = [*kept[:-1], chosen]
    most = max((abs(seen[channel][1]) for channel in kept), default=0.0) or 1.0
    first = chosen if chosen in kept else next(iter(kept), -1)
    rest = sum(windows.added) - sum(seen[channel][1] for channel in kept)
    drawn = (WindowLine(channel, *seen[channel], abs(seen[channel][1]) / most, channel == first) for channel in kept)
    return tuple(drawn), len(windows.regions) - len(kept), rest


def paint(
    painter: QPainter, view: NetworkView, windows: Windows, nodes: Sequence[Node], chosen: int | None, theme: Theme
) -> None:  # fmt: skip
    """The lines into the asked cell, through the same cell of each node on the way; dashed is what was negative."""
    drawing, cells = view.drawing, [view.places(node.tap, *_cell(windows)) for node in nodes[:-1]]
    if drawing is None or not all(len(found) == 1 for found in cells):
        return
    (ends, many, rest), leftward = lines(view, windows, chosen), drawing.leftward
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    target = _edge(cells[-1][0], not leftward)
    for line in sorted(ends, key=lambda one: (one.chosen, one.share)):
        color = QColor(theme.color("highlight"))
        color.setAlphaF(1.0 if line.chosen else 0.45 + 0.4 * line.share)
        style = Qt.PenStyle.SolidLine if line.added >= 0 else Qt.PenStyle.DashLine
        painter.setPen(QPen(color, (1.6 if line.chosen else 0.7) + 2.2 * line.share, style))
        painter.drawPath(sheet.curve(_edge(line.window, leftward), target, leftward))
    painter.setPen(QPen(theme.color("highlight"), 2.2))
    for (upper,), (lower,) in pairwise(cells):
        painter.drawPath(sheet.curve(_edge(lower, leftward), _edge(upper, not leftward), leftward))
    _say(painter, view, nodes[-1], ends, many, rest, theme)
    painter.restore()


def _say(
    painter: QPainter, view: NetworkView, source: Node, ends: tuple[WindowLine, ...], many: int, rest: float,
    theme: Theme,
) -> None:  # fmt: skip
    """What the chosen channel added, beside its window; and how many have no line, above the maps."""
    strong = next((line for line in ends if line.chosen), None)
    if strong is None or view.drawing is None:
        return
    painter.setPen(QPen(theme.color("highlight"), 2.2))
    painter.drawRect(strong.window.adjusted(-1, -1, 1, 1))
    sign = "+" if strong.added >= 0 else ""
    words = QCoreApplication.translate("NetworkText", "channel {0}: {1}")
    if strong.channel < 0:
        words = QCoreApplication.translate("NetworkText", "all channels: {1}")
    words = words.format(strong.channel + 1, sign + figure(strong.added, 3))
    box = view.drawing.box_of(source.name)
    if many > 0 and box is not None:
        words += " · " + QCoreApplication.translate("NetworkText", "{0} more: {1}").format(many, figure(rest, 3))
    if box is None:
        return
    metrics = QFontMetricsF(painter.font())
    wide, place = metrics.horizontalAdvance(words) + 12, box.picture
    left = min(max(place.center[0] - wide / 2, 4.0), view.drawing.width - wide - 4)
    chip = QRectF(left, place.top - metrics.height() - 8, wide, metrics.height() + 4)
    for other in view.drawing.boxes:  # above its neighbours, too
        if chip.intersects(rect(other.picture)):
            chip.moveBottom(other.picture.top - 4)
    chip.moveTop(max(2.0, chip.top()))
    painter.setPen(QPen(theme.color("highlight"), 1.0))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(chip, 4, 4)
    painter.setPen(theme.color("text"))
    painter.drawText(chip, _CENTER, words)


def _cell(windows: Windows) -> tuple[tuple[int, ...], tuple[int, ...]]:
    index = windows.question.index
    return index, tuple(at + 1 for at in index)


def _edge(place: QRectF, left: bool) -> QPointF:
    """The middle of a side."""
    return QPointF(place.left() if left else place.right(), place.center().y())
