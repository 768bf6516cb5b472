"""The run file's tables, and how one is opened: anything that is none is refused in one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playground.experiment.errors import RunFileError

APPLICATION = 0x504C4159  # "PLAY"
VERSION = 2

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


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite says into one sentence about the file."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours, such as use after close or from another thread: nothing a person could do
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            sentence = "is being recorded by another run; wait for it or choose another file"
        elif "disk is full" in text or "disk I/O" in text:
            sentence = f"could not be read or written ({text}); check the disk and its free space"
        elif "unable to open" in text:
            sentence = "cannot be opened; check that it exists and may be read"
        elif "readonly" in text:
            sentence = "is read-only; copy it to another place first"
        else:
            sentence = f"is damaged or no recording ({text}); choose another file"
        raise RunFileError(f"{path}: {sentence}.") from None
    except UnicodeDecodeError:  # SQLite's own message quotes damaged bytes
        raise RunFileError(f"{path}: is damaged; choose another file.") from None
    except OSError as error:
        raise RunFileError(f"{path}: cannot be opened ({error.strerror or error}).") from None


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure this is a run file of a version we read. Raises RunFileError."""
    with told(path):
        connection.execute("PRAGMA trusted_schema = OFF")  # recordings are passed around: nothing in one is run
        connection.execute("PRAGMA cell_size_check = ON")
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if application != APPLICATION:
        raise RunFileError(f"{path}: is not a recording of this program; choose a file ending in .run.")
    if version > VERSION:
        raise RunFileError(f"{path}: was recorded by a newer version of this program; update it to open the file.")
    wanted = {"meta", "losses", "metrics", "snapshots", "checkpoints", "log"} | ({"weights"} if version > 1 else set())
    if version < 1 or not tables >= wanted:
        raise RunFileError(f"{path}: is incomplete; use an earlier copy.")


def upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Give a recording of an earlier version the tables it lacks, before anything is added to it."""
    with told(path):
        connection.execute("CREATE TABLE IF NOT EXISTS clock (step INTEGER PRIMARY KEY, seconds REAL NOT NULL)")
        if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            connection.execute("CREATE TABLE IF NOT EXISTS weights (step INTEGER PRIMARY KEY, data BLOB NOT NULL)")
            connection.execute(f"PRAGMA user_version = {VERSION}")


def check_structure(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that no page is missing or broken, before anything is added to them. Raises RunFileError."""
    with told(path):
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise RunFileError(f"{path}: is damaged, so it cannot go on; use an earlier copy.")
