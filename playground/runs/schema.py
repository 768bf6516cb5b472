"""The run file's tables, and how one is opened: anything that is none is refused in one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from playground.foundation.errors import RunFileError

_LOGGED = b"\x02\x02"  # what SQLite's header says while changes go into a log beside the file
_COPIED = "was copied while it was being recorded; copy it again when the run is over"
APPLICATION = 0x504C4159  # "PLAY"
VERSION = 2  # of a new recording
NEWEST = 3  # of one that holds more than SQLite keeps in one row, so that some of it is in parts

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE losses (first_step INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE metrics (
    step INTEGER NOT NULL, name TEXT NOT NULL, value REAL, PRIMARY KEY (step, name)
) WITHOUT ROWID;
CREATE TABLE snapshots (
    step INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, axes TEXT NOT NULL,
    labels TEXT NOT NULL, shape TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (step, position)
);
CREATE TABLE checkpoints (
    step INTEGER PRIMARY KEY, weights BLOB NOT NULL, optimizer BLOB NOT NULL, state TEXT NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE weights (step INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE clock (step INTEGER PRIMARY KEY, seconds REAL NOT NULL);
CREATE TABLE log (time REAL NOT NULL, step INTEGER NOT NULL, text TEXT NOT NULL);
"""

# so that no question about a recording of gigabytes walks through all its pictures; one without them is read as well
INDEXES = """
CREATE INDEX IF NOT EXISTS looks ON snapshots (position, step) WHERE position = 0;
CREATE INDEX IF NOT EXISTS pictures ON snapshots (name, step);
CREATE INDEX IF NOT EXISTS kept_weights ON weights (step);
"""


class DataPart(Enum):
    """Of the data that a test was on; in the table of metrics the name of each begins with it."""

    TEST = ""
    VALIDATION = "validation."


def code(error: sqlite3.Error) -> int:
    """SQLite's own number for what went wrong, without its refinement; 0 where Python's module raised the error."""
    return extended_code(error) & 0xFF


def extended_code(error: sqlite3.Error) -> int:
    """The same with its refinement."""
    return getattr(error, "sqlite_errorcode", 0)


def _sentence(path: Path, error: sqlite3.Error) -> str:
    match code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return "is being recorded by another run; wait for it or choose another file"
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return f"could not be read or written ({error}); check the disk and its free space"
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return "cannot be opened; check that it exists and may be read"
        case sqlite3.SQLITE_READONLY if extended_code(error) == sqlite3.SQLITE_READONLY_DBMOVED:
            return "was moved or deleted while it was being recorded; look for it where it is now"
        case sqlite3.SQLITE_READONLY:
            return "is read-only; copy it to another place first"
        case _ if copied_too_early(path):
            return _COPIED
        case _:
            return f"is damaged or no recording ({error}); choose another file"


def copied_too_early(path: Path) -> bool:
    """Whether a file is a recording in the middle of being written, without the log that belongs to it."""
    try:
        with path.open("rb") as file:
            start = file.read(20)
    except OSError:
        return False
    log = path.with_name(f"{path.name}-wal")
    has_log = log.is_file() and log.stat().st_size > 0
    return start[:16] == b"SQLite format 3\0" and start[18:20] == _LOGGED and not has_log


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into one sentence about the file."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours, such as use after close or from another thread: nothing a person could do
    except sqlite3.DatabaseError as error:
        raise RunFileError(f"{path}: {_sentence(path, error)}.") from None
    except UnicodeDecodeError:  # SQLite's own message quotes damaged bytes
        raise RunFileError(f"{path}: is damaged; choose another file.") from None
    except OSError as error:
        raise RunFileError(f"{path}: cannot be opened ({error.strerror or error}).") from None


def check(connection: sqlite3.Connection, path: Path) -> frozenset[str]:
    """Make sure this is a run file of a version we read, and tell its tables. Raises RunFileError."""
    with told(path):
        connection.execute("PRAGMA trusted_schema = OFF")  # recordings are passed around: nothing in one is run
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("BEGIN")  # the file is locked once for all three
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = frozenset(row[0] for row in listed)
        connection.execute("COMMIT")
    if not tables and copied_too_early(path):
        raise RunFileError(f"{path}: {_COPIED}.")
    if application != APPLICATION:
        raise RunFileError(f"{path}: is not a recording of this program; choose a file ending in .run.")
    if version > NEWEST:
        raise RunFileError(f"{path}: was recorded by a newer version of this program; update it to open the file.")
    wanted = {"meta", "losses", "metrics", "snapshots", "checkpoints", "log"} | ({"weights"} if version > 1 else set())
    if version < 1 or not tables >= wanted:
        raise RunFileError(f"{path}: is incomplete; use an earlier copy.")
    return tables


def upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Give a recording of an earlier version the tables and indexes it lacks, before anything is added to it."""
    with told(path):
        connection.execute("CREATE TABLE IF NOT EXISTS clock (step INTEGER PRIMARY KEY, seconds REAL NOT NULL)")
        if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            connection.execute("CREATE TABLE IF NOT EXISTS weights (step INTEGER PRIMARY KEY, data BLOB NOT NULL)")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        for index in INDEXES.split(";"):
            connection.execute(index)


def check_structure(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that no page is missing or broken, before anything is added to them. Raises RunFileError."""
    with told(path):
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok" and copied_too_early(path):
        raise RunFileError(f"{path}: {_COPIED}.")
    if found != "ok":
        raise RunFileError(f"{path}: is damaged, so it cannot go on; use an earlier copy.")
