"""QueueTableModel: the runs of the queue as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from playground.desktop.i18n.formatting import grouped, measured, metric_words
from playground.desktop.runs.queue_model import QueueRow
from playground.languages.spoken import said
from playground.sweeps.planned import Progressed, plain

NAME, ASKED, STATE, STEPS, RESULT = range(5)
Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole


class QueueTableModel(QAbstractTableModel):
    """Rows stand in the order in which they are trained."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[QueueRow, ...] = ()

    def show_rows(self, rows: tuple[QueueRow, ...]) -> None:
        """Replace them; where only their states differ, the selection stays."""
        if rows == self.rows:
            return
        alike = [row.run.path for row in rows] == [row.run.path for row in self.rows]
        if not alike:
            self.beginResetModel()
        self.rows = rows
        if alike:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, RESULT))
        else:
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many are listed."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Name, what is asked, state, steps, result."""
        return 0 if parent.isValid() else RESULT + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal or role != ROLE.DisplayRole:
            return None
        return (self.tr("Run"), self.tr("Preset and changes"), self.tr("State"), self.tr("Steps"), self.tr("Result"))[
            section
        ]

    def retranslate(self) -> None:
        """All cells and heads are read again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, RESULT)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, RESULT))

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        """What a cell shows."""
        row = self.rows[index.row()]
        match role:
            case ROLE.DisplayRole:
                return self._text(row, index.column())
            case ROLE.ToolTipRole:
                return said(row.problem) or (str(row.run.path) if index.column() == NAME else self._text(row, ASKED))
            case ROLE.TextAlignmentRole if index.column() == STEPS:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def _text(self, row: QueueRow, column: int) -> str:
        entry = row.entry
        match column:
            case 0:
                return row.run.path.stem
            case 1:
                changes = [f"{path.rpartition('.')[2]} = {plain(value)}" for path, value in row.run.changes.items()]
                return ", ".join([row.run.preset.rpartition("/")[2], *changes])
            case 2:
                return self._state(row)
            case 3:
                if entry is None:
                    return ""
                done, total = grouped(entry.step), grouped(entry.total)
                return done if entry.step >= entry.total else f"{done} / {total}"
            case _:
                if row.problem:
                    return said(row.problem)
                if entry is None or entry.result is None:
                    return ""
                return f"{metric_words(entry.metric)} {measured(entry.metric, entry.result)}"

    def _state(self, row: QueueRow) -> str:
        words: dict[Progressed, Callable[[], str]] = {
            Progressed.WAITING: lambda: self.tr("waiting"), Progressed.RUNNING: lambda: self.tr("running"),
            Progressed.INTERRUPTED: lambda: self.tr("to be gone on with"),
            Progressed.FINISHED: lambda: self.tr("finished"), Progressed.FAILED: lambda: self.tr("failed"),
            Progressed.PRUNED: lambda: self.tr("given up"),
        }  # fmt: skip
        state = words[row.state]()
        return self.tr("{0}, held").format(state) if row.held and not row.state.over else state
