"""Caption: the words of a scene, what the run does meanwhile, and how far the lesson is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.desktop.style.theme import LIGHT, Theme, tabular


class Caption(QWidget):
    """Words in large type; below them a quiet row."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._note, self._place = QLabel(), QLabel(), QLabel()
        self._text.setObjectName("words")
        self._text.setWordWrap(True)
        self._bar = Bar()
        for label in (self._note, self._place):
            label.setProperty("second", True)
            label.setFont(tabular(label.font()))
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._note, 1)
        row.addWidget(self._place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._text)
        layout.addWidget(self._bar)
        layout.addLayout(row)

    def say(self, words: str) -> None:
        """The words of the scene; none take no room."""
        self._text.setVisible(bool(words))
        self._text.setText(words)

    @property
    def words(self) -> str:
        """The words of the scene."""
        return self._text.text()

    @property
    def note(self) -> str:
        """The quiet line at the left."""
        return self._note.text()

    def tell(self, note: str, place: str, share: float) -> None:
        """A note at the left, the place in the lesson at the right, and how full the bar between is, 0…1."""
        self._note.setText(note)
        self._place.setText(place)
        self._bar.show_share(share)

    def set_theme(self, theme: Theme) -> None:
        """The bar is painted."""
        self._bar.theme = theme
        self._bar.update()


class Bar(QWidget):
    """A slim line that fills."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self._share = 0.0
        self.setFixedHeight(4)

    def show_share(self, share: float) -> None:
        """How much of it is filled, 0…1."""
        if share != self._share:
            self._share = min(max(share, 0.0), 1.0)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole in the colour of lines, the filled part in the accent."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for token, share in (("line", 1.0), ("accent", self._share)):
            painter.setBrush(self.theme.color(token))
            painter.drawRoundedRect(QRectF(0, 0, share * self.width(), self.height()), 2, 2)
        painter.end()
