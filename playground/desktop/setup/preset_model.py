"""PresetModel: headings and presets as rows, and what is said of a preset on its card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from playground.desktop.i18n.formatting import NARROW_SPACE, THIN_SPACE, band_words, metric_words
from playground.desktop.setup.preset_groups import BROKEN, SERIES, Times, grouped_presets
from playground.experiment.metrics import metric
from playground.experiment.presets import Preset
from playground.languages.spoken import language, said

Index = QModelIndex | QPersistentModelIndex


class PresetModel(QAbstractListModel):
    """Rows of headings and presets.

    Attributes:
        rows: the title of a group, or a preset.
    """

    def __init__(self, times: Times, parent: QWidget) -> None:
        super().__init__(parent)
        self.times = times
        self.rows: list[str | Preset] = []

    def show_presets(self, presets: Sequence[Preset]) -> None:
        """These and no others, under their headings."""
        self.beginResetModel()
        self.rows = []
        for group, members in grouped_presets(presets):
            self.rows += [self._title(group, members[0]), *members]
        self.endResetModel()

    def preset(self, index: Index) -> Preset | None:
        """The preset of a row; None for a heading, or no row."""
        row = self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None
        return row if isinstance(row, Preset) else None

    def index_of(self, name: str) -> QModelIndex:
        """Where a preset stands; an invalid index where it does not."""
        for number, row in enumerate(self.rows):
            if isinstance(row, Preset) and row.name == name:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        """Headings and presets."""
        return len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading cannot be chosen."""
        return super().flags(index) if self.preset(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Titles, what a screen reader says, and the summary."""
        preset = self.preset(index)
        if preset is None:
            title = self.rows[index.row()] if index.isValid() else None
            return title if isinstance(title, str) and role in _SAID else None
        title = preset.about.title.read(language())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.AccessibleTextRole:
                lesson = self.lesson_words() if preset.lesson else ""
                return ", ".join(filter(None, (title, self.time_of(preset), expected(preset), lesson)))
            case Qt.ItemDataRole.ToolTipRole:
                return preset.about.summary.read(language())
        return None

    def time_of(self, preset: Preset) -> str:
        """How long its run takes, in words; empty where nobody knows."""
        seconds = self.times(preset)
        if not seconds:
            return ""
        if seconds < 55:
            return self.tr("{0} s").format(max(1, 10 * round(seconds / 10) if seconds > 20 else round(seconds)))
        return self.tr("{0} min").format(round(seconds / 60) or 1)

    def lesson_words(self) -> str:
        """What the badge says."""
        return self.tr("Lesson")

    def _title(self, group: str, first: Preset) -> str:
        if group == SERIES:
            return self.tr("Time series")
        return self.tr("Broken on purpose") if group == BROKEN else said(first.experiment.architecture.title)


_SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


def band(preset: Preset) -> str:
    """The band of a preset: ``96–99.5 %``."""
    expected = preset.about.expected
    return band_words(expected.metric, expected.low, expected.high).replace(THIN_SPACE, NARROW_SPACE)


def expected(preset: Preset) -> str:
    """The band with its metric, which goes without saying for a share."""
    name = preset.about.expected.metric
    return band(preset) if metric(name).percent else f"{metric_words(name)} {band(preset)}"
