"""StagePanels: which panels stand on the stage: those of the scene, or with them one that somebody asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.panels.base.spec import Area


class StagePanels(QObject):
    """A click on a cell brings its explanation, a key the specimen; the window behind stays as it is.

    Attributes:
        brought: the name of the panel that was asked for; empty for none.
    """

    changed = Signal()

    def __init__(self, board: DockManager, parent: QObject) -> None:
        super().__init__(parent)
        self._board = board
        self.brought = ""

    def begin(self) -> None:
        """From now on what is asked for comes to the stage."""
        self._board.host = self._bring

    def end(self) -> None:
        """The window shows it again."""
        self._board.host, self.brought = None, ""

    def of_scene(self, names: tuple[str, ...]) -> list[PanelDock]:
        """The cards to be shown: of a scene; of what was brought it alone, a specimen beside what follows it."""
        cards = {card.panel.name: card for card in self._board.cards}
        found = [cards[name] for name in names]
        if not self.brought or self.brought in names:
            return found
        if self.brought != self._board.specimen.name:
            return [cards[self.brought]]
        leading = [card for card in found if card.panel.spec.area is Area.TOP]
        others = [card for card in found if card not in leading]
        return [*leading, *others[-1:], cards[self.brought]]

    @property
    def alone(self) -> bool:
        """What was brought has the stage for itself."""
        return self.brought not in ("", self._board.specimen.name)

    def put_away(self) -> bool:
        """The scene alone again; False where nothing was brought."""
        was, self.brought = self.brought, ""
        return bool(was)

    def toggle_specimen(self) -> None:
        """To be drawn, typed or chosen; and away."""
        if self.brought == self._board.specimen.name:
            self.put_away()
            self.changed.emit()
        else:
            self._board.reveal(self._board.specimen)

    def _bring(self, card: PanelDock) -> None:
        self.brought = card.panel.name
        self.changed.emit()
