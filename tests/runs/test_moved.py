"""A recording that is copied, renamed, moved, deleted or replaced while it is written."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from made_up import checkpoint, record

from playground.foundation.errors import RunFileError
from playground.runs import database
from playground.runs.lock import is_held
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    folder.mkdir()
    return folder / "录音 é.run"


def rename(path: Path) -> Path:
    return path.rename(path.with_name("other.run"))


def move(path: Path) -> Path:
    folder = path.parent / "deeper"
    folder.mkdir()
    return path.rename(folder / "b.run")


def move_the_folder(path: Path) -> Path:
    return path.parent.rename(path.parent.with_name("elsewhere")) / path.name


@pytest.mark.parametrize("moved", [rename, move, move_the_folder])
def test_that_a_moved_recording_goes_on_where_it_is_now(path: Path, moved: object, tmp_path: Path) -> None:
    writer = RunWriter.create(path, "{}", {})
    record(writer, 1, 10)
    writer.save_checkpoint(checkpoint(10))
    place: Path = moved(path)  # type: ignore[operator]
    with RunReader(place) as reader:
        assert reader.checkpoint().step == 10
    record(writer, 11, 20)
    writer.save_checkpoint(checkpoint(20))
    assert writer.path == place and is_held(place) and not is_held(path)
    writer.add_losses(21, np.arange(21, 31, dtype=np.float32))
    writer.close("finished")
    assert sorted(found.name for found in tmp_path.rglob("*") if found.is_file()) == [place.name]
    with RunReader(place) as reader:
        assert reader.state == "finished" and reader.last_step() == 30 and reader.checkpoint().step == 20


def test_that_a_recording_moved_just_before_its_end_is_whole(path: Path, tmp_path: Path) -> None:
    writer = RunWriter.create(path, "{}", {})
    record(writer, 1, 10)
    place = rename(path)
    writer.close("stopped", "somebody said so")
    with RunReader(place) as reader:
        assert (reader.state, reader.reason, reader.last_step()) == ("stopped", "somebody said so", 10)
    assert [found.name for found in tmp_path.rglob("*") if found.is_file()] == [place.name]


def test_that_a_recording_that_is_being_read_when_it_is_moved_follows_later(path: Path) -> None:
    writer = RunWriter.create(path, "{}", {})
    with RunReader(path) as reader:
        record(writer, 1, 10)
        writer.flush()
        assert reader.last_step() == 10
        place = rename(path)
        reader._connection.execute("BEGIN")
        reader.last_step()
        record(writer, 11, 20)
        writer.flush()
    record(writer, 21, 30)
    writer.close("finished")
    with RunReader(place) as reader:
        assert (reader.state, reader.last_step()) == ("finished", 30)


def test_that_a_deleted_recording_is_one_sentence_and_leaves_nothing(path: Path) -> None:
    writer = RunWriter.create(path, "{}", {})
    record(writer, 1, 10)
    path.unlink()
    with pytest.raises(RunFileError, match="was deleted or moved to another disk while it was being recorded"):
        writer.flush()
    with pytest.raises(RunFileError, match="was deleted"):
        writer.close("failed")
    assert not list(path.parent.iterdir())


def test_that_a_recording_is_not_written_into_the_file_that_took_its_place(path: Path) -> None:
    writer = RunWriter.create(path, "{}", {})
    record(writer, 1, 10)
    other = path.with_name("b.txt")
    other.write_text("a diary")
    other.replace(path)
    with pytest.raises(RunFileError, match="was deleted"):
        writer.close("finished")
    assert path.read_text() == "a diary" and not is_held(path)


def test_that_a_file_is_found_again_without_the_list_of_open_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_OPEN_FILES", path / "nowhere")
    writer = RunWriter.create(path, "{}", {})
    place = rename(path)
    writer.close("finished")
    assert writer.path == place


def test_that_a_copy_made_while_it_is_recorded_holds_all_up_to_the_last_checkpoint(path: Path) -> None:
    writer = RunWriter.create(path, "{}", {})
    copies = []
    for last in range(10, 50, 10):
        record(writer, last - 9, last)
        writer.save_checkpoint(checkpoint(last))
        writer.add_losses(last + 1, np.ones(5, np.float32))
        writer.flush()
        copies.append(Path(shutil.copyfile(path, path.with_name(f"copy-{last}.run"))))
    writer.close()
    for copy in copies:
        last = int(copy.stem.removeprefix("copy-"))
        with RunReader(copy) as reader:
            assert reader.checkpoint().step == last and reader.last_step() >= last
        with RunWriter.resume(copy, last) as again:
            record(again, last + 1, last + 10)


def test_that_a_copy_made_at_once_is_a_recording_that_has_not_begun(path: Path) -> None:
    with RunWriter.create(path, "{}", {}):
        copy = Path(shutil.copyfile(path, path.with_name("copy.run")))
    with RunReader(copy) as reader:
        assert reader.state == "new" and reader.checkpoint_steps() == []


def test_that_a_copy_cut_short_says_that_it_was_made_too_early(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        record(writer, 1, 200)
        writer.save_checkpoint(checkpoint(200))
        data = path.read_bytes()
        copy = path.with_name("copy.run")
        for size in (4096, len(data) // 2, len(data) - 4096):
            copy.write_bytes(data[:size])
            with pytest.raises(RunFileError, match="was copied while it was being recorded; copy it again"):
                RunWriter.resume(copy, 200)
    path.with_name("first.run").write_bytes(data[:18] + b"\x02\x02" + data[20:100])
    with pytest.raises(RunFileError, match="was copied while it was being recorded"):
        RunReader(path.with_name("first.run"))
