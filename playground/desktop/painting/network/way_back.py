"""WayBack: how the way back of an asked number is drawn: the edges it came over, and of a map each channel's window."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from playground.desktop.painting.network import labels, sheet, window_lines
from playground.desktop.painting.network.strength import way
from playground.desktop.painting.network.view import NetworkView
from playground.desktop.style.theme import Theme
from playground.network.graph import Node
from playground.worked.example import Contributions, Question, Region
from playground.worked.windows import Windows


class WayBack:
    """Keeps what is known of it.

    Attributes:
        windows: what each channel below the number added to it. channel: the one that is looked at.
    """

    def __init__(self) -> None:
        self.windows: Windows | None = None
        self.channel: int | None = None

    def show(self, windows: Windows | None) -> bool:
        """Of another number; whether it is another."""
        changed = windows != self.windows
        self.windows, self.channel = windows, None if changed else self.channel
        return changed

    def look_at(self, region: Region | None) -> bool:
        """The channel that cells belong to is looked at; whether it is another than before."""
        known = self.windows is not None and region is not None and region.picture == self.windows.picture
        before, self.channel = self.channel, region.start[0] if known and region is not None else None
        return self.channel != before

    def leads(self, view: NetworkView, asked: Question | None) -> bool:
        """Whether lines lead to the number that is asked about."""
        return bool(self._nodes(view, asked))

    def paint(
        self, painter: QPainter, view: NetworkView, words: labels.Words, asked: Question | None,
        weighed: Contributions | None, theme: Theme,
    ) -> None:  # fmt: skip
        """All of it that is known; where lines lead from windows, no other edges do."""
        graph, drawing, nodes = view.graph, view.drawing, self._nodes(view, asked)
        if asked is not None and weighed is not None and graph is not None and drawing is not None:
            came = way(graph, asked.picture, weighed)
            sheet.paint_way(painter, drawing, words, came, theme, [node.name for node in nodes[:-1]])
        if self.windows is not None and nodes:
            window_lines.paint(painter, view, self.windows, nodes, self.channel, theme)

    def _nodes(self, view: NetworkView, asked: Question | None) -> tuple[Node, ...]:
        graph, windows = view.graph, self.windows
        if graph is None or windows is None or windows.question != asked:
            return ()
        return window_lines.route(graph, windows)
