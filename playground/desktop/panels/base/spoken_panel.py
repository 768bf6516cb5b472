"""SpokenPanel: what a screen reader says of a panel, a header or a picture that stands alone; and in which type."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QFont
from PySide6.QtWidgets import QWidget

from playground.desktop.style import type_size
from playground.protocol.snapshot import Snapshot


class SpokenPanel(QWidget):
    """The words come from what is shown, never from pixels.

    Attributes:
        info: what and where, for the header of its dock.
    """

    info = ""

    def is_empty(self) -> bool:
        """Nothing to show yet."""
        return True

    def empty_words(self) -> str:
        """What to do about that."""
        return ""

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The arrays that are drawn now, for panels that draw arrays."""
        return ()

    def reading(self) -> str:
        """What is shown in words and numbers, for whoever cannot see it."""
        if self.is_empty():
            return self.empty_words()
        from playground.desktop.i18n import screen_reader_text

        parts = [screen_reader_text.plain(self.caption()), *map(screen_reader_text.of_snapshot, self.shown_arrays())]
        return ". ".join(dict.fromkeys(filter(None, parts)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A screen reader says name and description of what gets the focus."""
        self.setAccessibleDescription(self.reading())
        super().focusInEvent(event)

    def speak(self) -> None:
        """Have a screen reader say what is shown now, as when a key has moved the cell that is asked about."""
        words = self.reading()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def caption(self) -> str:
        """What is shown, for a picture that stands alone, where no header offers a choice."""
        return self.info

    def headline(self) -> str:
        """What is shown, for a header without lists beside a panel that is seen."""
        return self.caption()

    def plain_font(self) -> QFont:
        """13 px, for pictures that are drawn so many times larger as a whole."""
        return type_size.plain(self.font())

    def small_font(self) -> QFont:
        """12 px, for second text inside pictures."""
        font = self.plain_font()
        font.setPixelSize(12)
        return font
