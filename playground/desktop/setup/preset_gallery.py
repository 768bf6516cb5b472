"""PresetGallery: the presets in groups with their pictures, and what the chosen one is about."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.desktop.setup.gallery_filter import FilterBar
from playground.desktop.setup.preset_groups import GalleryFilter, Times
from playground.desktop.setup.preset_info import PresetInfo
from playground.desktop.setup.preset_list import PresetList
from playground.desktop.style.theme import LIGHT, Theme
from playground.experiment import presets
from playground.experiment.presets import Preset
from playground.languages.spoken import language

ABOUT = 0.45  # of the height, that what is said of a preset takes at most
LOW, TALL = 100, 250  # points in which there are search and a few cards, and in which something can be said, too


class PresetGallery(QWidget):
    """Says ``chosen(name)`` when a preset is clicked, or picked with the keyboard.

    Args:
        times: seconds that the run of a preset takes.
    """

    chosen = Signal(str)

    def __init__(self, times: Times) -> None:
        super().__init__()
        self._presets = {preset.name: preset for preset in presets.gallery()}
        self._times = times
        self._theme: Theme = LIGHT
        self._marked = ""
        self.filter = FilterBar(presets.gallery())
        self.filter.changed.connect(self._filter)
        self.list = PresetList(times)
        self.list.setAccessibleName(self.tr("Presets"))
        self.list.presets.show_presets(presets.gallery())
        self.list.selectionModel().currentChanged.connect(self._changed)
        self._about = PresetInfo()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 4)
        layout.setSpacing(8)
        layout.addWidget(self.filter)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._about)

    def minimumSizeHint(self) -> QSize:
        """A few cards; what is said of the chosen one gives way to them."""
        return QSize(super().minimumSizeHint().width(), LOW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list keeps its share of the height."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def names(self) -> list[str]:
        """The presets that are offered, in the order shown."""
        return [row.name for row in self.list.presets.rows if isinstance(row, Preset)]

    def current(self) -> str:
        """The preset that is marked; empty where none is."""
        preset = self.list.presets.preset(self.list.currentIndex())
        return preset.name if preset is not None else ""

    def select(self, name: str) -> None:
        """Mark a preset as the one that is loaded, without loading it, and let it be seen; none if it is unknown."""
        self._mark(name)
        if name in self._presets:  # once what is said of it has taken its room
            QTimer.singleShot(0, self.list, lambda: self.list.scrollTo(self.list.currentIndex()))

    def refresh(self) -> None:
        """What is known of the times has changed."""
        self.list.viewport().update()

    def retranslate(self) -> None:
        """Titles and lessons anew; what is chosen and searched for stays, and the place in the list."""
        place = self.list.verticalScrollBar()
        before = place.value()
        self._filter(self.filter.wanted())
        place.setValue(before)

    def set_theme(self, theme: Theme) -> None:
        """Cards are drawn in the theme's colours."""
        self._theme = self.list.cards.theme = theme
        self.filter.set_theme(theme)
        self.list.viewport().update()

    def _show(self, preset: Preset | None) -> None:
        self._about.show_preset(preset, language())
        self._fit()

    def _fit(self) -> None:
        self._about.setVisible(self._about.told and self.height() >= TALL)
        self._about.fit(self.width(), round(ABOUT * self.height()))

    def _mark(self, name: str) -> None:
        self._marked = name
        with QSignalBlocker(self.list.selectionModel()):
            self.list.setCurrentIndex(self.list.presets.index_of(name))
        self.list.viewport().update()
        self._show(self._presets.get(name))

    def _changed(self, index: QModelIndex) -> None:
        preset = self.list.presets.preset(index)
        if preset is not None:
            self._marked = preset.name
            self._show(preset)
            self.chosen.emit(preset.name)

    def _filter(self, wanted: GalleryFilter) -> None:
        """The list begins at its top again: a shorter one is not where the longer one was."""
        found = [preset for preset in self._presets.values() if wanted.takes(preset, self._times(preset))]
        with QSignalBlocker(self.list.selectionModel()):
            self.list.presets.show_presets(found)
        self._mark(self._marked)
        self.list.scrollToTop()
