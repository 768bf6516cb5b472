"""QueueTable: the view of the queue; one run is chosen at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from playground.desktop.runs.queue_table_model import ASKED, NAME, RESULT, QueueTableModel
from playground.desktop.style.theme import LIGHT, Theme

WIDTHS = {NAME: 230, ASKED: 360, RESULT: 250}
ROW = 28


class QueueTable(QTableView):
    """Without runs it says how to get some."""

    def __init__(self, model: QueueTableModel) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.setModel(model)
        self.setAccessibleName(self.tr("Queue"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        self._runs, self._chosen = model, ""
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._choose_again)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or a sentence."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.theme.color("second"))
            words = self.tr("Nothing is queued here yet: Add to queue, in the menu Run, puts the experiment in.")
            place = self.viewport().rect().adjusted(16, 0, -16, 0)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)

    def _remember(self) -> None:
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        self._chosen = self._runs.rows[rows[0]].run.path.name if rows else ""

    def _choose_again(self) -> None:
        """The run that was chosen is so wherever it stands now."""
        for at, row in enumerate(self._runs.rows):
            if row.run.path.name == self._chosen:
                self.selectRow(at)
