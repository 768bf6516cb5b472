"""Long rows: what is longer than SQLite keeps in one row goes on in a table of parts, which few recordings have."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from playground.runs import schema

Statement = tuple[str, tuple[Any, ...]]
PART_BYTES = 2**28  # SQLite takes no row above 10^9 bytes

# kind: ``weights`` and ``optimizer`` of a checkpoint, ``look`` of the weights beside pictures
_TABLE = """
CREATE TABLE IF NOT EXISTS parts (
    kind TEXT NOT NULL, step INTEGER NOT NULL, position INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (kind, step, position)
)
"""
_SIZES = (
    "SELECT step, SUM(size) FROM (SELECT step, LENGTH(data) AS size FROM snapshots"
    " UNION ALL SELECT step, LENGTH(data) FROM weights{}) GROUP BY step"
)
_SIZES_OF_PARTS = " UNION ALL SELECT step, LENGTH(data) FROM parts WHERE kind = 'look'"
_FIND = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'parts'"
_QUERY = "SELECT data FROM parts WHERE kind = ? AND step = ? ORDER BY position"


class LongRows:
    """What a writer knows of the parts in its file; gives statements, and executes none of them.

    Attributes:
        used: some of the recording is in parts, or will be once the statements given are executed.
    """

    def __init__(self) -> None:
        self.used = False

    def find(self, connection: sqlite3.Connection) -> None:
        """Whether a recording that goes on has parts already."""
        self.used = connection.execute(_FIND).fetchone() is not None

    def sizes(self, connection: sqlite3.Connection) -> dict[int, int]:
        """Recorded step → bytes of its pictures and of the weights beside them."""
        return dict(connection.execute(_SIZES.format(_SIZES_OF_PARTS if self.used else "")).fetchall())

    def split(self, kind: str, step: int, data: bytes) -> tuple[bytes, list[Statement]]:
        """What of ``data`` its own row takes, and the statements that keep the rest of it."""
        statements: list[Statement] = []
        self.used = self.used or len(data) > PART_BYTES
        if self.used:
            statements += [(_TABLE, ()), (f"PRAGMA user_version = {schema.NEWEST}", ())]
            statements.append(("DELETE FROM parts WHERE kind = ? AND step = ?", (kind, step)))
        for position, first in enumerate(range(PART_BYTES, len(data), PART_BYTES)):
            part = (kind, step, position, data[first : first + PART_BYTES])
            statements.append(("INSERT INTO parts VALUES (?, ?, ?, ?)", part))
        return data[:PART_BYTES], statements

    def prune(self) -> list[Statement]:
        """Forget the rest of checkpoints that are no longer kept."""
        rest = "DELETE FROM parts WHERE kind != 'look' AND step NOT IN (SELECT step FROM checkpoints)"
        return [(rest, ())] if self.used else []

    def forget(self, step: int) -> list[Statement]:
        """Forget the rest of the weights beside the pictures of a step."""
        return [(_TABLE, ()), ("DELETE FROM parts WHERE kind = 'look' AND step = ?", (step,))] if self.used else []

    def void_after(self, step: int) -> list[Statement]:
        """Forget what a run did after the step it resumes from, in all tables."""
        cut = (
            "UPDATE losses SET data = SUBSTR(data, 1, 4 * (?1 + 1 - first_step))"
            " WHERE first_step <= ?1 AND first_step + LENGTH(data) / 4 - 1 > ?1"
        )
        statements: list[Statement] = [(cut, (step,)), ("DELETE FROM losses WHERE first_step > ?", (step,))]
        tables = ["metrics", "snapshots", "weights", "checkpoints", "clock", "log", *(["parts"] if self.used else [])]
        return [*statements, *((f"DELETE FROM {table} WHERE step > ?", (step,)) for table in tables)]


def joined(rows: Callable[..., list[tuple[Any, ...]]], kind: str, step: int, first: bytes) -> bytes:
    """What was too long for one row, put together again; ``rows`` reads those of a query and checks their kinds."""
    if not rows((str,), _FIND):
        return first
    return b"".join([first, *(row[0] for row in rows((bytes,), _QUERY, kind, step))])
