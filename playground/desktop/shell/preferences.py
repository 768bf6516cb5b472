"""PreferencesDialog: language, theme, type size, where runs are recorded and how densely; each choice works at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.desktop.i18n.formatting import megabytes
from playground.desktop.i18n.language import LANGUAGES
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.style import type_size
from playground.desktop.widgets import file_dialogs
from playground.desktop.widgets.wrapping_label import WrappingLabel
from playground.languages import spoken

ROOMS = (20, 50, 200, 1000, 5000)  # megabytes


class PreferencesDialog(QDialog):
    """Nothing has to be confirmed; what is chosen here is there at the next start, too."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    size_chosen = Signal(int)  # percent
    folder_chosen = Signal(object)  # a Path; None for the usual one
    room_chosen = Signal(int)  # megabytes; 0 as each experiment says

    def __init__(self, memory: WindowSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._memory = memory
        self.language, self.theme, self.letters, self.room = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self._folder = WrappingLabel()
        self._change, self._usual = QPushButton(), QPushButton()
        self._close = QPushButton()
        self._form = QFormLayout()
        self._lay_out()
        self.retranslate()
        for box, signal in (
            (self.language, self.language_chosen), (self.theme, self.theme_chosen), (self.letters, self.size_chosen),
            (self.room, self.room_chosen),
        ):  # fmt: skip
            box.activated.connect(self._telling(box, signal))
        self._change.clicked.connect(lambda: self._choose_folder())
        self._usual.clicked.connect(lambda: self._take_folder(None))
        self._close.clicked.connect(self.close)

    def retranslate(self) -> None:
        """Every word, and what is chosen now."""
        self.setWindowTitle(self.tr("Preferences"))
        names = (self.tr("Language"), self.tr("Theme"), self.tr("Type size"), self.tr("Folder of recordings"),
                 self.tr("Room for a recording"))  # fmt: skip
        rows = (self.language, self.theme, self.letters, self._place, self.room)
        for field, name in zip(rows, names, strict=True):
            label = self._form.labelForField(field)
            assert label is not None
            label.setProperty("text", name)
            field.setAccessibleName(name)
        self._fill(self.language, [(name, code) for code, name in LANGUAGES.items()], spoken.language())
        themes = [(self.tr("As the system"), "system"), (self.tr("Light"), "light"), (self.tr("Dark"), "dark")]
        self._fill(self.theme, themes, self._memory.theme)
        self._fill(self.letters, [(f"{one}\u202f%", one) for one in type_size.PERCENT], type_size.percent())
        rooms = [(self.tr("As the experiment says"), 0), *((megabytes(one * 10**6), one) for one in ROOMS)]
        self._fill(self.room, rooms, self._memory.room)
        self.room.setToolTip(self.tr("More room keeps more of the steps; it changes nothing of what is learned."))
        self._folder.setText(str(self._memory.folder))
        self._change.setText(self.tr("Change …"))
        self._usual.setText(self.tr("Usual folder"))
        self._close.setText(self.tr("Close"))

    @staticmethod
    def _fill(box: QComboBox, entries: Sequence[tuple[str, object]], chosen: object) -> None:
        with QSignalBlocker(box):
            box.clear()
            for words, value in entries:
                box.addItem(words, value)
            box.setCurrentIndex(max(box.findData(chosen), 0))

    @staticmethod
    def _telling(box: QComboBox, signal: SignalInstance) -> Callable[[int], None]:
        return lambda index: signal.emit(box.itemData(index))

    def _choose_folder(self) -> None:
        chosen = file_dialogs.folder(self, self._place.accessibleName(), str(self._memory.folder))
        if chosen is not None:
            self._take_folder(chosen)

    def _take_folder(self, folder: Path | None) -> None:
        self.folder_chosen.emit(folder)
        self._folder.setText(str(self._memory.folder))

    def _lay_out(self) -> None:
        self._place = QWidget()
        row = QHBoxLayout(self._place)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._folder, 1)
        row.addWidget(self._change)
        row.addWidget(self._usual)
        self._form.setHorizontalSpacing(20)
        self._form.setVerticalSpacing(12)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self.language, self.theme, self.letters, self._place, self.room):
            self._form.addRow(" ", field)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        self._close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(20)
        layout.addLayout(self._form)
        layout.addStretch(1)
        layout.addLayout(foot)
        self.resize(620, 320)
