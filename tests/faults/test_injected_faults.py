"""R03 for saved files: whichever call fails and however, the old bytes stay, one sentence is said, nothing is left."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from playground.foundation import atomic
from playground.foundation.errors import SaveError

OLD, NEW = b"the old good file", [b"x" * 50_000] * 8
ERRORS = [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS]


class Faults:
    """Lets the k-th of the counted calls fail."""

    def __init__(self, code: int, wanted: int) -> None:
        self.code, self.wanted, self.calls, self.over = code, wanted, 0, False

    def count(self) -> None:
        if self.over:
            return
        self.calls += 1
        if self.calls == self.wanted:
            raise OSError(self.code, os.strerror(self.code))

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.count()
            return function(*arguments, **named)

        return call


class FaultyFile:
    """A file whose writes and flushes are counted."""

    def __init__(self, file: BinaryIO, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def __enter__(self) -> "FaultyFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        self._faults.count()
        return self._file.write(data)

    def flush(self) -> None:
        self._faults.count()
        self._file.flush()


def inject(patches: pytest.MonkeyPatch, faults: Faults) -> None:
    """Open, write, flush, fsync and replace of the save are counted; what comes after the replace is not."""
    fdopen, replace = os.fdopen, os.replace

    def opened(*arguments: Any) -> FaultyFile:
        return FaultyFile(fdopen(*arguments), faults)

    def replaced(*arguments: Any) -> None:
        faults.count()
        replace(*arguments)
        faults.over = True

    for name in ("open", "fchmod", "fsync"):
        patches.setattr(os, name, faults.before(getattr(os, name)))
    patches.setattr(os, "fdopen", opened)
    patches.setattr(os, "replace", replaced)


def write(file: BinaryIO) -> None:
    for part in NEW:
        file.write(part)


@pytest.mark.parametrize("code", ERRORS, ids=errno.errorcode.get)
def test_that_a_failing_save_leaves_the_old_bytes_and_says_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    path = tmp_path / "a.bin"
    faults = Faults(code, 0)
    path.write_bytes(OLD)
    with monkeypatch.context() as patches:
        inject(patches, faults)
        atomic.save(path, write)
    assert path.read_bytes() == b"".join(NEW)
    total = faults.calls
    assert total >= 4 + len(NEW), "open, each write, flush, fsync, replace"
    for wanted in range(1, total + 1):
        path.write_bytes(OLD)
        with monkeypatch.context() as patches, pytest.raises(SaveError) as caught:
            inject(patches, Faults(code, wanted))
            atomic.save(path, write)
        assert path.read_bytes() == OLD, f"call {wanted}"
        assert list(tmp_path.iterdir()) == [path], f"call {wanted}"
        assert str(path) in str(caught.value) and os.strerror(code) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_that_a_folder_that_cannot_be_synced_does_not_fail_a_save_that_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def refuse_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    atomic.save_bytes(tmp_path / "a.bin", b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"
