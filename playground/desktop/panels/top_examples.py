"""Maximising: the test examples that excite one channel or unit most; one of them becomes the specimen."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPushButton

from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.panels.base.unit_panel import UnitPanel
from playground.worked.example import Question


class TopExamplesPanel(UnitPanel):
    """A layer's pictures (unit, rank, example and value), and the examples themselves, which come once."""

    name: ClassVar[str] = "maximising"
    spec: ClassVar[PanelSpec] = PanelSpec(140, Area.BEHIND, in_handouts=False, in_races=False)

    def __init__(self) -> None:
        super().__init__()
        self.beyond = QPushButton()
        self.beyond.setProperty("compact", True)
        self.beyond.clicked.connect(lambda: self.unit_wanted.emit(Question(self.layer, (self.unit,))))
        self.row.addWidget(self.beyond)
        self.beyond.hide()
        self._word()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Top examples")

    def retranslate(self) -> None:
        """The words of the button, too."""
        self._word()
        super().retranslate()

    def _chosen(self) -> None:
        super()._chosen()
        self.beyond.setVisible(bool(self._sizes) and self.beyond.parentWidget() is not None)

    def _word(self) -> None:
        self.beyond.setText(self.tr("Beyond …"))
        self.beyond.setToolTip(
            self.tr("An input that excites it more than these: by gradient ascent, or token by token")
        )

    def draw(self) -> None:
        """Say what is shown."""
        if not self.is_empty():
            self.set_info(self.tr("click one to show it"))
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Nine small inputs with their values; where inputs are words, nine lines of them."""
        self.paint_examples(painter, place.adjusted(6, 2, -6, -4))
