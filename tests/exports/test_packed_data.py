"""Data in a pack: taken along whole, refused with a sentence, and learned from again to the same bits elsewhere."""

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.exports import packed_data
from playground.foundation.errors import DataError
from playground.runs.reader import RunReader

STEPS = ("--set", "training.duration=20", "--set", "training.duration_unit=steps")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "here" / "series.csv"
    path.parent.mkdir()
    values = np.sin(np.arange(600) / 5)
    path.write_text("value\n" + "".join(f"{value:.5f}\n" for value in values), encoding="utf-8")
    return path


def train(table: Path, out: Path) -> None:
    words = ["train", "rnn-sine", "--set", "task.kind=table-series", "--set", f"task.file={table}", *STEPS]
    assert main([*words, "--out", str(out)]) == 0


def test_that_a_pack_takes_the_data_along_and_the_run_goes_on_from_it_elsewhere(table: Path, tmp_path: Path) -> None:
    run, target = tmp_path / "a.run", tmp_path / "a.zip"
    train(table, run)
    whole = tmp_path / "whole.run"
    shutil.copy(run, whole)
    assert main(["train", "--resume", str(whole), "--steps", "30"]) == 0
    assert main(["pack", str(run), "--to", str(target), "--data"]) == 0
    shutil.rmtree(table.parent)
    elsewhere = tmp_path / "elsewhere"
    with zipfile.ZipFile(target) as archive:
        archive.extractall(elsewhere)
    with zipfile.ZipFile(elsewhere / "a" / "data.zip") as archive:
        archive.extractall(elsewhere)
    taken = elsewhere / "a" / "recording.run"
    assert "data.zip" in (elsewhere / "a" / "README.txt").read_text(encoding="utf-8-sig")
    assert main(["train", "--resume", str(taken), "--steps", "30", "--data", str(elsewhere / "series.csv")]) == 0
    with RunReader(taken) as one, RunReader(whole) as other:
        assert one.losses()[1].tolist() == other.losses()[1].tolist() and len(one.losses()[1]) == 30


def test_that_a_folder_is_taken_whole_without_links(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    for name in ("cat/1.png", "dog/狗.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 10)
    (folder / "cat" / "link.png").symlink_to(folder / "dog" / "狗.png")
    settings = ["task.kind=picture-folder", f"task.folder={folder}"]
    data = packed_data.gather(override(presets.find("cnn-digits").experiment, settings))
    assert [name for _, name in data.files] == ["pictures/cat/1.png", "pictures/dog/狗.png"] and data.size == 20
    packed_data.write(data, tmp_path / "data.zip")
    with zipfile.ZipFile(tmp_path / "data.zip") as archive:
        assert archive.namelist() == ["pictures/cat/1.png", "pictures/dog/狗.png"] and archive.testzip() is None


def test_that_a_run_without_own_data_and_one_whose_data_is_gone_are_one_sentence_each(
    table: Path, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="no file or folder of yours"):
        packed_data.gather(presets.find("cnn-digits").experiment)
    settings = ["task.kind=table-series", f"task.file={table}"]
    experiment = override(presets.find("rnn-sine").experiment, settings)
    table.unlink()
    with pytest.raises(DataError, match=r"series\.csv: is not here"):
        packed_data.gather(experiment)


def test_that_what_is_too_large_is_refused_before_anything_is_written(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_data, "LARGEST", 100)
    settings = ["task.kind=table-series", f"task.file={table}"]
    with pytest.raises(DataError, match="larger than"):
        packed_data.gather(override(presets.find("rnn-sine").experiment, settings))
