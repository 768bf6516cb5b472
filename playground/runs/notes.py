"""Notes: the name and the tags that a user gives a recording, kept in the file itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from playground.foundation.errors import RunFileError
from playground.runs import schema
from playground.runs.lock import WriterLock

LONGEST = 200  # characters of a name or a tag


def rename(path: Path, name: str) -> None:
    """Call a recording something else than its file; an empty name takes that back. Raises RunFileError."""
    _keep(path, "name", _line(name))


def tag(path: Path, tags: Iterable[str]) -> None:
    """Give a recording these tags in place of those it has. Raises RunFileError."""
    kept = dict.fromkeys(line for line in map(_line, tags) if line)
    _keep(path, "tags", json.dumps(list(kept), ensure_ascii=False))


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _keep(path: Path, key: str, value: str) -> None:
    """In one transaction: the old note or the new one, whatever happens."""
    with schema.told(path):
        if not path.is_file():
            raise RunFileError(f"{path}: is not there any more; list the folder again.")
    lock = WriterLock(path)  # the run that is being recorded alone may write into its file
    try:
        with schema.told(path), closing(sqlite3.connect(path, timeout=2.0, isolation_level=None)) as connection:
            schema.check(connection, path)
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
    finally:
        lock.release()
