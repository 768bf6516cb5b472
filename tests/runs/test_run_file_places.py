"""Where recordings may lie: full disks, read-only media, impossible names."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from made_up import checkpoint, record

from playground.foundation.errors import RunFileError
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "中文 空格 é😀 100%#?.run"


@contextlib.contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """The system itself refuses to let any file of this process grow beyond ``size`` bytes."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    compiling, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # Python would keep the half of a module
    try:
        yield
    finally:
        sys.dont_write_bytecode = compiling
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_that_a_full_disk_is_one_sentence_and_what_waited_is_written_later(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        record(writer, 1, 10)
        writer.save_checkpoint(checkpoint(10))
        writer.add_losses(11, np.arange(11, 100_011, dtype=np.float32))
        with disk_full_after(200_000):
            for attempt in (writer.flush, lambda: writer.save_checkpoint(checkpoint(100_010))):
                with pytest.raises(RunFileError, match="free space"):
                    attempt()
        with RunReader(path) as reader:
            assert reader.checkpoint().step == 10 and len(reader.losses()[0]) == 10
        writer.save_checkpoint(checkpoint(100_010))
    with RunReader(path) as reader:
        assert reader.checkpoint().step == 100_010 and len(reader.losses()[0]) == 100_010


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_that_a_run_whose_last_words_find_no_room_has_failed_and_says_why(path: Path) -> None:
    writer = RunWriter.create(path, "{}", {})
    record(writer, 1, 10)
    writer.save_checkpoint(checkpoint(10))
    writer.add_losses(11, np.arange(11, 100_011, dtype=np.float32))
    with disk_full_after(200_000), pytest.raises(RunFileError, match="free space") as caught:
        writer.close("finished")
    with RunReader(path) as reader:
        assert (reader.state, reader.reason) == ("failed", str(caught.value))
        assert reader.checkpoint().step == 10


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_that_a_recording_that_cannot_be_begun_leaves_nothing_behind(path: Path) -> None:
    with disk_full_after(3000), pytest.raises(RunFileError):
        RunWriter.create(path, "{}", {})
    assert not list(path.parent.iterdir())
    RunWriter.create(path, "{}", {}).close()


@pytest.mark.parametrize("name", ["file/a.run", "x" * 300 + ".run", "folder", "a\0b.run"])
def test_that_an_impossible_place_for_a_recording_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"a file where a folder should be")
    (tmp_path / "folder").mkdir()
    for attempt in (lambda path: RunWriter.create(path, "{}", {}), lambda path: RunWriter.resume(path, 0), RunReader):
        with pytest.raises(RunFileError) as caught:
            attempt(tmp_path / name)
        assert name[:1] in str(caught.value)
    assert len(list(tmp_path.iterdir())) == 2


def test_that_a_missing_recording_is_refused_and_not_created(path: Path) -> None:
    for attempt in (RunReader, lambda missing: RunWriter.resume(missing, 0)):
        with pytest.raises(RunFileError, match="is not there"):
            attempt(path)
    assert not list(path.parent.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize(
    "left", [[], ["a.run-wal"], ["a.run-wal", "a.run-shm"]], ids=["closed", "log", "log and index"]
)
def test_that_a_recording_on_a_read_only_medium_is_read_and_not_resumed(
    open_folder: Path, without_privileges: Callable[[], AbstractContextManager[None]], left: list[str]
) -> None:
    path = open_folder / "a.run"
    with RunWriter.create(path, "{}", {}) as writer:
        record(writer, 1, 20)
        writer.save_checkpoint(checkpoint(20))
        if not left:
            writer.close()
        else:  # what a killed writer leaves
            path = open_folder / "copy" / "a.run"
            path.parent.mkdir()
            for name in ("a.run", *left):
                (path.parent / name).write_bytes((open_folder / name).read_bytes())
    path.parent.chmod(0o555)
    with without_privileges():
        with RunReader(path) as reader:
            assert (len(reader.losses()[0]), reader.checkpoint().step) == (20, 20)
        with pytest.raises(RunFileError, match="cannot be recorded"):
            RunWriter.resume(path, 20)
    path.parent.chmod(0o755)
