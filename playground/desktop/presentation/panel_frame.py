"""PanelFrame: the place of one panel on the stage, with its name and what it shows in large type."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.docking.panel_header import Info
from playground.desktop.style import type_size
from playground.desktop.style.theme import STAGE_ZOOM

USUAL = 720  # points of the height of a projector


class PanelFrame(QFrame):
    """Borrows the panel of a card, which it draws larger, and gives it back."""

    def __init__(self, card: PanelDock) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.card, self.panel = card, card.panel
        self._title, self._info = QLabel(self.panel.title()), Info()
        self._title.setProperty("heading", True)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._title)
        head.addWidget(self._info, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 12, 22, 14)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.panel, 1)
        parts = () if self.panel.spec.typed_into else (self.panel, *self.panel.findChildren(QWidget))
        self._policies = {widget: widget.focusPolicy() for widget in parts}
        for widget in self._policies:
            widget.clearFocus()
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # arrows turn pages; no cell cursor wanders off with them
        self.panel.show()
        self.panel.info_changed.connect(self._tell)
        self.panel.wanted_changed.connect(self._tell)  # another picture was chosen
        self._tell()

    def enlarge(self, height: int) -> None:
        """As large as suits a stage of this height; on a low one what is drawn must have room, too."""
        zoom = max(STAGE_ZOOM * min(1.0, height / USUAL), type_size.share())
        if zoom != self.panel.zoom:
            self.panel.set_zoom(zoom)

    def give_back(self) -> None:
        """The panel as it was, in its card."""
        self.panel.info_changed.disconnect(self._tell)
        self.panel.wanted_changed.disconnect(self._tell)
        for widget, policy in self._policies.items():
            if isValid(widget):
                widget.setFocusPolicy(policy)
        self.panel.set_zoom(type_size.share())
        self.card.take_back()

    def _tell(self) -> None:
        """What is shown; no list beside it says so here."""
        self._info.say(self.panel.headline())
