"""SweepView: the settings of a sweep as a table beside a picture of them, and what can be done with the best."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QSplitter, QTableView, QVBoxLayout

from playground.desktop.i18n.formatting import grouped
from playground.desktop.runs.overlay_curves import title_of
from playground.desktop.runs.sweep_chart import IMPORTANCE, PARALLEL, SweepChart
from playground.desktop.runs.sweep_model import SweepModel
from playground.desktop.runs.sweep_table_model import SweepTableModel
from playground.desktop.style.theme import Theme
from playground.desktop.widgets import file_dialogs
from playground.desktop.widgets.card_head import CardHead, HeadActions
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.desktop.widgets.tool_button import tool_button
from playground.experiment.experiment import Experiment
from playground.foundation.errors import PlaygroundError
from playground.languages.spoken import said
from playground.runs.reader import RunReader
from playground.sweeps.ranking import Candidate

ROW, SETTING = 28, 104
WIDTHS = {"validation": 168, "mark": 48, "runs": 130}
MOST = 100  # recordings that are overlaid at once


class SweepView(QFrame):
    """What could not be done is said by ``failed``."""

    opened = Signal(str)  # path of a recording
    chosen = Signal(str, Experiment)  # a name, and the best setting
    compared = Signal(Path, list)  # a folder, and the recordings in it
    failed = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "body")
        self.sweep = SweepModel(self)
        self.model = SweepTableModel(self)
        self.table, self.chart, self.picture = QTableView(), SweepChart(), ElidedCombo()
        self.said = QLabel()
        self._actions = HeadActions(self)
        make = self._actions.make
        self.best = make("plus", self.tr("Best into Setup"), self.tr("Set up an experiment with the best setting"))
        self.compare = make("", self.tr("Compare"), self.tr("Overlay the curves of these runs, or of all"))
        self.unbrush = make("undo", self.tr("All settings"), self.tr("Take all brushes away"))
        self.folder = make("folder", self.tr("Another folder"), self.tr("Show the sweep of another folder"))
        self.leave = make("close", self.tr("Hide the sweep"), self.tr("Hide the sweep"))
        self.head = self._head()
        self._lay_out()
        self._connect()
        self._show()

    def watch(self, on: bool) -> None:
        """Somebody sees it, or nobody does."""
        self.sweep.watch(on)

    def set_theme(self, theme: Theme) -> None:
        """Icons and picture follow the theme."""
        self.chart.theme = theme
        self.chart.update()
        self._actions.set_theme(theme)

    def retranslate(self) -> None:
        """Names of pictures, and what is said of the sweep."""
        self._offer_pictures()
        self._follow()

    def choose_folder(self) -> None:
        """Show the sweep of another folder."""
        chosen = file_dialogs.folder(self, self.tr("Folder of a sweep"), str(self.sweep.folder or ""))
        if chosen is not None:
            self.sweep.open(chosen)

    def take_best(self) -> None:
        """Say the best setting as an experiment, as its first run was trained."""
        overview = self.sweep.overview
        best = overview.ranking.best if overview is not None else None
        if overview is None or best is None:
            return
        try:
            with RunReader(best.runs[0].path) as reader:
                self.chosen.emit(Path(overview.plan.preset).stem, Experiment.from_json(reader.experiment_json))
        except PlaygroundError as error:
            self.failed.emit(said(str(error)))

    def compare_shown(self) -> None:
        """Overlay what the table shows, as far as that can be told apart."""
        paths = list(dict.fromkeys(run.path for one in self.model.rows for run in one.runs))
        if self.sweep.folder is not None and paths:
            self.compared.emit(self.sweep.folder, paths[:MOST])
        if len(paths) > MOST:
            self.failed.emit(self.tr("The {0} best of {1} runs are overlaid.").format(MOST, grouped(len(paths))))

    def _head(self) -> CardHead:
        head = CardHead(self.tr("Sweep"))
        row = head.row
        self.said.setProperty("second", True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.picture.setAccessibleName(self.tr("Picture"))
        row.addWidget(tool_button(self.best, words=True))
        row.addWidget(tool_button(self.compare, words=True))
        row.addWidget(self.said, 1)
        row.addWidget(self.picture)
        for action in (self.unbrush, self.folder, self.leave):
            row.addWidget(tool_button(action))
        return head

    def _lay_out(self) -> None:
        table, layout, splitter = self.table, QVBoxLayout(self), QSplitter(Qt.Orientation.Horizontal)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(splitter)
        splitter.setHandleWidth(10)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(table)
        splitter.addWidget(self.chart)
        splitter.setSizes([450, 550])
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Settings, best first"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setHighlightSections(False)

    def _connect(self) -> None:
        self.sweep.changed.connect(self._show)
        self.sweep.failed.connect(lambda sentence: self.failed.emit(said(sentence)))
        self.chart.brushed.connect(self._brush)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self.table.doubleClicked.connect(self._open)
        self.picture.activated.connect(lambda at: self.chart.show_picture(self.picture.itemData(at)))
        for action, slot in (
            (self.best, self.take_best), (self.compare, self.compare_shown), (self.unbrush, self.chart.clear),
            (self.folder, self.choose_folder), (self.leave, self.left),
        ):  # fmt: skip
            action.triggered.connect(slot)

    def _show(self) -> None:
        before = self.model.columns
        self.chart.show_sweep(self.sweep.overview)
        self._offer_pictures()
        self._brush()
        if self.model.columns != before:
            for column, name in enumerate(self.model.columns):
                self.table.setColumnWidth(column, WIDTHS.get(name, SETTING))

    def _offer_pictures(self) -> None:
        varied = self.sweep.overview.plan.varied if self.sweep.overview is not None else ()
        items = [(self.tr("parallel coordinates"), PARALLEL), (self.tr("importance"), IMPORTANCE)]
        items += [(self.tr("against {0}").format(title_of(path)), number) for number, path in enumerate(varied)]
        if items != [(self.picture.itemText(at), self.picture.itemData(at)) for at in range(self.picture.count())]:
            with QSignalBlocker(self.picture):
                self.picture.clear()
                for words, number in items:
                    self.picture.addItem(words, number)
                self.picture.setCurrentIndex(max(0, self.picture.findData(self.chart.picture)))

    def _brush(self) -> None:
        self.model.show_sweep(self.sweep.overview, self.chart.kept())
        self._choose()
        self._follow()

    def _choose(self) -> None:
        one = self._row()
        whole = self.sweep.overview.whole if self.sweep.overview is not None else ()
        self.chart.choose(next((at for at, other in enumerate(whole) if other is one), None))

    def _row(self) -> Candidate | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if rows and rows[0].row() < len(self.model.rows) else None

    def _open(self, index: QModelIndex) -> None:
        one = self._row()
        if one is not None:
            self.opened.emit(str(one.runs[0].path))

    def _follow(self) -> None:
        overview = self.sweep.overview
        self.table.setVisible(overview is not None)
        self.picture.setVisible(overview is not None)
        self.best.setEnabled(overview is not None and overview.ranking.best is not None)
        self.compare.setEnabled(bool(self.model.rows))
        self.unbrush.setEnabled(bool(self.chart.brushes))
        self.folder.setToolTip(self.tr("Show the sweep of another folder"))
        if overview is None:
            self.said.setText("" if self.sweep.folder is None else "…")
            return
        runs = grouped(len(overview.entries))
        words = self.tr("{0} runs").format(runs)
        if overview.missing:
            words = self.tr("{0} of {1} runs begun").format(runs, grouped(len(overview.entries) + overview.missing))
        self.said.setText(" · ".join(filter(None, [words, self.model.best_words()])))
