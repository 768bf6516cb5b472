"""Setup: the left dock with the gallery of presets and the form of the experiment."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDockWidget, QFrame, QTabWidget, QVBoxLayout, QWidget

from playground.desktop.cockpit import Cockpit
from playground.desktop.draft import Draft
from playground.desktop.form import Form
from playground.desktop.gallery import Gallery
from playground.desktop.theme import Theme
from playground.experiment.experiment import Experiment


class Setup(QDockWidget):
    """What to train: chosen from presets, changed in the form."""

    changed = Signal()

    def __init__(self, draft: Draft, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("setup")
        self.setWindowTitle(self.tr("Experiment"))
        self.setTitleBarWidget(QWidget())
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self.name = "experiment"
        self._draft = draft
        self._devices: tuple[str, ...] = ()
        self.gallery = Gallery()
        self.form = Form(draft)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.gallery, self.tr("Presets"))
        self.tabs.addTab(self.form, self.tr("Setup"))
        card = QFrame()
        card.setProperty("card", True)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.tabs)
        self.setWidget(card)
        self.setMinimumWidth(280)
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.form.edited.connect(self.changed)

    def load(self, experiment: Experiment, name: str) -> None:
        """Show an experiment; undo brings the one before back."""
        self.name = name
        self._draft.replace(experiment)
        self.form.refresh()
        self.gallery.select(name)
        self.changed.emit()

    def undo(self) -> None:
        """Take the last edit back."""
        self._draft.undo()
        self.form.refresh()
        self.changed.emit()

    def redo(self) -> None:
        """Make the edit again."""
        self._draft.redo()
        self.form.refresh()
        self.changed.emit()

    def follow(self, cockpit: Cockpit) -> None:
        """Offer the engine's devices once they are known."""
        if cockpit.devices != self._devices:
            self._devices = cockpit.devices
            self.form.set_devices(cockpit.devices)

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self.form.set_theme(theme)
        self.gallery.set_theme(theme)
