"""Layouts that stand in several places of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QLayoutItem, QVBoxLayout, QWidget

from playground.desktop.widgets.elided_combo import ElidedCombo


def column(widget: QWidget) -> QVBoxLayout:
    """A vertical layout without margins."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    return layout


class HeaderRow(QHBoxLayout):
    """What can be chosen in a card's header: where it is narrow, a list first gives the room that its choice leaves."""

    def __init__(self, parent: QWidget, *widgets: QWidget) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(4)
        for widget in widgets:
            self.addWidget(widget)

    def setGeometry(self, place: QRect) -> None:
        """All as they would like to be; else each choice in full, then lists as wide as their longest entry."""
        super().setGeometry(place)
        items = self._items()
        whole = [item.sizeHint().width() for item in items]
        room = place.width() - self.spacing() * (len(items) - 1)
        if sum(whole) <= room:
            return
        left = place.left()
        for item, wide in zip(items, _shared(room, _stages(items, whole)), strict=True):
            item.setGeometry(QRect(left, place.top(), wide, place.height()))
            left += wide + self.spacing()

    def whole(self) -> int:
        """Points at which each choice is in full, and all else as small as it can be."""
        items = self._items()
        wide = _stages(items, [item.sizeHint().width() for item in items])[1]
        return sum(wide) + self.spacing() * (len(items) - 1)

    def _items(self) -> list[QLayoutItem]:
        items = (self.itemAt(at) for at in range(self.count()))
        return [item for item in items if item is not None and not item.isEmpty()]


def read_whole(widget: QWidget) -> int:
    """Points at which what is chosen in a header can be read, with all that stands beside it."""
    layout = widget.layout()
    if isinstance(widget, ElidedCombo):
        return widget.needed()
    return layout.whole() if isinstance(layout, HeaderRow) else widget.sizeHint().width()


def _stages(items: Sequence[QLayoutItem], whole: Sequence[int]) -> list[list[int]]:
    """Points of each: the least; with choices in full, other things at their least; these in full; all in full."""
    least = [item.minimumSize().width() for item in items]
    chosen, others = list(least), list(whole)
    for at, item in enumerate(items):
        box = item.widget()
        if isinstance(box, ElidedCombo):
            chosen[at] = others[at] = box.needed()
    return [least, chosen, others, list(whole)]


def _shared(room: int, stages: Sequence[Sequence[int]]) -> list[int]:
    """Every stage as far as the room goes; of the first one that does not fit, to each a share of what it lacks."""
    widths = list(stages[0])
    for wanted in stages[1:]:
        lacks = [max(want - have, 0) for want, have in zip(wanted, widths, strict=True)]
        free = max(room - sum(widths), 0)
        if sum(lacks) > free:
            return [have + free * lack // sum(lacks) for have, lack in zip(widths, lacks, strict=True)]
        widths = [have + lack for have, lack in zip(widths, lacks, strict=True)]
    return widths
