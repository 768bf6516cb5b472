"""Introduction: at the very first start three panels and a sentence, until somebody wants to see all of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.run_controller import RunController
from playground.desktop.docking.dock_manager import DockManager
from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.panels.base.spec import Area
from playground.desktop.widgets.message_bar import MessageBar, Topic

MODEL = "network"  # the picture of the whole model, where there is one; else the first picture of the run
SHOWN = frozenset({MODEL, "loss", "predictions"})


class Introduction(QObject):
    """Hides panels and forgets about it: what a person then shows or hides stays so."""

    def __init__(
        self, window: QMainWindow, board: DockManager, banner: MessageBar, control: RunController, default: QAction
    ) -> None:
        super().__init__(window)
        self._board, self._banner, self._control = board, banner, control
        self._speaking, self._shown = False, set(SHOWN)
        control.changed.connect(self._follow)
        default.triggered.connect(lambda: banner.drop(Topic.INTRODUCTION))

    def begin(self) -> None:
        """The first start."""
        self._board.docks.after_arranging = self._show_few
        self._show_few()
        self._say(self.tr("Press Run: the model learns, and you can watch. More panels show what happens inside."))
        self._follow()  # it may run already, as with --run

    def _follow(self) -> None:
        """Nobody need be told to begin what has begun."""
        if self._speaking and self._control.holds_run():
            self._say(self.tr("More panels show what happens inside."))
            self._control.changed.disconnect(self._follow)

    def _say(self, words: str) -> None:
        own = [(self.tr("Input of your own"), self._show_specimen)] if self._specimen.isHidden() else []
        every = (self.tr("All panels"), self._show_all)
        self._banner.say(words, *own, every, on_gone=self._silenced, topic=Topic.INTRODUCTION)
        self._speaking = True

    @property
    def _specimen(self) -> PanelDock:
        return next(card for card in self._board.cards if card.panel is self._board.specimen)

    def _show_specimen(self) -> None:
        """Where an input is drawn or typed; of the others is spoken on."""
        self._shown.add(self._specimen.panel.name)
        self._board.docks.show(self._specimen)
        self._say(self.tr("More panels show what happens inside."))

    def _show_all(self) -> None:
        self._silenced()
        self._board.docks.default()

    def _silenced(self) -> None:
        self._speaking = False

    def _show_few(self) -> None:
        """Those that everybody understands; of the others the first picture, unless the model itself is drawn."""
        shown = [card for card in self._board.cards if not card.isHidden()]
        names = {card.panel.name for card in shown}
        pictures = [card for card in shown if card.panel.spec.area is Area.MAIN]
        first = pictures[:1] if MODEL not in names else []
        for card in shown:
            if card.panel.name not in self._shown and card not in first:
                card.hide()
        QTimer.singleShot(0, self, lambda: self._share(shown))

    def _share(self, cards: list[PanelDock]) -> None:
        """What is left is seen at once; an input of one's own stays behind the presets among which one chooses."""
        for card in cards:
            if not card.isHidden() and card is not self._specimen:
                card.raise_()
