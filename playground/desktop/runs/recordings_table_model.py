"""RecordingsTableModel: the recordings as a table that is filtered, sorted, checked, renamed and tagged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from playground.desktop.i18n import collation
from playground.desktop.i18n.formatting import clock, grouped, measured, metric_words
from playground.desktop.runs import run_markers
from playground.desktop.runs.overlay_curves import title_of, value_of
from playground.languages.spoken import said
from playground.runs.listing import VALIDATION, Entry, differing, sort_key
from playground.sweeps.over_seeds import over_seeds
from playground.sweeps.ranking import Sample

NAME, TAGS, RESULT = 0, 1, 2  # columns that stand first; then come the settings that differ, then the others
SEEDS = "seeds"  # a column where an experiment was trained with several
BEFORE, AFTER = ("name", "tags", "result"), ("state", "steps", "time", "recorded")
Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole


class RecordingsTableModel(QAbstractTableModel):
    """Rows are the entries that pass the filter; among the columns are the settings in which these differ."""

    renamed = Signal(Entry, str)  # its new name
    tagged = Signal(Entry, list)  # its new tags
    checked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slots = run_markers.MarkerSlots()
        self.rows: list[Entry] = []
        self.columns: list[str] = [*BEFORE, *AFTER]
        self._shared: dict[Path, int] = {}  # slots of runs that are drawn as one curve
        self._entries: list[Entry] = []
        self._seeds: dict[Path, Sample] = {}  # of runs that were trained with several
        self._words: list[str] = []
        self._order = ("recorded", Qt.SortOrder.DescendingOrder)

    @property
    def entries(self) -> list[Entry]:
        """All recordings of the folder, whether they pass the filter or not."""
        return self._entries

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Replace the recordings; checks stay with their files."""
        if list(entries) == self._entries:
            return
        self._entries = list(entries)
        self._seeds = over_seeds(self._entries)
        there = {entry.path for entry in entries if not entry.problem}
        for path in self.slots.order():
            if path not in there:
                self.slots.free(path)
        self._arrange()

    def filter(self, text: str) -> None:
        """Only rows that hold each of these words in their name, tags, state or settings."""
        self._words = text.casefold().split()
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; rows without a value there come last."""
        self._order = (self.columns[column], order)
        self._arrange()

    def shown(self) -> list[tuple[Entry, int]]:
        """The checked recordings with their slots, in the order of their checks."""
        known = {entry.path: entry for entry in self._entries}
        return [(known[path], self.slots[path]) for path in self.slots.order() if isinstance(path, Path)]

    def entry(self, index: Index) -> Entry:
        """The recording of a row."""
        return self.rows[index.row()]

    def share(self, shared: dict[Path, int]) -> None:
        """Runs that are drawn as one curve carry its mark, not their own."""
        if shared != self._shared:
            self._shared = shared
            if self.rows:
                self.dataChanged.emit(self.index(0, NAME), self.index(len(self.rows) - 1, NAME))

    def check(self, path: Path, on: bool) -> None:
        """Overlay a run, or not any more."""
        if on:
            self.slots.take(path)
        else:
            self.slots.free(path)
        row = next((row for row, entry in enumerate(self.rows) if entry.path == path), None)
        if row is not None:
            self.dataChanged.emit(self.index(row, NAME), self.index(row, NAME))
        self.checked.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many recordings pass the filter."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """The fixed columns and one for each setting that differs."""
        return 0 if parent.isValid() else len(self.columns)

    @property
    def order(self) -> tuple[int, Qt.SortOrder]:
        """The column that sorts, and how; -1 when no column shows it now."""
        name, order = self._order
        return self.columns.index(name) if name in self.columns else -1, order

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal or role not in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return None
        name = self.columns[section]
        fixed: dict[str, Callable[[], str]] = {
            "name": lambda: self.tr("Run"), "tags": lambda: self.tr("Tags"), "result": lambda: self.tr("Result"),
            "state": lambda: self.tr("State"), "steps": lambda: self.tr("Steps"), "time": lambda: self.tr("Time"),
            "recorded": lambda: self.tr("Recorded"), VALIDATION: lambda: self.tr("Validation"),
            SEEDS: lambda: self.tr("Over seeds"),
        }  # fmt: skip
        if name in fixed:
            return fixed[name]()
        return name if role == ROLE.ToolTipRole else title_of(name)

    def retranslate(self) -> None:
        """All cells and heads are read again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names and tags of readable recordings can be edited."""
        flags = super().flags(index)
        entry = self.entry(index)
        if not entry.problem and index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if not entry.problem and index.column() in (NAME, TAGS):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        """What a cell shows."""
        entry, column, name = self.entry(index), index.column(), self.columns[index.column()]
        match role:
            case ROLE.DisplayRole:
                return self._text(entry, name)
            case ROLE.EditRole:
                return entry.name if column == NAME else ", ".join(entry.tags)
            case ROLE.ToolTipRole:
                return said(entry.problem) or (str(entry.path) if column == NAME else self._text(entry, name))
            case ROLE.CheckStateRole if column == NAME and not entry.problem:
                return Qt.CheckState.Checked if entry.path in self.slots else Qt.CheckState.Unchecked
            case ROLE.DecorationRole if column == NAME and entry.path in self.slots:
                return run_markers.icon(self._shared.get(entry.path, self.slots[entry.path]))
            case ROLE.TextAlignmentRole if name in ("steps", "time"):
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        """A check, a new name or new tags."""
        entry = self.entry(index)
        if role == ROLE.CheckStateRole:
            self.check(entry.path, Qt.CheckState(value) is Qt.CheckState.Checked)
            return True
        if role == ROLE.EditRole and index.column() == NAME and value != entry.name:
            self.renamed.emit(entry, str(value))
        elif role == ROLE.EditRole and index.column() == TAGS and value != ", ".join(entry.tags):
            self.tagged.emit(entry, str(value).split(","))
        return role == ROLE.EditRole

    def _arrange(self) -> None:
        """Filter, sort, find the columns."""
        rows = [entry for entry in self._entries if all(word in self._haystack(entry) for word in self._words)]
        column, order = self._order
        settings = differing([entry for entry in rows if not entry.problem])
        known: list[tuple[Any, Entry]] = [(_key(entry, column), entry) for entry in rows]
        ranked = sorted(
            (pair for pair in known if pair[0] is not None), key=lambda pair: pair[0],
            reverse=order is Qt.SortOrder.DescendingOrder,
        )  # fmt: skip
        arranged = [entry for _, entry in ranked] + [entry for key, entry in known if key is None]
        self.beginResetModel()
        kept = [VALIDATION] if any(entry.validation is not None for entry in rows) else []
        several = [SEEDS] if self._seeds and over_seeds(rows) else []
        self.rows, self.columns = arranged, [*BEFORE, *kept, *settings, *several, *AFTER]
        self.endResetModel()

    def _haystack(self, entry: Entry) -> str:
        words = [entry.name, entry.path.name, *entry.tags, entry.problem or self._text(entry, "state")]
        words += [f"{path.rpartition('.')[2]}={value}" for path, value in entry.settings.items()]
        return " ".join(words).casefold()

    def _text(self, entry: Entry, column: str) -> str:
        if entry.problem:
            words = {"name": entry.path.stem, "result": said(entry.problem), "state": self.tr("cannot be read")}
            return words.get(column, "")
        states: dict[str, Callable[[], str]] = {
            "new": lambda: self.tr("not begun"), "stopped": lambda: self.tr("stopped"),
            "finished": lambda: self.tr("finished"), "failed": lambda: self.tr("failed"),
            "recording": lambda: self.tr("being recorded"), "interrupted": lambda: self.tr("interrupted"),
        }  # fmt: skip
        match column:
            case "name":
                return entry.name
            case "tags":
                return ", ".join(entry.tags)
            case "result":
                return self._result(entry)
            case "validation":
                return measured(entry.metric, entry.validation) if entry.validation is not None else ""
            case "seeds":
                return self._over_seeds(entry)
            case "state":
                return states[entry.state]()
            case "steps":
                whole = grouped(entry.step)
                return whole if entry.step >= entry.total else f"{whole} / {grouped(entry.total)}"
            case "time":
                return clock(entry.seconds) if entry.seconds is not None else ""
            case "recorded":
                return f"{datetime.fromtimestamp(entry.created):%Y-%m-%d %H:%M}" if entry.created else ""
            case _:
                return value_of(entry.settings.get(column))

    def _result(self, entry: Entry) -> str:
        if entry.result is None:
            return ""
        result = f"{metric_words(entry.metric)} {measured(entry.metric, entry.result)}"
        if entry.baseline is None:
            return result
        return self.tr("{0} (baseline {1})").format(result, measured(entry.metric, entry.baseline))

    def _over_seeds(self, entry: Entry) -> str:
        sample = self._seeds.get(entry.path)
        if sample is None:
            return ""
        ends = (measured(entry.metric, end) for end in (sample.mean, min(sample.values), max(sample.values)))
        return self.tr("{0} seeds: mean {1}, {2} … {3}").format(len(sample.values), *ends)


def _key(entry: Entry, column: str) -> Any:
    """Names as the language that is spoken sorts them."""
    found = sort_key(entry, column)
    return collation.key(entry.name) if column == BEFORE[NAME] and found is not None else found
