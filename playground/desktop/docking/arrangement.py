"""Where the panels stand by default: the network across the top, what tells how training goes below it."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.panels.base.spec import Area
from playground.desktop.setup import setup_dock


def arrange(window: QMainWindow, setup: QDockWidget, cards: list[PanelDock], roomy: bool) -> None:
    """The network across the top; below it loss and predictions side by side, all others as tabs behind them.

    Args:
        setup: the column at the left.
        cards: the panels that have something to draw; they stand nowhere yet.
        roomy: there is a column for what is asked; elsewhere an explanation comes when asked for, and the specimen
            is a tab behind the setup.
    """
    areas = {area: [card for card in cards if card.panel.spec.area is area] for area in Area}
    (top, *_), lead, aside = areas[Area.TOP], areas[Area.LEAD], areas[Area.ASIDE]
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, setup)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, top)
    window.splitDockWidget(top, lead[0], Qt.Orientation.Vertical)
    for before, card in pairwise(lead):
        window.splitDockWidget(before, card, Qt.Orientation.Horizontal)
    if roomy:
        window.splitDockWidget(lead[-1], aside[0], Qt.Orientation.Horizontal)
    else:
        window.tabifyDockWidget(setup, aside[0])
    for card in (*aside[1:], *areas[Area.ASIDE_TABS]):
        window.tabifyDockWidget(aside[0], card)
    for front, behind in ((lead[0], Area.BEHIND), (lead[-1], Area.MAIN)):
        for card in areas[behind]:
            window.tabifyDockWidget(front, card)
    for card in cards:
        card.setVisible(roomy or not card.panel.spec.on_request)
    _share_room(window, setup, top, [*lead, *(aside[:1] if roomy else [])])


def _share_room(window: QMainWindow, setup: QDockWidget, top: PanelDock, below: list[PanelDock]) -> None:
    """The drawing of the network has three fifths of the height; what stands below it equal widths."""
    room = window.width() - setup_dock.WIDTH
    window.resizeDocks([setup, top], [setup_dock.WIDTH, room], Qt.Orientation.Horizontal)
    window.resizeDocks([top, below[0]], [3, 2], Qt.Orientation.Vertical)
    window.resizeDocks(list(below), [room // len(below)] * len(below), Qt.Orientation.Horizontal)
    for card in (setup, *below):
        card.raise_()
