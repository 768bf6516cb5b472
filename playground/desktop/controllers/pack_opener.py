"""PackOpener: a lecture pack is unpacked by a thread, with its progress and a way to stop it; the window goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow, QProgressDialog

from playground.foundation.errors import PlaygroundError
from playground.foundation.product import NAME
from playground.runs import packs

PATIENCE, LOOK = 400, 30  # milliseconds before the progress is shown, and between two looks at the thread
THOUSAND = 1000  # steps of the progress bar, which cannot count to four thousand million
Found = tuple[Path, packs.Shown] | PlaygroundError


class _StoppedError(PlaygroundError):
    """The user thought better of it."""


class _Job:
    """One pack in a thread of its own; what it says is read by others, never waited for."""

    def __init__(self, path: Path) -> None:
        self.share = 0.0
        self.found: Found | None = None
        self._path, self._stopped = path, threading.Event()
        self._thread = threading.Thread(target=self._run, name="unpacking")
        self._thread.start()

    def stop(self) -> None:
        """Give it up; it ends at its next block, and leaves nothing behind."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            self.found = packs.unpack(self._path, tell=self._tell)
        except PlaygroundError as error:
            self.found = error
        except Exception as error:  # what nobody thought of must not leave the window waiting
            self.found = PlaygroundError(f"{self._path}: could not be unpacked ({error}); use another copy.")
            raise

    def _tell(self, done: int, whole: int) -> None:
        self.share = done / whole
        if self._stopped.is_set():
            raise _StoppedError("Stopped.")


class PackOpener(QObject):
    """One pack at a time; another one takes the place of the first."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._job: _Job | None = None
        self._done: Callable[[Found], None] | None = None
        self.progress: QProgressDialog | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """A pack is being unpacked."""
        return self._job is not None

    def start(self, path: Path, done: Callable[[Found], None]) -> None:
        """Unpack, then call ``done`` with where the recording is and what the pack shows, or with why not."""
        self.stop()
        self._job, self._done = _Job(path), done
        progress = QProgressDialog(
            self.tr("Unpacking {0} …").format(path.name), self.tr("Stop"), 0, THOUSAND, self._window
        )
        progress.setWindowTitle(NAME)
        progress.setMinimumDuration(PATIENCE)
        progress.setMinimumWidth(360)
        progress.setAutoReset(False)
        progress.setAutoClose(False)
        progress.canceled.connect(lambda: self._cancel())
        progress.setValue(0)
        self.progress = progress
        self._timer.start()

    def stop(self) -> None:
        """Give up what is on; the window closes, or something else is opened."""
        job, self._job, self._done = self._job, None, None
        self._timer.stop()
        if job is not None:
            job.stop()
        progress, self.progress = self.progress, None
        if progress is not None:
            progress.blockSignals(True)
            progress.close()
            progress.deleteLater()

    def _look(self) -> None:
        job, done = self._job, self._done
        if job is None:
            return
        if self.progress is not None:
            self.progress.setValue(int(THOUSAND * job.share))
        if job.found is not None and done is not None:
            found = job.found
            self.stop()
            done(found)

    def _cancel(self) -> None:
        self.stop()
        self._window.statusBar().showMessage(self.tr("Stopped; nothing was opened"), 6000)
