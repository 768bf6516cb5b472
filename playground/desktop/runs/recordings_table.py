"""RecordingsTable: the view of the recordings; a double click opens one, F2 renames it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from playground.desktop.runs.recordings_table_model import NAME, RESULT, TAGS, RecordingsTableModel
from playground.desktop.style.theme import LIGHT, Theme
from playground.runs.listing import Entry

WIDTHS = {NAME: 230, TAGS: 90, RESULT: 250}
COLUMN, ROW = 104, 28


class RecordingsTable(QTableView):
    """Rows are chosen as a whole; what is chosen stays so when the folder is listed again."""

    opened = Signal(str)  # path of a recording

    def __init__(self, model: RecordingsTableModel, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = model
        self.theme: Theme = LIGHT
        self._chosen: list[Entry] = []
        self.setModel(model)
        self.setAccessibleName(self.tr("Recordings"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names begin alike and differ at their ends
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setDefaultSectionSize(COLUMN)
        head.setSortIndicator(*model.order)
        self.setSortingEnabled(True)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.addActions(actions)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(self._open)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._choose_again)
        model.modelReset.connect(self._show_order)

    def chosen(self) -> list[Entry]:
        """The recordings of the chosen rows."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.runs.rows[row] for row in rows]

    def current(self) -> Entry | None:
        """The recording of the current row."""
        return self.runs.entry(self.currentIndex()) if self.currentIndex().isValid() else None

    def open_chosen(self) -> None:
        """Open the recording of the current row."""
        self._open(self.currentIndex())

    def edit_cell(self, column: int) -> None:
        """Type a new name, or tags, into the current row."""
        if self.currentIndex().isValid():
            self.edit(self.runs.index(self.currentIndex().row(), column))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or a sentence that says how to get some."""
        super().paintEvent(event)
        if not self.runs.rows:
            painter = QPainter(self.viewport())
            painter.setPen(self.theme.color("second"))
            words = self.tr("No recording matches these words.")
            if not self.runs.entries:
                words = self.tr("No recordings in this folder yet: every run is recorded, so press Run.")
            place = self.viewport().rect().adjusted(16, 0, -16, 0)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and not self.runs.entry(index).problem:
            self.opened.emit(str(self.runs.entry(index).path))

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.actions())
        menu.exec(self.viewport().mapToGlobal(at))

    def _show_order(self) -> None:
        """The column that sorts stands elsewhere once other settings differ."""
        head = self.horizontalHeader()
        with QSignalBlocker(head):
            head.setSortIndicator(*self.runs.order)

    def _remember(self) -> None:
        self._chosen = self.chosen()

    def _choose_again(self) -> None:
        selection = self.selectionModel()
        paths = {entry.path for entry in self._chosen}
        flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        for row, entry in enumerate(self.runs.rows):
            if entry.path in paths:
                selection.select(self.runs.index(row, NAME), flags)
                if not self.currentIndex().isValid():
                    selection.setCurrentIndex(self.runs.index(row, NAME), selection.SelectionFlag.NoUpdate)
