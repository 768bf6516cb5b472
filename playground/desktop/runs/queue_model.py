"""QueueModel: the queue of a folder, as its file and its recordings say now, and the verbs on it (no widgets).

The window only edits the file; a process of its own trains, and goes on when the window is closed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from playground.desktop.state.sliced_reader import SlicedReader
from playground.foundation.errors import PlaygroundError
from playground.runs.listing import Entry
from playground.runs.lock import is_held
from playground.sweeps import leading_on
from playground.sweeps.planned import Planned, Progressed
from playground.sweeps.queue_editing import QueueText
from playground.sweeps.queue_file import NAME, QueueFile
from playground.sweeps.working import Verb

AGAIN_MILLISECONDS = 1000  # between two looks
PATIENCE_SECONDS = 20.0  # that a process may take from its start until it leads


@dataclass(frozen=True)
class QueueRow:
    """One run of the queue; ``problem`` says why its recording cannot be used."""

    run: Planned
    state: Progressed
    entry: Entry | None = None
    held: bool = False
    problem: str = ""


class QueueModel(SlicedReader[QueueRow]):
    """What is listed, and how far each of it has come.

    Attributes:
        rows: the runs in their order.
        verb: what is asked for; ``led``: a process trains it; ``starting``: one was started and is not there yet.
    """

    changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(AGAIN_MILLISECONDS, parent)
        self.folder = folder
        self.rows: tuple[QueueRow, ...] = ()
        self.verb, self.led, self.problem = Verb.RUN, False, ""
        self._file: QueueFile | None = None
        self._over: dict[Path, tuple[Progressed, Entry | None]] = {}
        self._started = float("-inf")

    @property
    def starting(self) -> bool:
        """A process was started that does not lead yet."""
        return not self.led and time.monotonic() < self._started + PATIENCE_SECONDS

    def open(self, folder: Path) -> None:
        """Another folder's queue in place of this."""
        self.folder, self._file, self._started = folder, None, float("-inf")
        self._over.clear()
        self.refresh()

    def add_all(self, runs: Sequence[tuple[str, Mapping[str, Any], str]]) -> bool:
        """Put runs (preset, changes, name) behind the others, all or none. False: they could not be, which is told."""

        def more(text: QueueText) -> QueueText:
            for preset, changes, name in runs:
                text = text.inserted(len(text.runs), preset, changes, name)
            return text

        return self._edit(more)

    def tell(self, verb: Verb) -> None:
        """Ask for this of the process that trains, or of the next one."""
        self._edit(lambda text: text.told(verb))

    def start(self, jobs: int) -> None:
        """Have a process train what is listed, which outlives this window."""
        if self.led or not self._edit(lambda text: text.told(Verb.RUN)):
            return
        try:
            leading_on.lead("queue", self.folder, jobs)
        except PlaygroundError as error:
            self.failed.emit(str(error))
        else:
            self._started = time.monotonic()
            self.changed.emit()

    def move(self, at: int, to: int) -> None:
        """Put a run at another place."""
        self._edit(lambda text: text.moved(at, to))

    def remove(self, at: int) -> None:
        """Take a run out of the list, ended where it runs; its recording stays."""
        self._edit(lambda text: text.without(at))

    def hold(self, at: int, on: bool) -> None:
        """End a run, and keep it where it is until it is let go."""
        self._edit(lambda text: text.held(at, on))

    def abort(self, at: int) -> None:
        """End a run; it stays first, and is gone on with once it is let go."""
        self._edit(lambda text: text.held(at, True).moved(at, 0))

    def duplicate(self, at: int, changes: Mapping[str, Any]) -> None:
        """The same once more behind it, some settings changed."""
        row = self.rows[at]
        stem, taken = row.run.path.stem, {one.run.path.stem for one in self.rows}
        number = next(number for number in range(2, len(taken) + 3) if f"{stem} {number}" not in taken)
        self._edit(lambda text: text.duplicated(at, changes, f"{stem} {number}"))

    def _edit(self, change: Callable[[QueueText], QueueText]) -> bool:
        try:
            change(QueueText.read(self.folder)).write(self.folder)
        except PlaygroundError as error:
            self.failed.emit(str(error))
            return False
        self._scan = None
        self._go_on()
        return True

    def _take_in(self, found: list[QueueRow]) -> None:
        self.rows = tuple(found)
        self.led = is_held(self.folder / NAME)
        if self.led:
            self._started = float("-inf")
        self.changed.emit()

    def _entries(self) -> Iterator[QueueRow]:
        file = self._read()
        if file is None:
            return
        self.verb = file.verb
        for run in file.runs:
            held = run.path in file.held
            try:
                state, entry = self._over.get(run.path) or run.look()
            except PlaygroundError as error:
                yield QueueRow(run, Progressed.FAILED, None, held, str(error))
                continue
            if state.over:
                self._over[run.path] = state, entry
            yield QueueRow(run, state, entry, held)

    def _read(self) -> QueueFile | None:
        """The file; None where there is none yet, or it has never made sense."""
        try:
            if self._file is None:
                if not (self.folder / NAME).exists():
                    self.problem = ""
                    return None
                self._file = QueueFile(self.folder)
            else:
                self._file.refresh()
            self.problem = self._file.problem
        except PlaygroundError as error:
            self.problem = str(error)
        return self._file
