"""RunDatabase: the SQLite file of a recording while it is written: one writer's, and followed where it is moved."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from playground.foundation.errors import RunFileError
from playground.runs import schema
from playground.runs.lock import WriterLock

Identity = tuple[int, int]
_OPEN_FILES = Path("/proc/self/fd")  # Linux: each a link to where the file lies now
Statement = tuple[str, tuple[Any, ...]]
_POSTPONED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


class RunDatabase:
    """Used by the one thread that made it.

    Attributes:
        path: the run file; it follows it where it is moved to.

    Raises:
        RunFileError: when another run writes into the file, or it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = WriterLock(path)
        try:
            self._connect()
        except BaseException:
            self._lock.release()
            raise

    def configure(self) -> None:
        """WAL, so that readers follow along. A power cut may take what was flushed, never a checkpoint."""
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA wal_autocheckpoint = 4000")

    def transact(self, statements: Iterable[Statement], durable: bool = False) -> None:
        """All of it or nothing; once a ``durable`` one returns, no power cut can take it back. Raises RunFileError."""
        with schema.told(self.path):
            if not durable:
                self._transact(statements)
                return
            self.connection.execute("PRAGMA synchronous = FULL")
            try:
                self._transact(statements)
            finally:
                self.connection.execute("PRAGMA synchronous = NORMAL")

    def _transact(self, statements: Iterable[tuple[str, tuple[Any, ...]]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            for statement, values in statements:
                self.connection.execute(statement, values)
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def fold(self) -> None:
        """Carry the log over into the file, so that a copy of the file alone holds all up to now.

        A reader, or a full disk, may put that off: it stays in the log, from which nothing is lost.
        """
        try:
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.OperationalError as error:
            if schema.code(error) not in _POSTPONED:
                with schema.told(self.path):
                    raise

    def keep_up(self) -> None:
        """Whoever moved the file meanwhile finds everything where it is now. Raises RunFileError if it is gone.

        The log and the lock lie beside the old name and are not seen from the new one: the file is made whole, and
        opened again where it lies.
        """
        if self._identity is None or identity(self.path) == self._identity:
            return
        place = find(self._identity, self.path)
        if place is None:
            if not self.path.exists():
                self._clear_away()
            raise RunFileError(
                f"{self.path}: was deleted or moved to another disk while it was being recorded, "
                "so nothing more can be kept of this run; train anew."
            )
        with schema.told(place):
            if self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return  # somebody reads the log: the next time
            self.connection.close()
            self._clear_away()
        self._lock.release()
        self.path, self._lock = place, WriterLock(place)
        self._connect()
        with schema.told(place):
            self.configure()

    def insist(self, write: Callable[[], None]) -> None:
        """Do the last writing. A full disk gets the room kept for it back, or the log, once it is carried over.

        Raises RunFileError.
        """
        for make_room in (self._lock.spare, self.fold):
            try:
                write()
            except RunFileError:
                make_room()
            else:
                return
        write()

    def settle(self) -> None:
        """Fold the log into the file, unless someone is reading or the disk is full: beside it nothing is lost."""
        self.connection.execute("PRAGMA busy_timeout = 200")
        try:
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if schema.code(error) not in _POSTPONED:
                raise

    def remove(self) -> None:
        """Leave nothing of a file that could not be begun."""
        self.connection.close()
        self.path.unlink(missing_ok=True)
        self._clear_away()

    def let_go(self) -> None:
        """Close the file as it is, and let the next writer in."""
        try:
            self.connection.close()
        finally:
            self._lock.release()

    def _connect(self) -> None:
        with schema.told(self.path):
            self.connection = sqlite3.connect(self.path, timeout=2.0, isolation_level=None)
        self._identity = identity(self.path)

    def _clear_away(self) -> None:
        """What SQLite leaves beside a name that the file no longer has."""
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)


def identity(path: Path) -> Identity | None:
    """Device and number of a file; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def find(known: Identity, last: Path) -> Path | None:
    """Where a file that this process holds open lies now; None if it is gone, or has left what can be searched.

    Args:
        last: where it lay. Without the system's list of open files, others in the same folder are looked through.
    """
    for place in _candidates(last):
        if identity(place) == known:
            return place
    return None


def _candidates(last: Path) -> Iterator[Path]:
    for folder, linked in ((_OPEN_FILES, True), (last.parent, False)):
        try:
            entries = list(folder.iterdir())
        except OSError:
            continue
        for entry in entries:
            if not linked:
                yield entry
                continue
            try:
                target = os.readlink(entry)  # noqa: PTH115 - a name that may be none of a file
            except OSError:
                continue
            if os.path.isabs(target):  # noqa: PTH117
                yield Path(target)
