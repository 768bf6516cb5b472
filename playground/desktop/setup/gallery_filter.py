"""FilterBar: what of the gallery is wanted: words, and behind a button architecture, task, a short run, a lesson."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from playground.desktop.i18n.collation import ordered
from playground.desktop.setup.preset_groups import GalleryFilter, architecture_of, task_of
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.experiment.presets import Preset
from playground.languages.spoken import said


class FilterBar(QWidget):
    """Says ``changed(filter)``."""

    changed = Signal(object)  # a GalleryFilter

    def __init__(self, presets: Sequence[Preset]) -> None:
        super().__init__()
        self._presets = presets
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._tell)
        self.more = QToolButton()
        self.more.setCheckable(True)
        self.more.setIconSize(QSize(16, 16))
        self.more.setToolTip(self.tr("Filter by architecture, task, time and lesson"))
        self.more.setAccessibleName(self.tr("Filter by architecture, task, time and lesson"))
        self.more.toggled.connect(self._open)
        self.architecture, self.task = ElidedCombo(), ElidedCombo()
        self.short, self.lesson = self._chip(self.tr("≤ 1 min")), self._chip(self.tr("Lesson"))
        self.short.setToolTip(self.tr("Only what is trained within a minute"))
        self.lesson.setToolTip(self.tr("Only what has a lesson, scene by scene"))
        for box in (self.architecture, self.task):
            box.currentIndexChanged.connect(self._tell)
        self._offer()
        self._choices = QWidget()
        self._lay_out()

    def wanted(self) -> GalleryFilter:
        """What is chosen now; what is hidden filters nothing."""
        words = self.search.text()
        if not self.more.isChecked():
            return GalleryFilter(words)
        kinds = (self.architecture.currentData() or "", self.task.currentData() or "")
        return GalleryFilter(words, *kinds, self.short.isChecked(), self.lesson.isChecked())

    def retranslate(self) -> None:
        """The names of architectures and tasks."""
        self._offer()

    def set_theme(self, theme: Theme) -> None:
        """The icon follows the theme."""
        self.more.setIcon(icon("filter", theme))

    def _offer(self) -> None:
        every = (self.tr("Architecture"), self.tr("Task"))
        for box, first, kind in zip((self.architecture, self.task), every, (architecture_of, task_of), strict=True):
            titles = {kind(one): self._title(one, kind is task_of) for one in self._presets}
            chosen = box.currentData()
            with QSignalBlocker(box):
                box.clear()
                box.addItem(first, "")
                for name, title in ordered(titles.items(), lambda item: item[1]):
                    box.addItem(title, name)
                box.setCurrentIndex(max(box.findData(chosen), 0))
            box.setAccessibleName(first)

    @staticmethod
    def _title(preset: Preset, task: bool) -> str:
        experiment = preset.experiment
        return said(experiment.task.title if task else experiment.architecture.title)

    def _chip(self, words: str) -> QPushButton:
        chip = QPushButton(words)
        chip.setCheckable(True)
        chip.setProperty("compact", True)
        chip.toggled.connect(self._tell)
        return chip

    def _open(self, on: bool) -> None:
        self._choices.setVisible(on)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.wanted())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.search, 1)
        row.addWidget(self.more)
        grid = QGridLayout(self._choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for at, widget in enumerate((self.architecture, self.task, self.short, self.lesson)):
            grid.addWidget(widget, at // 2, at % 2)
            grid.setColumnStretch(at % 2, 1)
        self._choices.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._choices)
