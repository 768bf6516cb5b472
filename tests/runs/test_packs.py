"""A pack gives its recording back bit for bit, and what is no pack of ours is refused in one sentence."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from recordings import recorded

from playground.foundation.errors import PlaygroundError, RunFileError
from playground.runs import packs
from playground.runs.packs import MANIFEST, RECORDING, Shown
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter

GOOD = json.dumps({"version": 1, "name": "a", "step": 3})


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return recorded(tmp_path / "数字 é 2026-11-24 10.15.30.run")


@pytest.fixture
def pack(tmp_path: Path, recording: Path) -> Path:
    target = tmp_path / "讲座 é.zip"
    packs.write(target, recording, Shown(recording.stem, 50), {"pictures/light/a.png": b"png", "handout.html": b"<p>"})
    return target


def zipped(path: Path, entries: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_that_a_pack_gives_its_recording_back_bit_for_bit(pack: Path, recording: Path, tmp_path: Path) -> None:
    assert packs.check(pack) == Shown(recording.stem, 50)
    found, shown = packs.unpack(pack, tmp_path / "runs")
    assert found.read_bytes() == recording.read_bytes() and shown.step == 50
    assert found.parent == tmp_path / "runs" and found.name.startswith("数字-é 20")


def test_that_a_pack_opened_twice_is_one_recording(pack: Path, tmp_path: Path) -> None:
    one, two = (packs.unpack(pack, tmp_path / "runs")[0] for _ in range(2))
    assert one == two and len(list((tmp_path / "runs").iterdir())) == 1


def test_that_the_same_run_gives_the_same_pack(pack: Path, recording: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    files = {"pictures/light/a.png": b"png", "handout.html": b"<p>"}
    packs.write(again, recording, Shown(recording.stem, 50), files)
    assert again.read_bytes() == pack.read_bytes()


def test_that_a_recording_that_is_being_written_is_copied_whole(recording: Path, tmp_path: Path) -> None:
    with RunReader(recording) as reader:
        experiment = reader.experiment_json
    with RunWriter.create(tmp_path / "live.run", experiment, {}) as writer:
        writer.add_metrics(7, {"loss": 0.5})
        writer.flush()
        packs.copy(tmp_path / "live.run", tmp_path / "copy.run")
        with RunReader(tmp_path / "copy.run") as reader:
            assert reader.metrics() == [(7, {"loss": 0.5})]
    assert not list(tmp_path.glob("copy.run-*"))
    with sqlite3.connect(tmp_path / "copy.run") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


@pytest.mark.parametrize(
    "entries",
    [
        {"a.txt": "a"},
        {MANIFEST: GOOD},
        {RECORDING: "run"},
        {MANIFEST: "no json", RECORDING: "run"},
        {MANIFEST: "[]", RECORDING: "run"},
        {MANIFEST: '{"version": 1, "name": 5, "step": 3}', RECORDING: "run"},
        {MANIFEST: '{"version": 1, "name": "a", "step": -3}', RECORDING: "run"},
        {MANIFEST: '{"version": 99, "name": "a", "step": 3}', RECORDING: "run"},
        {MANIFEST: GOOD, RECORDING: b"\0" * 30_000_000},
        {MANIFEST: GOOD + " " * (2 << 20), RECORDING: "run"},
        {MANIFEST: GOOD, RECORDING: "run", **{f"{n}.txt": "" for n in range(packs.ENTRIES)}},
        {MANIFEST: GOOD, RECORDING: "no recording"},
    ],
)
def test_that_what_is_no_pack_is_refused_in_one_sentence(tmp_path: Path, entries: dict[str, bytes | str]) -> None:
    path = zipped(tmp_path / "x.zip", entries)
    with pytest.raises(PlaygroundError) as caught:
        packs.unpack(path, tmp_path / "runs")
    assert "\n" not in str(caught.value) and not (tmp_path / "runs").exists()


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all" * 100])
def test_that_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with pytest.raises(RunFileError, match=r"x\.zip"):
        packs.unpack(path, tmp_path / "runs")
    with pytest.raises(RunFileError, match="check the name"):
        packs.unpack(tmp_path / "missing.zip", tmp_path / "runs")


def test_that_names_in_a_pack_lead_nowhere(recording: Path, tmp_path: Path) -> None:
    """Nothing but the recording is written, wherever the other names point and whatever the manifest says."""
    manifest = json.dumps({"version": 1, "name": "../../../evil", "step": 3})
    entries = {MANIFEST: manifest, RECORDING: recording.read_bytes(), "../evil": "x", "/tmp/evil-absolute": "x"}
    found, _ = packs.unpack(zipped(tmp_path / "x.zip", entries), tmp_path / "a" / "runs")
    written = [path for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert written == [found] and found.parent == tmp_path / "a" / "runs"
    assert not (tmp_path / "evil").exists() and not Path("/tmp/evil-absolute").exists()


def test_that_a_pack_of_an_earlier_version_opens(recording: Path, tmp_path: Path) -> None:
    """They had no folder of their own inside."""
    manifest = json.dumps({"version": 1, "name": "数字", "step": 50})
    path = zipped(tmp_path / "old.zip", {MANIFEST: manifest, RECORDING: recording.read_bytes(), "film.gif": b"GIF"})
    assert packs.check(path) == Shown("数字", 50)
    assert packs.unpack(path, tmp_path / "runs")[0].read_bytes() == recording.read_bytes()


@pytest.mark.parametrize(
    ("name", "folder"), [("数字 é", "数字 é"), ("a/../b:c", "a-..-b-c"), (" .. ", "pack"), ("x" * 99, "x" * 80)]
)
def test_that_everything_lies_in_one_folder_with_a_date(
    recording: Path, tmp_path: Path, name: str, folder: str
) -> None:
    target = tmp_path / "a.zip"
    packs.write(target, recording, Shown(name, 3), {"pictures/a.png": b"png"}, changed=1_700_000_000.0)
    with zipfile.ZipFile(target) as archive:
        assert {one.filename for one in archive.infolist()} == {
            f"{folder}/{MANIFEST}", f"{folder}/{RECORDING}", f"{folder}/pictures/a.png"
        }  # fmt: skip
        assert {one.date_time[0] for one in archive.infolist()} == {2023}
    packs.write(target, recording, Shown(name, 3), {}, changed=0.0)
    assert packs.check(target).step == 3, "a date that no ZIP can hold is the earliest there is"


def test_that_a_recording_named_twice_is_refused(recording: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {MANIFEST: GOOD, RECORDING: recording.read_bytes()})
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(RECORDING, b"another")
    with pytest.raises(RunFileError, match="more than"):
        packs.unpack(path, tmp_path / "runs")


def test_that_flipped_bytes_never_do_more_than_a_sentence(pack: Path, recording: Path, tmp_path: Path) -> None:
    good = pack.read_bytes()
    path = tmp_path / "x.zip"
    for place in range(0, len(good), max(1, len(good) // 150)):
        data = bytearray(good)
        data[place] ^= 0xFF
        path.write_bytes(data)
        try:
            found, _ = packs.unpack(path, tmp_path / "runs")
        except PlaygroundError as error:
            assert "\n" not in str(error)
        else:
            assert found.read_bytes() == recording.read_bytes()


def test_that_a_pack_cut_off_anywhere_is_refused(pack: Path, tmp_path: Path) -> None:
    good = pack.read_bytes()
    path = tmp_path / "x.zip"
    for length in range(0, len(good), max(1, len(good) // 60)):
        path.write_bytes(good[:length])
        with pytest.raises(PlaygroundError):
            packs.unpack(path, tmp_path / "runs")
