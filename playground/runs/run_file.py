"""RunFile: a run file opened to be read, also while another process writes it; its rows, checked."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType, UnionType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.foundation.errors import RunFileError
from playground.runs import schema
from playground.runs.checkpoint import unpack_state

_DENIED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)  # the files beside a recording could not be written
Kinds = tuple[type | UnionType, ...]


class RunFile:
    """A context manager. Everything it meets that is damaged becomes a RunFileError naming the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._copy: TemporaryDirectory[str] | None = None
        with schema.told(path):
            if not path.exists():
                raise RunFileError(f"{path}: is not there; check the name.")
            if not path.is_file():
                raise RunFileError(f"{path}: is not a file; choose a recording.")
            self._connection = self._open(path.resolve())
        try:
            self._tables = schema.check(self._connection, path)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._copy is not None:
            self._copy.cleanup()

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """What is read meanwhile is of one moment, and the file is locked once for all of it.

        For a few short questions only: who writes into the file waits until it is let go.
        """
        with schema.told(self.path):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # a damaged file has been told of, and is closed
                self._connection.execute("ROLLBACK")

    def note(self, key: str, default: str) -> str:
        """Something that a recording may or may not say of itself."""
        return self.notes(key).get(key, default)

    def notes(self, *keys: str) -> dict[str, str]:
        """Of these what the recording says of itself."""
        query = f"SELECT key, value FROM meta WHERE key IN ({', '.join('?' * len(keys))})"
        return dict(self._rows((str, str), query, *keys))

    def _open(self, path: Path) -> sqlite3.Connection:
        """Read-only. Where the folder cannot be written SQLite may not recover what a killed writer left."""
        uri = path.as_uri()
        connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=2.0)
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except BaseException as error:
            connection.close()
            if not isinstance(error, sqlite3.OperationalError) or schema.code(error) not in _DENIED:
                raise
        else:
            return connection
        left = path.with_name(f"{path.name}-wal")
        if not left.exists() or not left.stat().st_size:
            return sqlite3.connect(f"{uri}?immutable=1", uri=True)
        self._copy = TemporaryDirectory(prefix="recording-")
        for source in (path, left):
            shutil.copyfile(source, Path(self._copy.name) / source.name)
        return sqlite3.connect(Path(self._copy.name) / path.name)

    def _rows(self, kinds: Kinds, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows. SQLite keeps any value in any column, and a damaged schema exchanges them: check the kinds."""
        with schema.told(self.path):
            rows = self._connection.execute(query, values).fetchall()
        for row in rows:
            if not all(map(isinstance, row, kinds)):
                raise RunFileError(f"{self.path}: is damaged (a value is of another kind); use an earlier copy.")
        return rows

    def _meta(self, key: str) -> str:
        value = self.notes(key).get(key)
        if value is None:
            raise RunFileError(f"{self.path}: is incomplete ({key} is missing); use an earlier copy.")
        return value

    def _plain(self, key: str) -> dict[str, Any]:
        return unpack_state(self._meta(key), str(self.path))

    def _array(self, data: Any, shape: tuple[int, ...]) -> NDArray[np.float32]:
        try:
            return np.frombuffer(data, dtype="<f4").reshape(shape).astype(np.float32)
        except (ValueError, TypeError, OverflowError):
            raise RunFileError(f"{self.path}: is damaged (an array has another size); use an earlier copy.") from None
