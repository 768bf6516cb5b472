"""RecordingsView: the table of recordings beside the overlay of those that are checked, with the header of both."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
)

from playground.desktop.i18n.formatting import grouped
from playground.desktop.runs.overlay_panel import OverlayPanel
from playground.desktop.runs.recordings_model import RecordingsModel
from playground.desktop.runs.recordings_table import RecordingsTable
from playground.desktop.runs.recordings_table_model import NAME, TAGS, RecordingsTableModel
from playground.desktop.style.theme import Theme
from playground.desktop.widgets import file_dialogs
from playground.desktop.widgets.card_head import CardHead, HeadActions
from playground.desktop.widgets.tool_button import tool_button
from playground.runs.listing import Entry


class RecordingsView(QFrame):
    """Everything that is done to files is the shelf's doing; what could not be done is said by ``failed``."""

    opened = Signal(str)  # path of a recording
    seeds_wanted = Signal(str)  # path of a recording whose experiment is trained with other seeds
    failed = Signal(str)
    left = Signal()
    save_requested = Signal(OverlayPanel)
    copy_requested = Signal(OverlayPanel)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.setProperty("card", "body")
        self.shelf = RecordingsModel(folder, self)
        self.model = RecordingsTableModel(self)
        self.compare = OverlayPanel()
        self._actions = HeadActions(self)
        self._asked: list[Path] = []  # to be overlaid once they are listed
        self._make_actions()
        self.table = RecordingsTable(
            self.model, [self.open, self.check, self.seeds, self.rename, self.tag, self.delete]
        )
        self.filter, self.count = QLineEdit(), QLabel()
        self.head = self._head()
        self._lay_out()
        self._connect()
        self._follow()

    def set_theme(self, theme: Theme) -> None:
        """Icons and curves follow the theme."""
        self.table.theme = theme
        self._actions.set_theme(theme)
        self.compare.set_theme(theme)
        self.compare.draw()

    def choose_folder(self) -> None:
        """Show the recordings of another folder."""
        chosen = file_dialogs.folder(self, self.tr("Folder of recordings"), str(self.shelf.folder))
        if chosen is not None:
            self.shelf.open(chosen)

    def overlay(self, paths: list[Path]) -> None:
        """Overlay these in place of those that are, once the folder is listed."""
        self._asked = paths
        self.shelf.refresh()
        self._list(self.model.entries)

    def check_chosen(self) -> None:
        """Overlay the chosen rows, or take them away if all of them are there."""
        chosen = [entry.path for entry in self.table.chosen() if not entry.problem]
        on = not all(path in self.model.slots for path in chosen)
        for path in chosen:
            self.model.check(path, on)

    def _ask_for_seeds(self) -> None:
        entry = self.table.current()
        if entry is not None and not entry.problem:
            self.seeds_wanted.emit(str(entry.path))

    def _make_actions(self) -> None:
        make = self._actions.make
        self.open = QAction(self.tr("Open"), self)
        self.check = make("", self.tr("Overlay, or no longer"), shortcut="Ctrl+Space")
        self.seeds = QAction(self.tr("Train with five seeds"), self)
        self.rename = make("", self.tr("Rename"), shortcut="F2")
        self.tag = QAction(self.tr("Tags, with commas between them"), self)
        self.delete = make("trash", self.tr("Delete; kept for a week so that it can be undone"), shortcut="Del")
        self.undo = make("undo", self.tr("Put back what was deleted last"))
        self.folder = make("folder", self.tr("Show another folder"))
        self.save = make("save", self.tr("Save picture of the curves"))
        self.copy = make("copy", self.tr("Copy picture of the curves"))
        self.leave = make("close", self.tr("Hide the runs"))

    def _head(self) -> CardHead:
        head = CardHead(self.tr("Runs"))
        row = head.row
        self.count.setProperty("second", True)
        self.filter.setPlaceholderText(self.tr("Filter by name, tag, state or setting"))
        self.filter.setToolTip(self.tr("Filter by name, tag, state or setting"))
        self.filter.setAccessibleName(self.tr("Filter"))
        self.filter.setClearButtonEnabled(False)
        self.filter.setFixedWidth(260)
        row.addWidget(self.filter)
        for action in (self.folder, self.delete, self.undo):
            row.addWidget(tool_button(action))
        row.addWidget(self.count)
        row.addStretch(1)
        assert self.compare.controls is not None
        row.addWidget(self.compare.controls)
        for action in (self.save, self.copy, self.leave):
            row.addWidget(tool_button(action))
        return head

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 10)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(10)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self.compare)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([600, 400])
        layout.addWidget(splitter)

    def _connect(self) -> None:
        shelf, model, table = self.shelf, self.model, self.table
        shelf.listed.connect(self._list)
        shelf.failed.connect(self.failed)
        shelf.curves_read.connect(self._overlay)
        shelf.changed.connect(self._follow)
        model.renamed.connect(shelf.rename)
        model.tagged.connect(shelf.tag)
        model.checked.connect(self._overlay)
        model.modelReset.connect(self._follow)
        self.compare.view_changed.connect(self._share)
        table.opened.connect(self.opened)
        table.selectionModel().selectionChanged.connect(self._follow)
        self.filter.textChanged.connect(model.filter)
        for action, slot in (
            (self.open, table.open_chosen), (self.check, self.check_chosen), (self.folder, self.choose_folder),
            (self.seeds, self._ask_for_seeds),
            (self.rename, lambda: table.edit_cell(NAME)), (self.tag, lambda: table.edit_cell(TAGS)),
            (self.save, lambda: self.save_requested.emit(self.compare)),
            (self.copy, lambda: self.copy_requested.emit(self.compare)),
            (self.delete, lambda: shelf.delete(table.chosen())), (self.undo, shelf.undo), (self.leave, self.left),
        ):  # fmt: skip
            action.triggered.connect(slot)

    def _list(self, entries: list[Entry]) -> None:
        before = self.model.shown()
        self.model.show_entries(entries)
        if self._asked and set(self._asked) <= {entry.path for entry in entries}:
            self._overlay_only()
        if self.model.shown() != before:
            self._overlay()

    def _overlay_only(self) -> None:
        slots, asked = self.model.slots, self._asked
        for path in slots.order():
            slots.free(path)
        for path in asked:
            slots.take(path)
        self._asked = []
        self.model.retranslate()  # every row shows whether it is overlaid
        self.model.checked.emit()

    def _overlay(self) -> None:
        """The curves of the checked runs; those that grow are read again."""
        shown = self.model.shown()
        known = self.shelf.curves([entry for entry, _ in shown])
        self.compare.show_runs([(entry, slot, known[entry.path]) for entry, slot in shown if entry.path in known],
                               self.shelf.reading)  # fmt: skip
        self._follow()
        self._share()

    def _share(self) -> None:
        self.model.share(self.compare.shared())

    def _follow(self) -> None:
        chosen = self.table.chosen()
        self.delete.setEnabled(bool(chosen))
        self.undo.setEnabled(bool(self.shelf.deleted))
        self.save.setEnabled(not self.compare.is_empty())
        self.copy.setEnabled(not self.compare.is_empty())
        for action in (self.open, self.check, self.seeds, self.rename, self.tag):
            action.setEnabled(any(not entry.problem for entry in chosen))
        self.folder.setToolTip(self.tr("Show another folder than {0}").format(self.shelf.folder))
        rows, entries = len(self.model.rows), len(self.model.entries)
        words = grouped(entries) if rows == entries else self.tr("{0} of {1}").format(grouped(rows), grouped(entries))
        self.count.setText(words if entries else "")
