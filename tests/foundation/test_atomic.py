"""Atomic saves: whole or not at all, where the user said, with one sentence when it cannot be."""

import contextlib
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from playground.foundation.atomic import save, save_bytes
from playground.foundation.errors import SaveError

Stepping = Callable[[], AbstractContextManager[None]]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


def test_that_a_new_file_has_its_bytes_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    save_bytes(tmp_path / "a.bin", b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [tmp_path / "a.bin"]


@POSIX
def test_that_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    with umask(0o027):
        save_bytes(tmp_path / "a.bin", b"new")
    assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == 0o640


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_that_an_old_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    path.chmod(mode)
    with umask(0o077):
        save_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


@POSIX
def test_that_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "elsewhere" / "target.bin", tmp_path / "link.bin"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    save_bytes(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_that_a_writer_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise KeyError("a mistake")

    with pytest.raises(KeyError):
        save(path, write)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


AWKWARD = ["中文 空格 é😀.bin", " leading.bin", "two\nlines.bin", "100%#?&.bin", "-r.bin", "no suffix", "a" * 200]


@POSIX
@pytest.mark.parametrize("name", AWKWARD)
def test_that_awkward_names_are_names_like_any_other(tmp_path: Path, name: str) -> None:
    for data in (b"one", b"two"):
        save_bytes(tmp_path / name, data)
        assert (tmp_path / name).read_bytes() == data
    assert len(list(tmp_path.iterdir())) == 1


def refused(path: Path) -> str:
    with pytest.raises(SaveError) as caught:
        save_bytes(path, b"new")
    sentence = str(caught.value)
    assert path.name[:20] in sentence, "the message names the path"
    assert caught.value.__cause__ is None
    return sentence


def test_that_a_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "is a folder" in refused(tmp_path / "folder")
    assert (tmp_path / "folder").is_dir()


@POSIX
def test_that_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in refused(tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()


@POSIX
@pytest.mark.parametrize("name", ["missing/a.bin", "file/a.bin", "x" * 300, "字" * 100, "loop"])
def test_that_an_impossible_place_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"a file where a folder should be")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    before = sorted(tmp_path.iterdir())
    refused(tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


@POSIX
def test_that_a_name_with_a_zero_byte_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="not a possible file name"):
        save_bytes(tmp_path / "a\0b", b"new")


@POSIX
def test_that_a_read_only_folder_is_refused_in_one_sentence(open_folder: Path, without_privileges: Stepping) -> None:
    path = open_folder / "a.bin"
    path.write_bytes(b"old")
    path.chmod(0o666)
    open_folder.chmod(0o555)
    with without_privileges():
        assert "Permission denied" in refused(path)
    assert path.read_bytes() == b"old"


@POSIX
def test_that_a_read_only_file_is_not_replaced(open_folder: Path, without_privileges: Stepping) -> None:
    path = open_folder / "a.bin"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with without_privileges():
        assert "read-only" in refused(path)
    assert path.read_bytes() == b"old"


def busy_on_windows(failures: list[int]) -> OSError:
    error = PermissionError(13, "The process cannot access the file")
    error.winerror = failures.pop()
    return error


def test_that_a_file_that_windows_holds_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures, replace = [5, 32, 33], os.replace

    def slow(source: Path, target: Path) -> None:
        if failures:
            raise busy_on_windows(failures)
        replace(source, target)

    monkeypatch.setattr(os, "replace", slow)
    save_bytes(tmp_path / "a.bin", b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"


def test_that_a_file_that_windows_holds_for_good_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))

    def held(source: Path, target: Path) -> None:
        raise busy_on_windows([32])

    monkeypatch.setattr(os, "replace", held)
    refused(tmp_path / "a.bin")
    assert 2.4 < clock[0] < 3.0
    assert not list(tmp_path.iterdir())
