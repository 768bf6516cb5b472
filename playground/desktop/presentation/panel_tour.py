"""PanelTour: a presentation without a lesson: the panels that were seen, all of them or one after the other (no Qt)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

_T = TypeVar("_T")


class PanelTour(Generic[_T]):
    """At first all together, then each alone."""

    def __init__(self, panels: Sequence[_T]) -> None:
        self._panels = tuple(panels)
        self._at = 0

    @property
    def shown(self) -> tuple[_T, ...]:
        """What is shown now."""
        return self._panels if self._at == 0 else (self._panels[self._at - 1],)

    @property
    def place(self) -> tuple[int, int]:
        """Which one alone, from 1, or 0 for all; and how many there are."""
        return self._at, len(self._panels)

    def forward(self) -> None:
        """The next one alone; behind the last one all together again."""
        self._move(1)

    def back(self) -> None:
        """The one before."""
        self._move(-1)

    def _move(self, by: int) -> None:
        if len(self._panels) > 1:
            self._at = (self._at + by) % (len(self._panels) + 1)
