"""``playground train pretrained``: a model from a folder learns on, is recorded in bounds, and resumes bit by bit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.desktop.state.open_document import open_experiment
from playground.exports.model import rebuild
from playground.protocol.events import RunState
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.headless import train
from tests import published_folders as published


def words_for(folder: Path, run: Path, steps: int, *more: str) -> list[str]:
    (folder / "text.txt").write_text(published.TEXT)
    sets = {"architecture.folder": folder, "task.kind": "text-file", "task.file": folder / "text.txt",
            "task.context": 8, "training.threads": 1, "training.learning_rate": 0.01}  # fmt: skip
    assigned = [word for key, value in sets.items() for word in ("--set", f"{key}={value}")]
    return ["train", "pretrained", *assigned, "--steps", str(steps), "--out", str(run), *more]


@pytest.mark.parametrize("make", [published.gpt2, published.bert])
def test_that_a_published_model_goes_on_learning_and_a_resumed_run_is_the_uninterrupted_one(
    make: object, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert callable(make)
    folder = make(tmp_path / "模型")
    whole, parts = tmp_path / "whole.run", tmp_path / "parts.run"
    assert main(words_for(folder, whole, 12, "--set", "training.schedule=constant", "--json")) == 0
    result = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert main(words_for(folder, parts, 7, "--set", "training.schedule=constant")) == 0
    assert main(["train", "--resume", str(parts), "--steps", "12"]) == 0
    with RunReader(whole) as one, RunReader(parts) as other:
        np.testing.assert_array_equal(one.losses()[1], other.losses()[1])
        first, last = one.checkpoint(), other.checkpoint()
        assert all((array == last.weights[name]).all() for name, array in first.weights.items())
        assert one.losses()[1][-1] < one.losses()[1][0] and result["steps"] == 12
        assert "candidates" in one.snapshot_names() and "prediction.blocks" not in one.snapshot_names()
    assert rebuild(whole).step == 12


def test_that_a_recording_holds_no_answer_of_the_length_of_the_vocabulary(tmp_path: Path) -> None:
    folder = published.gpt2(tmp_path / "model")
    assert main(words_for(folder, tmp_path / "a.run", 2)) == 0
    with RunReader(tmp_path / "a.run") as reader:
        for shot in reader.snapshots(2):
            assert published.VOCABULARY not in shot.values.shape or shot.name == "plane.words", shot.name
            assert sum(len(names) for names in shot.labels.values()) <= 1000


def test_that_weights_larger_than_the_room_for_pictures_are_only_in_the_checkpoints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = published.gpt2(tmp_path / "model")
    experiment = open_experiment(str(folder)).experiment
    (folder / "text.txt").write_text(published.TEXT)
    changes = {"task.file": str(folder / "text.txt"), "task.context": 8, "training.duration": 2}
    from playground.session import recording

    monkeypatch.setattr(recording, "MEGABYTE", 10)
    train(experiment.changed(changes), tmp_path / "a.run")
    with RunReader(tmp_path / "a.run") as reader:
        assert reader.weight_steps() == [2] and reader.checkpoint_steps() == [2]


def test_that_a_model_that_was_only_looked_at_is_not_written_again(tmp_path: Path) -> None:
    from playground.protocol.commands import Pause, Shutdown, Stop

    folder = published.gpt2(tmp_path / "model")
    (folder / "text.txt").write_text(published.TEXT)
    experiment = open_experiment(str(folder)).experiment
    experiment = experiment.changed({"task.file": str(folder / "text.txt"), "task.context": 8})
    outcome = train(experiment, tmp_path / "a.run", control=Control(Pause(), Stop(), Shutdown()))
    assert outcome.state is RunState.STOPPED and outcome.step == 0
    with RunReader(tmp_path / "a.run") as reader:
        assert reader.checkpoint_steps() == [] and reader.snapshot_steps() == [0]


def test_that_a_recording_shows_itself_without_its_folder_and_resumes_only_with_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, run = published.gpt2(tmp_path / "model"), tmp_path / "a.run"
    assert main(words_for(folder, run, 3)) == 0
    shutil.move(folder, tmp_path / "elsewhere")
    opened = open_experiment(str(run))
    assert opened.started is not None and any(opened.events(1))
    capfd.readouterr()
    assert main(["train", "--resume", str(run), "--steps", "5"]) == 2
    err = capfd.readouterr().err
    assert "is no folder; choose that of a published model" in err and err.count("\n") == 1
    (tmp_path / "elsewhere").rename(folder)
    assert main(["train", "--resume", str(run), "--steps", "5"]) == 0


def test_that_a_folder_opens_held_before_its_first_step(tmp_path: Path) -> None:
    folder = published.bert(tmp_path / "model")
    opened = open_experiment(str(folder))
    assert opened.held and opened.name == "model" and opened.path is None
    assert opened.experiment.training.optimizer == "adamw" and len(opened.experiment.layers()) > 8
