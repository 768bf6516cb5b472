"""DisabledReason: why Run is off, in words beside it; it fills what is free of the toolbar."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy


class DisabledReason(QLabel):
    """As many words as there is room for; the tooltip has all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("problem", True)
        self._words = ""
        self._said: str | None = None

    def say(self, words: str) -> None:
        """Show words; none where Run is on."""
        if words == self._said:
            return
        self._said = words
        self._words = f"⚠ {words}" if words else ""
        wide = QSizePolicy.Policy.Expanding if words else QSizePolicy.Policy.Fixed  # silent, it takes no room
        self.setSizePolicy(wide, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(words)
        self._fit()

    def sizeHint(self) -> QSize:
        """It takes what is left and asks for nothing."""
        return QSize(0, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Words give way to everything else."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Elide again."""
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._words if shown != self._words else "")
