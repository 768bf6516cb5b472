"""Data that is not here: asked for in the window, known again by its fingerprint, and never taken for other data."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from PIL import Image
from pytestqt.qtbot import QtBot

from playground.cli import main
from playground.desktop.state.open_document import open_experiment
from playground.desktop.widgets import file_dialogs
from playground.experiment import data_places, presets
from playground.experiment.experiment import Experiment
from playground.experiment.preset_text import own
from playground.experiment.writing import to_toml
from playground.foundation.errors import RunFileError
from playground.protocol.commands import Start
from playground.runs.extending import check_continuation, moved
from playground.runs.reader import RunReader


def pictures(folder: Path, seed: int = 0, count: int = 12) -> Path:
    dice = np.random.default_rng(seed)
    for name in ("left", "right"):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            values = dice.integers(200, size=(16, 16), dtype=np.uint8)
            Image.fromarray(values).save(folder / name / f"{number}.png")
    return folder


SET = ["task.kind=picture-folder", "task.size=8", "training.duration=12", "training.duration_unit=steps",
       "training.batch_size=4", "training.threads=1"]  # fmt: skip


def train(folder: Path, path: Path, *words: str) -> None:
    changes = [word for one in (*SET, f"task.folder={folder}") for word in ("--set", one)]
    assert main(["train", "cnn-digits", *changes, *words, "--out", str(path)]) == 0


@pytest.fixture
def recorded(tmp_path: Path) -> tuple[Path, Path]:
    """A recording of 12 steps, and the folder that it learned from under its new name."""
    folder = pictures(tmp_path / "halves")
    train(folder, tmp_path / "a.run")
    return tmp_path / "a.run", folder.rename(tmp_path / "moved")


def banner(desk: Desk) -> str:
    return desk.parts.banner.text


def answer(desk: Desk, words: str) -> None:
    next(one for one in desk.parts.banner._buttons if one.text() == words).click()


def test_that_a_recording_asks_where_its_data_is_and_goes_on_with_it(
    recorded: tuple[Path, Path], desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    path, folder = recorded
    desk.parts.control.open(open_experiment(str(path)))
    qtbot.waitUntil(lambda: bool(banner(desk)))
    assert banner(desk) == "The 24 examples of this recording are not here: choose where “halves” is now."
    assert desk.parts.draft.runnable is None and desk.parts.replay.timeline.film.steps
    monkeypatch.setattr(file_dialogs, "folder", lambda *words: folder)
    answer(desk, "Choose its folder …")
    qtbot.waitUntil(lambda: "same bits" in banner(desk), timeout=60000)
    assert desk.parts.draft.value("task.folder") == str(folder) and desk.parts.draft.runnable is not None
    desk.parts.setup.form.row("training.duration").editor.edited.emit(20)
    desk.parts.control.resume()
    (start,) = [one for one in desk.sent if isinstance(one, Start)]
    assert start.resume and Experiment.from_json(start.experiment).task.folder == str(folder)  # type: ignore[attr-defined]


def test_that_other_data_is_said_and_only_a_new_run(
    recorded: tuple[Path, Path], desk: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    path, _ = recorded
    other = pictures(tmp_path / "other", seed=1)
    desk.parts.control.open(open_experiment(str(path)))
    qtbot.waitUntil(lambda: bool(banner(desk)))
    desk.parts.doors.lacking.take("task.folder", other)
    qtbot.waitUntil(lambda: "other data" in banner(desk), timeout=60000)
    assert "it has as many examples, with other values" in banner(desk)
    assert desk.parts.draft.runnable is not None  # as a new run
    assert main(["train", "--resume", str(path), "--steps", "20", "--data", str(other)]) == 2


def test_that_the_same_data_elsewhere_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole.run", tmp_path / "parts.run"
    folder = pictures(tmp_path / "halves")
    train(folder, whole, "--steps", "20")
    train(folder, parts, "--steps", "12")
    moved_to = folder.rename(tmp_path / "moved")
    assert main(["train", "--resume", str(parts), "--steps", "20", "--data", str(moved_to)]) == 0
    with RunReader(whole) as one, RunReader(parts) as two:
        first, second = one.checkpoint().weights, two.checkpoint().weights
        assert Experiment.from_json(two.experiment_json).task.folder == str(moved_to)  # type: ignore[attr-defined]
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_that_the_command_line_compares_and_says_what_is_other(
    recorded: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = recorded
    capsys.readouterr()
    assert main(["data", str(folder), "--of", str(path)]) == 0
    assert f"--resume {path} --data {folder}" in capsys.readouterr().out
    assert main(["data", str(pictures(tmp_path / "fewer", count=9)), "--of", str(path)]) == 0
    assert "it had 20 training and 4 test examples, and now has 14 training" in capsys.readouterr().out
    assert main(["data", str(tmp_path / "nowhere"), "--of", str(path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_that_an_earlier_recording_without_a_fingerprint_stays_where_its_data_was(
    recorded: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.runs import provenance

    path, folder = recorded
    with RunReader(path) as reader:
        elsewhere = moved(Experiment.from_json(reader.experiment_json), folder)
        check_continuation(reader, elsewhere)
        monkeypatch.setattr(provenance, "known", lambda reader: None)
        with pytest.raises(RunFileError, match="holds another experiment"):
            check_continuation(reader, elsewhere)


def preset_in(folder: Path, data: Path) -> Path:
    asked = presets.find("cnn-digits").experiment.changed(
        {"task.kind": "picture-folder", "task.folder": str(data), "task.size": 8}
    )
    kept = data_places.for_file(asked, folder)
    (folder / "mine.toml").write_text(to_toml(own(kept, "loss", 0.0, {}), kept), encoding="utf-8")
    return folder / "mine.toml"


def test_that_a_preset_is_moved_together_with_its_data(tmp_path: Path, desk: Desk) -> None:
    pictures(tmp_path / "course" / "halves")
    file = preset_in(tmp_path / "course", tmp_path / "course" / "halves")
    assert 'folder = "halves"' in file.read_text(encoding="utf-8")
    shutil.move(tmp_path / "course", tmp_path / "elsewhere")
    found = presets.find(str(tmp_path / "elsewhere" / "mine.toml"))
    assert data_places.places(found.experiment) == {"task.folder": str(tmp_path / "elsewhere" / "halves")}
    desk.parts.control.open(open_experiment(str(tmp_path / "elsewhere" / "mine.toml")))
    assert desk.parts.draft.runnable is not None


def test_that_a_preset_without_its_data_asks_for_it(tmp_path: Path, desk: Desk, qtbot: QtBot) -> None:
    folder = pictures(tmp_path / "halves")
    (tmp_path / "course").mkdir()
    file = preset_in(tmp_path / "course", folder)
    moved_to = folder.rename(tmp_path / "moved")
    desk.parts.control.open(open_experiment(str(file)))
    qtbot.waitUntil(lambda: bool(banner(desk)))
    assert banner(desk) == "The data “halves” is not here: choose where it is now."
    desk.parts.doors.lacking.take("task.folder", moved_to)
    assert desk.parts.draft.runnable is not None
    desk.parts.setup.undo()
    assert desk.parts.draft.value("task.folder") == str(folder)


def test_that_the_window_saves_the_place_as_seen_from_the_file(tmp_path: Path, desk: Desk) -> None:
    folder = pictures(tmp_path / "halves")
    experiment = presets.find("cnn-digits").experiment.changed(
        {"task.kind": "picture-folder", "task.folder": str(folder)}
    )
    desk.parts.setup.load(experiment, "mine")
    desk.parts.lessons.saver.write(tmp_path / "saved.toml")
    assert 'folder = "halves"' in (tmp_path / "saved.toml").read_text(encoding="utf-8")
    assert presets.find(str(tmp_path / "saved.toml")).experiment == experiment


@pytest.mark.parametrize("place", ["../other", "/etc", "~/x", "\x00", "a" * 4000])
def test_that_strange_places_are_left_as_they_are(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = presets.find("cnn-digits").experiment.changed({"task.kind": "picture-folder", "task.folder": place})
    seen = data_places.from_file(asked, tmp_path)
    assert data_places.places(seen)["task.folder"] in (place, str(tmp_path / place))
    assert data_places.missing(seen) is not None or os.path.exists(place)  # noqa: PTH110 - a place is a word here
