"""SetupDock: the left dock with the gallery of presets and the form of the experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QFrame, QTabWidget, QVBoxLayout, QWidget

from playground.desktop.state.engine_state import EngineState
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.desktop.state.run_state import Run
from playground.desktop.state.run_times import RunTimes
from playground.desktop.style.theme import LIGHT, Theme

if TYPE_CHECKING:
    from playground.desktop.setup.form import Form
    from playground.desktop.setup.preset_gallery import PresetGallery
    from playground.experiment.experiment import Experiment

WIDTH, LEAST, MOST = 300, 260, 340  # points


class SetupDock(QDockWidget):
    """What to train: chosen from presets, changed in the form. Both are made by ``fill``, after the first paint."""

    chosen = Signal(str)
    changed = Signal()
    loaded = Signal()  # another experiment was opened

    gallery: PresetGallery
    form: Form

    def __init__(self, draft: ExperimentDraft, times: RunTimes, parent: QWidget) -> None:
        super().__init__(parent)
        self._times = times
        self.setObjectName("setup")
        self.setWindowTitle(self.tr("Experiment"))
        self.setTitleBarWidget(QWidget())
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self.name = "experiment"
        self._draft = draft
        self._devices: tuple[str, ...] = ()
        self._theme: Theme = LIGHT
        self._filled = False
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        card = QFrame()
        card.setProperty("card", True)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.tabs)
        self.setWidget(card)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)

    def sizeHint(self) -> QSize:
        """As wide as the layout gives it: how long the words of a preset are says nothing about that."""
        return QSize(WIDTH, super().sizeHint().height())

    def fill(self) -> None:
        """Make the gallery and the form; a second call does nothing."""
        if self._filled:
            return
        from playground.desktop.setup.form import Form
        from playground.desktop.setup.preset_gallery import PresetGallery

        self._filled = True
        self.gallery = PresetGallery(self._times.of)
        self.form = Form(self._draft)
        self.tabs.addTab(self.gallery, self.tr("Presets"))
        self.tabs.addTab(self.form, self.tr("Setup"))
        self.set_theme(self._theme)
        self.gallery.chosen.connect(self.chosen)
        self.form.edited.connect(self.changed)

    def show_form(self) -> None:
        """The hyperparameters, in place of the gallery."""
        self.fill()
        self.show()
        self.raise_()
        self.tabs.setCurrentWidget(self.form)

    def hindrance(self) -> str:
        """The first reason why the experiment cannot run; empty when it can."""
        return self.form.hindrance() if self._filled else ""

    def commit(self) -> None:
        """Take over what is still being typed."""
        if self._filled:
            self.form.commit()

    def load(self, experiment: Experiment, name: str, preset: str = "") -> None:
        """Show an experiment; undo brings the one before back. The ``preset`` that it was made from is marked."""
        self.fill()
        self.name = name
        self.commit()  # what was being typed belongs to the experiment before
        self._draft.replace(experiment)
        self.form.refresh()
        self.gallery.select(preset or name)
        self.changed.emit()
        self.loaded.emit()

    def redraw(self) -> None:
        """Show the draft as it is now, where something else than an edit has changed it."""
        if self._filled:
            self.form.refresh()

    def undo(self) -> None:
        """Take the last edit back, also one that is still being typed."""
        self.commit()
        self._draft.undo()
        self.form.refresh()
        self.changed.emit()

    def redo(self) -> None:
        """Make the edit again, unless another is being typed."""
        self.commit()
        self._draft.redo()
        self.form.refresh()
        self.changed.emit()

    def follow(self, engine: EngineState, run: Run, slowed: bool) -> None:
        """Offer the engine's devices once they are known, and learn how long the presets take here."""
        if self._times.hear(run, slowed) and self._filled:
            self.gallery.refresh()
        if self._filled and engine.devices != self._devices:
            self._devices = engine.devices
            self.form.set_devices(engine.devices)

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self._theme = theme
        if self._filled:
            self.form.set_theme(theme)
            self.gallery.set_theme(theme)
