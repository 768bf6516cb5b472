"""Trash: recordings that were deleted, kept for a week in a folder beside the others so that it can be undone."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from playground.foundation.errors import RunFileError
from playground.runs.lock import WriterLock

NAME = ".deleted-runs"
KEPT_SECONDS = 7 * 24 * 3600.0
BESIDE = ("", "-wal")  # what belongs to a recording that was not closed: its end is in the log


@dataclass(frozen=True)
class Deleted:
    """One recording in the trash: where it was, and where it lies."""

    path: Path
    place: Path


def delete(path: Path) -> Deleted:
    """Move a recording into the trash of its folder. Raises RunFileError, also while it is being recorded."""
    lock = WriterLock(path)
    try:
        place = path.parent / NAME / f"{time.time_ns()}"
        place.mkdir(parents=True)
        _move(path, place)
    except OSError as error:
        raise RunFileError(f"{path}: could not be deleted ({error.strerror or error}); nothing was changed.") from None
    finally:
        lock.release()
    return Deleted(path, place)


def restore(deleted: Deleted) -> None:
    """Put it back where it was. Raises RunFileError where another file has its name now."""
    if deleted.path.exists():
        raise RunFileError(f"{deleted.path}: another recording has this name now; rename or move that file first.")
    try:
        _move(deleted.place / deleted.path.name, deleted.path.parent)
        deleted.place.rmdir()
        with contextlib.suppress(OSError):  # others may be in it
            deleted.place.parent.rmdir()
    except OSError as error:
        reason = error.strerror or error
        raise RunFileError(f"{deleted.path}: could not be put back ({reason}); it lies in {deleted.place}.") from None


def purge(folder: Path, now: float | None = None) -> None:
    """Delete for good what was deleted more than a week before ``now`` (seconds since 1970)."""
    oldest = (time.time() if now is None else now) - KEPT_SECONDS
    trash = folder / NAME
    with contextlib.suppress(OSError):
        for place in list(trash.iterdir()):
            if place.name.isascii() and place.name.isdigit() and int(place.name) / 1e9 < oldest:
                shutil.rmtree(place, ignore_errors=True)
        trash.rmdir()  # when nothing is left in it


def _move(path: Path, folder: Path) -> None:
    """The log first: a recording without its log looks whole and is not, a log alone looks like nothing."""
    for end in reversed(BESIDE):
        source = path.with_name(path.name + end)
        if not end or source.exists():
            os.replace(source, folder / source.name)  # noqa: PTH105 - within one file system
