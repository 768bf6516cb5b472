"""A folder of pictures is looked at, split and read the same on every machine, whatever lies in it."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground.cli import main
from playground.corpora import picture_arrays, picture_folders, pictures
from playground.corpora.looking import look
from playground.corpora.pictures import PictureView, decoded
from playground.data.fingerprint import Fingerprint
from playground.data.inventory import shown
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.foundation import places
from playground.foundation.errors import DataError, SettingsError
from playground.runs.listing import read
from playground.tasks.picture_folder import PictureFolderSettings


def fill(place: Path, count: int = 10, first: int = 0, size: int = 8) -> Path:
    """PictureArrays that all differ, bright in the rows that their class says."""
    dice = np.random.default_rng(first)
    for row, name in enumerate(("cat", "dog", "鸟")):
        (place / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            values = dice.integers(0, 60, (size, size), dtype=np.uint8)
            values[2 * row : 2 * row + 2] += 190
            Image.fromarray(values).save(place / name / f"{number}.png")
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "图 é")


def task(folder: Path, **changes: object) -> PictureFolderSettings:
    return PictureFolderSettings(folder=str(folder), size=8, **changes)


def test_that_it_trains_from_the_command_line_under_another_preset(folder: Path, tmp_path: Path) -> None:
    recording = tmp_path / "a.run"
    words = ["task.kind=picture-folder", f'task.folder="{folder}"', "task.size=8", "training.batch_size=8"]
    assigned = [word for one in words for word in ("--set", one)]
    assert main(["train", "cnn-digits", *assigned, "--steps", "60", "--out", str(recording)]) == 0
    entry = read(recording, recording.stat().st_size, held=False)
    assert entry.task == "picture-folder" and (entry.result or 0) > 0.9 > 0.4 > (entry.baseline or 1)


def test_that_another_kind_begins_with_its_defaults_and_keeps_what_follows() -> None:
    asked = override(presets.find("cnn-digits").experiment, ["task.kind=picture-folder", "task.size=16"])
    assert asked.task == PictureFolderSettings(size=16)
    with pytest.raises(SettingsError, match="view"):
        override(asked, ["task.view=rows"])


def test_that_the_split_follows_seed_and_content_and_not_the_order_of_the_disk(folder: Path, tmp_path: Path) -> None:
    data = task(folder).load(3)
    assert (len(data.train), len(data.test)) == (24, 6) and data.shape.targets.labels == ("cat", "dog", "鸟")
    assert np.bincount(data.test.targets).tolist() == [2, 2, 2]
    other = tmp_path / "other"
    for path in sorted(folder.rglob("*.png"), reverse=True):
        (other / path.parent.name).mkdir(parents=True, exist_ok=True)
        (other / path.parent.name / path.name).write_bytes(path.read_bytes())
    assert Fingerprint.of(data).difference(Fingerprint.of(task(other).load(3))) == ""
    assert Fingerprint.of(data).difference(Fingerprint.of(task(folder).load(4)))


def test_that_the_same_bytes_never_stand_on_both_sides(folder: Path) -> None:
    for number in range(10):
        (folder / "cat" / f"copy {number}.png").write_bytes((folder / "cat" / f"{number}.png").read_bytes())
    data = task(folder).load(0)
    learned = {row.tobytes() for row in data.train.inputs[0]}
    assert not [row for row in data.test.inputs[0] if row.tobytes() in learned]
    assert "10 pictures repeat another, byte for byte." in look(str(folder)).warnings


def test_that_folders_named_train_and_test_are_the_split_and_leaks_are_told(tmp_path: Path) -> None:
    fill(tmp_path / "train")
    fill(tmp_path / "Test", 4, first=1)
    data = task(tmp_path).load(0)
    assert (len(data.train), len(data.test)) == (30, 12)
    leaked = (tmp_path / "train" / "dog" / "1.png").read_bytes()
    (tmp_path / "Test" / "dog" / "1.png").write_bytes(leaked)
    found = look(str(tmp_path))
    assert dict(found.splits) == {"train": 30, "test": 12}
    assert any(one.startswith("1 test pictures are among the training pictures") for one in found.warnings)


def test_that_what_is_left_out_is_told_with_its_reason(folder: Path) -> None:
    (folder / "cat" / ".hidden.png").write_bytes(b"x")
    (folder / "cat" / "cut.png").write_bytes((folder / "cat" / "1.png").read_bytes()[:60])
    (folder / "dog" / "text\n.png").write_text("no picture")
    (folder / "dog" / "link.png").symlink_to("/etc/passwd")
    (folder / "dog" / "away").symlink_to("/etc")
    (folder / "dog" / "inner").mkdir()
    (folder / "empty").mkdir()
    (folder / "readme.txt").write_text("words")
    os.mkfifo(folder / "dog" / "pipe.png")
    found = look(str(folder))
    told = {one.reason: (one.count, one.names) for one in found.left_out}
    assert told["hidden, or of the system"] == (1, ("cat/.hidden.png",))
    assert told["damaged, too large, or no picture"] == (2, ("cat/cut.png", "dog/text\\n.png"))
    assert told["a link"][0] == 2 and told["no regular file"] == (1, ("dog/pipe.png",))
    assert told["a class without pictures"] == (1, ("empty",)) and told["a folder inside that of a class"][0] == 1
    assert told["outside of a folder of a class"] == (1, ("readme.txt",))
    assert found.classes == (("cat", 10), ("dog", 10), ("鸟", 10)) and found.majority == pytest.approx(1 / 3)
    assert all("\n" not in line for line in found.lines()) and found.examples[0][1].shape == (5, 8, 8)
    assert len(task(folder).load(0).train) + len(task(folder).load(0).test) == 30


def test_that_the_command_prints_it_for_people_and_for_programs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", str(folder)]) == 0
    assert "Classes: 3, examples: 30." in capsys.readouterr().out
    assert main(["data", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kind"] == "picture-folder" and told["settings"]["task.size"] == 8
    assert main(["data", str(folder / "nowhere")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_that_an_edit_scans_a_folder_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task(folder).shape()
    monkeypatch.setattr(picture_folders, "_Scan", None)
    assert task(folder, colour="rgb").shape().inputs.channels == 3
    monkeypatch.undo()
    Image.new("L", (8, 8)).save(folder / "cat" / "new.png")
    assert len(picture_folders.listing(str(folder)).examples) == 31


@pytest.mark.parametrize(("count", "words"), [(0, "no folder with pictures"), (1, "only the class")])
def test_that_fewer_than_two_classes_are_refused(tmp_path: Path, count: int, words: str) -> None:
    for number in range(count):
        (tmp_path / f"{number}").mkdir()
        Image.new("L", (8, 8)).save(tmp_path / f"{number}" / "a.png")
    with pytest.raises(DataError, match=words):
        task(tmp_path).shape()


def test_that_too_many_classes_and_too_many_pixels_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_folders, "MOST_CLASSES", 5)
    for number in range(7):
        (tmp_path / f"{number}").mkdir()
    with pytest.raises(DataError, match="more than 5 folders"):
        task(tmp_path).shape()
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    Image.new("L", (20, 20)).save(tmp_path / "a.png")
    with pytest.raises(DataError, match="more than 100 pixels"):
        decoded((tmp_path / "a.png").read_bytes(), "a.png", PictureView(8))


def test_that_depth_transparency_and_orientation_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.array([[0, 65535], [32896, 257]], np.uint16)).save(path)
    assert decoded(path.read_bytes(), "a", PictureView(2)).tolist() == [[0, 255], [128, 1]]
    Image.fromarray(np.array([[[9, 9, 9, 0], [9, 9, 9, 255]]] * 2, np.uint8)).save(path)
    assert decoded(path.read_bytes(), "a", PictureView(2, ground="white")).tolist() == [[255, 9], [255, 9]]
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    Image.fromarray(np.array([[1, 2], [3, 4]], np.uint8)).save(path, exif=exif)
    assert decoded(path.read_bytes(), "a", PictureView(2)).tolist() == [[4, 3], [2, 1]]


def test_that_many_pictures_are_mapped_and_are_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = task(folder).load(0)
    monkeypatch.setattr(places, "cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(picture_arrays, "IN_MEMORY", 1000)
    for _ in range(2):  # made, and found again
        assert Fingerprint.of(task(folder).load(0)) == Fingerprint.of(plain)
    assert len(list((tmp_path / "cache").rglob("*.f4"))) == 1 and not list(tmp_path.rglob("*.part"))
    for seed in range(1, 6):
        task(folder).load(seed)
    assert len(list((tmp_path / "cache").rglob("*.f4"))) <= 3
    monkeypatch.setattr(picture_arrays, "KEPT", 1000)  # bytes: the newest alone stays
    task(folder).load(7)
    assert len(list((tmp_path / "cache").rglob("*.f4"))) == 1
    monkeypatch.setattr(picture_arrays, "MOST", 1000)
    with pytest.raises(DataError, match="choose a smaller size"):
        task(folder).load(0)


def test_that_any_name_is_shown_on_one_line() -> None:
    assert shown("a\nb\udcffc") == "a\\nb\\udcffc" and len(shown("x" * 500)) == 60
