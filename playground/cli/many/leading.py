"""Leading: one process at a time leads the runs of a folder, and ends them when a signal comes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from playground.foundation.errors import PlaygroundError, RunFileError
from playground.runs.lock import WriterLock, is_held


def check_free(file: Path) -> None:
    """Raises PlaygroundError where another process leads what this file plans."""
    if is_held(file):
        raise PlaygroundError(f"{file}: another process works on it; wait for that one, or end it first.")


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Nobody else leads what this file plans. Raises PlaygroundError."""
    check_free(file)
    try:
        lock = WriterLock(file)
    except RunFileError:
        raise PlaygroundError(f"{file.parent}: cannot be written; choose another folder.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def noting_signals() -> Iterator[list[int]]:
    """SIGINT and SIGTERM interrupt nothing: the list tells which came, for who looks at it often."""
    received: list[int] = []
    names = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(name, lambda number, frame: received.append(number)) for name in names]
    try:
        yield received
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)


@contextmanager
def until_signalled() -> Iterator[list[int]]:
    """SIGINT and SIGTERM leave the block; the list tells which came. A second one leaves what follows it, too."""
    received: list[int] = []

    def leave(number: int, frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    names = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(name, leave) for name in names]
    try:
        yield received
    except KeyboardInterrupt:
        if not received:
            raise
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)
