"""Whereabouts: a file that is open may be renamed or moved meanwhile; it is known by what does not change then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

Identity = tuple[int, int]
_OPEN_FILES = Path("/proc/self/fd")  # Linux: each a link to where the file lies now


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
