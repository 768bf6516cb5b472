"""Bisecting: a jump of the loss leads to its step, and the step to the examples and layers that made it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.experiment.experiment import Experiment
from playground.foundation.errors import RunFileError
from playground.foundation.jumps import jump
from playground.runs.reader import RunReader
from playground.session.bisecting import examined, jump_of
from playground.session.headless import train
from playground.session.recalling import recall
from tests.session.test_recalling import experiment


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "课堂.run"
    train(experiment("cnn", {"kind": "digits"}), path)
    return path


def test_that_the_highest_rise_above_what_was_usual_is_the_jump() -> None:
    losses = np.linspace(3, 1, 200).astype(np.float32)
    losses[120] += 0.4
    losses[60] += 0.2
    assert jump(losses) == 121
    assert jump(losses, near=50) == 61  # that is meant which was pointed at
    losses[150] = np.nan
    assert jump(losses) == 151


def test_that_a_falling_loss_without_a_jump_still_gives_a_step_that_exists() -> None:
    assert 1 <= jump(np.linspace(3, 1, 40).astype(np.float32)) <= 40
    with pytest.raises(RunFileError, match="train longer"):
        jump(np.ones(1, np.float32))


@pytest.mark.parametrize("step", [1, 2, 17, 40])
def test_that_the_examined_loss_is_the_recorded_one_and_its_parts_make_it_up(recording: Path, step: int) -> None:
    found, replayed = examined(recording, step)
    with RunReader(recording) as reader:
        recorded = dict(zip(*(array.tolist() for array in reader.losses()), strict=True))
    assert (found.step, found.loss) == (step, recorded[step]) and replayed.exact
    assert found.batch == 16 and [one.loss for one in found.examples] == sorted(
        (one.loss for one in found.examples), reverse=True
    )
    assert sum(one.loss for one in found.examples) / (found.loss * 16) == pytest.approx(found.share, rel=1e-4)


def test_that_the_examples_are_those_of_the_batch(recording: Path) -> None:
    found, _ = examined(recording, 12)
    before = recall(recording, 11)
    assert before is not None
    trainer = before.trainer
    rows = trainer.batches.rows(11)
    _, targets = trainer.batches.at(11)
    np.testing.assert_array_equal(trainer.data.train.targets[rows], targets.numpy())
    for one in found.examples:
        assert one.index in rows and one.words == str(trainer.data.train.targets[one.index])


def test_that_the_layers_gradients_are_compared_with_those_of_the_steps_before(recording: Path) -> None:
    found, _ = examined(recording, 30)
    assert {one.layer for one in found.layers} == {"stages.0.convolution", "output"}
    times = [one.times for one in found.layers]
    assert times == sorted(times, reverse=True) and all(0.05 < value < 20 for value in times)
    first, _ = examined(recording, 1)
    assert all(np.isnan(one.usual) and one.norm > 0 for one in first.layers)


def test_that_a_spoilt_example_is_found_out(tmp_path: Path) -> None:
    asked = Experiment.parse(
        {
            "architecture": {"kind": "cnn", "stages": [{"channels": 4}]},
            "task": {"kind": "digits"},
            "training": {"seed": 1, "batch_size": 16, "duration": 60, "duration_unit": "steps", "threads": 1},
        }
    )
    path = tmp_path / "a.run"
    train(asked, path)
    found, _ = examined(path, jump_of(path))
    assert found.loss > found.usual and found.share > 5 / 16  # a few examples made it


def test_that_the_terminal_tells_the_step_and_refuses_what_is_none(
    recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["step", str(recording), "12"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("step 12: loss") and "bit for bit" in told and "TIMES THE USUAL" in told
    assert main(["step", str(recording), "--json"]) == 0
    assert '"replayed_from"' in capsys.readouterr().out
    assert main(["step", str(recording), "41"]) == 2
    assert "has the steps 1 to 40" in capsys.readouterr().err
