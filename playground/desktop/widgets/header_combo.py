"""HeaderCombo: the list in a card's header that says which of several pictures is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker

from playground.desktop.widgets.elided_combo import ElidedCombo


class HeaderCombo(ElidedCombo):
    """Hidden while there is nothing to choose; ``currentIndexChanged`` speaks of the user's choices only.

    Args:
        name: for a screen reader.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        super().setVisible(False)

    def setVisible(self, visible: bool) -> None:
        """Never a window of its own: without a header around it it stays hidden."""
        visible = visible and self.parentWidget() is not None
        if not (self.isVisible() if visible else self.isHidden()):
            super().setVisible(visible)

    @property
    def value(self) -> Any:
        """What is chosen; None when there is nothing."""
        return self.currentData()

    def values(self) -> list[Any]:
        """Everything that can be chosen, in order."""
        return [self.itemData(index) for index in range(self.count())]

    def offer(self, entries: Sequence[tuple[str, Any]], preferred: Any = None) -> None:
        """Words and values; what was chosen stays if it is still there, otherwise ``preferred`` or the first is."""
        before, values = self.value, [value for _, value in entries]
        with QSignalBlocker(self):
            self.clear()
            for words, value in entries:
                self.addItem(words, value)
            for wanted in (preferred, before):
                if wanted in values:
                    self.setCurrentIndex(values.index(wanted))
        self.updateGeometry()
        self.setVisible(len(entries) > 1)

    def reword(self, words: Callable[[Any], str]) -> None:
        """Name what is offered anew, each by its value; what is chosen stays."""
        with QSignalBlocker(self):
            for index, value in enumerate(self.values()):
                self.setItemText(index, words(value))
        self.updateGeometry()

    def choose(self, value: Any) -> None:
        """As if the user had chosen it; nothing happens when it is not offered."""
        values = self.values()
        if value in values:
            self.setCurrentIndex(values.index(value))

    def forget(self) -> None:
        """Nothing to choose any more."""
        self.offer(())
