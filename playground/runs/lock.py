"""One writer a recording: a lock that the system releases however its holder ends.

Our own, because ``filelock`` leaves its file lying when it is released, takes a lock that does not end with its process
where the system has none, and cannot tell whether a lock is held without taking it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from pathlib import Path

from playground.foundation.errors import RunFileError

LOOKS, LOOK_SECONDS = 4, 0.02  # tries to take a lock that somebody may only be looking at
ROOM = 2**16  # bytes: some pages of SQLite's log, and another part of its index


class WriterLock:
    """Held from construction to ``release``: a file beside the recording, as SQLite keeps its own.

    SQLite's locks cannot serve: they are held for one transaction, a recording is owned for a whole run. The file takes
    room for a last word, which ``spare`` gives back when the disk is full.

    Raises:
        RunFileError: when another writer holds it, or nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self._released = False
        try:
            target = Path(os.path.realpath(path))  # links to one recording share one lock
            self._place = target.parent / f"{target.name}-lock"
            patience = LOOKS
            while not self._taken(patience := patience - 1):
                pass
            with contextlib.suppress(OSError):  # a disk that is full already: whoever writes there says so
                os.write(self._descriptor, os.urandom(ROOM))  # which no file system packs
        except _HeldError:
            raise RunFileError(f"{path}: is being recorded by another run; wait or choose another file.") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise RunFileError(f"{str(path)!r}: cannot be recorded ({reason}); choose another place or name.") from None

    def spare(self) -> None:
        """Give the room back to the disk, for what must be written though it is full."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)

    def release(self) -> None:
        """Let the next writer in, and leave nothing behind. A second call does nothing."""
        if self._released:
            return
        self._released = True
        if sys.platform == "win32":  # which cannot remove an open file, and will not remove the next writer's
            os.close(self._descriptor)
            with contextlib.suppress(OSError):
                self._place.unlink()
        else:
            with contextlib.suppress(OSError):
                self._place.unlink()
            os.close(self._descriptor)

    def _taken(self, patience: int) -> bool:
        """Try to take it. One who only asks whether it is held holds it for a moment: that is waited for."""
        try:
            return self._take()
        except _HeldError:
            if patience <= 0:
                raise
            time.sleep(LOOK_SECONDS)
            return False

    def _take(self) -> bool:
        """Whether the lock taken is on the file that lies there now, not on one removed since it was opened."""
        descriptor = os.open(self._place, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(descriptor)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), self._place.stat()):
                    self._descriptor = descriptor
                    return True
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return False


def is_held(path: Path) -> bool:
    """Whether some process is recording into this file now."""
    target = Path(os.path.realpath(path))
    try:
        descriptor = os.open(target.parent / f"{target.name}-lock", os.O_RDWR)
    except OSError:
        return False
    try:
        _lock(descriptor)
    except _HeldError:
        return True
    except OSError:  # a place that has no locks has no writer either
        return False
    finally:
        os.close(descriptor)
    return False


class _HeldError(Exception):
    """Another writer has the lock."""


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EDEADLK):
                raise
            raise _HeldError from None

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _HeldError from None
