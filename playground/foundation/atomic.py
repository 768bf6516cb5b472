"""Atomic saves: a file is written whole beside its target and then takes its place, or nothing changes."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from playground.foundation.errors import SaveError

_BUSY = (5, 32, 33)  # Windows: a scanner or indexer holds the file for a moment
_BUSY_SECONDS = 2.5
_MAX_NAME_BYTES = 255


def save_bytes(path: Path, data: bytes) -> None:
    """Save bytes. Raises SaveError with one sentence; the old file is then untouched."""
    save(path, lambda file: file.write(data))


def save(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Call ``write`` with a new file that replaces ``path`` once it is safely on disk.

    A symbolic link is followed, an old file's permissions are kept. Raises SaveError.
    """
    with _told(path):
        target = path.resolve()
        _write(target, _mode(target, path), write)


def check(path: Path) -> None:
    """Raises SaveError where ``save`` would at once, for those who first compute for long what they save."""
    with _told(path):
        target = path.resolve()
        _mode(target, path)
        temporary, descriptor = _create(target, None)
        os.close(descriptor)
        temporary.unlink()


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SaveError(f"{path}: could not be saved ({reason}); choose another place or name.") from None
    except (ValueError, RuntimeError):  # a NUL in the name, or a loop of links
        raise SaveError(f"{str(path)!r}: is not a possible file name; choose another.") from None


def _mode(target: Path, path: Path) -> int | None:
    """The old file's permissions, None if there is no old file. Raises SaveError for what must not be replaced."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"
        raise SaveError(f"{path}: is {what}; choose another name.")
    if not os.access(target, os.W_OK):
        raise SaveError(f"{path}: is read-only; choose another name.")
    return stat.S_IMODE(status.st_mode)


def _create(target: Path, mode: int | None) -> tuple[Path, int]:
    """A new file beside the target, and its descriptor."""
    if len(os.fsencode(target.name)) > _MAX_NAME_BYTES:  # only the short temporary name would be tried before the end
        raise OSError(errno.ENAMETOOLONG, "the name is too long")
    temporary = target.with_name(f".{os.getpid()}-{time.monotonic_ns()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return temporary, os.open(temporary, flags, 0o666 if mode is None else mode)


def _write(target: Path, mode: int | None, write: Callable[[BinaryIO], object]) -> None:
    temporary, descriptor = _create(target, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode)  # the umask may have taken bits that the old file has
            write(file)
            file.flush()
            os.fsync(descriptor)
        _replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _replace(temporary: Path, target: Path) -> None:
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            os.replace(temporary, target)  # noqa: PTH105 - the call that tests make fail
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in _BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; some file systems cannot, and the file is whole all the same."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
