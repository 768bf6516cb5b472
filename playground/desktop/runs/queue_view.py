"""QueueView: the table of the queue, with the verbs on all of it and on the chosen run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QInputDialog,
    QLabel,
    QSpinBox,
    QVBoxLayout,
)

from playground.desktop.i18n.formatting import grouped
from playground.desktop.runs.queue_model import QueueModel
from playground.desktop.runs.queue_table import QueueTable
from playground.desktop.runs.queue_table_model import QueueTableModel
from playground.desktop.style.theme import Theme
from playground.desktop.widgets import file_dialogs
from playground.desktop.widgets.card_head import CardHead, HeadActions
from playground.desktop.widgets.tool_button import tool_button
from playground.experiment.overrides import assigned
from playground.foundation.errors import PlaygroundError
from playground.languages.spoken import said
from playground.sweeps.planned import Progressed
from playground.sweeps.working import Verb

MOST_JOBS = 64


class QueueView(QFrame):
    """What could not be done is said by ``failed``."""

    opened = Signal(str)  # path of a recording
    failed = Signal(str)
    left = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.setProperty("card", "body")
        self.queue = QueueModel(folder, self)
        self.model = QueueTableModel(self)
        self.table = QueueTable(self.model)
        self.said = QLabel()
        self.jobs = QSpinBox()
        self._actions = HeadActions(self)
        self._make_actions()
        self.head = self._head()
        self._lay_out()
        self._connect()
        self._follow()

    def watch(self, on: bool) -> None:
        """Somebody sees it, or nobody does."""
        self.queue.watch(on)

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self.table.theme = theme
        self._actions.set_theme(theme)

    def retranslate(self) -> None:
        """What is said of the queue."""
        self._follow()

    def choose_folder(self) -> None:
        """Show the queue of another folder."""
        chosen = file_dialogs.folder(self, self.tr("Folder of a queue"), str(self.queue.folder))
        if chosen is not None:
            self.queue.open(chosen)

    def duplicate_chosen(self) -> None:
        """Ask what shall be changed in it."""
        at = self._at()
        words, done = QInputDialog.getText(
            self, self.tr("Duplicate with a change"),
            self.tr("Setting and value, for example training.learning_rate=0.01; several with spaces between them:"),
        )  # fmt: skip
        if not done or at is None:
            return
        try:
            changes = assigned(words.split())
        except PlaygroundError as error:
            self.failed.emit(said(str(error)))
        else:
            self.queue.duplicate(at, changes)

    def _make_actions(self) -> None:
        make = self._actions.make
        self.start = make("run", self.tr("Start"), self.tr("Train what is listed, also after this window closes"))
        self.pause = make("pause", self.tr("Pause"), self.tr("Begin no other run; those that run go on"))
        self.stop = make("stop", self.tr("Stop"), self.tr("Begin no other run, and end with those that run"))
        self.cancel = make("close", self.tr("Cancel"), self.tr("End those that run, too; they can be gone on with"))
        self.first = make("first", self.tr("First"), self.tr("Train this one next"))
        self.up = make("up", self.tr("Up"), self.tr("Train this one earlier"), "Alt+Up")
        self.down = make("down", self.tr("Down"), self.tr("Train this one later"), "Alt+Down")
        self.abort = make("reset", self.tr("Abort"), self.tr("End this run; it stays first, held, and can go on"))
        self.hold = make("", self.tr("Hold, or no longer"), self.tr("Do not begin this one, or do"))
        self.duplicate = make("copy", self.tr("Duplicate …"), self.tr("The same once more, with a change"))
        self.remove = make("trash", self.tr("Take out"), self.tr("Out of the list; its recording stays"), "Del")
        self.open = make("", self.tr("Open"), self.tr("Show its recording, also while it trains"))
        self.folder = make("folder", self.tr("Another folder"), self.tr("Show the queue of another folder"))
        self.leave = make("close", self.tr("Hide the queue"), self.tr("Hide the queue; it goes on"))
        self._of_one = (self.first, self.up, self.down, self.abort, self.duplicate, self.remove)

    def _head(self) -> CardHead:
        head = CardHead(self.tr("Queue"))
        row = head.row
        for action in (self.start, self.pause, self.stop, self.cancel):
            row.addWidget(tool_button(action, words=True))
        self.jobs.setRange(1, MOST_JOBS)
        self.jobs.setToolTip(self.tr("Runs at a time; they share the cores"))
        self.jobs.setAccessibleName(self.tr("Runs at a time"))
        row.addWidget(self.jobs)
        self.said.setProperty("second", True)
        row.addWidget(self.said, 1)
        for action in (
            self.first,
            self.up,
            self.down,
            self.abort,
            self.duplicate,
            self.remove,
            self.folder,
            self.leave,
        ):
            row.addWidget(tool_button(action))
        return head

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 14, 10)
        layout.addWidget(self.table)
        self.table.addActions([self.open, self.hold, *self._of_one])

    def _connect(self) -> None:
        queue = self.queue
        queue.changed.connect(self._show)
        queue.failed.connect(lambda sentence: self.failed.emit(said(sentence)))
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.table.doubleClicked.connect(lambda index: self._open())
        for action, slot in (
            (self.start, self.begin), (self.pause, lambda: queue.tell(Verb.PAUSE)),
            (self.stop, lambda: queue.tell(Verb.STOP)), (self.cancel, lambda: queue.tell(Verb.CANCEL)),
            (self.first, lambda: self._move(0)), (self.up, lambda: self._move((self._at() or 0) - 1)),
            (self.down, lambda: self._move((self._at() or 0) + 1)), (self.abort, lambda: queue.abort(self._at() or 0)),
            (self.hold, self._hold), (self.duplicate, self.duplicate_chosen), (self.open, self._open),
            (self.remove, lambda: queue.remove(self._at() or 0)), (self.folder, self.choose_folder),
            (self.leave, self.left),
        ):  # fmt: skip
            action.triggered.connect(slot)

    def begin(self) -> None:
        """Have what is listed trained, by whoever leads already or by a process of its own."""
        if self.queue.led:
            self.queue.tell(Verb.RUN)
        else:
            self.queue.start(self.jobs.value())

    def _move(self, to: int) -> None:
        at, last = self._at(), len(self.model.rows) - 1
        if at is not None and 0 <= to <= last:
            self.queue.move(at, to)
            self.table.selectRow(to)

    def _hold(self) -> None:
        at = self._at()
        if at is not None:
            self.queue.hold(at, not self.model.rows[at].held)

    def _open(self) -> None:
        at = self._at()
        if at is not None and self.model.rows[at].entry is not None:
            self.opened.emit(str(self.model.rows[at].run.path))

    def _at(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows and rows[0].row() < len(self.model.rows) else None

    def _show(self) -> None:
        self.model.show_rows(self.queue.rows)
        self._follow()

    def _follow(self) -> None:
        """What can be done now."""
        queue, at = self.queue, self._at()
        row = self.model.rows[at] if at is not None else None
        going = queue.led and queue.verb is Verb.RUN
        self.start.setText(self.tr("Resume") if queue.led and not going else self.tr("Start"))
        self.start.setEnabled(not going and not queue.starting and bool(self.model.rows))
        self.pause.setEnabled(going)
        self.stop.setEnabled(queue.led and queue.verb in (Verb.RUN, Verb.PAUSE))
        self.cancel.setEnabled(queue.led and queue.verb is not Verb.CANCEL)
        self.jobs.setEnabled(not queue.led)
        for action in (self.duplicate, self.remove):
            action.setEnabled(row is not None)
        left = row is not None and not row.state.over
        for action in (self.first, self.up, self.hold):
            action.setEnabled(left and (at != 0 or action is self.hold))
        self.down.setEnabled(left and at != len(self.model.rows) - 1)
        self.abort.setEnabled(row is not None and row.state is Progressed.RUNNING)
        self.open.setEnabled(row is not None and row.entry is not None)
        self.folder.setToolTip(self.tr("Show the queue of another folder than {0}").format(queue.folder))
        self.said.setText(self._words())

    def _words(self) -> str:
        queue = self.queue
        if queue.problem:
            return said(queue.problem)
        if not queue.rows:
            return ""
        over = sum(row.state.over for row in queue.rows)
        words = self.tr("{0} of {1} done").format(grouped(over), grouped(len(queue.rows)))
        if queue.starting:
            return self.tr("{0}, starting").format(words)
        if not queue.led:
            return words
        states = {
            Verb.RUN: self.tr("{0}, training beside this window"), Verb.PAUSE: self.tr("{0}, paused"),
            Verb.STOP: self.tr("{0}, stopping after those that run"), Verb.CANCEL: self.tr("{0}, ending"),
        }  # fmt: skip
        return states[queue.verb].format(words)
