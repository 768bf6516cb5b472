"""A folder of recordings: read once, named, tagged, deleted and put back; damaged ones say why."""

from pathlib import Path

import pytest

from playground.foundation.errors import RunFileError
from playground.runs import listing, trash
from playground.runs.listing import Entry, Listing, differing
from playground.runs.lock import WriterLock
from playground.runs.notes import rename, tag
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter
from tests.recordings import recorded


def entries(folder: Path) -> dict[str, Entry]:
    return {entry.path.name: entry for entry in Listing(folder).scan()}


def test_that_an_entry_says_what_became_of_a_run(tmp_path: Path) -> None:
    recorded(tmp_path / "a.run", "training.learning_rate=0.02")
    (entry,) = entries(tmp_path).values()
    assert (entry.name, entry.state, entry.step, entry.total) == ("a", "finished", 100, 100)
    assert (entry.architecture, entry.task, entry.metric) == ("cnn", "digits", "accuracy")
    assert entry.result == pytest.approx(0.901) and entry.baseline == 0.1 and entry.seconds == pytest.approx(1.0)
    assert entry.settings["training.learning_rate"] == 0.02 and entry.settings["architecture.stages.0.channels"] == 8
    assert entry.problem == "" and entry.size >= (tmp_path / "a.run").stat().st_size


def test_that_damaged_files_are_listed_with_their_sentence(tmp_path: Path) -> None:
    recorded(tmp_path / "good.run")
    (tmp_path / "half.run").write_bytes((tmp_path / "good.run").read_bytes()[:5000])
    (tmp_path / "text.run").write_text("hello", encoding="utf-8")
    (tmp_path / "other.txt").write_text("hello", encoding="utf-8")
    RunWriter.create(tmp_path / "nothing.run", "[]", {}).close()
    found = entries(tmp_path)
    assert sorted(found) == ["good.run", "half.run", "nothing.run", "text.run"]
    for name in ("half.run", "nothing.run", "text.run"):
        assert name in found[name].problem and found[name].problem.endswith(".") and "\n" not in found[name].problem
    with pytest.raises(RunFileError, match="cannot be listed"):
        entries(tmp_path / "missing")


def test_that_only_files_that_have_changed_are_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        recorded(tmp_path / f"{name}.run")
    opened: list[str] = []
    read = listing.read

    def counted(path: Path, size: int, held: bool) -> Entry:
        opened.append(path.name)
        return read(path, size, held)

    monkeypatch.setattr(listing, "read", counted)
    one = Listing(tmp_path)
    assert len(list(one.scan())) == len(list(one.scan())) == 3
    assert opened == ["a.run", "b.run", "c.run"]
    rename(tmp_path / "b.run", "second")
    (tmp_path / "a.run").unlink()
    assert [entry.name for entry in one.scan()] == ["second", "c"]
    assert opened[3:] == ["b.run"]


def test_that_a_run_being_recorded_and_one_that_was_killed_are_told_apart(tmp_path: Path) -> None:
    recorded(tmp_path / "killed.run", state="running")
    recorded(tmp_path / "live.run", state="running")
    lock = WriterLock(tmp_path / "live.run")
    try:
        found = entries(tmp_path)
        assert (found["killed.run"].state, found["live.run"].state) == ("interrupted", "recording")
        for change in (lambda path: rename(path, "x"), lambda path: tag(path, ["x"]), trash.delete):
            with pytest.raises(RunFileError, match="being recorded"):
                change(tmp_path / "live.run")
    finally:
        lock.release()
    assert entries(tmp_path)["live.run"].state == "interrupted"


def test_that_name_and_tags_are_kept_in_the_file_and_change_nothing_else(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.run")
    rename(path, "  第一\n run ")
    tag(path, ["good", " two  words ", "", "good"])
    (entry,) = entries(tmp_path).values()
    assert (entry.name, entry.tags) == ("第一 run", ("good", "two words"))
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix in (".run", ""))[0] == "a.run"
    assert not list(tmp_path.glob("a.run-*"))
    with RunReader(path) as reader:
        assert len(reader.losses()[0]) == 100
    rename(path, "")
    assert entries(tmp_path)["a.run"].name == "a"
    (tmp_path / "text.run").write_text("hello", encoding="utf-8")
    with pytest.raises(RunFileError):
        rename(tmp_path / "text.run", "x")
    assert (tmp_path / "text.run").read_text(encoding="utf-8") == "hello"


def test_that_a_deleted_recording_comes_back_whole_with_its_log(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.run")
    log = tmp_path / "a.run-wal"
    log.write_bytes(b"the end")
    before = path.read_bytes()
    deleted = trash.delete(path)
    assert not entries(tmp_path) and not path.exists() and not log.exists()
    trash.restore(deleted)
    assert path.read_bytes() == before and log.read_bytes() == b"the end"
    assert sorted(file.name for file in tmp_path.glob("*a.run*")) == ["a.run", "a.run-wal"]
    assert not (tmp_path / trash.NAME).exists()


def test_that_undo_does_not_overwrite_a_recording_of_the_same_name(tmp_path: Path) -> None:
    deleted = trash.delete(recorded(tmp_path / "a.run"))
    (tmp_path / "a.run").write_bytes(b"newer")
    with pytest.raises(RunFileError, match="has this name now"):
        trash.restore(deleted)
    assert (tmp_path / "a.run").read_bytes() == b"newer" and (deleted.place / "a.run").exists()


def test_that_the_trash_is_emptied_of_what_is_older_than_a_week(tmp_path: Path) -> None:
    old, young = (trash.delete(recorded(tmp_path / f"{name}.run")) for name in "ab")
    deleted_at = int(old.place.name) / 1e9
    aside = tmp_path / trash.NAME / "notes"
    aside.mkdir()
    trash.purge(tmp_path, deleted_at + trash.KEPT_SECONDS - 1)
    assert old.place.exists() and young.place.exists()
    trash.purge(tmp_path, int(young.place.name) / 1e9 + trash.KEPT_SECONDS + 1)
    assert not old.place.exists() and not young.place.exists() and aside.exists()


def test_that_differing_settings_are_those_that_two_runs_both_have(tmp_path: Path) -> None:
    recorded(tmp_path / "a.run", "training.seed=1")
    recorded(tmp_path / "b.run", "training.seed=2", "training.learning_rate=0.02")
    found = list(entries(tmp_path).values())
    assert differing(found) == ["training.learning_rate", "training.seed"]
    assert differing(found[:1]) == []
