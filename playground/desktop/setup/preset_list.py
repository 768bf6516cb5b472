"""PresetList: the presets as cards under headings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView

from playground.desktop.setup.preset_card import PresetDelegate
from playground.desktop.setup.preset_groups import Times
from playground.desktop.setup.preset_model import PresetModel


class PresetList(QListView):
    """The view; where no preset fits it says so."""

    def __init__(self, times: Times) -> None:
        super().__init__()
        self.presets = PresetModel(times, self)
        self.cards = PresetDelegate(self.presets, self)
        self.setModel(self.presets)
        self.setItemDelegate(self.cards)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("gallery", True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Titles wrap: how high a card is depends on how wide it is."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cards, or a sentence in their place."""
        super().paintEvent(event)
        if not self.presets.rows:
            painter = QPainter(self.viewport())
            painter.setPen(self.cards.theme.color("second"))
            place = self.viewport().rect().adjusted(16, 16, -16, -16)
            flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(place, flags, self.tr("No preset is like that. Ask for less."))
            painter.end()
