"""OffscreenPanels: fresh panels, fed from a recording, off every screen; what the window shows is not disturbed by
them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from playground.desktop.docking.panel_registry import panel_classes
from playground.desktop.explain.recorded_explainer import explained
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.base.heatmap_panel import HeatmapPanel
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.explain import ExplainPanel
from playground.desktop.panels.loss import LossPanel
from playground.desktop.style.theme import Theme
from playground.foundation.errors import PlaygroundError
from playground.protocol.events import Event, RunStarted

SIZE = QSize(800, 500)
_W = TypeVar("_W", bound=QWidget)
Shows = Mapping[str, Sequence[str]]  # panel → choices in its header, as the user reads them or by their number from 1


class OffscreenPanels:
    """One panel of each kind. Close it, or Qt keeps them."""

    def __init__(self, theme: Theme, shows: Shows | None = None) -> None:
        self._shows = shows or {}
        self.panels: list[Panel] = [panel_class() for panel_class in panel_classes()]
        for panel in self.panels:
            panel.set_theme(theme)
            panel.resize(SIZE)

    def close(self) -> None:
        """Let the panels go."""
        for panel in self.panels:
            panel.deleteLater()
        self.panels = []

    def feed(self, event: Event) -> None:
        """To every panel. Raises PlaygroundError when a run begins that does not offer what shall be shown."""
        for panel in self.panels:
            panel.take(event)
        if isinstance(event, RunStarted):
            for panel in self.panels:
                for words in self._shows.get(panel.name, ()):
                    choose(panel, words)

    def mark(self, step: int) -> None:
        """The curves say which recorded step the pictures show."""
        for panel in self.panels:
            if isinstance(panel, LossPanel):
                panel.show_moment(step)

    def filled(self) -> list[Panel]:
        """The panels that have something to show, brought up to date."""
        found = [panel for panel in self.panels if not panel.is_empty()]
        for panel in found:
            if panel.dirty:
                panel.draw()
        return found

    def ask(self, recording: Path) -> None:
        """Have the most telling cell of the first picture explained, where its weights were kept."""
        explain = next(panel for panel in self.panels if isinstance(panel, ExplainPanel))
        cells = [panel for panel in self.filled() if isinstance(panel, CellPanel)]
        # a feature map says more than the probability that comes of it; some predictions are known once painted
        cells.sort(key=lambda panel: panel.spec.telling)
        for panel in cells:
            question = panel.gathered() if isinstance(panel, HeatmapPanel) else panel.usual()
            answer = explained(recording, explain.step, question, 0) if question is not None else None
            if question is not None and answer is not None and answer.example is not None:
                explain.ask(question)
                explain.take(answer)
                return


def choose(panel: Panel, words: str) -> None:
    """Make a choice in the panel's header. Raises PlaygroundError that lists what there is."""
    offered: list[str] = []
    for box in _of(panel, QComboBox):
        entries = [box.itemText(index) for index in range(box.count())]
        offered += entries
        for index, entry in enumerate(entries):
            if words.casefold() in (entry.casefold(), str(box.itemData(index)).casefold(), str(index + 1)):
                box.setCurrentIndex(index)
                return
    for button in _of(panel, QToolButton):
        if button.isCheckable():
            offered.append(button.text())
            if button.text().casefold() == words.casefold():
                button.setChecked(True)
                return
    listed = ", ".join(offered) or "nothing to choose"
    raise PlaygroundError(f"The panel {panel.name} does not show {words!r}; it offers: {listed}.")


def chosen(panel: Panel) -> list[str]:
    """The choices made in a panel's header, so that ``choose`` makes them again."""
    boxes = [box for box in _of(panel, QComboBox) if box.count() > 1 and box.accessibleName() != ""]
    found = []
    for box in boxes:
        data = box.currentData()
        found.append(data if isinstance(data, str) and data else str(box.currentIndex() + 1))
    return found + [button.text() for button in _of(panel, QToolButton) if button.isChecked()]


def _of(panel: Panel, kind: type[_W]) -> list[_W]:
    if isinstance(panel.controls, kind):
        return [panel.controls]
    return panel.controls.findChildren(kind) if panel.controls is not None else []
