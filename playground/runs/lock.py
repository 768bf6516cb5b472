"""One writer a recording: a lock that the system releases however its holder ends."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

from playground.experiment.errors import RunFileError


class WriterLock:
    """Held from construction to ``release``. It lies in the temporary folder, beside no one's recordings.

    Raises:
        RunFileError: when another writer holds it.
    """

    def __init__(self, path: Path) -> None:
        name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:24]
        place = Path(tempfile.gettempdir()) / f"neural-playground-{name}.lock"
        try:
            self._descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise RunFileError(f"{path}: cannot be locked for recording ({error.strerror}); free {place}.") from None
        try:
            _lock(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise RunFileError(f"{path}: is being recorded by another run; wait for it or choose another file.") from None

    def release(self) -> None:
        """Let the next writer in."""
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
