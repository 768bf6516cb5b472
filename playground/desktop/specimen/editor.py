"""Editor: the base of the widgets with which a specimen is made by hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from playground.data.editing import Given
from playground.desktop.style.theme import LIGHT, Theme


class SpecimenEditor(QWidget):
    """Holds what a person gives; ``edited`` is emitted at each stroke and key, never for ``put``.

    Attributes:
        greed: how much of the height it takes; 0 where it needs only its own.
        square: it is about as high as wide, so that in a wide room there is place beside it.
    """

    greed = 100
    square = False

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT

    def given(self) -> Given:
        """What was drawn or typed."""
        raise TypeError(f"{type(self).__name__} gives nothing")

    def put(self, given: Given) -> None:
        """Show this to go on from."""

    def load(self, path: Path) -> None:
        """Take it from a file. Raises PlaygroundError."""

    def files(self) -> str:
        """The filter of a file dialog; empty where nothing can be loaded."""
        return ""

    def tools(self) -> tuple[QWidget, ...]:
        """Widgets for the row below the editor."""
        return ()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme from now on."""
        self.theme = theme
        self.update()
